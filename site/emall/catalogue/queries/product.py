"""Everything the page of one listing shows, and several listings side by side: one statement each."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from emall.database import DB, Row

HISTORY_DAYS = 180

Deals = Callable[[int], Awaitable[Sequence[Any]]]
"""Given a product's id: the past twelve months' deals, newest first, nobody named.

Rows with day, unit_kind, region, quantity and price_fen.
"""

_TIERS = (
    "coalesce((SELECT jsonb_agg(jsonb_build_array(t.from_quantity, t.price_fen) ORDER BY t.from_quantity)"
    " FROM price_tier t WHERE t.listing = l.id), '[]')"
)
_TAGS = (
    "coalesce((SELECT jsonb_agg(jsonb_build_object('kind', g.kind, 'certificate', g.certificate,"
    " 'issuer', g.issuer, 'expires_on', g.expires_on) ORDER BY g.id)"
    " FROM policy_tag g WHERE g.listing = l.id AND g.kind = ANY(l.tags)), '[]')"
)
_FACTS = (
    "l.id, l.title, l.subtitle, l.sku_code, l.price_fen, l.price_version, l.min_order, l.step, l.status,"
    " l.off_reason, l.delivery_days, l.regions, l.local_store, l.version, l.supplier,"
    " l.stock_on_hand - l.stock_held AS free, p.id AS product, p.category, p.model, p.family, p.variant, p.unit,"
    " p.origin, p.spec, p.gtin, p.art, p.tint, p.reference_fen, p.reference_on, b.name AS brand,"
    " m.name AS maker, m.size AS maker_size, m.place AS maker_place,"
    " o.name AS supplier_name, o.short_name AS supplier_short, o.region AS county,"
    " f.kind AS supplier_kind, f.size AS supplier_size, f.grade, f.admitted_batch, f.seal, f.return_days,"
    " f.warranty_months, f.answer_minutes, f.on_time_permille, f.freight_fen, f.freight_free_fen,"
    f" {_TIERS} AS tiers, {_TAGS} AS tags,"
    " coalesce((SELECT jsonb_agg(jsonb_build_object('digest', i.digest, 'width', i.width, 'height', i.height,"
    " 'alt', i.alt) ORDER BY i.position) FROM listing_image i WHERE i.listing = l.id), '[]') AS images"
)
_TABLES = (
    "FROM listing l JOIN product p ON p.id = l.product JOIN brand b ON b.id = p.brand"
    " JOIN maker m ON m.id = p.maker JOIN organisation o ON o.id = l.supplier"
    " LEFT JOIN supplier_profile f ON f.organisation = o.id"
)
_BESIDES = (
    "coalesce((SELECT jsonb_agg(jsonb_build_object('kind', r.kind, 'source', r.source, 'fen', r.price_fen,"
    " 'on', r.observed_on) ORDER BY r.price_fen) FROM (SELECT DISTINCT ON (kind) * FROM reference_price"
    " WHERE product = p.id ORDER BY kind, observed_on DESC, price_fen) r), '[]') AS refs,"
    " coalesce((SELECT jsonb_agg(jsonb_build_array(c.at, c.price_fen) ORDER BY c.version)"
    " FROM price_change c WHERE c.listing = l.id), '[]') AS history,"
    " coalesce((SELECT jsonb_agg(v ORDER BY v.product) FROM (SELECT DISTINCT ON (q.id) q.id AS product,"
    " q.variant, k.id, k.stock_on_hand - k.stock_held >= k.min_order AS available FROM product q"
    " LEFT JOIN listing k ON k.product = q.id AND k.status = 'live' WHERE q.family = p.family AND p.family <> ''"
    " ORDER BY q.id, (k.supplier = l.supplier) DESC NULLS LAST, k.price_fen, k.id) v), '[]') AS variants,"
    " coalesce((SELECT jsonb_agg(s ORDER BY s.price_fen, s.id) FROM (SELECT k.id, k.price_fen, k.delivery_days,"
    " k.stock_on_hand - k.stock_held AS free, s.short_name AS supplier, s.region AS county"
    " FROM listing k JOIN organisation s ON s.id = k.supplier WHERE k.product = p.id AND k.id <> l.id"
    " AND k.status = 'live' ORDER BY k.price_fen, k.id LIMIT 8) s), '[]') AS others"
)


async def listing_page(listing: int) -> Row | None:
    """The listing with its product, supplier, price list, tags, pictures, references, history, variants, others.

    Never a draft: goods that were not on sale yet are nobody's business but the supplier's.
    """
    return await DB.fetch_row(
        f"SELECT {_FACTS}, {_BESIDES}, c.name AS official_name, c.name_en AS official_name_en {_TABLES}"
        " JOIN category g ON g.id = p.category LEFT JOIN official_category c"
        " ON c.edition = g.official_edition AND c.code = g.official_code"
        " WHERE l.id = $1 AND l.status IN ('live', 'price_hold', 'off_shelf')",
        listing,
    )


async def compared(ids: Sequence[int]) -> list[Row]:
    """Listings on sale side by side, in the order asked for."""
    return await DB.fetch(
        f"SELECT {_FACTS} {_TABLES} WHERE l.id = ANY($1::bigint[]) AND l.status = 'live'"
        " ORDER BY array_position($1::bigint[], l.id)",
        list(ids),
    )


def price_steps(
    history: Sequence[Sequence[Any]], *, now: datetime, days: int = HISTORY_DAYS
) -> list[tuple[float, int]]:
    """A price history as (days since the window began, price in fen); the price before the window starts it."""
    since = now - timedelta(days=days)
    steps: list[tuple[float, int]] = []
    for moment, fen in history:
        at = datetime.fromisoformat(moment)
        offset = max(0.0, (at - since).total_seconds() / 86400)
        if steps and steps[-1][0] == offset:
            steps.pop()
        steps.append((offset, fen))
    return steps


async def _no_deals(product: int) -> Sequence[Any]:
    return ()


_deals: Deals = _no_deals


def use_deals(deals: Deals) -> None:
    """Ask this room for past deals from now on; the catalogue knows no orders itself."""
    global _deals
    _deals = deals


async def deals(product: int) -> Sequence[Any]:
    """The past twelve months' deals of a product."""
    return await _deals(product)
