"""Filters of a query as the search server writes them; the only place where a value becomes part of one."""

from __future__ import annotations

from collections.abc import Iterable

from search.meili_documents import FORMAT
from search.words import SearchQuery

Filters = dict[str, str]
"""Each filter under the name of its facet; attributes under "attrs:name"."""

FIELDS = {
    "brand": "brand",
    "category": "category_codes",
    "policy": "policy",
    "region": "region_codes",
    "supplier": "supplier_id",
    "hall": "halls",
    "delivery": "delivery",
    "attrs": "attrs",
    "home": "home",
    "origin": "origin",
    "credit": "credit",
    "stock": "in_stock",
}
"""The field behind each facet."""

_NOTHING = "id < 0"
_MOST = 2**63


def quoted(value: str) -> str:
    """A value that is only ever a value: whatever is no letter or digit is written as its number."""
    sound = value.encode(errors="replace").decode()  # half a surrogate pair would not encode
    return '"' + "".join(char if char.isalnum() else f"\\u{{{ord(char):x}}}" for char in sound) + '"'


def any_of(field: str, values: Iterable[str | int]) -> str:
    """One of the values is enough; none can be met when none is possible."""
    possible = [value for value in values if isinstance(value, str) or 0 <= value < _MOST]
    written = [quoted(value) if isinstance(value, str) else str(value) for value in possible]
    return f"{field} IN [{', '.join(written)}]" if written else _NOTHING


def filters(query: SearchQuery) -> Filters:
    """Every filter of a query by name."""
    found: Filters = {"category": any_of("category_codes", (query.category,))} if query.category else {}
    several: dict[str, tuple[str, ...] | tuple[int, ...]] = {
        "brand": query.brands,
        "region": query.regions,
        "hall": query.halls,
        "supplier": query.suppliers,
        "home": query.homes,
        "origin": query.origins,
    }
    found |= {name: any_of(FIELDS[name], values) for name, values in several.items() if values}
    for name, wanted in sorted(query.attrs.items()):
        if wanted:
            found[f"attrs:{name}"] = any_of("attrs", [f"{name}={value}" for value in wanted])
    found |= {f"policy {tag}": any_of("policy", (tag,)) for tag in query.policy_all}
    found |= {f"delivery {mark}": any_of("delivery", (mark,)) for mark in query.delivery}
    return found | _others(query)


def _others(query: SearchQuery) -> Filters:
    found: Filters = {}
    if query.products:
        found["products"] = any_of("spu_id", query.products)
    if query.price_min_fen is not None or query.price_max_fen is not None:
        found["price"] = _between("price_fen", query.price_min_fen, query.price_max_fen)
    if query.delivery_days_max is not None:
        found["delivery_days"] = _between("delivery_days", None, query.delivery_days_max)
    if query.credit_min is not None:
        found["credit"] = _between("credit", query.credit_min, None)
    if query.in_stock_only:
        found["stock"] = "in_stock = true"
    if query.fresh_only:
        found["fresh"] = "fresh = true"
    return found


def _between(field: str, low: int | None, high: int | None) -> str:
    bottom, top = min(max(0, low or 0), _MOST), _MOST if high is None else min(high, _MOST)
    return f"{field} {bottom} TO {top}" if bottom <= top else _NOTHING


def combined(chosen: Filters, *, without: str = "", also: Iterable[str] = ()) -> list[str]:
    """Filters that must all hold, leaving out one; listings of another format never show."""
    return [
        f"format = {FORMAT}",
        *(one for name, one in chosen.items() if name != without),
        *also,
    ]


def among(ids: Iterable[int]) -> str:
    """Only these listings."""
    return any_of("id", ids)


def not_among(ids: Iterable[int]) -> str:
    """All but these listings."""
    return f"NOT {any_of('id', ids)}"
