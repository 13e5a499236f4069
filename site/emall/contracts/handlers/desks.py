"""Lists of contracts at the supplier's desk and at those of the staff, with the clocks of filing and announcing."""

from litestar import Request, Response, get
from litestar.di import NamedDependency

from emall.accounts.words import SUPPLIER_DUTIES
from emall.contracts.forms import Looking
from emall.contracts.handlers.list_view import list_facts
from emall.contracts.words import DESK_TABS
from emall.orders.access import SUPERVISORS
from emall.web import reply
from emall.web.forms import query
from emall.web.guards import who
from emall.web.visitor import Visitor


@get("/supplier/contracts", name="contracts.sale.list", opt=who(*SUPPLIER_DUTIES))
async def supplier_list(request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
    """The contracts of the visitor's firm."""
    facts = await list_facts(visitor, query(request, Looking), "/supplier/contracts")
    return reply.page(request, "contracts/desk_list.html", **facts)


@get("/desk/contracts", name="contracts.desk.list", opt=who(*SUPERVISORS))
async def desk_list(request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
    """The contracts of the territory: what is filed and announced, and what is late."""
    facts = await list_facts(visitor, query(request, Looking), "/desk/contracts", DESK_TABS)
    return reply.page(request, "contracts/desk_list.html", **facts)
