"""What can be spent: plans that fit the goods, cost centres, and the bars of a unit's budget."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.budget.rules import (
    Category,
    Crossing,
    LineFacts,
    LineKey,
    LineSums,
    PlanFacts,
    misfits,
    refusals_for_line,
    refusals_for_plan,
)
from emall.budget.words import SPENDABLE, FundKind, LedgerKind, Method, VoucherKind
from emall.database import DB, Row
from emall.kernel.pages import offset
from emall.kernel.refusal import Refusal
from emall.kernel.regions import beneath


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
        assigned_to=row.assigned_to,
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
        closed=row.closed,
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


async def plans_for(
    *, organisation: int, day: date, categories: Iterable[Category] = (), person: int | None = None
) -> list[PlanChoice]:
    """Plans of a unit for that day's year that may pay for goods of these categories; those that fit come first.

    Those assigned to somebody else than `person` do not fit.
    """
    wanted = tuple(dict.fromkeys(categories))
    rows = await DB.fetch(_PLANS, organisation, day.year, [str(s) for s in SPENDABLE], str(Method.EMALL))
    crossings = await crosswalk(wanted) if wanted and rows else []
    choices = [_choice(row, organisation, day, wanted, crossings, person) for row in rows]
    return sorted(choices, key=lambda choice: not choice.fits)


async def plans_of(*, organisation: int, year: int) -> list[Row]:
    """Every plan of a unit in a year, whatever its status."""
    return await DB.fetch(_PLANS, organisation, year, None, None)


_PLANS = """
SELECT p.id, p.number, p.organisation, p.year, p.title, p.method, p.status, p.valid_until, p.version, p.assigned_to,
       p.official_edition, p.official_code, c.name AS official_name, c.name_en AS official_name_en,
       p.amount_fen, p.reserved_fen, p.committed_fen, p.paid_fen,
       p.amount_fen - p.reserved_fen - p.committed_fen - p.paid_fen AS left_fen,
       p.budget_line, l.name AS line_name, l.code AS line_code, l.fund, l.project, l.frozen, l.closed,
       l.kind AS line_kind, l.year AS line_year,
       l.appropriated_fen - l.reserved_fen - l.committed_fen - l.paid_fen AS line_left_fen
FROM plan p JOIN budget_line l ON l.id = p.budget_line
LEFT JOIN official_category c ON c.edition = p.official_edition AND c.code = p.official_code
WHERE p.organisation = $1 AND p.year = $2
  AND ($3::text[] IS NULL OR p.status = ANY($3)) AND ($4::text IS NULL OR p.method = $4)
ORDER BY p.valid_until, p.number"""


def _choice(
    row: Row,
    organisation: int,
    day: date,
    wanted: tuple[Category, ...],
    crossings: list[Crossing],
    person: int | None,
) -> PlanChoice:
    plan = plan_facts(row)
    line = LineFacts(
        row.line_name, organisation, row.line_year, row.line_kind, row.frozen, row.line_left_fen, row.closed
    )
    least = 1  # fen: a plan or line with nothing left pays for nothing
    refusals = refusals_for_plan(
        plan=plan, organisation=organisation, budget_line=None, day=day, fen=least, person=person
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
SELECT l.id, l.organisation, l.year, l.kind, l.code, l.name, l.fund, l.functional, l.project, l.frozen, l.closed,
       l.appropriated_fen, l.reserved_fen,
       l.committed_fen, l.paid_fen,
       l.appropriated_fen - l.reserved_fen - l.committed_fen - l.paid_fen AS left_fen,
       (SELECT count(*) FROM plan p WHERE p.budget_line = l.id) AS plans
FROM budget_line l WHERE l.organisation = $1"""
_BARS = f"{_BARS_OF_ANY_YEAR} AND l.year = $2"


async def bar(*, organisation: int, line: int) -> Row | None:
    """One budget line of a unit with its sums, whatever its year; None for a line of somebody else."""
    return await DB.fetch_row(f"{_BARS_OF_ANY_YEAR} AND l.id = $2", organisation, line)


async def ledger_of(*, organisation: int, line: int, most: int = 50) -> list[Row]:
    """The latest movements on an own budget line.

    at kind amount_fen order_number plan_number voucher_number voucher_reason actor_name.
    """
    return await DB.fetch(
        "SELECT e.id, e.at, e.kind, e.amount_fen, coalesce(o.number, '') AS order_number,"
        " coalesce(p.number, '') AS plan_number, coalesce(v.number, '') AS voucher_number,"
        " coalesce(v.reason, '') AS voucher_reason, coalesce(a.name, '') AS actor_name FROM ledger_entry e"
        " JOIN budget_line l ON l.id = e.budget_line AND l.organisation = $1"
        " LEFT JOIN plan p ON p.id = e.plan LEFT JOIN person a ON a.id = e.actor"
        " LEFT JOIN purchase_order o ON o.id = e.order_id LEFT JOIN budget_voucher v ON v.id = e.voucher"
        " WHERE e.budget_line = $2 ORDER BY e.id DESC LIMIT $3",
        organisation,
        line,
        most,
    )


