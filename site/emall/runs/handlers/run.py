"""The run of one purchase (十分钟跑表), for whoever sees its order."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.orders.access import READERS, may_view, supervises
from emall.orders.actions.supervision import note_view
from emall.runs import queries
from emall.runs.handlers.run_view import run_facts
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor


async def seen_run(number: str, visitor: Visitor) -> queries.Run:
    """The run of an order this visitor may see; staff leave a trace of having read it. Raises Missing."""
    row = await queries.run_row(number)
    if row is None or not may_view(visitor, row):
        raise Missing
    if supervises(visitor, row):
        await note_view(visitor=visitor, order=row)
    return await queries.run_of(row)


async def _shown(request: Request[Any, Any, Any], visitor: Visitor, number: str) -> Response[bytes]:
    now = clock.now()
    run = await seen_run(number, visitor)
    reckoned = queries.reckon(run, now=now, outside=visitor.organisation if visitor.is_supplier else None)
    return page(request, "runs/show.html", **await run_facts(run, reckoned, visitor, now))


class OrderRun(Controller):
    """For the unit and the staff of its territory."""

    path = "/orders/{number:str}/run"
    opt = who(*READERS)

    @get(name="runs.run.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The chain, whose turn it is, hands and waiting by party."""
        return await _shown(request, visitor, number)


class SupplierRun(Controller):
    """For the supplier: from the moment the order reached it, the unit's people as one."""

    path = "/supplier/orders/{number:str}/run"
    opt = who(*sorted(SUPPLIER_DUTIES))

    @get(name="runs.run.supplier")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The same, as seen from outside."""
        return await _shown(request, visitor, number)
