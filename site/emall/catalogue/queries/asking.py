"""A list state as the search engine reads it, and the engine's answer as our counts."""

from collections.abc import Mapping

from emall.catalogue.queries.facets import Facets
from emall.catalogue.rules.browse import Browse
from emall.catalogue.words import GRADES, HALL, LOCAL_STORE, QUICK
from emall.kernel.regions import COUNTIES
from search import SearchPage, SearchQuery

SORTS = {"best": "relevance"}
FACETS = (
    *("brand", "category", "policy", "attrs", "home", "origin"),
    *("credit", "region", "stock", "delivery", "hall"),
)
_OURS = {
    "brand": "brands",
    "category": "categories",
    "policy": "policies",
    "home": "homes",
    "origin": "origins",
    "credit": "credit",
    "region": "county",
}
_FLAGS = (("in_stock", "stock", "1"), ("next_day", "delivery", QUICK), ("local", "delivery", LOCAL_STORE))
_COUNTIES = {county.code for county in COUNTIES}


def query_of(browse: Browse, names: Mapping[str, str]) -> SearchQuery:
    """A list state as a query; `names` maps attribute keys to the names under which the index holds them."""
    return SearchQuery(
        text=browse.text,
        category=browse.category,
        regions=(browse.county,) if browse.county else (),
        homes=browse.homes,
        origins=browse.origins,
        halls=(HALL,) if browse.hall else (),
        suppliers=(browse.supplier,) if browse.supplier else (),
        products=(browse.product,) if browse.product else (),
        brands=browse.brands,
        attrs={names[key]: browse.group(key) for key, _ in browse.attributes if key in names},
        price_min_fen=browse.least_fen,
        price_max_fen=browse.most_fen,
        policy_all=browse.policies,
        delivery=(LOCAL_STORE,) if browse.local else (),
        delivery_days_max=1 if browse.next_day else None,
        credit_min=GRADES.get(browse.credit) if browse.credit else None,
        in_stock_only=browse.in_stock,
        one_per_product=browse.grouped,
        sort=SORTS.get(browse.sort, browse.sort),  # type: ignore[arg-type]
        page=browse.page,
        size=browse.size,
        facets=FACETS,
        prices=True,
    )


def facets_of(page: SearchPage) -> Facets:
    """The counts of an answer under our names; attributes are left out, see `attributes_of`."""
    found = Facets(total=page.total)
    for theirs, ours in _OURS.items():
        found.counts[ours] = {bucket.value: bucket.count for bucket in page.facets.get(theirs, ())}
    counties = found.counts["county"]
    found.counts["county"] = {code: n for code, n in counties.items() if code in _COUNTIES}
    for flag, theirs, value in (*_FLAGS, ("hall", "hall", HALL)):
        number = sum(bucket.count for bucket in page.facets.get(theirs, ()) if bucket.value == value)
        found.counts[flag] = {"1": number}
    if page.prices:
        found.least_fen, found.most_fen = page.prices.min_fen, page.prices.max_fen
        found.bars = [bucket.count for bucket in page.prices.buckets]
        found.edges = [bucket.from_fen for bucket in page.prices.buckets]
    return found


def attributes_of(page: SearchPage, names: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Counts of these attributes, by key as "a.key" and value."""
    keys, found = {name: key for key, name in names.items()}, dict[str, dict[str, int]]()
    for bucket in page.facets.get("attrs", ()):
        name, _, value = bucket.value.partition("=")
        if name in keys:
            found.setdefault(f"a.{keys[name]}", {})[value] = bucket.count
    return found