_WITH_SUMS = """
SELECT l.*, l.reserved_fen + l.committed_fen + l.paid_fen AS used_fen,
       l.appropriated_fen - l.reserved_fen - l.committed_fen - l.paid_fen AS left_fen,
       coalesce((SELECT sum(p.amount_fen) FROM plan p WHERE p.budget_line = l.id AND p.status = ANY($1::text[])),
                0)::bigint AS planned_fen, o.name AS unit_name, o.region
FROM budget_line l JOIN organisation o ON o.id = l.organisation"""


async def with_sums(condition: str, *args: object) -> list[Row]:
    """Indicators for which a condition holds (its places begin with $2), with their unit's name and region.

    Beside the columns of the line: used_fen left_fen planned_fen unit_name region.
    """
    sql = f"{_WITH_SUMS} WHERE l.kind = '{FundKind.INDICATOR}' AND {condition}"
    return await DB.fetch(sql, [str(status) for status in SPENDABLE], *args)


async def lines_by_key(keys: Sequence[LineKey]) -> dict[LineKey, LineSums]:
    """Those of these lines that are there, as they stand; nothing is locked."""
    rows = await with_sums(
        "(l.organisation, l.year, l.code, l.functional, l.fund, l.project) IN (SELECT * FROM"
        " unnest($2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[]))",
        *columns_of(keys),
    )
    return {LineKey(*(row[name] for name in LineKey._fields)): line_sums(row) for row in rows}


async def carried_into(lines: Iterable[int]) -> dict[int, int]:
    """Fen carried over to these lines from the year before, by line; those with none are not among them."""
    rows = await DB.fetch(
        "SELECT e.budget_line, sum(e.amount_fen)::bigint AS fen FROM ledger_entry e"
        " JOIN budget_voucher v ON v.id = e.voucher AND v.kind = $2"
        " WHERE e.budget_line = ANY($1::bigint[]) AND e.kind = $3 GROUP BY e.budget_line",
        *(list(lines), str(VoucherKind.CARRY), str(LedgerKind.MOVE_IN)),
    )
    return {row.budget_line: row.fen for row in rows}


def columns_of(keys: Sequence[LineKey]) -> list[list[object]]:
    """Keys as one list for each of their fields, as statements take them."""
    return [[getattr(key, name) for key in keys] for name in LineKey._fields]


def line_sums(row: Row) -> LineSums:
    """A budget line's row, with `used_fen` and `planned_fen`, as changes of the line see it."""
    return LineSums(
        id=row.id,
        organisation=row.organisation,
        name=row.name,
        year=row.year,
        kind=row.kind,
        fund=row.fund,
        closed=row.closed,
        granted_fen=row.appropriated_fen,
        used_fen=row.used_fen,
        planned_fen=row.planned_fen,
        frozen=row.frozen,
        project=row.project,
    )


@dataclass(frozen=True, slots=True)
class UnitsOfYear:
    """A page of units with the sums of their lines in fen, and the sums of all of them.

    `units`: id name region lines appropriated_fen reserved_fen committed_fen paid_fen left_fen; `sums`: units and the sums.
    """

    units: list[Row]
    sums: Row


_SUMS = (
    "coalesce(sum(l.appropriated_fen), 0)::bigint AS appropriated_fen, coalesce(sum(l.reserved_fen), 0)::bigint AS reserved_fen,"
    " coalesce(sum(l.committed_fen), 0)::bigint AS committed_fen, coalesce(sum(l.paid_fen), 0)::bigint AS paid_fen,"
    " coalesce(sum(l.appropriated_fen - l.reserved_fen - l.committed_fen - l.paid_fen), 0)::bigint AS left_fen"
)
_OF_YEAR = (
    " FROM budget_line l JOIN organisation o ON o.id = l.organisation WHERE l.year = $1 AND l.kind = 'indicator'"
    " AND o.region LIKE $2 AND ($3 = '' OR strpos(lower(o.name || ' ' || o.short_name || ' ' || o.uscc), lower($3)) > 0)"
)


