"""The supplier's desk: what today wants, the orders, and the two answers to an order."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.journal.once import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Refused
from emall.orders import actions, queries
from emall.orders.forms import Confirming, Declining, OrderQuery
from emall.orders.handlers.desk_view import today_facts
from emall.orders.handlers.lists_view import line_of, list_facts
from emall.orders.handlers.order_view import facts_of, order_of, shown, shown_again
from emall.web import reply
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

PATH = "/supplier/orders"


class Desk(Controller):
    """The orders of the visitor's own firm."""

    path = "/supplier"
    opt = who(*SUPPLIER_DUTIES)

    @get(name="orders.desk.show")
    async def today(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """What waits today, most urgent first."""
        return reply.page(request, "orders/today.html", **await today_facts(visitor))

    @get("/orders", name="orders.sale.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The firm's orders by tab, those waiting for it first."""
        wanted = query(request, OrderQuery)
        found = await queries.orders_page(visitor=visitor, tab=wanted.tab, page=wanted.page, words=wanted.q)
        facts = list_facts(visitor, wanted, found, PATH)
        desk_counts = await queries.desk(visitor)
        return reply.page(
            request, "orders/desk_list.html", desk_counts=desk_counts, desk_here="orders", **facts
        )

    @get("/orders/{number:str}", name="orders.sale.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One order at the desk."""
        return await shown(request, visitor, number)

    @get("/orders/{number:str}/print", name="orders.sale.print")
    async def paper(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The delivery note (发货单) that travels with the goods."""
        facts = await facts_of(await order_of(number, visitor), visitor)
        return reply.page(request, "orders/delivery_note.html", printed_at=clock.now(), **facts)

    @post("/orders/{number:str}/confirmation", name="orders.sale.confirm")
    async def confirm(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take the order on (接单)."""
        form = parse(request, Confirming)
        try:
            url = await _once(visitor, "order.confirm", form, number, actions.confirm)
        except (Refused, Conflict) as error:
            return await shown_again(request, visitor, number, error, "confirmation")
        if form.then == "row":
            return await _row_again(request, visitor, number)
        return reply.redirect(request, url, said=_("Accepted. The contract stands."))

    @post("/orders/{number:str}/refusal", name="orders.sale.decline")
    async def decline(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Decline the order for a coded reason (拒单)."""
        form = parse(request, Declining)
        said = {"reason_code": form.reason_code, "reason": form.reason}
        try:
            url = await _once(visitor, "order.decline", form, number, actions.decline, **said)
        except (Refused, Conflict) as error:
            return await shown_again(request, visitor, number, error, "refusal")
        return reply.redirect(request, url, said=_("Declined. The buyer has been told."))


async def _once(
    visitor: Visitor, name: str, form: Confirming | Declining, number: str, action: Any, **said: str
) -> str:
    async def deed() -> str:
        await action(visitor=visitor, number=number, **said)
        return f"{PATH}/{number}"

    return await once_for(visitor, form, name, deed, about=number)


async def _row_again(request: Request[Any, Any, Any], visitor: Visitor, number: str) -> Response[bytes]:
    """The order's row as it stands after the deed."""
    found = await queries.orders_page(visitor=visitor, words=number, size=1)
    said = _("Accepted: %(number)s. Ship it by the date in its row.", number=number)
    line = line_of(visitor, found.rows[0])
    return reply.reply(request, "orders/replies/row.html", otherwise=PATH, said=said, line=line)
