"""What a unit may still spend: its budget lines or cost centres, the plans on them, and each line's ledger."""

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.budget import queries
from emall.budget.words import LEDGER_WORDS
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor


class Budget(Controller):
    """The money of the visitor's own unit, this year's; read only."""

    path = "/budget"
    opt = who(Duty.BUYER, Duty.APPROVER, Duty.ACCOUNTANT, Duty.UNIT_ADMIN)

    @get(name="budget.lines.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """All lines with what is reserved, committed, paid and left, and the plans filed on them."""
        unit, year = visitor.organisation or 0, clock.today().year
        lines = await queries.bars(organisation=unit, year=year)
        plans = await queries.plans_of(organisation=unit, year=year)
        return page(request, "budget/lines.html", lines=lines, plans=plans, year=year)

    @get("/{line:int}", name="budget.lines.show")
    async def show(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One line and its latest movements."""
        unit = visitor.organisation or 0
        found = await queries.bar(organisation=unit, line=line)
        if found is None:
            raise Missing
        entries = await queries.ledger_of(organisation=unit, line=line)
        return page(request, "budget/line.html", line=found, entries=entries, words=LEDGER_WORDS)
