"""The treasury played by whoever is signed in as finance; only demonstration sites have this page."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from emall.payments.access import KEEPERS
from emall.payments.actions import simulating
from emall.payments.forms import Playing
from emall.payments.handlers.release import said_here
from emall.settings import settings
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor


class Simulator(Controller):
    """Letters as the treasury would write them, signed and taken in like real ones."""

    path = "/demo/treasury"
    opt = who(*KEEPERS)

    @get(name="payments.simulator.show")
    async def show(self, request: Request) -> Response[bytes]:
        """Payments that can be answered, and the ways to answer."""
        return page(request, "payments/simulator.html", sent=[], **await _facts())

    @post(name="payments.simulator.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Send the letters of a play; pressing again sends new ones, which is what it is for."""
        form = parse(request, Playing)
        sent = await simulating.play(form.payment, form.play, secret=settings().treasury_secret)
        return page(request, "payments/simulator.html", sent=sent, **await _facts())


async def _facts() -> dict[str, Any]:
    return {"payments": await simulating.waiting_payments(), "plays": simulating.PLAYS, **said_here()}
