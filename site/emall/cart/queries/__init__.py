"""What the cart page and the shopping lists show, each in one statement."""

from collections.abc import Sequence
from typing import Any

from emall.database import DB, Row

OFFER = """
    l.id AS listing, l.product, l.supplier, l.sku_code, l.title, l.price_fen, l.price_version, l.min_order, l.step,
    l.stock_on_hand, l.stock_held, l.status, l.off_reason, l.tags, l.regions, l.delivery_days, l.local_store,
    p.unit, p.art, p.tint, p.variant, p.reference_fen, p.reference_on, k.official_edition, k.official_code,
    (k.energy_required AND NOT EXISTS (
        SELECT FROM policy_tag g WHERE g.listing = l.id AND g.kind = 'energy'
        AND (g.expires_on IS NULL OR g.expires_on >= (now() AT TIME ZONE 'Asia/Shanghai')::date))) AS uncertified,
    (SELECT i.digest FROM listing_image i WHERE i.listing = l.id ORDER BY i.position LIMIT 1) AS image,
    o.name AS supplier_name, o.short_name AS supplier_short, o.region AS supplier_region,
    s.seal, s.grade, s.hall, s.standing, s.agreement_until, s.freight_fen, s.freight_free_fen,
    ARRAY(SELECT jsonb_build_array(t.from_quantity, t.price_fen)
          FROM price_tier t WHERE t.listing = l.id ORDER BY t.from_quantity) AS tiers
"""
"""Columns of an offer as the cart judges it; needs `l`, `p`, `k`, `o` and `s` in the statement."""

JOINS = """
    JOIN listing l ON l.id = c.listing
    JOIN product p ON p.id = l.product
    JOIN category k ON k.id = p.category
    JOIN organisation o ON o.id = l.supplier
    JOIN supplier_profile s ON s.organisation = l.supplier
"""


async def cart_rows(*, person: int, organisation: int) -> list[Row]:
    """Every line of one buyer's cart in one unit with today's offer behind it, first added first."""
    return await DB.fetch(
        f"""SELECT c.id, c.quantity, c.chosen, c.seen_price_fen, c.seen_price_version, c.added_at, {OFFER}
            FROM cart_line c {JOINS}
            WHERE c.person = $1 AND c.organisation = $2
            ORDER BY min(c.id) OVER (PARTITION BY l.supplier), c.id""",
        person,
        organisation,
    )


async def cart_size(*, person: int, organisation: int) -> int:
    """How many kinds of goods are in a cart."""
    found = await DB.fetch_value(
        "SELECT count(*) FROM cart_line WHERE person = $1 AND organisation = $2", person, organisation
    )
    return int(found or 0)


async def offer(listing: int) -> Row | None:
    """One offer with everything a cart line is judged by; None when there is no such listing."""
    rows = await offers([listing])
    return rows[0] if rows else None


async def offers(listings: Sequence[int]) -> list[Row]:
    """Offers by listing id, unknown ones left out."""
    return await DB.fetch(
        f"SELECT {OFFER} FROM unnest($1::bigint[]) AS c(listing) {JOINS} ORDER BY l.id", list(listings)
    )


async def lists_of(*, person: int, organisation: int) -> list[Row]:
    """The person's own lists and those shared in the unit: size, price when last used and price today in fen."""
    return await DB.fetch(
        """SELECT k.id, k.name, k.shared, k.owner, k.used_at, k.created_at, w.name AS owner_name,
                  count(n.id) AS lines, count(n.id) FILTER (WHERE l.status = 'live') AS on_sale,
                  coalesce(sum(n.quantity * n.last_price_fen), 0)::bigint AS last_fen,
                  coalesce(sum(n.quantity * coalesce(t.price_fen, l.price_fen)), 0)::bigint AS today_fen,
                  (array_agg(p.art ORDER BY n.position, n.id))[1] AS art,
                  (array_agg(p.tint ORDER BY n.position, n.id))[1] AS tint
           FROM shopping_list k
           JOIN person w ON w.id = k.owner
           LEFT JOIN shopping_list_line n ON n.shopping_list = k.id
           LEFT JOIN listing l ON l.id = n.listing
           LEFT JOIN product p ON p.id = l.product
           LEFT JOIN LATERAL (SELECT price_fen FROM price_tier t WHERE t.listing = n.listing
                              AND t.from_quantity <= n.quantity ORDER BY t.from_quantity DESC LIMIT 1) t ON true
           WHERE k.organisation = $2 AND (k.owner = $1 OR k.shared)
           GROUP BY k.id, w.name ORDER BY k.used_at DESC NULLS LAST, k.id DESC""",
        person,
        organisation,
    )


async def own_list(*, number: int, person: int, organisation: int) -> Row | None:
    """A list the person may use: an own one, or one shared in the same unit."""
    return await DB.fetch_row(
        """SELECT k.*, w.name AS owner_name FROM shopping_list k JOIN person w ON w.id = k.owner
           WHERE k.id = $1 AND k.organisation = $3 AND (k.owner = $2 OR k.shared)""",
        number,
        person,
        organisation,
    )


async def list_rows(number: int) -> list[Row]:
    """The lines of a list with today's offers behind them."""
    return await DB.fetch(
        f"""SELECT c.id, c.quantity, true AS chosen, c.last_price_fen AS seen_price_fen,
                   0 AS seen_price_version, c.last_price_fen, {OFFER}
            FROM shopping_list_line c {JOINS} WHERE c.shopping_list = $1 ORDER BY c.position, c.id""",
        number,
    )


async def offers_by_code(codes: Sequence[str]) -> list[Row]:
    """Listings on sale whose article code (货号) is one of these, whatever the case."""
    return await DB.fetch(
        f"""SELECT upper(l.sku_code) AS code, {OFFER}
            FROM listing c JOIN listing l ON l.id = c.id
            JOIN product p ON p.id = l.product
            JOIN category k ON k.id = p.category
            JOIN organisation o ON o.id = l.supplier
            JOIN supplier_profile s ON s.organisation = l.supplier
            WHERE upper(c.sku_code) = ANY($1::text[]) AND c.status = 'live' ORDER BY l.price_fen""",
        [code.upper() for code in codes],
    )


async def cart_line(*, number: int, person: int, organisation: int) -> Any:
    """One line of one's own cart with its offer; None when it is not there or not one's own."""
    return await DB.fetch_row(
        f"""SELECT c.id, c.quantity, c.chosen, c.seen_price_fen, c.seen_price_version, c.added_at, {OFFER}
            FROM cart_line c {JOINS} WHERE c.id = $1 AND c.person = $2 AND c.organisation = $3""",
        number,
        person,
        organisation,
    )
