"""Sending a parcel (发货): two fields, and quantities filled in with all that is open."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.delivery import actions, queries
from emall.delivery.access import may_ship
from emall.delivery.forms import Shipping
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Refused
from emall.orders.handlers.order_view import facts_of, order_of, shown_again
from emall.orders.queries import OrderPage
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Shipments(Controller):
    """Parcels of one of the firm's own orders."""

    path = "/supplier/orders/{number:str}/shipments"
    opt = who(*SUPPLIER_DUTIES)

    @get(name="delivery.shipment.new")
    async def new(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The form; with nothing to ship it leads back to the order."""
        page = await order_of(number, visitor)
        if not may_ship(visitor, page.order):
            return reply.redirect(
                request, _order(number), said=_("There is nothing to ship at present."), tone="act"
            )
        return reply.page(request, "delivery/ship.html", **await _facts(page, visitor))

    @post(name="delivery.shipment.create")
    async def create(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The parcel leaves."""
        try:
            form = parse(request, Shipping)
            url = await _ship_once(visitor, number, form)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, number, error)
        return reply.redirect(request, url, said=_("Shipped. The receiver has been told."))


def _order(number: str) -> str:
    return f"/supplier/orders/{number}"


async def _ship_once(visitor: Visitor, number: str, form: Shipping) -> str:
    expected = form.expected_on.isoformat() if form.expected_on else ""

    async def deed() -> str:
        await actions.ship(
            visitor=visitor,
            number=number,
            quantities=form.quantity,
            carrier=form.carrier,
            waybill=form.waybill,
            expected_on=expected,
        )
        return _order(number)

    return await once_for(visitor, form, "delivery.ship", deed, about=number)


async def _facts(page: OrderPage, visitor: Visitor) -> dict[str, Any]:
    carriers = await queries.carriers(visitor.organisation or 0)
    return {**await facts_of(page, visitor), "carriers": [row.carrier for row in carriers]}


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, error: Refused | Conflict
) -> Response[bytes]:
    """The form with what was typed, or the order as it stands when nothing can be shipped any more."""
    page = await order_of(number, visitor)
    if not may_ship(visitor, page.order):
        return await shown_again(request, visitor, number, error, "shipment")
    return reply.rejected(request, "delivery/ship.html", error, **await _facts(page, visitor))
