"""Product search: one protocol, one text analysis, engines behind it. Engines answer ids; the shop decides."""

from search.engine import Rebuild, SearchEngine
from search.facade import AsyncSearch
from search.highlight import highlight
from search.opening import open_engine
from search.tantivy_engine import TantivyEngine
from search.words import (
    DEPTH,
    FACETS,
    MAX_SIZE,
    SORTS,
    Applied,
    FacetBucket,
    Failed,
    Health,
    Hit,
    Pending,
    PriceBucket,
    PriceRange,
    ProductDocument,
    Receipt,
    SearchPage,
    SearchQuery,
    SearchRejected,
    SearchUnavailable,
    Sort,
    Suggestion,
    Synonyms,
)

__all__ = [
    "DEPTH",
    "FACETS",
    "MAX_SIZE",
    "SORTS",
    "Applied",
    "AsyncSearch",
    "FacetBucket",
    "Failed",
    "Health",
    "Hit",
    "Pending",
    "PriceBucket",
    "PriceRange",
    "ProductDocument",
    "Rebuild",
    "Receipt",
    "SearchEngine",
    "SearchPage",
    "SearchQuery",
    "SearchRejected",
    "SearchUnavailable",
    "Sort",
    "Suggestion",
    "Synonyms",
    "TantivyEngine",
    "highlight",
    "open_engine",
]
