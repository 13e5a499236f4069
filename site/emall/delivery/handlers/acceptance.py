"""Receiving and accepting (收货与验收), on one page made for the phone."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.delivery import actions
from emall.delivery.forms import Counting, Judging
from emall.delivery.handlers.acceptance_view import acceptance_facts, judgements
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Refused
from emall.orders.handlers.order_view import order_of
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Delivery(Controller):
    """What a receiver does with an order of the unit."""

    path = "/orders/{number:str}"
    opt = who(Duty.RECEIVER)

    @get("/acceptance", name="delivery.acceptance.new")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Parcels to count in, then goods to judge."""
        facts = await acceptance_facts(number, visitor)
        return reply.page(request, "delivery/acceptance.html", form="", **facts)

    @post("/receipts", name="delivery.receipt.create")
    async def count(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """A parcel has arrived and is counted."""

        async def deed() -> str:
            return await _count_once(visitor, number, parse(request, Counting))

        return await _done(request, visitor, number, "receipt", deed, _("Counted in."))

    @post("/acceptance", name="delivery.acceptance.create")
    async def judge(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What has arrived is judged, line by line."""

        async def deed() -> str:
            return await _judge_once(visitor, number, parse(request, Judging))

        return await _done(
            request, visitor, number, "acceptance", deed, _("Submitted. Everybody concerned has been told.")
        )


async def _count_once(visitor: Visitor, number: str, form: Counting) -> str:
    async def deed() -> str:
        await actions.receive(
            visitor=visitor, number=number, shipment=form.shipment, received=form.received, note=form.note
        )
        return f"/orders/{number}/acceptance"

    return await once_for(visitor, form, "delivery.receive", deed, about=number)


async def _judge_once(visitor: Visitor, number: str, form: Judging) -> str:
    async def deed() -> str:
        page = await order_of(number, visitor)
        await actions.accept(
            visitor=visitor,
            number=number,
            judged=judgements(page, form),
            note=form.note,
            members=form.members,
            supplier_person=form.supplier_person,
        )
        return f"/orders/{number}"

    return await once_for(visitor, form, "delivery.accept", deed, about=number)


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    form: str,
    deed: Callable[[], Awaitable[str]],
    said: str,
) -> Response[bytes]:
    """Go on where the deed leads; refused, the page again with everything typed, 409 when the order has moved on."""
    try:
        return reply.redirect(request, await deed(), said=said)
    except (Refused, Conflict) as error:
        facts = await acceptance_facts(number, visitor)
        return reply.rejected(request, "delivery/acceptance.html", error, form=form, **facts)
