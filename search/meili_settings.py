"""The settings of an index on the search server, as code: applied when it is made, compared on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from search.meili_text import Names
from search.words import DEPTH

SEARCHED = (
    "kind_names",
    "kind",
    "names",
    "title_text",
    "model_forms",
    "brand_text",
    "pinyin",
    "initials",
    "chars",
    "other_names",
    "category_text",
    "keyword_text",
    "other_spelled",
    "spellings",
    "other_spellings",
    "supplier_text",
    "spec_text",
    "aside_names",
)
"""Where words are looked for; earlier fields rank higher: what kind of goods it is, what it is called, what else it
is known by, what is said of it. Marks of names stand before texts, so that a name precedes its synonyms."""

KINDS = ("kind_names", "kind", "category_text")
"""Where it stands what kind of goods something is."""

_EXACT = [
    "aside_names",
    "chars",
    "hints",
    "initials",
    "kind_names",
    "kind",
    "names",
    "other_names",
    "other_spelled",
    "pinyin",
]
_EQUAL = [
    "attrs",
    "brand",
    "category_codes",
    "delivery",
    "format",
    "fresh",
    "halls",
    "home",
    "in_stock",
    "origin",
    "policy",
    "price_step",
    "region_codes",
    "spu_id",
    "supplier_id",
]
_COMPARED = ["credit", "delivery_days", "id", "price_fen"]


def settings(names: Names) -> dict[str, Any]:
    """What an index of ours is set to. Only `synonyms` may change without the server reading every listing again."""
    return {
        "searchableAttributes": list(SEARCHED),
        "rankingRules": [
            "sort",  # first, so that a price order is strict; does nothing when no order is asked for
            "words",
            "typo",
            "attributeRank",  # before proximity: what goods are called counts more than how close words stand
            "proximity",
            "exactness",
            "wordPosition",
            "rank:desc",
            "id:asc",  # equals keep one order on every page
        ],
        "filterableAttributes": [
            _rule(_EQUAL, equality=True, comparison=False, search=False),
            _rule(_COMPARED, equality=True, comparison=True, search=False),
            _rule(["hints"], equality=False, comparison=False, search=True),
        ],
        "sortableAttributes": ["id", "listed_at", "price_fen", "rank", "sales"],
        "displayedAttributes": ["id", "spu_id", "title", "version"],
        "localizedAttributes": [{"attributePatterns": ["*"], "locales": ["cmn"]}],
        "nonSeparatorTokens": [],  # with any of these three the server makes its cutter anew for every query
        "separatorTokens": [],
        "dictionary": [],  # nor is it sent any Chinese word that it would have to cut
        "stopWords": [],
        "synonyms": names.for_server(),
        "typoTolerance": {
            "enabled": True,
            "minWordSizeForTypos": {"oneTypo": 5, "twoTypos": 9},
            "disableOnWords": [],
            "disableOnAttributes": _EXACT,
            "disableOnNumbers": True,
        },
        "proximityPrecision": "byWord",  # phrases need it
        "prefixSearch": "indexingTime",
        "facetSearch": True,
        "faceting": {"maxValuesPerFacet": 400, "sortFacetValuesBy": {"*": "count", "price_fen": "alpha"}},
        "pagination": {"maxTotalHits": DEPTH + 1},  # one more than is counted, to tell "2000" from "more"
        "searchCutoffMs": 300,  # the server gives what it has before the caller gives up
        "distinctAttribute": None,
    }


def _rule(names: list[str], *, equality: bool, comparison: bool, search: bool) -> dict[str, Any]:
    return {
        "attributePatterns": names,
        "features": {"facetSearch": search, "filter": {"equality": equality, "comparison": comparison}},
    }


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Names of settings that differ, in their order; what the code does not set is the server's own affair."""
    return [name for name, value in wanted.items() if _plain(name, value) != _plain(name, found.get(name))]


_UNORDERED = {"sortableAttributes", "nonSeparatorTokens", "separatorTokens", "dictionary", "stopWords"}


def _plain(name: str, value: Any) -> Any:
    """A setting in a form that does not depend on the order the server happens to list it in."""
    if name in _UNORDERED:
        return sorted(value or [])
    if name == "displayedAttributes":
        return sorted(value or [])
    if name == "synonyms":
        return {key: sorted(others) for key, others in (value or {}).items()}
    if name == "typoTolerance" and isinstance(value, Mapping):
        lists = ("disableOnAttributes", "disableOnWords")
        return {key: sorted(one) if key in lists else one for key, one in value.items()}
    return value
