"""The red-light desk: one list of everything late or near, by who must act."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from emall.accounts.words import SUPPLIER_DUTIES
from emall.delays.forms import Looking
from emall.delays.handlers.list_view import file_of, list_facts
from emall.kernel import clock
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.web.forms import query
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor

DESK, OWN, SUPPLIER = "/desk/delays", "/delays", "/supplier/delays"


async def _shown(
    request: Request[Any, Any, Any], visitor: Visitor, template: str, path: str
) -> Response[bytes]:
    facts = await list_facts(visitor, query(request, Looking), path)
    return page(request, template, **facts)


async def _file(request: Request[Any, Any, Any], visitor: Visitor) -> Response[bytes]:
    headers = {
        "Content-Disposition": f'attachment; filename="delays-{clock.today()}.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response(await file_of(visitor, query(request, Looking)), headers=headers, media_type="text/csv")


class DelayDesk(Controller):
    """For finance, the Procurement Centre and audit the city, for county staff their county."""

    path = DESK
    opt = who(*SUPERVISORS)

    @get(name="delays.desk.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """What is late or near in the territory."""
        return await _shown(request, visitor, "delays/desk.html", DESK)

    @get("/list.csv", name="delays.desk.export")
    async def export(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The same as a file."""
        return await _file(request, visitor)


class OwnDelays(Controller):
    """What is late or near in the visitor's own unit."""

    path = OWN
    opt = who(*UNIT_READERS)

    @get(name="delays.own.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """One list by who must act, with the way to explain."""
        return await _shown(request, visitor, "delays/own.html", OWN)

    @get("/list.csv", name="delays.own.export")
    async def export(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The same as a file."""
        return await _file(request, visitor)


class SupplierDelays(Controller):
    """What is late or near between a supplier and its units."""

    path = SUPPLIER
    opt = who(*sorted(SUPPLIER_DUTIES))

    @get(name="delays.supplier.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """What the supplier lets lie, and what lies with its units: payments with their interest."""
        return await _shown(request, visitor, "delays/supplier.html", SUPPLIER)

    @get("/list.csv", name="delays.supplier.export")
    async def export(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The same as a file."""
        return await _file(request, visitor)
