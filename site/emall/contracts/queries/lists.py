"""Lists of contracts for both sides and for staff, with tabs, counts and clocks."""

from dataclasses import dataclass

from emall.accounts.words import SUPPLIER_DUTIES
from emall.contracts.words import Tab
from emall.database import DB, Row
from emall.kernel.pages import Page, offset
from emall.kernel.regions import beneath
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.orders.queries.scope import Arguments
from emall.web.visitor import Visitor

LATE = (
    "(coalesce(c.file_due_at < coalesce(c.filed_at, now()), false) OR"
    " (c.secret_reason = '' AND coalesce(c.announce_due_at < coalesce(c.announced_at, now()), false)))"
)
TABS = {
    Tab.ALL: "true",
    Tab.UNDER_WAY: "c.status IN ('half_signed', 'in_force', 'published')",
    Tab.SUPPLEMENTS: "c.supplements IS NOT NULL",
    Tab.FULFILLED: "c.status = 'fulfilled'",
    Tab.ENDED: "c.status IN ('terminated', 'void')",
    Tab.TO_FILE: "c.file_due_at IS NOT NULL AND c.filed_at IS NULL",
    Tab.TO_ANNOUNCE: "c.announce_due_at IS NOT NULL AND c.announced_at IS NULL AND c.secret_reason = ''",
    Tab.LATE: LATE,
    Tab.SECRET: "c.secret_reason <> ''",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of contracts, and how many there are behind each tab."""

    rows: list[Row]
    page: Page[Row]
    counts: dict[str, int]


def visible(visitor: Visitor, args: Arguments) -> str:
    """The condition under which a visitor sees contract `c` of unit `u`; what `access.may_view` says of one row."""
    if visitor.duty in UNIT_READERS:
        return f"c.organisation = {args.put(visitor.organisation)}"
    if visitor.duty in SUPPLIER_DUTIES:
        return f"c.supplier = {args.put(visitor.organisation)}"
    if visitor.duty in SUPERVISORS:
        return f"u.region LIKE {args.put(beneath(visitor.region))}"
    return "false"


async def contracts_page(
    *, visitor: Visitor, tab: Tab = Tab.ALL, words: str = "", page: int = 1, size: int = 20
) -> Found:
    """Contracts this visitor may see, newest first; two queries. `words` looks in numbers and names of both sides."""
    counts = await tab_counts(visitor, words)
    args = Arguments()
    where = f"{_where(visitor, args, words)} AND {TABS[tab]}"
    rows = await DB.fetch(
        f"{_ROWS} WHERE {where} ORDER BY c.id DESC LIMIT {args.put(size)} OFFSET {args.put(offset(page, size))}",
        *args,
    )
    return Found(
        rows, Page(rows, counts[tab], page, size), {str(key): value for key, value in counts.items()}
    )


async def tab_counts(visitor: Visitor, words: str = "") -> dict[Tab, int]:
    """How many contracts stand behind each tab; one query."""
    args = Arguments()
    columns = ", ".join(f"count(*) FILTER (WHERE {sql}) AS {tab}" for tab, sql in TABS.items())
    row = await DB.fetch_row(f"SELECT {columns} {_FROM} WHERE {_where(visitor, args, words)}", *args)
    assert row is not None
    return {tab: row[str(tab)] for tab in TABS}


def _where(visitor: Visitor, args: Arguments, words: str) -> str:
    where = visible(visitor, args)
    if words.strip():
        plain = words.strip().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        like = args.put(f"%{plain}%")
        where += (
            f" AND (c.number ILIKE {like} OR o.number ILIKE {like} OR u.name ILIKE {like} OR s.name ILIKE {like}"
            f" OR c.filing ILIKE {like})"
        )
    return where


_FROM = """
FROM contract c JOIN organisation u ON u.id = c.organisation JOIN organisation s ON s.id = c.supplier
JOIN purchase_order o ON o.id = c."order\""""

_ROWS = f"""
SELECT c.id, c.number, c.status, c.amount_fen, c.created_at, c.in_force_at, c.filing, c.filed_at, c.file_due_at,
       c.announced_at, c.announce_due_at, c.announce_from, c.secret_reason, c.supplements,
       u.name AS organisation_name, u.region, s.name AS supplier_name, o.number AS order_number, {LATE} AS late,
       coalesce(c.file_due_at < coalesce(c.filed_at, now()), false) AS filed_late,
       c.secret_reason = '' AND coalesce(c.announce_due_at < coalesce(c.announced_at, now()), false) AS announced_late
{_FROM}"""
