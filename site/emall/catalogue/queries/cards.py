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

OFFERS = (
    "(SELECT count(*) || ' ' || min(s.price_fen) FROM listing s"
    " WHERE s.product = l.product AND s.status = 'live') AS offers"
)
"""Beside a card in lists: how many offers its product has and the lowest price: "3 9680"."""

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


async def page_of_cards(
    found: Conditions, *, sort: str, page: int, size: int, offers: Conditions | None
) -> list[Row]:
    """One page of cards in the order asked for; `offers`, if given, continue the arguments of `found`.

    A grouped list has each product at the place of its first offer, and shows of it the cheapest; highest prices
    first shows the offer that stands there for its price.
    """
    args: list[Any] = [*(offers or found).args, size, (page - 1) * size]
    cut = f"LIMIT ${len(args) - 1} OFFSET ${len(args)}"
    order = ORDERS[sort]
    if found.ranked and sort == "best":
        order = f"array_position({found.ranked}::bigint[], l.id)"
    # Only the page itself is read in full: sorting whole rows of a large category would cost the most.
    ids = f"SELECT l.id {COUNTED} WHERE {found.where()} ORDER BY {order} {cut}"
    if found.grouped:
        shown = ORDERS[sort if sort == "price_desc" else "price_asc"]
        ids = (
            "SELECT f.id FROM (SELECT r.id, r.nth, min(r.place) OVER (PARTITION BY r.product) AS first"
            f" FROM (SELECT l.id, l.product, row_number() OVER (ORDER BY {order}) AS place,"
            f" row_number() OVER (PARTITION BY l.product ORDER BY {shown}) AS nth"
            f" {COUNTED} WHERE {found.where()}) r) f WHERE f.nth = 1 ORDER BY f.first {cut}"
        )
    named = f"page AS MATERIALIZED (SELECT ARRAY({ids}) AS ids)"
    return await DB.fetch(_cards("(SELECT ids FROM page)", offers, named=[named]), *args)


async def listing_cards(
    ids: Sequence[int], *, live_only: bool = False, offers: Conditions | None = None
) -> list[Row]:
    """Cards of these listings in this order; missing ones are left out, off-shelf ones on request.

    With `offers` each knows how many offers of its product meet these conditions.
    """
    args = [*(offers.args if offers else ()), list(ids)]
    return await DB.fetch(_cards(f"${len(args)}::bigint[]", offers, live_only=live_only), *args)


def _cards(
    wanted: str, offers: Conditions | None, *, named: Sequence[str] = (), live_only: bool = False
) -> str:
    """The statement for the cards of an array of ids, in its order; `named` are queries in front of it."""
    columns, tables, named = COLUMNS, TABLES, list(named)
    if offers and offers.groups:
        named.append(
            f"d AS (SELECT l.product, count(*) || ' ' || min(l.price_fen) AS offers {COUNTED} WHERE {offers.where()}"
            f" AND l.product IN (SELECT product FROM listing WHERE id = ANY(({wanted})::bigint[])) GROUP BY 1)"
        )
        columns, tables = f"{COLUMNS}, d.offers", f"{TABLES} LEFT JOIN d ON d.product = l.product"
    elif offers:
        columns = f"{COLUMNS}, {OFFERS}"
    first = f"WITH {', '.join(named)} " if named else ""
    live = " AND l.status = 'live'" if live_only else ""
    return (
        f"{first}SELECT {columns} {tables} WHERE l.id = ANY(({wanted})::bigint[]){live}"
        f" ORDER BY array_position(({wanted})::bigint[], l.id)"
    )


async def products_of(ids: Sequence[int]) -> dict[int, int]:
    """Every offer of the products these listings offer, each with its product, by ids."""
    rows = await DB.fetch(
        "SELECT id, product FROM listing WHERE product IN (SELECT product FROM listing WHERE id = ANY($1::bigint[]))",
        list(ids),
    )
    return {row.id: row.product for row in rows}


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
