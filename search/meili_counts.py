"""Facets, counts and prices: what to ask of the search server for them, and how its answers read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from search.meili_documents import PRICE_STEPS
from search.meili_filters import FIELDS, Filters, combined
from search.meili_queries import Answer, Part
from search.words import FacetBucket, PriceBucket, PriceRange, SearchQuery

_PRICES = ("price_step", "price_fen")
_MOST_BUCKETS = 10


def shared_facets(query: SearchQuery, chosen: Filters) -> tuple[str, ...]:
    """Fields counted over exactly the listings of the page: those without a choice of their own."""
    own = {name for name in chosen if name in FIELDS}
    fields = [FIELDS[name] for name in query.facets if name not in own]
    return (*dict.fromkeys(fields), *(_PRICES if query.prices and "price" not in chosen else ()))


def own_parts(query: SearchQuery, chosen: Filters) -> dict[str, Part]:
    """For each facet with a choice of its own, its counts as if nothing were chosen there."""
    alone: dict[str, tuple[str, ...]] = {}
    for name in chosen:
        facet = name.partition(":")[0]
        if facet in FIELDS and facet in query.facets:
            alone[name] = (FIELDS[facet],)
    if query.prices and "price" in chosen:
        alone["price"] = _PRICES
    return {
        f"own {name}": Part(only=combined(chosen, without=name), facets=fields)
        for name, fields in alone.items()
    }


def facets(
    query: SearchQuery, chosen: Filters, found: Mapping[str, Answer]
) -> dict[str, tuple[FacetBucket, ...]]:
    """The buckets of every facet asked for, most hits first."""
    return {name: _buckets(name, _counted(name, chosen, found)) for name in query.facets}


def _counted(name: str, chosen: Filters, found: Mapping[str, Answer]) -> dict[str, int]:
    alone = found.get(f"own {name}", found["shared"])
    counted = dict(alone.facets.get(FIELDS[name], {}))
    if name != "attrs":
        return counted
    for choice in chosen:
        if choice.startswith("attrs:"):
            prefix = choice.partition(":")[2] + "="
            without = found[f"own {choice}"].facets.get("attrs", {})
            counted = {value: count for value, count in counted.items() if not value.startswith(prefix)}
            counted |= {value: count for value, count in without.items() if value.startswith(prefix)}
    return counted


def _buckets(name: str, counted: Mapping[str, int]) -> tuple[FacetBucket, ...]:
    if name == "stock":
        counted = {"1": counted["true"]} if counted.get("true") else {}
    buckets = [FacetBucket(value, count) for value, count in counted.items() if value and count]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.count, bucket.value)))


def prices(found: Mapping[str, Answer]) -> PriceRange | None:
    """Cheapest, dearest and the steps between, the price filter left out; none when nothing is found."""
    answer = found.get("own price", found["shared"])
    stats = answer.stats.get("price_fen")
    if not stats:
        return None
    top = int(stats["max"])
    counted = {int(float(step)): count for step, count in answer.facets.get("price_step", {}).items()}
    steps = [PriceBucket(low, high, counted.get(low, 0)) for low, high in pairwise((*PRICE_STEPS, top + 1))]
    filled = [at for at, step in enumerate(steps) if step.count]
    steps = steps[filled[0] : filled[-1] + 1]
    while len(steps) > _MOST_BUCKETS:
        steps = [_joined(steps[at : at + 2]) for at in range(0, len(steps), 2)]
    return PriceRange(int(stats["min"]), top, tuple(steps))


def _joined(steps: Iterable[PriceBucket]) -> PriceBucket:
    together = list(steps)
    return PriceBucket(together[0].from_fen, together[-1].to_fen, sum(step.count for step in together))
