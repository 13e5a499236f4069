"""One invoice, as its page shows it, and where the invoice of an order is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from emall.database import DB, Row
from emall.kernel import clock
from emall.settlement.access import may_view
from emall.settlement.queries.matching import matches_of
from emall.settlement.queries.periods import periods_of
from emall.settlement.rules import Difference, Match, PayClock, differences_of, pay_clock
from emall.settlement.words import ALIVE, InvoiceStatus
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """An invoice with its orders, the match, what its file says otherwise, the clock of its payment, and its record.

    `invoice` has the invoice's columns, names of both sides, region, `buyers` of its orders and, once it stands on a
    sheet, settlement, settlement_status, interest_fen, paid_at.
    """

    invoice: Row
    orders: list[Row]
    match: Match
    differences: list[Difference]
    clock: PayClock | None
    timeline: list[Row]

    @property
    def alive(self) -> bool:
        """Whether it is in force."""
        return self.invoice["status"] in ALIVE

    @property
    def waits(self) -> bool:
        """Whether the buyer has still to decide on it."""
        return bool(self.invoice["status"] == InvoiceStatus.ISSUED)


async def invoice_page(invoice: int, visitor: Visitor) -> InvoicePage | None:
    """The page of an invoice, or None where there is none this visitor may see; seven queries."""
    row = await DB.fetch_row(_INVOICE, invoice)
    if row is None or not may_view(visitor, row):
        return None
    orders = await DB.fetch(_ORDERS, invoice)
    return InvoicePage(
        invoice=row,
        orders=orders,
        match=(await matches_of([invoice]))[invoice],
        differences=differences_of(read=row.file_facts, stated=_stated(row)),
        clock=await clock_of(orders, region=row.region, kind=row.unit_kind),
        timeline=await DB.fetch(_TIMELINE, str(invoice)),
    )


def _stated(row: Mapping[str, Any]) -> dict[str, Any]:
    names = ("number", "seller_name", "seller_uscc", "buyer_name", "buyer_uscc", "amount_fen", "tax_fen")
    return {name: row[name] for name in names} | {"issued_on": row["issued_on"].isoformat()}


async def clock_of(orders: Iterable[Row], *, region: str, kind: str) -> PayClock | None:
    """How the payment of these orders stands today: as kept on their sheet, else by the rules."""
    rows = list(orders)
    if all(row.pay_due_on is not None for row in rows):
        return pay_clock(rows, on=clock.today())
    periods = await periods_of(rows, region=region, kind=kind)
    timed = [
        {
            "amount_fen": row.amount_fen,
            "pay_due_on": periods[row.id].due_on,
            "interest_ppm": periods[row.id].interest_ppm,
        }
        for row in rows
    ]
    return pay_clock(timed, on=clock.today())


async def invoice_of(order: str, visitor: Visitor) -> int | None:
    """The id of the invoice in force of an order, else of its last one; None where there is none to be seen."""
    rows = await DB.fetch(
        "SELECT n.id, n.organisation, n.supplier, u.region FROM invoice_order c JOIN invoice n ON n.id = c.invoice"
        ' JOIN purchase_order o ON o.id = c."order" JOIN organisation u ON u.id = n.organisation'
        " WHERE o.number = $1 ORDER BY c.active DESC, n.id DESC LIMIT 1",
        order,
    )
    return rows[0].id if rows and may_view(visitor, rows[0]) else None


# The sheet an invoice stands on now.
SHEET = """
LEFT JOIN LATERAL (SELECT t.number, t.status, t.interest_fen, t.paid_at FROM settlement_order e
    JOIN settlement t ON t.id = e.settlement WHERE e.invoice = n.id AND e.active LIMIT 1) t ON true"""

_INVOICE = f"""
SELECT n.*, u.region, u.kind AS unit_kind, u.name AS organisation_name, s.name AS supplier_name,
       s.name AS seller_name, s.uscc AS seller_uscc, m.name AS made_by_name, d.name AS decided_by_name,
       t.number AS settlement, t.status AS settlement_status, t.interest_fen, t.paid_at,
       ARRAY(SELECT DISTINCT o.buyer FROM invoice_order c JOIN purchase_order o ON o.id = c."order"
             WHERE c.invoice = n.id) AS buyers
FROM invoice n JOIN organisation u ON u.id = n.organisation JOIN organisation s ON s.id = n.supplier
JOIN person m ON m.id = n.made_by LEFT JOIN person d ON d.id = n.decided_by {SHEET}
WHERE n.id = $1"""

_ORDERS = """
SELECT o.id, o.number, o.status, o.supplier, o.received_at, o.accepted_at, o.buyer, c.amount_fen, e.pay_due_on,
       coalesce(e.interest_ppm, 0) AS interest_ppm,
       (SELECT a.number FROM acceptance a WHERE a."order" = o.id ORDER BY a.id DESC LIMIT 1) AS acceptance,
       (SELECT l.title FROM order_line l WHERE l."order" = o.id ORDER BY l.position, l.id LIMIT 1) AS first_title
FROM invoice_order c JOIN purchase_order o ON o.id = c."order"
LEFT JOIN settlement_order e ON e."order" = o.id AND e.invoice = c.invoice AND e.active
WHERE c.invoice = $1 ORDER BY o.id"""

_TIMELINE = """
SELECT at, act, note, actor, actor_name, duty FROM journal_entry WHERE kind = 'invoice' AND ref = $1
  AND act <> 'invoice.view' ORDER BY sequence DESC"""
