"""Settlement sheets: the list, what can be settled, one sheet."""

from dataclasses import dataclass
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.pages import Page, offset
from emall.kernel.regions import beneath
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.orders.queries.scope import Arguments
from emall.settlement.access import may_view
from emall.settlement.queries.matching import matches_of
from emall.settlement.rules import Match, PayClock, interest_on, pay_clock
from emall.settlement.words import TABS
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Sheets:
    """One page of settlement sheets and how many stand behind each tab."""

    page: Page[Row]
    counts: dict[str, int]


def _visible(visitor: Visitor, args: Arguments) -> str:
    """The condition under which a visitor may see sheet s; says in SQL what `access.may_view` says of one row."""
    if visitor.duty in UNIT_READERS:
        return f"s.organisation = {args.put(visitor.organisation)}"
    if visitor.duty in SUPPLIER_DUTIES:
        return f"s.supplier = {args.put(visitor.organisation)}"
    if visitor.duty in SUPERVISORS:
        return f"u.region LIKE {args.put(beneath(visitor.region))}"
    return "false"


def _turn(visitor: Visitor, args: Arguments) -> str:
    """The condition under which it is this visitor's turn: to review, or to pay."""
    if visitor.duty == Duty.APPROVER:
        own = f"{args.put([visitor.person, *visitor.twins])}::bigint[]"
        return f"s.status = 'to_review' AND NOT s.made_by = ANY({own}) AND NOT {own} && {HANDS}"
    return "s.status = 'to_pay' AND NOT h.sent" if visitor.duty == Duty.ACCOUNTANT else "false"


HANDS = """ARRAY(SELECT o.buyer FROM settlement_order e JOIN purchase_order o ON o.id = e."order"
    WHERE e.settlement = s.id UNION SELECT a.accepted_by FROM settlement_order e JOIN acceptance a
    ON a."order" = e."order" WHERE e.settlement = s.id)"""

_FROM = """
FROM settlement s JOIN organisation u ON u.id = s.organisation JOIN organisation p ON p.id = s.supplier
JOIN person m ON m.id = s.made_by
CROSS JOIN LATERAL (SELECT count(*) AS orders, min(o.number) AS first_order,
    coalesce(bool_or(o.status IN ('paying', 'paid', 'completed')), false) AS sent FROM settlement_order e
    JOIN purchase_order o ON o.id = e."order" WHERE e.settlement = s.id AND (e.active OR s.status = 'returned')) h"""


async def sheets_page(visitor: Visitor, *, tab: str = "all", page: int = 1, size: int = 20) -> Sheets:
    """Sheets this visitor may see, their own turn first, then the newest; two queries.

    Rows: number status amount_fen made_at due_at pay_due_on paid_at interest_fen comment organisation_name
    supplier_name made_by_name orders first_order sent your_turn overdue.
    """
    tab = tab if tab in TABS else "all"
    counts = await _counts(visitor)
    args = Arguments()
    where, turn, statuses = _visible(visitor, args), _turn(visitor, args), TABS[tab]
    if statuses is not None:
        where += f" AND s.status = ANY({args.put(sorted(statuses))}::text[])"
    if tab == "mine":
        where += f" AND {turn}"
    rows = await DB.fetch(
        "SELECT s.number, s.status, s.amount_fen, s.made_at, s.due_at, s.pay_due_on, s.paid_at, s.interest_fen,"
        " s.comment, u.name AS organisation_name, p.name AS supplier_name, m.name AS made_by_name, h.*,"
        f" {turn} AS your_turn, coalesce(s.due_at < now(), false) AS overdue {_FROM} WHERE {where}"
        f" ORDER BY your_turn DESC, s.id DESC LIMIT {args.put(size)} OFFSET {args.put(offset(page, size))}",
        *args,
    )
    return Sheets(Page(rows, counts[tab], page, size), counts)


async def _counts(visitor: Visitor) -> dict[str, int]:
    args = Arguments()
    where, turn = _visible(visitor, args), _turn(visitor, args)
    rows = await DB.fetch(
        f"SELECT s.status, count(*) AS sheets, count(*) FILTER (WHERE {turn}) AS mine {_FROM} WHERE {where}"
        " GROUP BY s.status",
        *args,
    )
    counts = {
        tab: sum(row.sheets for row in rows if statuses is None or row.status in statuses)
        for tab, statuses in TABS.items()
    }
    return counts | {"mine": sum(row.mine for row in rows)}


async def to_review(visitor: Visitor, *, most: int = 20) -> list[Row]:
    """Sheets that wait for this approver's review, most urgent first; one query.

    Rows like those of `orders.queries.todo`: what ('settlement'), number, link, title, total_fen, other_name, due_at,
    since, overdue, matching.
    """
    args = Arguments()
    where, turn = _visible(visitor, args), _turn(visitor, args)
    return await DB.fetch(
        "SELECT 'settlement' AS what, s.number, '/settlements/' || s.number AS link, '' AS title,"
        " s.amount_fen AS total_fen, p.name AS other_name, s.due_at, s.made_at AS since,"
        " coalesce(s.due_at < now(), false) AS overdue, count(*) OVER () AS matching"
        f" {_FROM} WHERE {where} AND s.status = 'to_review' AND {turn}"
        f" ORDER BY s.due_at NULLS LAST, since, s.number LIMIT {args.put(most)}",
        *args,
    )


