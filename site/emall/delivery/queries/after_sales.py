"""Goods that come back, as their pages and lists show them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from emall.database import DB, Row
from emall.delivery.rules import Counts
from emall.delivery.rules.after_sales import Askable, askable_of

_CASE = """
SELECT a.*, o.number AS order_number, h.name AS asked_name, coalesce(a.due_at < now(), false) AS overdue,
       k.name AS answered_name, c.name AS decided_name,
       (SELECT jsonb_agg(jsonb_build_object('line', n.id, 'title', n.title, 'unit', n.unit, 'image', n.image,
               'art', n.art, 'listing', n.listing, 'quantity', l.quantity, 'settled', l.settled,
               'fen', l.quantity * n.price_fen) ORDER BY n.position)
        FROM after_sale_line l JOIN order_line n ON n.id = l.order_line WHERE l.after_sale = a.id) AS lines
FROM after_sale a JOIN purchase_order o ON o.id = a."order" JOIN person h ON h.id = a.asked_by
LEFT JOIN person k ON k.id = a.answered_by LEFT JOIN person c ON c.id = a.decided_by"""


async def after_sale(number: str) -> Row | None:
    """One after-sale with its lines and the number of its order; whether it may be seen is the order's affair."""
    return await DB.fetch_row(f"{_CASE} WHERE a.number = $1", number)


async def history(number: str) -> list[Row]:
    """What the journal says of an after-sale, newest first."""
    return await DB.fetch(
        "SELECT at, act, note, actor, actor_name, duty, organisation, organisation_name FROM journal_entry"
        " WHERE kind = 'after_sale' AND ref = $1 ORDER BY sequence DESC",
        number,
    )


async def open_after_sales(orders: Iterable[int]) -> set[int]:
    """Those of these orders (by id) an after-sale is still open on: nothing of them may be invoiced."""
    rows = await DB.fetch(
        'SELECT DISTINCT "order" AS id FROM after_sale WHERE "order" = ANY($1::bigint[]) AND status <> \'closed\'',
        sorted(set(orders)),
    )
    return {row.id for row in rows}


async def askable(order: Mapping[str, Any], lines: Iterable[Counts], now: datetime) -> list[Askable]:
    """What of each line of an order may be asked back now; `order` needs id, status and supplier."""
    rows = await DB.fetch(
        "SELECT l.id, f.return_days,"
        " coalesce((SELECT sum(x.rejected) FROM acceptance_line x JOIN acceptance a ON a.id = x.acceptance"
        "   WHERE x.order_line = l.id AND a.status = 'signed'), 0)"
        " - coalesce((SELECT sum(x.quantity) FROM after_sale_line x JOIN after_sale a ON a.id = x.after_sale"
        "   WHERE x.order_line = l.id AND a.source = 'rejected' AND a.outcome = 'returned'), 0) AS rejected,"
        " (SELECT max(a.signed_at) FROM acceptance_line x JOIN acceptance a ON a.id = x.acceptance"
        "   WHERE x.order_line = l.id AND x.accepted > 0 AND a.status = 'signed') AS accepted_at"
        ' FROM order_line l LEFT JOIN supplier_profile f ON f.organisation = $2 WHERE l."order" = $1',
        order["id"],
        order["supplier"],
    )
    known = {row.id: row for row in rows}
    return [
        askable_of(
            line=line,
            status=order["status"],
            rejected_so_far=known[line.id].rejected,
            accepted_at=known[line.id].accepted_at,
            return_days=known[line.id].return_days or 0,
            now=now,
        )
        for line in lines
    ]
