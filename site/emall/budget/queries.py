"""What can be spent: plans that fit the goods, cost centres, and the bars of a unit's budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from emall.budget.rules import (
    Category,
    Crossing,
    LineFacts,
    PlanFacts,
    misfits,
    refusals_for_line,
    refusals_for_plan,
)
from emall.budget.words import SPENDABLE, FundKind, Method
from emall.database import DB, Row
from emall.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan a buyer may choose: its row, the categories it does not cover, and what else speaks against it.

    `row`: id number title status amount_fen left_fen valid_until official_edition official_code official_name
    official_name_en budget_line line_name fund line_left_fen.
    """

    row: Row
    misfits: tuple[Category, ...]
    refusals: tuple[Refusal, ...]

    @property
    def fits(self) -> bool:
        """Whether it covers all the goods and nothing else speaks against it."""
        return not self.misfits and not self.refusals

    def covers(self, edition: str, code: str) -> bool:
        """Whether goods of this official category are covered."""
        return (edition, code) not in self.misfits


def plan_facts(row: Row) -> PlanFacts:
    """A plan's row, with `left_fen`, as the rules see it."""
    return PlanFacts(
        number=row.number,
        organisation=row.organisation,
        budget_line=row.budget_line,
        year=row.year,
        method=row.method,
        status=row.status,
        valid_until=row.valid_until,
        edition=row.official_edition,
        code=row.official_code,
        left_fen=row.left_fen,
    )


def line_facts(row: Row) -> LineFacts:
    """A budget line's row, with `left_fen`, as the rules see it."""
    return LineFacts(
        name=row.name,
        organisation=row.organisation,
        year=row.year,
        kind=FundKind(row.kind),
        frozen=row.frozen,
        left_fen=row.left_fen,
    )


async def crosswalk(categories: Iterable[Category]) -> list[Crossing]:
    """Rows of the crosswalk that name one of these codes or a code above it, on either side."""
    codes = sorted({code[:length] for _, code in categories for length in range(1, len(code) + 1)})
    rows = await DB.fetch(
        "SELECT from_edition, from_code, to_edition, to_code FROM crosswalk"
        " WHERE from_code = ANY($1::text[]) OR to_code = ANY($1::text[])",
        codes,
    )
    return [(row.from_edition, row.from_code, row.to_edition, row.to_code) for row in rows]


async def plans_for(*, organisation: int, day: date, categories: Iterable[Category] = ()) -> list[PlanChoice]:
    """Plans of a unit for that day's year that may pay for goods of these categories; those that fit come first."""
    wanted = tuple(dict.fromkeys(categories))
    rows = await DB.fetch(_PLANS, organisation, day.year, [str(s) for s in SPENDABLE], str(Method.EMALL))
    crossings = await crosswalk(wanted) if wanted and rows else []
    choices = [_choice(row, organisation, day, wanted, crossings) for row in rows]
    return sorted(choices, key=lambda choice: not choice.fits)


async def plans_of(*, organisation: int, year: int) -> list[Row]:
    """Every plan of a unit in a year, whatever its status."""
    return await DB.fetch(_PLANS, organisation, year, None, None)


_PLANS = """
SELECT p.id, p.number, p.organisation, p.year, p.title, p.method, p.status, p.valid_until, p.version,
       p.official_edition, p.official_code, c.name AS official_name, c.name_en AS official_name_en,
       p.amount_fen, p.reserved_fen, p.committed_fen, p.paid_fen,
       p.amount_fen - p.reserved_fen - p.committed_fen - p.paid_fen AS left_fen,
       p.budget_line, l.name AS line_name, l.code AS line_code, l.fund, l.project, l.frozen,
       l.kind AS line_kind, l.year AS line_year,
       l.appropriated_fen - l.reserved_fen - l.committed_fen - l.paid_fen AS line_left_fen
FROM plan p JOIN budget_line l ON l.id = p.budget_line
LEFT JOIN official_category c ON c.edition = p.official_edition AND c.code = p.official_code
WHERE p.organisation = $1 AND p.year = $2
  AND ($3::text[] IS NULL OR p.status = ANY($3)) AND ($4::text IS NULL OR p.method = $4)
ORDER BY p.valid_until, p.number"""


def _choice(
    row: Row, organisation: int, day: date, wanted: tuple[Category, ...], crossings: list[Crossing]
) -> PlanChoice:
    plan = plan_facts(row)
    line = LineFacts(row.line_name, organisation, row.line_year, row.line_kind, row.frozen, row.line_left_fen)
    least = 1  # fen: a plan or line with nothing left pays for nothing
    refusals = refusals_for_plan(
        plan=plan, organisation=organisation, budget_line=None, day=day, fen=least
    ) + refusals_for_line(line=line, organisation=organisation, day=day, fen=least)
    outside = misfits(edition=plan.edition, code=plan.code, categories=wanted, crosswalk=crossings)
    return PlanChoice(row, outside, tuple(refusals))


async def cost_centres_for(*, organisation: int, year: int) -> list[Row]:
    """Cost centres of an enterprise in a year: id code name fund project appropriated_fen left_fen frozen."""
    return await DB.fetch(
        f"{_BARS} AND l.kind = '{FundKind.COST_CENTRE}' ORDER BY l.code, l.id", organisation, year
    )


async def bars(*, organisation: int, year: int) -> list[Row]:
    """Every budget line of a year with its sums in fen, for the bars: what is reserved, bound, paid and left."""
    return await DB.fetch(f"{_BARS} ORDER BY l.kind, l.code, l.id", organisation, year)


_BARS_OF_ANY_YEAR = """
SELECT l.id, l.year, l.kind, l.code, l.name, l.fund, l.project, l.frozen, l.appropriated_fen, l.reserved_fen,
       l.committed_fen, l.paid_fen,
       l.appropriated_fen - l.reserved_fen - l.committed_fen - l.paid_fen AS left_fen,
       (SELECT count(*) FROM plan p WHERE p.budget_line = l.id) AS plans
FROM budget_line l WHERE l.organisation = $1"""
_BARS = f"{_BARS_OF_ANY_YEAR} AND l.year = $2"


async def bar(*, organisation: int, line: int) -> Row | None:
    """One budget line of a unit with its sums, whatever its year; None for a line of somebody else."""
    return await DB.fetch_row(f"{_BARS_OF_ANY_YEAR} AND l.id = $2", organisation, line)


async def ledger_of(*, organisation: int, line: int, most: int = 50) -> list[Row]:
    """The latest movements on an own budget line: at kind amount_fen order_number plan_number actor_name."""
    return await DB.fetch(
        "SELECT e.id, e.at, e.kind, e.amount_fen, coalesce(o.number, '') AS order_number,"
        " coalesce(p.number, '') AS plan_number, coalesce(a.name, '') AS actor_name FROM ledger_entry e"
        " JOIN budget_line l ON l.id = e.budget_line AND l.organisation = $1"
        " LEFT JOIN plan p ON p.id = e.plan LEFT JOIN person a ON a.id = e.actor"
        " LEFT JOIN purchase_order o ON o.id = e.order_id"
        " WHERE e.budget_line = $2 ORDER BY e.id DESC LIMIT $3",
        organisation,
        line,
        most,
    )