async def to_settle(unit: int) -> list[Row]:
    """Suppliers with invoices of a unit that stand on no sheet yet, longest waiting first; one query.

    Rows: supplier supplier_name invoices unchecked amount_fen since orders.
    """
    return await DB.fetch(
        "SELECT n.supplier, p.name AS supplier_name, count(*) AS invoices, sum(n.amount_fen)::bigint AS amount_fen,"
        " count(*) FILTER (WHERE n.status = 'issued') AS unchecked, min(n.made_at) AS since,"
        " sum((SELECT count(*) FROM invoice_order c WHERE c.invoice = n.id))::bigint AS orders"
        f" FROM invoice n JOIN organisation p ON p.id = n.supplier WHERE {_FREE} AND n.organisation = $1"
        " GROUP BY n.supplier, p.name ORDER BY since, n.supplier",
        unit,
    )


_FREE = """n.status IN ('issued', 'confirmed')
    AND NOT EXISTS (SELECT 1 FROM settlement_order e WHERE e.invoice = n.id AND e.active)"""


@dataclass(frozen=True, slots=True)
class Choice:
    """An invoice that can be settled: its row (id number amount_fen status version issued_on orders) and its match."""

    row: Row
    match: Match


async def choices(unit: int, supplier: int) -> list[Choice]:
    """Invoices of one supplier to one unit that stand on no sheet, oldest first; four queries."""
    rows = await DB.fetch(
        "SELECT n.id, n.number, n.amount_fen, n.status, n.version, n.issued_on, n.file_kind, n.made_at,"
        ' ARRAY(SELECT o.number FROM invoice_order c JOIN purchase_order o ON o.id = c."order"'
        " WHERE c.invoice = n.id ORDER BY o.id) AS orders"
        f" FROM invoice n WHERE {_FREE} AND n.organisation = $1 AND n.supplier = $2 ORDER BY n.id LIMIT 50",
        *(unit, supplier),
    )
    matches = await matches_of(row.id for row in rows)
    return [Choice(row, matches[row.id]) for row in rows]


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A settlement sheet with its orders, each invoice's match, the clock of its payment, and its record.

    `sheet` has the columns of the settlement, names, tax numbers, region and `hands`; `orders` rows: number title
    amount_fen invoice invoice_number acceptance pay_due_on interest_ppm status.
    """

    sheet: dict[str, Any]
    orders: list[Row]
    matches: dict[int, Match]
    clock: PayClock | None
    interest_fen: int
    timeline: list[Row]

    @property
    def fits(self) -> bool:
        """Whether everything on it matches."""
        return all(match.fits for match in self.matches.values())

    @property
    def invoices(self) -> dict[int, Row]:
        """One order's row for each invoice, in their order."""
        return {row.invoice: row for row in reversed(self.orders)}


async def sheet_page(number: str, visitor: Visitor) -> SheetPage | None:
    """The page of a sheet, or None where there is none this visitor may see; six queries.

    A supplier is shown neither the reviewer's word nor why a sheet was sent back.
    """
    sheet = await DB.fetch_row(_SHEET, number)
    if sheet is None or not may_view(visitor, sheet):
        return None
    inside = not visitor.is_supplier
    orders = await DB.fetch(_ORDERS, sheet.id)
    today = clock.today()
    return SheetPage(
        sheet=dict(sheet) | ({} if inside else {"comment": ""}),
        orders=orders,
        matches=await matches_of(row.invoice for row in orders),
        clock=pay_clock(orders, on=today),
        interest_fen=sheet.interest_fen if sheet.status == "paid" else interest_on(orders, on=today),
        timeline=await DB.fetch(_TIMELINE, number, inside),
    )


_SHEET = f"""
SELECT s.*, u.region, u.kind AS unit_kind, u.name AS organisation_name, u.uscc AS organisation_uscc,
       p.name AS supplier_name, p.uscc AS supplier_uscc, p.phone AS supplier_phone, f.bank, f.account, f.size,
       m.name AS made_by_name, r.name AS reviewed_by_name, {HANDS} AS hands
FROM settlement s JOIN organisation u ON u.id = s.organisation JOIN organisation p ON p.id = s.supplier
LEFT JOIN supplier_profile f ON f.organisation = s.supplier
JOIN person m ON m.id = s.made_by LEFT JOIN person r ON r.id = s.reviewed_by WHERE s.number = $1"""

_ORDERS = """
SELECT o.id, o.number, o.status, o.accepted_at, o.received_at, e.amount_fen, e.invoice, n.number AS invoice_number,
       n.issued_on, n.tax_fen, n.file_kind, n.status AS invoice_status, e.pay_due_on, e.interest_ppm,
       (SELECT a.number FROM acceptance a WHERE a."order" = o.id ORDER BY a.id DESC LIMIT 1) AS acceptance,
       (SELECT l.title FROM order_line l WHERE l."order" = o.id ORDER BY l.position, l.id LIMIT 1) AS title,
       (SELECT count(*) FROM order_line l WHERE l."order" = o.id) AS lines
FROM settlement_order e JOIN purchase_order o ON o.id = e."order" JOIN invoice n ON n.id = e.invoice
WHERE e.settlement = $1 ORDER BY e.invoice, o.id"""

_TIMELINE = """
SELECT at, act, CASE WHEN $2 THEN note ELSE '' END AS note, actor, actor_name, duty FROM journal_entry
WHERE kind = 'settlement' AND ref = $1 AND act <> 'settlement.view' AND result = 'done' ORDER BY sequence DESC"""


async def settlement_of(order: str, visitor: Visitor) -> str | None:
    """The number of the sheet an order stands on, else of its last one; None where there is none to be seen."""
    rows = await DB.fetch(
        "SELECT s.number, s.organisation, s.supplier, u.region FROM settlement_order e"
        ' JOIN settlement s ON s.id = e.settlement JOIN purchase_order o ON o.id = e."order"'
        " JOIN organisation u ON u.id = s.organisation WHERE o.number = $1 ORDER BY e.active DESC, e.id DESC LIMIT 1",
        order,
    )
    return rows[0].number if rows and may_view(visitor, rows[0]) else None
