"""Lists of what is late or near, for units, suppliers and those who watch over a territory."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from emall.budget.access import territory
from emall.database import DB, Row
from emall.delays.access import scope
from emall.delays.queries.matters import ALL
from emall.delays.rules import near_until
from emall.delays.words import OWN, Light
from emall.kernel import clock
from emall.kernel.pages import Page, offset
from emall.kernel.regions import CITY, beneath
from emall.kernel.workdays import add_workdays, is_workday
from emall.orders.queries.scope import Arguments
from emall.orders.words import SUPPLIER_SEES
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor

DAYS_BACK, DAYS_ON = 800, 60
"""Last days to pay further off than these are not moved off closed days."""

MOST_BLOCKING = 50
"""Longer lists of what stops a unit say nothing more."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the list is asked for; empty strings mean all of it. `light` is past, near or empty."""

    party: str = ""
    kind: str = ""
    region: str = ""
    light: str = ""


@dataclass(frozen=True, slots=True)
class Delays:
    """One page of late and near items, how many there are by party (party → near, past), and the interest rate.

    Rows: kind ref order_number organisation organisation_name region supplier supplier_name party holder since due_at
    amount_fen detail past explained (now) explained_until reason; `counts` ignores the filters.
    """

    page: Page[Row]
    counts: dict[str, tuple[int, int]]
    near: int
    past: int
    ppm: int


async def opening(now: datetime) -> Arguments:
    """The first four arguments of every question: until when a clock is near, and what the payment period needs."""
    days = await rule(Rule.SME_PAY_DAYS, region=CITY, on=clock.day_of(now))
    today = clock.day_of(now)
    closed = [
        day for each in range(-DAYS_BACK, DAYS_ON) if not is_workday(day := today + timedelta(days=each))
    ]
    return Arguments([near_until(now), days, closed, [_next_open(day) for day in closed]])


def _next_open(day: date) -> date:
    return add_workdays(day, 1)


async def delays(
    visitor: Visitor, wanted: Wanted, *, page: int = 1, size: int = 40, now: datetime | None = None
) -> Delays:
    """What this visitor may see of what is late or near, red first by age; two queries, however many rows."""
    now = now or clock.now()
    rows = await _rows(visitor, wanted, now, size, offset(page, size))
    counts = await _counts(visitor, now)
    return Delays(
        page=Page(rows, rows[0].matching if rows else 0, page, size),
        counts=counts,
        near=sum(near for near, _ in counts.values()),
        past=sum(past for _, past in counts.values()),
        ppm=await rule(Rule.LATE_INTEREST_PPM, region=CITY, on=clock.day_of(now)),
    )


async def _rows(visitor: Visitor, wanted: Wanted, now: datetime, size: int, skip: int) -> list[Row]:
    args = await opening(now)
    told = args.put(now)
    where = _seen(visitor, args) + _narrowed(wanted, args, told)
    sql = _ROWS.format(now=told, where=where, size=args.put(size), skip=args.put(skip))
    return await DB.fetch(sql, *args)


async def _counts(visitor: Visitor, now: datetime) -> dict[str, tuple[int, int]]:
    args = await opening(now)
    rows = await DB.fetch(_COUNTS.format(now=args.put(now), where=_seen(visitor, args)), *args)
    return {row.party: (row.near, row.past) for row in rows}


def _seen(visitor: Visitor, args: Arguments) -> str:
    """What a visitor may see: the unit its own, the supplier what has reached it, staff their territory."""
    drawn = scope(visitor)
    if drawn == "unit":
        return f"m.organisation = {args.put(visitor.organisation)}"
    if drawn == "supplier":
        reached = args.put([str(status) for status in SUPPLIER_SEES])
        return (
            f"m.supplier = {args.put(visitor.organisation)}"
            f" AND (m.kind <> 'order' OR m.detail = ANY({reached}::text[]))"
        )
    return f"u.region LIKE {args.put(beneath(territory(visitor)))}" if drawn == "staff" else "false"


def _narrowed(wanted: Wanted, args: Arguments, now: str) -> str:
    """The filters of the page."""
    more = ""
    if wanted.party:
        more += f" AND m.party = {args.put(wanted.party)}"
    if wanted.kind:
        more += f" AND m.kind = {args.put(wanted.kind)}"
    if wanted.region:
        more += f" AND u.region LIKE {args.put(beneath(wanted.region))}"
    if wanted.light:
        more += f" AND m.due_at {'<' if wanted.light == Light.PAST else '>='} {now}"
    return more


_TABLES = f" FROM ({ALL}) m JOIN organisation u ON u.id = m.organisation LEFT JOIN organisation s ON s.id = m.supplier"
_EXPLAINED = """
 LEFT JOIN LATERAL (SELECT x.valid_until, x.reason FROM delay_explanation x WHERE x.kind = m.kind AND x.ref = m.ref
                    AND x.due_at = m.due_at ORDER BY x.id DESC LIMIT 1) e ON true"""

_COUNTS = (
    "SELECT m.party, count(*) FILTER (WHERE m.due_at >= {now}) AS near,"
    " count(*) FILTER (WHERE m.due_at < {now}) AS past"
    + _TABLES
    + " WHERE m.due_at <= $1 AND {where} GROUP BY 1"
)

_ROWS = (
    "SELECT m.*, u.name AS organisation_name, u.region, s.name AS supplier_name, m.due_at < {now} AS past,"
    " e.valid_until AS explained_until, coalesce(e.valid_until > {now}, false) AS explained, e.reason,"
    " count(*) OVER () AS matching"
    + _TABLES
    + _EXPLAINED
    + " WHERE m.due_at <= $1 AND {where} ORDER BY m.due_at, m.kind, m.ref LIMIT {size} OFFSET {skip}"
)


async def blocking(organisation: int, *, now: datetime | None = None) -> list[Row]:
    """The late items of a unit that its own people have to act on and nobody has explained; oldest first."""
    now = now or clock.now()
    args = await opening(now)
    told = args.put(now)
    where = f"m.organisation = {args.put(organisation)} AND m.due_at < {told}"
    where += f" AND m.party = ANY({args.put([str(party) for party in OWN])}::text[])"
    sql = _ROWS.format(now=told, where=where, size=args.put(MOST_BLOCKING), skip=args.put(0))
    return [row for row in await DB.fetch(sql, *args) if not row.explained]


async def late_item(
    kind: str, ref: str, *, organisation: int | None, now: datetime | None = None
) -> Row | None:
    """One late item of a unit, as lists show it, or None: it is not late, or another unit's."""
    now = now or clock.now()
    args = await opening(now)
    told = args.put(now)
    where = f"m.due_at < {told} AND m.organisation = {args.put(organisation)}"
    where += f" AND m.kind = {args.put(kind)} AND m.ref = {args.put(ref)}"
    return await DB.fetch_row(_ROWS.format(now=told, where=where, size=args.put(1), skip=args.put(0)), *args)


async def explanations(kind: str, ref: str) -> list[Row]:
    """What was said of one thing, newest first: at, reason, due_at, valid_until, person_name."""
    return await DB.fetch(
        "SELECT x.at, x.reason, x.due_at, x.valid_until, h.name AS person_name FROM delay_explanation x"
        " JOIN person h ON h.id = x.person WHERE x.kind = $1 AND x.ref = $2 ORDER BY x.id DESC",
        kind,
        ref,
    )
