"""Cards of listings: what a buyer needs to choose among many, and what other rooms show of a listing."""

from collections.abc import Sequence
from typing import Any

from emall.catalogue.queries.filters import COUNTED, TABLES, Conditions
from emall.database import DB, Row

COLUMNS = (
    "l.id, l.version, l.title, l.price_fen, l.price_version, l.min_order, l.step, l.status, p.unit,"
    " p.reference_fen, p.reference_on, array_to_string(l.tags, ',') AS tags, l.local_store, l.delivery_days,"
    " o.short_name AS supplier_name, o.region AS county, l.supplier, p.art, p.tint, p.id AS product,"
    " l.stock_on_hand - l.stock_held AS free,"
    " (SELECT i.digest FROM listing_image i WHERE i.listing = l.id ORDER BY i.position LIMIT 1) AS image"
)
"""One card; `tags` are joined by commas so that a row can be compared and kept."""

IN_LISTS = (
    f"{COLUMNS}, (SELECT count(*) || ' ' || min(s.price_fen) FROM listing s"
    " WHERE s.product = l.product AND s.status = 'live') AS offers"
)
"""The same in lists, with how many offers the product has and the lowest price: "3 9680"."""

ORDERS = {
    "best": (
        "(l.stock_on_hand - l.stock_held >= l.min_order) DESC,"
        " (p.reference_fen IS NULL OR l.price_fen <= p.reference_fen) DESC, l.sales_90d DESC, l.id"
    ),
    "price_asc": "l.price_fen, l.id",
    "price_desc": "l.price_fen DESC, l.id",
    "sales": "l.sales_90d DESC, l.id",
    "newest": "l.listed_at DESC, l.id",
}


async def page_of_cards(found: Conditions, *, sort: str, page: int, size: int) -> list[Row]:
    """One page of cards in the order asked for; of a grouped list, the first offer of each product."""
    args: list[Any] = [*found.args, size, (page - 1) * size]
    cut = f"LIMIT ${len(args) - 1} OFFSET ${len(args)}"
    order = ORDERS[sort]
    if found.ranked and sort == "best":
        order = f"array_position({found.ranked}::bigint[], l.id)"
    # Only the page itself is read in full: sorting whole rows of a large category would cost the most.
    ids = f"SELECT l.id {COUNTED} WHERE {found.where()} ORDER BY {order} {cut}"
    if found.grouped:
        firsts = f"row_number() OVER (ORDER BY {order}) AS place, row_number() OVER (PARTITION BY l.product ORDER BY {order}) AS nth"
        ids = (
            f"SELECT r.id FROM (SELECT l.id, {firsts} {COUNTED} WHERE {found.where()}) r"
            f" WHERE r.nth = 1 ORDER BY r.place {cut}"
        )
    return await DB.fetch(
        f"SELECT {IN_LISTS} {TABLES} WHERE l.id = ANY(ARRAY({ids})) ORDER BY {order}", *args
    )


async def listing_cards(ids: Sequence[int], *, live_only: bool = False, offers: bool = False) -> list[Row]:
    """Cards of these listings in this order; missing ones are left out, off-shelf ones on request.

    With `offers` each knows of the other offers of its product.
    """
    live = " AND l.status = 'live'" if live_only else ""
    return await DB.fetch(
        f"SELECT {IN_LISTS if offers else COLUMNS} {TABLES} WHERE l.id = ANY($1::bigint[]){live}"
        " ORDER BY array_position($1::bigint[], l.id)",
        list(ids),
    )


async def similar_cards(*, category: int, product: int, but: int, limit: int = 4) -> list[Row]:
    """Substitutes for a listing: the same product elsewhere first, then the best sold of its category."""
    return await DB.fetch(
        f"SELECT {COLUMNS} {TABLES} WHERE l.status = 'live' AND p.category = $1 AND l.id <> $3"
        " AND l.stock_on_hand - l.stock_held >= l.min_order"
        " ORDER BY (p.id = $2) DESC, l.sales_90d DESC, l.id LIMIT $4",
        category,
        product,
        but,
        limit,
    )
