"""Checkout (确认采购单): money, place and invoice bound once, the approval to come shown before it is asked for."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.approvals.words import APART_KEYS
from emall.cart.actions import sheet as actions
from emall.cart.actions.alarms import sound_alarms
from emall.cart.forms import Sheet
from emall.cart.handlers.cart import shown_cart
from emall.cart.queries.sheet import sheet_view
from emall.delays.handlers.stopped_view import stopped
from emall.journal.once import once_for
from emall.journal.refusals import refusals_noted
from emall.kernel.refusal import Conflict, Refused
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

Doing = Callable[[], Awaitable[str]]


class Checkout(Controller):
    """A buyer's own purchase sheets."""

    path = "/checkout"
    opt = who(Duty.BUYER)

    @post(name="cart.checkout.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Make a sheet of what is ticked in the cart."""
        try:
            number = await actions.open_sheet(visitor=visitor)
        except Refused as error:
            return rejected(request, "cart/show.html", error, **await shown_cart(visitor))
        return redirect(request, f"/checkout/{number}")

    @get("/{number:str}", name="cart.checkout.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The sheet to fill in; once submitted, where it stands."""
        view = await sheet_view(visitor=visitor, number=number)
        template = "cart/checkout.html" if view.editable else "cart/submitted.html"
        return page(request, template, sheet=view, stopped=await stopped(visitor))

    @post("/{number:str}/submission", name="cart.checkout.submit")
    async def submit(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Submit for approval, once."""
        said = _("Submitted. You can withdraw it until the supplier accepts.")
        return await self._done(
            request, number, visitor, partial(_submitted, request, visitor, number), said=said
        )

    @post("/{number:str}/draft", name="cart.checkout.save")
    async def save(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Keep the sheet for later."""

        async def doing() -> str:
            await actions.save_sheet(visitor=visitor, number=number, form=parse(request, Sheet))
            return f"/checkout/{number}"

        return await self._done(request, number, visitor, doing, said=_("The draft is saved."))

    @post("/{number:str}/prices", name="cart.checkout.prices")
    async def accept(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Accept today's prices."""

        async def doing() -> str:
            await actions.accept_prices(visitor=visitor, number=number)
            return f"/checkout/{number}"

        return await self._done(request, number, visitor, doing, said=_("The new prices are on the sheet."))

    @post("/{number:str}/lines/{line:int}/removal", name="cart.checkout.removal")
    async def remove(
        self, request: Request, number: FromPath[str], line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take a line off the sheet."""

        async def doing() -> str:
            await actions.remove_line(visitor=visitor, number=number, line=line)
            return f"/checkout/{number}"

        return await self._done(request, number, visitor, doing, said=_("Removed from the sheet."))

    async def _done(
        self, request: Request[Any, Any, Any], number: str, visitor: Visitor, doing: Doing, *, said: str
    ) -> Response[bytes]:
        """Do it and go on; what is refused comes back on the sheet with everything typed still there."""
        try:
            return redirect(request, await doing(), said=said)
        except (Refused, Conflict) as error:
            view = await sheet_view(visitor=visitor, number=number)
            template = "cart/checkout.html" if view.editable else "cart/submitted.html"
            facts: dict[str, Any] = {"sheet": view, "stopped": await stopped(visitor)}
            return rejected(request, template, error, **facts)


async def _submitted(request: Request[Any, Any, Any], visitor: Visitor, number: str) -> str:
    """Submit what the form says; where the result stands, also when the same form comes twice."""
    form = parse(request, Sheet)

    async def deed() -> str:
        await actions.submit_sheet(visitor=visitor, number=number, form=form)
        return f"/checkout/{number}"

    try:
        async with refusals_noted(visitor.actor(), "purchase.submit", "purchase", number, keys=APART_KEYS):
            return await once_for(visitor, form, "cart.submit", deed, about=number)
    except Refused as refused:
        await sound_alarms(visitor=visitor, refusals=refused.refusals)
        raise
