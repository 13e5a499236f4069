"""What the forms of delivery show: what can be shipped, counted in, and judged."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from emall.database import DB, Row
from emall.delivery.access import may_accept, may_receive, may_ship
from emall.delivery.rules import Counts
from emall.delivery.rules.after_sales import Askable, askable_of
from emall.orders.queries import OrderPage, order_page
from emall.web.visitor import Visitor


async def _page_for(
    number: str, visitor: Visitor, may: Callable[[Visitor, Mapping[str, Any]], bool]
) -> OrderPage | None:
    page = await order_page(number, visitor)
    return page if page is not None and may(visitor, page.order) else None


async def to_ship(number: str, visitor: Visitor) -> OrderPage | None:
    """The order's page for a supplier who may ship now, else None; each line has `open` pieces to send."""
    return await _page_for(number, visitor, may_ship)


async def to_receive(number: str, visitor: Visitor) -> OrderPage | None:
    """The order's page for a receiver who may count a parcel in now; parcels without `received_at` wait."""
    return await _page_for(number, visitor, may_receive)


async def to_accept(number: str, visitor: Visitor) -> OrderPage | None:
    """The order's page for a receiver who may judge now; each line has `unjudged` pieces, `in_transit` are missing."""
    return await _page_for(number, visitor, may_accept)


async def carriers(supplier: int) -> list[Row]:
    """Carriers a supplier has used, most often first, to choose from."""
    return await DB.fetch(
        'SELECT s.carrier, count(*) AS parcels FROM shipment s JOIN purchase_order o ON o.id = s."order"'
        " WHERE o.supplier = $1 GROUP BY s.carrier ORDER BY count(*) DESC, s.carrier LIMIT 10",
        supplier,
    )


async def open_after_sales(orders: Iterable[int]) -> set[int]:
    """Those of these orders (by id) an after-sale is still open on: nothing of them may be invoiced."""
    rows = await DB.fetch(
        'SELECT DISTINCT "order" AS id FROM after_sale WHERE "order" = ANY($1::bigint[]) AND status <> \'closed\'',
        sorted(set(orders)),
    )
    return {row.id for row in rows}


async def people_of(organisation: int) -> list[Row]:
    """People in a post of a unit (id, name, title of one of their posts), to choose members of an acceptance from."""
    return await DB.fetch(
        "SELECT DISTINCT ON (h.id) h.id, h.name, p.title, p.duty FROM post p JOIN person h ON h.id = p.person"
        " WHERE p.organisation = $1 AND p.active AND h.active ORDER BY h.id, p.duty DESC, p.id",
        organisation,
    )


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
