"""Reads of the catalogue: categories, lists of goods, one listing, a shop, a supplier's own listings."""

from emall.catalogue.queries.cards import listing_cards, similar_cards
from emall.catalogue.queries.finding import (
    Asked,
    engine,
    names,
    recent_words,
    suggestions,
    use_correction,
    use_engine,
    use_names,
    use_recent,
    use_witness,
)
from emall.catalogue.queries.official import crosswalk, official
from emall.catalogue.queries.own import own_counts, own_listing, own_listings
from emall.catalogue.queries.product import (
    compared,
    deals,
    listing_page,
    price_steps,
    use_deals,
)
from emall.catalogue.queries.results import Results, results
from emall.catalogue.queries.storefront import shop
from emall.catalogue.queries.tree import Shelf, Tree, nav_categories, tree
from emall.catalogue.queries.why import standing

__all__ = [
    "Asked",
    "Results",
    "Shelf",
    "Tree",
    "compared",
    "crosswalk",
    "deals",
    "engine",
    "listing_cards",
    "listing_page",
    "names",
    "nav_categories",
    "official",
    "own_counts",
    "own_listing",
    "own_listings",
    "price_steps",
    "recent_words",
    "results",
    "shop",
    "similar_cards",
    "standing",
    "suggestions",
    "tree",
    "use_correction",
    "use_deals",
    "use_engine",
    "use_names",
    "use_recent",
    "use_witness",
]
