"""The three-way match of invoices as things stand now."""

from collections.abc import Iterable
from itertools import groupby

from emall.database import DB, Row
from emall.settlement.rules import Match, match_of


async def matches_of(invoices: Iterable[int]) -> dict[int, Match]:
    """Invoice id → its match; three queries however many there are."""
    ids = sorted(set(invoices))
    if not ids:
        return {}
    orders = _by_invoice(await DB.fetch(_ORDERS, ids))
    lines = _by_invoice(await DB.fetch(_LINES, ids))
    charged = _by_invoice(
        await DB.fetch(
            "SELECT * FROM invoice_line WHERE invoice = ANY($1::bigint[]) ORDER BY invoice, id", ids
        )
    )
    return {
        invoice: match_of(
            lines=lines.get(invoice, ()),
            freights={order.id: order.freight_fen for order in orders[invoice]},
            invoiced=charged.get(invoice, ()),
            committed_fen=sum(order.bound_fen for order in orders[invoice]),
            amount_fen=orders[invoice][0].amount_fen,
        )
        for invoice in ids
        if invoice in orders
    }


def _by_invoice(rows: Iterable[Row]) -> dict[int, list[Row]]:
    return {invoice: list(group) for invoice, group in groupby(rows, key=lambda row: row.invoice)}


_ORDERS = """
SELECT c.invoice, o.id, o.freight_fen, n.amount_fen,
       (SELECT coalesce(sum(h.committed_fen + h.paid_fen), 0)::bigint FROM hold h WHERE h.order_id = o.id) AS bound_fen
FROM invoice_order c JOIN invoice n ON n.id = c.invoice JOIN purchase_order o ON o.id = c."order"
WHERE c.invoice = ANY($1::bigint[]) ORDER BY c.invoice, o.id"""

_LINES = """
SELECT c.invoice, l.id, l."order", l.title, l.unit, l.quantity, l.closed, l.accepted, l.price_fen
FROM invoice_order c JOIN order_line l ON l."order" = c."order"
WHERE c.invoice = ANY($1::bigint[]) ORDER BY c.invoice, l."order", l.position, l.id"""
