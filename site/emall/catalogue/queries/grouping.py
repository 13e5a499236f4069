"""A list with each product once: by its cheapest offer among the hits, at the place of its best one."""

from collections.abc import Mapping
from dataclasses import replace

from emall.catalogue.queries import finding
from emall.catalogue.queries.asking import query_of
from emall.catalogue.queries.cards import products_of
from emall.catalogue.queries.finding import Found
from emall.catalogue.rules.browse import Browse
from search import SearchUnavailable

OWN_PRICE = ("price_asc", "price_desc")
"""Orders in which the offer that stands for its product is shown for its price already."""


async def by_cheapest(browse: Browse, names: Mapping[str, str], found: Found) -> Found:
    """The same page, each product shown by the cheapest of its offers that match the words and pass the filters.

    The engine answers with the best hit of each product. A card dearer than the offer named below it would look
    like a mistake, so the same question is asked once more of the products of this page, by price.
    """
    engine = finding.engine()
    if not found.ids or found.relaxed or browse.sort in OWN_PRICE or engine is None:
        return found
    product = await products_of(found.ids)
    asked = replace(
        query_of(browse, names),
        products=tuple(sorted({product[one] for one in found.ids if one in product})),
        sort="price_asc",
        page=1,
        facets=(),
        prices=False,
        allow_relaxed=False,
    )
    try:
        cheapest = {product.get(one): one for one in (await engine.search(asked)).ids}
    except SearchUnavailable:
        return found
    return replace(found, ids=[cheapest.get(product.get(one), one) for one in found.ids])
