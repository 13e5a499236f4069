"""The budget of the city as staff read it: units, their lines, the ledger of a line, the vouchers behind it."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.budget import queries
from emall.budget.access import READERS, may_keep, may_read, territory
from emall.budget.forms import Looking
from emall.budget.words import LEDGER_WORDS, VOUCHER_WORDS
from emall.database import Row
from emall.kernel import clock
from emall.kernel.pages import Page
from emall.kernel.refusal import Missing
from emall.web.forms import query
from emall.web.guards import who
from emall.web.reply import page
from emall.web.visitor import Visitor

SIZE = 40


class BudgetDesk(Controller):
    """Read by finance and audit for the whole city, by county staff for their county."""

    path = "/desk/budget"
    opt = who(*READERS)

    @get(name="budget.desk.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Units with the sums of their lines, and the sums of all of them."""
        asked = query(request, Looking)
        year = asked.year or clock.today().year
        found = await queries.units_of_year(
            year=year, territory=territory(visitor), words=asked.q, page=asked.page, size=SIZE
        )
        shown = Page(found.units, found.sums.units, asked.page, SIZE)
        years = await queries.years(territory(visitor))
        facts: dict[str, Any] = {
            "year": year,
            "years": years,
            "q": asked.q,
            "sums": found.sums,
            "shown": shown,
        }
        return page(request, "budget/desk_units.html", keeper=may_keep(visitor), **facts)

    @get("/units/{unit:int}", name="budget.desk.unit")
    async def unit(
        self, request: Request, unit: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The lines and plans of one unit."""
        year = query(request, Looking).year or clock.today().year
        found = await queries.unit_of(unit)
        if found is None or not may_read(visitor, found):
            raise Missing
        lines = await queries.bars(organisation=unit, year=year)
        plans = await queries.plans_of(organisation=unit, year=year)
        years = await queries.years_of(unit)
        facts: dict[str, Any] = {"unit": found, "year": year, "years": years, "lines": lines, "plans": plans}
        return page(request, "budget/desk_unit.html", **facts)

    @get("/lines/{line:int}", name="budget.desk.line")
    async def line(
        self, request: Request, line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One line, its ledger, and what finance may decide about it."""
        return page(request, "budget/desk_line.html", **await line_facts(visitor, line))

    @get("/vouchers/{number:str}", name="budget.desk.voucher")
    async def voucher(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One decision with its entries, as far as they lie in the visitor's territory."""
        found = await queries.voucher(number, territory(visitor))
        if found is None:
            raise Missing
        words, kinds = LEDGER_WORDS, VOUCHER_WORDS
        return page(request, "budget/desk_voucher.html", **found, words=words, kinds=kinds)


async def line_facts(visitor: Visitor, line: int) -> dict[str, Any]:
    """What the page of a line shows. Raises Missing outside the visitor's territory."""
    found: Row | None = await queries.any_line(line)
    if found is None or not may_read(visitor, found):
        raise Missing
    deciding = may_keep(visitor) and not found.closed
    return {
        "line": found,
        "free_fen": queries.line_sums(found).free_fen,
        "entries": await queries.ledger_of(organisation=found.organisation, line=line),
        "words": LEDGER_WORDS,
        "deciding": deciding,
        "targets": await queries.transfer_targets(found) if deciding else [],
    }
