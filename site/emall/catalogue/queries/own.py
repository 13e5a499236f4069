"""A supplier's own listings as the desk shows them."""

from dataclasses import dataclass

from emall.database import DB, Row

SIZES = (10, 20, 50)


@dataclass(frozen=True, slots=True)
class OwnList:
    """A state of the desk's list: status tab, words in title or code, stock and price filters, page."""

    status: str = ""
    text: str = ""
    stock: str = ""  # out, low
    gap: str = ""  # above: dearer than the reference price
    page: int = 1
    size: int = SIZES[0]


_FILTER = (
    "l.supplier = $1 AND ($2 = '' OR l.title ILIKE '%' || $2 || '%' OR l.sku_code ILIKE '%' || $2 || '%')"
    " AND ($3 = '' OR ($3 = 'out' AND l.stock_on_hand - l.stock_held < l.min_order)"
    " OR ($3 = 'low' AND l.stock_on_hand - l.stock_held < l.min_order * 10))"
    " AND ($4 = '' OR l.price_fen > p.reference_fen)"
)


async def own_counts(supplier: int, wanted: OwnList) -> dict[str, int]:
    """How many of the supplier's listings stand in each status under the other filters; '' holds the sum."""
    rows = await DB.fetch(
        f"SELECT l.status, count(*) AS n FROM listing l JOIN product p ON p.id = l.product WHERE {_FILTER}"
        " GROUP BY l.status",
        *_arguments(supplier, wanted),
    )
    counts = {row.status: row.n for row in rows}
    return {"": sum(counts.values()), **counts}


async def own_listings(supplier: int, wanted: OwnList) -> list[Row]:
    """One page of the supplier's listings, last changed first."""
    return await DB.fetch(
        "SELECT l.id, l.title, l.sku_code, l.price_fen, l.status, l.updated_at, l.sales_90d, l.min_order,"
        " l.stock_on_hand - l.stock_held AS free, p.reference_fen, p.unit, p.art, p.tint,"
        " (SELECT i.digest FROM listing_image i WHERE i.listing = l.id ORDER BY i.position LIMIT 1) AS image"
        f" FROM listing l JOIN product p ON p.id = l.product WHERE {_FILTER} AND ($5 = '' OR l.status = $5)"
        " ORDER BY l.updated_at DESC, l.id LIMIT $6 OFFSET $7",
        *_arguments(supplier, wanted),
        wanted.status,
        wanted.size,
        (wanted.page - 1) * wanted.size,
    )


def _arguments(supplier: int, wanted: OwnList) -> tuple[int, str, str, str]:
    words = wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return supplier, words, wanted.stock, wanted.gap


async def own_listing(supplier: int, listing: int) -> Row | None:
    """One of the supplier's own listings with its price list, history, tags and pictures; None for anyone else's."""
    return await DB.fetch_row(
        "SELECT l.*, l.stock_on_hand - l.stock_held AS free, p.unit, p.art, p.tint, p.model, p.reference_fen,"
        " p.reference_on, b.name AS brand, coalesce((SELECT jsonb_agg(jsonb_build_array(t.from_quantity,"
        " t.price_fen) ORDER BY t.from_quantity) FROM price_tier t WHERE t.listing = l.id), '[]') AS tiers,"
        " coalesce((SELECT jsonb_agg(jsonb_build_object('version', c.version, 'fen', c.price_fen, 'at', c.at,"
        " 'reason', c.reason) ORDER BY c.version DESC) FROM (SELECT * FROM price_change WHERE listing = l.id"
        " ORDER BY version DESC LIMIT 10) c), '[]') AS history,"
        " coalesce((SELECT jsonb_agg(jsonb_build_object('id', i.id, 'digest', i.digest, 'alt', i.alt, 'width',"
        " i.width, 'height', i.height) ORDER BY i.position) FROM listing_image i WHERE i.listing = l.id), '[]')"
        " AS images FROM listing l JOIN product p ON p.id = l.product JOIN brand b ON b.id = p.brand"
        " WHERE l.id = $1 AND l.supplier = $2",
        listing,
        supplier,
    )
