"""Copying what was chosen into the lines of an order: text, price, category and reference as they are now."""

from emall.catalogue.rules import price_for
from emall.database import DB, Row
from emall.kernel.money import BadAmount, line_total
from emall.kernel.refusal import Refused
from emall.orders.rules import freight_for


async def freeze_lines(purchase: int) -> list[Row]:
    """Fill every line of a draft or returned purchase sheet from its listing, and sum up orders and sheet, in fen.

    After the sheet is sent nothing of the listing reaches these lines any more. Returns the lines with their new
    values, by order and position. Runs in the caller's transaction. Raises Refused for an amount beyond all bounds.
    """
    sources = await DB.fetch(_SOURCES, purchase)
    prices = [
        price_for(row.quantity, row.price_fen, [(start, fen) for start, fen in row.tiers]) for row in sources
    ]
    try:
        totals = [line_total(row.quantity, price) for row, price in zip(sources, prices, strict=True)]
    except BadAmount:
        raise Refused("lines", "line_amount_too_large") from None
    await DB.execute(_FREEZE, [row.id for row in sources], prices, totals)
    await sum_up(purchase)
    return await DB.fetch(
        'SELECT ol.* FROM order_line ol JOIN purchase_order o ON o.id = ol."order" WHERE o.purchase = $1'
        ' ORDER BY ol."order", ol.position, ol.id',
        purchase,
    )


async def sum_up(purchase: int) -> None:
    """Add up goods and freight of each order, and the sheet, from the lines as they are. In the caller's transaction.

    An order struck off the sheet as a whole counts no more and keeps what it said.
    """
    orders = await DB.fetch(
        "SELECT o.id, coalesce(s.freight_fen, 0) AS freight_fen, coalesce(s.freight_free_fen, 0) AS free_from_fen,"
        ' (SELECT coalesce(sum(ol.line_fen), 0)::bigint FROM order_line ol WHERE ol."order" = o.id) AS goods_fen'
        " FROM purchase_order o LEFT JOIN supplier_profile s ON s.organisation = o.supplier"
        " WHERE o.purchase = $1 AND o.status IN ('draft', 'returned') ORDER BY o.id",
        purchase,
    )
    freight = [
        freight_for(goods_fen=row.goods_fen, freight_fen=row.freight_fen, free_from_fen=row.free_from_fen)
        for row in orders
    ]
    await DB.execute(
        "UPDATE purchase_order o SET goods_fen = x.goods, freight_fen = x.freight, total_fen = x.goods + x.freight"
        " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) x(id, goods, freight) WHERE o.id = x.id",
        [row.id for row in orders],
        [row.goods_fen for row in orders],
        freight,
    )
    await DB.execute(
        "UPDATE purchase SET total_fen = (SELECT coalesce(sum(total_fen), 0) FROM purchase_order WHERE purchase = $1"
        " AND status <> 'withdrawn')"
        " WHERE id = $1",
        purchase,
    )


_SOURCES = """
SELECT ol.id, ol.quantity, l.price_fen,
       coalesce((SELECT jsonb_agg(jsonb_build_array(t.from_quantity, t.price_fen)) FROM price_tier t
                 WHERE t.listing = l.id), '[]') AS tiers
FROM order_line ol JOIN purchase_order o ON o.id = ol."order" JOIN listing l ON l.id = ol.listing
WHERE o.purchase = $1 AND o.status IN ('draft', 'returned') ORDER BY l.id"""

_FREEZE = """
UPDATE order_line ol SET product_id = p.id, sku_code = l.sku_code, title = l.title, brand = b.name, model = p.model,
    maker = m.name, unit = p.unit, spec = p.spec, tags = l.tags, art = p.art, tint = p.tint,
    image = coalesce((SELECT i.digest FROM listing_image i WHERE i.listing = l.id ORDER BY i.position LIMIT 1), ''),
    official_edition = c.official_edition, official_code = c.official_code, vat_bp = c.vat_bp,
    price_fen = x.price, price_version = l.price_version, line_fen = x.total,
    reference_fen = p.reference_fen, reference_on = p.reference_on
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) x(id, price, total), listing l
JOIN product p ON p.id = l.product JOIN brand b ON b.id = p.brand JOIN maker m ON m.id = p.maker
JOIN category c ON c.id = p.category
WHERE ol.id = x.id AND l.id = ol.listing"""
