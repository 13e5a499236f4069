"""Filters, facets and prices of a query in the embedded index."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from tantivy import FieldType, Occur, Query, Searcher

from search.tantivy_schema import schema
from search.words import FACETS, FacetBucket, PriceBucket, PriceRange, SearchQuery

_STEPS_FEN = [0, *(base * 10**power for power in range(2, 10) for base in (1, 2, 5))]
_BUCKETS_ASKED = {"attrs": 400, "category": 400, "supplier": 200, "brand": 200}
_PRICE_AGGREGATION: dict[str, Any] = {
    "price_stats": {"stats": {"field": "price"}},
    "price_steps": {
        "range": {
            "field": "price",
            "ranges": [{"from": low, "to": high} for low, high in pairwise(_STEPS_FEN)]
            + [{"from": _STEPS_FEN[-1]}],
        }
    },
}

Filters = dict[str, Query]
"""Each filter under the name of its facet; attributes under "attrs:name"."""


def filters(query: SearchQuery) -> Filters:
    """Every filter of a query by name."""
    found: Filters = {}
    if query.category:
        found["category"] = _any_of("category", (query.category,))
    for name, values in _choices(query):
        if values:
            found[name] = _any_of(name, values)
    for name, wanted in sorted(query.attrs.items()):
        if wanted:
            found[f"attrs:{name}"] = _any_of("attrs", [f"{name}={value}" for value in wanted])
    for tag in query.policy_all:
        found[f"policy {tag}"] = _any_of("policy", (tag,))
    for mark in query.delivery:
        found[f"delivery {mark}"] = _any_of("delivery", (mark,))
    return found | _ranges(query)


def _choices(query: SearchQuery) -> Iterable[tuple[str, tuple[str | int, ...]]]:
    return (
        ("brand", query.brands),
        ("region", query.regions),
        ("home", query.homes),
        ("origin", query.origins),
        ("hall", query.halls),
        ("supplier", query.suppliers),
        ("product", query.products),
    )


def _any_of(field: str, values: Iterable[str | int]) -> Query:
    possible = [value for value in values if isinstance(value, str) or 0 <= value < 2**63]
    if not possible:
        return Query.empty_query()
    # half a surrogate pair, which an address can smuggle in, would not encode
    keys = [key.encode(errors="replace").decode() if isinstance(key, str) else key for key in possible]
    terms = [Query.term_query(schema(), field, key, "basic") for key in keys]
    return terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])


def _ranges(query: SearchQuery) -> Filters:
    found: Filters = {}
    if query.price_min_fen is not None or query.price_max_fen is not None:
        found["price"] = _between("price", query.price_min_fen, query.price_max_fen)
    if query.delivery_days_max is not None:
        found["delivery_days"] = _between("delivery_days", None, query.delivery_days_max)
    if query.credit_min is not None:
        found["credit"] = _between("credit", query.credit_min, None)
    if query.in_stock_only:
        found["stock"] = Query.term_query(schema(), "in_stock", True, "basic")
    if query.fresh_only:
        found["fresh"] = Query.term_query(schema(), "fresh", True, "basic")
    return found


def _between(field: str, low: int | None, high: int | None) -> Query:
    most = 2**63
    bottom, top = min(max(0, low or 0), most), most if high is None else min(high, most)
    if top < bottom:
        return Query.empty_query()
    return Query.range_query(schema(), field, FieldType.Unsigned, bottom, top)


def combined(text: Query | None, chosen: Filters, *, without: str = "") -> Query:
    """Text and filters together, leaving out one filter; filters never change a score."""
    clauses = [] if text is None else [(Occur.Must, text)]
    for name, one in chosen.items():
        if name != without:
            clauses.append((Occur.Must, Query.const_score_query(one, 0.0)))
    return Query.boolean_query(clauses) if clauses else Query.all_query()


def counts(
    searcher: Searcher, query: SearchQuery, text: Query | None, chosen: Filters
) -> tuple[dict[str, tuple[FacetBucket, ...]], PriceRange | None]:
    """Facets and prices: one pass for all of them, one more for each facet that has a choice of its own."""
    asked = {name: _facet(name) for name in query.facets}
    own = [name for name in chosen if name.partition(":")[0] in asked]
    alone = {name: _facet(name.partition(":")[0]) for name in own}
    if query.prices and "price" in chosen:
        alone["price"] = _PRICE_AGGREGATION
    together = {key: how for name, how in asked.items() if name not in alone for key, how in how.items()}
    if query.prices and "price" not in alone:
        together |= _PRICE_AGGREGATION
    answer = searcher.aggregate(combined(text, chosen), together) if together else {}
    for name, how in alone.items():
        part = searcher.aggregate(combined(text, chosen, without=name), how)
        answer = _merged_attrs(answer, part, name) if name.startswith("attrs:") else answer | part
    facets = {name: _buckets(answer[name]["buckets"]) for name in asked}
    if "stock" in facets:  # counted as yes and no; only yes is a choice
        facets["stock"] = tuple(one for one in facets["stock"] if one.value == "1")
    return facets, _prices(answer) if query.prices else None


def _facet(name: str) -> dict[str, Any]:
    field = "in_stock" if name == "stock" else name
    return {name: {"terms": {"field": field, "size": _BUCKETS_ASKED.get(name, 100)}}}


def _merged_attrs(answer: dict[str, Any], part: dict[str, Any], name: str) -> dict[str, Any]:
    """The values of one attribute counted without its own choice, beside those of the others."""
    prefix = name.partition(":")[2] + "="
    others = [bucket for bucket in answer["attrs"]["buckets"] if not bucket["key"].startswith(prefix)]
    these = [bucket for bucket in part["attrs"]["buckets"] if bucket["key"].startswith(prefix)]
    return answer | {"attrs": {"buckets": others + these}}


def _buckets(found: list[dict[str, Any]]) -> tuple[FacetBucket, ...]:
    buckets = [FacetBucket(_key(bucket["key"]), bucket["doc_count"]) for bucket in found]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value)))


def _key(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))


def _prices(answer: dict[str, Any]) -> PriceRange | None:
    stats = answer["price_stats"]
    if not stats["count"]:
        return None
    top = int(stats["max"])
    steps = [
        PriceBucket(int(found["from"]), int(found.get("to", top + 1)), found["doc_count"])
        for found in answer["price_steps"]["buckets"]
        if "from" in found
    ]
    filled = [at for at, step in enumerate(steps) if step.count]
    steps = steps[filled[0] : filled[-1] + 1]
    while len(steps) > 10:
        steps = [_together(steps[at : at + 2]) for at in range(0, len(steps), 2)]
    return PriceRange(int(stats["min"]), top, tuple(steps))


def _together(steps: list[PriceBucket]) -> PriceBucket:
    return PriceBucket(steps[0].from_fen, steps[-1].to_fen, sum(step.count for step in steps))


def unknown_facets(query: SearchQuery) -> list[str]:
    """Facets asked for that do not exist."""
    return [name for name in query.facets if name not in FACETS]
