"""The facts behind a listing's place among the hits of a search."""

from emall.database import DB, Row


async def standing(listing: int) -> Row | None:
    """What the order of a search knows of a listing on sale; None for any other."""
    return await DB.fetch_row(
        "SELECT l.id, l.title, l.price_fen, p.unit, l.listed_at, l.delivery_days, l.sales_90d, l.min_order, l.stock_on_hand - l.stock_held AS free,"
        " concat_ws(' ', p.keywords, l.sku_code, p.gtin) AS keywords, p.model, p.category, p.spec,"
        " b.name AS brand, b.aliases, o.name AS supplier_name, f.on_time_permille, f.admitted_on"
        " FROM listing l JOIN product p ON p.id = l.product JOIN brand b ON b.id = p.brand"
        " JOIN organisation o ON o.id = l.supplier LEFT JOIN supplier_profile f ON f.organisation = o.id"
        " WHERE l.id = $1 AND l.status = 'live'",
        listing,
    )