async def units_of_year(*, year: int, territory: str, words: str, page: int, size: int) -> UnitsOfYear:
    """Units with indicators of a year in a territory (a region's code), the largest budgets first."""
    wanted = (year, beneath(territory), words)
    units = await DB.fetch(
        f"SELECT o.id, o.name, o.region, count(*) AS lines, {_SUMS}{_OF_YEAR} GROUP BY o.id"
        " ORDER BY appropriated_fen DESC, o.id LIMIT $4 OFFSET $5",
        *wanted,
        size,
        offset(page, size),
    )
    sums = await DB.fetch_row(f"SELECT count(DISTINCT l.organisation) AS units, {_SUMS}{_OF_YEAR}", *wanted)
    assert sums is not None
    return UnitsOfYear(units, sums)


async def years(territory: str) -> list[int]:
    """Years with indicators in a territory, the latest first."""
    rows = await DB.fetch(
        "SELECT DISTINCT l.year FROM budget_line l JOIN organisation o ON o.id = l.organisation"
        " WHERE l.kind = 'indicator' AND o.region LIKE $1 ORDER BY 1 DESC",
        beneath(territory),
    )
    return [row.year for row in rows]


async def years_of(unit: int) -> list[int]:
    """Years in which a unit has lines, the latest first."""
    rows = await DB.fetch(
        "SELECT DISTINCT year FROM budget_line WHERE organisation = $1 ORDER BY 1 DESC", unit
    )
    return [row.year for row in rows]


async def unit_of(unit: int) -> Row | None:
    """A public unit: id name region; None for anything else."""
    return await DB.fetch_row(
        "SELECT id, name, region FROM organisation WHERE id = $1 AND kind = 'public_unit'", unit
    )


async def any_line(line: int) -> Row | None:
    """An indicator of whatever unit, as `with_sums` reads it."""
    rows = await with_sums("l.id = $2", line)
    return rows[0] if rows else None


async def transfer_targets(line: Row) -> list[Row]:
    """Other lines of the same unit, year and fund money may move to: id code name project left_fen."""
    return await DB.fetch(
        "SELECT id, code, name, project, appropriated_fen - reserved_fen - committed_fen - paid_fen AS left_fen"
        " FROM budget_line WHERE organisation = $1 AND year = $2 AND kind = $3 AND fund = $4 AND id <> $5"
        " AND NOT closed ORDER BY code, id",
        line.organisation,
        line.year,
        line.kind,
        line.fund,
        line.id,
    )


async def voucher(number: str, territory: str) -> dict[str, Any] | None:
    """A voucher and its entries within a territory; None when there is none to be seen there.

    `voucher`: number kind year reason at made_by_name; `entries`: line code line_name unit unit_name kind amount_fen.
    """
    head = await DB.fetch_row(
        "SELECT v.*, coalesce(p.name, '') AS made_by_name FROM budget_voucher v LEFT JOIN person p ON p.id = v.made_by"
        " WHERE v.number = $1",
        number,
    )
    if head is None:
        return None
    entries = await DB.fetch(
        "SELECT e.id, e.kind, e.amount_fen, l.id AS line, l.code, l.name AS line_name, o.id AS unit, o.name AS unit_name"
        " FROM ledger_entry e JOIN budget_line l ON l.id = e.budget_line JOIN organisation o ON o.id = l.organisation"
        " WHERE e.voucher = $1 AND o.region LIKE $2 ORDER BY e.id LIMIT 500",
        head.id,
        beneath(territory),
    )
    return {"voucher": head, "entries": entries} if entries else None


async def year_sums(year: int) -> Row | None:
    """The indicators of a year in one row: lines, open_lines, the sums in fen; None for a year without any."""
    found = await DB.fetch_row(
        f"SELECT count(*) AS lines, count(*) FILTER (WHERE NOT l.closed) AS open_lines, {_SUMS}"
        " FROM budget_line l WHERE l.year = $1 AND l.kind = 'indicator'",
        year,
    )
    return found if found is not None and found.lines else None


async def closing_vouchers(year: int) -> list[Row]:
    """What closing a year decided so far, the latest first: number kind at reason fen made_by_name."""
    return await DB.fetch(
        "SELECT v.number, v.kind, v.at, v.reason, coalesce(p.name, '') AS made_by_name,"
        " (SELECT coalesce(sum(e.amount_fen), 0)::bigint FROM ledger_entry e WHERE e.voucher = v.id"
        "  AND e.kind IN ('move_out', 'cut')) AS fen FROM budget_voucher v LEFT JOIN person p ON p.id = v.made_by"
        " WHERE v.year = $1 AND v.kind IN ('carry', 'lapse') ORDER BY v.id DESC",
        year,
    )
