"""Orders as the buying unit and the staff of its territory see them: the list, one order, its paper."""

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.kernel import clock
from emall.orders import queries
from emall.orders.access import READERS
from emall.orders.forms import OrderQuery
from emall.orders.handlers.lists_view import list_facts
from emall.orders.handlers.order_view import facts_of, order_of, shown
from emall.web import reply
from emall.web.forms import query
from emall.web.guards import who
from emall.web.visitor import Visitor


class OwnOrders(Controller):
    """What a unit has ordered; staff read what their territory covers."""

    path = "/orders"
    opt = who(*READERS)

    @get(name="orders.order.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Orders by tab, one's own turn first."""
        wanted = query(request, OrderQuery)
        found = await queries.orders_page(visitor=visitor, tab=wanted.tab, page=wanted.page, words=wanted.q)
        return reply.page(request, "orders/list.html", **list_facts(visitor, wanted, found, "/orders"))

    @get("/{number:str}", name="orders.order.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One truth about one order."""
        return await shown(request, visitor, number)

    @get("/{number:str}/print", name="orders.order.print")
    async def paper(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The purchase sheet as far as this order goes, on paper."""
        facts = await facts_of(await order_of(number, visitor), visitor)
        return reply.page(request, "orders/print.html", printed_at=clock.now(), **facts)
