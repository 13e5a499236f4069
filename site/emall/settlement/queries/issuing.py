"""A supplier's invoices and what it still has to invoice."""

from collections.abc import Sequence
from dataclasses import dataclass

from emall.database import DB, Row
from emall.kernel.pages import Page, offset
from emall.orders.actions import lines_of
from emall.settlement.queries.invoices import SHEET
from emall.settlement.queries.titles import titles_of
from emall.settlement.rules import Charged, lines_to_invoice
from emall.settlement.words import INVOICE_TABS
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice about to be issued: chosen orders, their invoice data and lines, and other orders it could cover.

    `rows` are the chosen orders (id number freight_fen organisation_name first_title due_fen accepted_at), `others`
    further accepted orders of the unit with the same invoice data; `titled` as of `titles_of`.
    """

    rows: list[Row]
    others: list[Row]
    titled: Row
    lines: list[Charged]

    @property
    def due_fen(self) -> int:
        """What the invoice has to come to, with tax."""
        return sum(line.amount_fen for line in self.lines)

    @property
    def tax_fen(self) -> int:
        """The tax in it."""
        return sum(line.tax_fen for line in self.lines)


async def draft_of(visitor: Visitor, numbers: Sequence[str]) -> Draft | None:
    """The invoice over these accepted orders of the visitor's firm, those that fit the first; None without any."""
    waiting = await to_invoice(visitor)
    chosen = [row for row in waiting if row.number in set(numbers)]
    if not chosen:
        return None
    first = min(chosen, key=lambda row: list(numbers).index(row.number))
    fitting = [row for row in waiting if _together(row, first)]
    rows = [row for row in fitting if row.number in set(numbers)]
    lines = lines_to_invoice(orders=rows, lines=await lines_of(row.id for row in rows))
    (titled,) = await titles_of([first.id])
    return Draft(rows, [row for row in fitting if row not in rows], titled, lines)


def _together(row: Row, first: Row) -> bool:
    return all(row[name] == first[name] for name in ("organisation", "title", "tax_number", "kind"))


async def to_invoice(visitor: Visitor) -> list[Row]:
    """Accepted orders of the visitor's firm without an invoice, the most urgent first."""
    return await DB.fetch(_TO_INVOICE, visitor.organisation)


_TO_INVOICE = """
SELECT o.id, o.number, o.organisation, o.freight_fen, o.accepted_at, o.due_at, u.name AS organisation_name,
       coalesce(o.due_at < now(), false) AS overdue, p.invoice_title AS title, p.invoice_uscc AS tax_number,
       p.invoice_kind AS kind, g.first_title, g.lines, g.due_fen + o.freight_fen AS due_fen
FROM purchase_order o JOIN purchase p ON p.id = o.purchase JOIN organisation u ON u.id = o.organisation
CROSS JOIN LATERAL (SELECT (array_agg(l.title ORDER BY l.position, l.id))[1] AS first_title, count(*) AS lines,
    sum(l.accepted * l.price_fen)::bigint AS due_fen FROM order_line l WHERE l."order" = o.id) g
WHERE o.supplier = $1 AND o.status = 'accepted' ORDER BY o.due_at NULLS LAST, o.id LIMIT 500"""


@dataclass(frozen=True, slots=True)
class Invoices:
    """One page of a supplier's invoices and how many stand behind each tab."""

    page: Page[Row]
    counts: dict[str, int]


async def invoices_page(visitor: Visitor, *, tab: str = "all", page: int = 1, size: int = 20) -> Invoices:
    """The invoices of the visitor's firm, newest first; two queries.

    Rows: id number issued_on amount_fen status organisation_name orders first_order settlement settlement_status
    interest_fen file_kind reason.
    """
    tab = tab if tab in INVOICE_TABS else "all"
    found = await DB.fetch(
        "SELECT status, count(*) AS invoices FROM invoice WHERE supplier = $1 GROUP BY status",
        visitor.organisation,
    )
    by_status = {row.status: row.invoices for row in found}
    counts = {
        name: sum(number for status, number in by_status.items() if statuses is None or status in statuses)
        for name, statuses in INVOICE_TABS.items()
    }
    statuses = INVOICE_TABS[tab]
    rows = await DB.fetch(
        _PAGE, visitor.organisation, sorted(statuses) if statuses else None, size, offset(page, size)
    )
    return Invoices(Page(rows, counts[tab], page, size), counts)


_PAGE = f"""
SELECT n.id, n.number, n.issued_on, n.amount_fen, n.status, n.file_kind, n.reason, u.name AS organisation_name,
       t.number AS settlement, t.status AS settlement_status, t.interest_fen, g.orders, g.first_order
FROM invoice n JOIN organisation u ON u.id = n.organisation {SHEET}
CROSS JOIN LATERAL (SELECT count(*) AS orders, min(o.number) AS first_order FROM invoice_order c
    JOIN purchase_order o ON o.id = c."order" WHERE c.invoice = n.id) g
WHERE n.supplier = $1 AND ($2::text[] IS NULL OR n.status = ANY($2)) ORDER BY n.id DESC LIMIT $3 OFFSET $4"""
