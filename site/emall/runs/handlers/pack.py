"""The reimbursement pack: the checklist of its papers, and all of them as one PDF to print and file."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.orders.access import READERS
from emall.papers import pdf_reply
from emall.runs import queries
from emall.runs.handlers.papers import checklist, pack_pdf
from emall.runs.handlers.run import seen_run
from emall.runs.queries import Run
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor

FILERS = READERS - {Duty.RECEIVER}


def _shown(request: Request[Any, Any, Any], runs: list[Run], number: str, home: str) -> Response[bytes]:
    lists = [(run.order, checklist(run)) for run in runs]
    items = [item for _, each in lists for item in each]
    facts: dict[str, Any] = {"there": sum(item.there for item in items), "all": len(items), "lists": lists}
    return page(request, "runs/pack.html", number=number, home=home, order=runs[0].order, **facts)


async def _bound(runs: list[Run], number: str, visitor: Visitor) -> Response[bytes]:
    lines = await queries.lines_of(run.order["id"] for run in runs)
    pdf = await pack_pdf(runs, lines, number=number, visitor=visitor, now=clock.now())
    return pdf_reply(f"报销材料包 {number}", pdf)


class OrderPack(Controller):
    """Of one order, for those of the unit who file it and the staff of its territory."""

    path = "/orders/{number:str}"
    opt = who(*FILERS)

    @get("/pack", name="runs.pack.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What is there and what is missing."""
        return _shown(request, [await seen_run(number, visitor)], number, f"/orders/{number}")

    @get("/pack.pdf", name="runs.pack.pdf")
    async def pdf(self, number: FromPath[str], visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """All papers that are there, in print order."""
        return await _bound([await seen_run(number, visitor)], number, visitor)


class SettlementPack(Controller):
    """Of all orders of one settlement together."""

    path = "/settlements/{number:str}"
    opt = who(*FILERS)

    @get("/pack", name="runs.settlement.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What is there and what is missing, order by order."""
        return _shown(request, await _runs(number, visitor), number, f"/settlements/{number}")

    @get("/pack.pdf", name="runs.settlement.pdf")
    async def pdf(self, number: FromPath[str], visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """All papers of all orders, the settlement once."""
        return await _bound(await _runs(number, visitor), number, visitor)


async def _runs(number: str, visitor: Visitor) -> list[Run]:
    """The runs of the orders of a settlement this visitor may see. Raises Missing."""
    numbers = await queries.numbers_of_settlement(number)
    if not numbers:
        raise Missing
    return [await seen_run(each, visitor) for each in numbers]
