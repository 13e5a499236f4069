"""The vocabulary of search: documents going in, queries and pages going round, receipts and errors coming out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Sort = Literal["relevance", "price_asc", "price_desc", "sales", "newest"]
SORTS: tuple[str, ...] = get_args(Sort)

FACETS = (
    "brand",
    "category",
    "policy",
    "region",
    "supplier",
    "hall",
    "delivery",
    "attrs",
    "home",
    "origin",
    "credit",
    "stock",
)

MAX_SIZE = 60
"""The most hits one page may carry."""

DEPTH = 2000
"""Nobody pages deeper than this many hits; a later page is empty."""

MAX_TEXT = 200
"""Characters of a query that are read; the rest is ignored."""


Synonyms = Mapping[str, tuple[str, ...]]
"""Each name, normalised, to the other names of the same thing."""


class SearchUnavailable(Exception):
    """The engine cannot answer now (no index, busy, too slow); the caller shows what it can without it."""


class SearchRejected(ValueError):
    """The question itself is wrong (an unknown sort or facet); asking again will not help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDocument:
    """One listing as the index sees it; `id` is the listing, `spu_id` the product it offers.

    `category_codes` holds every code on the path from the root, `region_codes` every code served (province,
    city, county). `attrs` are strings "name=value" such as "定量=70 g". `delivery` holds plain marks of how
    the goods come, such as "quick" or "local". `home` is the county the supplier sits in and `origin` the one the
    goods are made in. `fresh` goods are offered by a supplier admitted lately. `listed_at` is Unix seconds,
    `boost` is 0 or more: stock, delivery and the record of the supplier, never where anybody sits.
    """

    id: int
    spu_id: int
    version: int
    title: str
    price_fen: int
    brand: str = ""
    brand_aliases: tuple[str, ...] = ()
    model: str = ""
    category_codes: tuple[str, ...] = ()
    category_names: tuple[str, ...] = ()
    region_codes: tuple[str, ...] = ()
    hall_ids: tuple[str, ...] = ()
    supplier_id: int = 0
    supplier_name: str = ""
    sales_90d: int = 0
    listed_at: int = 0
    policy_tags: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    delivery_days: int = 0
    credit: int = 0
    home: str = ""
    origin: str = ""
    fresh: bool = False
    attrs: tuple[str, ...] = ()
    in_stock: bool = True
    keywords: tuple[str, ...] = ()
    specs: str = ""
    boost: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What a shopper asks for; an empty one asks for everything.

    Within `regions`, `homes`, `origins`, `halls`, `suppliers`, `products`, `brands` and each name of `attrs` one
    value is enough; across them all must hold. `policy_all` and `delivery` must hold value by value. Prices are
    fen, both ends included.

    `placed` puts listings at fixed places of the whole list, as (place from 0, id) in rising order: they must
    match the query and are left out where they would have stood. `one_per_product` keeps the best hit of each
    product only, and `total` counts products then.
    """

    text: str = ""
    category: str = ""
    regions: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    halls: tuple[str, ...] = ()
    suppliers: tuple[int, ...] = ()
    products: tuple[int, ...] = ()
    brands: tuple[str, ...] = ()
    attrs: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    price_min_fen: int | None = None
    price_max_fen: int | None = None
    policy_all: tuple[str, ...] = ()
    delivery: tuple[str, ...] = ()
    delivery_days_max: int | None = None
    credit_min: int | None = None
    in_stock_only: bool = False
    fresh_only: bool = False
    placed: tuple[tuple[int, int], ...] = ()
    one_per_product: bool = False
    sort: Sort = "relevance"
    page: int = 1
    size: int = 20
    facets: tuple[str, ...] = ()
    prices: bool = False
    allow_relaxed: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A listing found, best first within its page."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class FacetBucket:
    """A value of a facet and how many hits choosing it would show."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class PriceBucket:
    """How many hits cost from `from_fen` up to, not including, `to_fen`."""

    from_fen: int
    to_fen: int
    count: int


@dataclass(frozen=True, slots=True)
class PriceRange:
    """Cheapest and dearest hit in fen, whatever price filter is set, and at most ten steps between."""

    min_fen: int
    max_fen: int
    buckets: tuple[PriceBucket, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of hits with the counts around it.

    `total_capped` says that more exist than `total`; `relaxed` says that nothing matched entirely and these
    are merely close (they carry no facets). `close` are further goods that come close, given on page one when
    fewer than three match; they are not among `hits` and not counted. `generation` names the index that answered.
    """

    hits: tuple[Hit, ...]
    total: int
    page: int
    size: int
    close: tuple[Hit, ...] = ()
    total_capped: bool = False
    facets: Mapping[str, tuple[FacetBucket, ...]] = field(default_factory=dict)
    prices: PriceRange | None = None
    relaxed: bool = False
    took_ms: float = 0.0
    engine: str = ""
    generation: str = ""

    @property
    def ids(self) -> list[int]:
        """The listing ids in order, ready to be read from the database."""
        return [hit.id for hit in self.hits]

    @property
    def pages(self) -> int:
        """How many pages can be turned to, at least one."""
        reachable = min(self.total, DEPTH - DEPTH % self.size)
        return max(1, -(-reachable // self.size))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion under the search box; `kind` is brand, category, word or title (then `id` is the listing).

    `by` is the English name that led to it, where one did.
    """

    text: str
    kind: Literal["brand", "category", "word", "title"]
    count: int = 1
    id: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an engine answers to a change: its own reference and how much it took."""

    reference: str
    upserts: int
    deletes: int


@dataclass(frozen=True, slots=True)
class Applied:
    """The change is durable and visible to new searches."""


@dataclass(frozen=True, slots=True)
class Pending:
    """The change is accepted but not done yet."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The engine refused the change for good."""

    reason: str


@dataclass(frozen=True, slots=True)
class Health:
    """Whether searches are answered, by which index, with how many documents.

    `rebuild_needed` is set when there is no index, or it is of another format or cannot be read: nothing is
    answered until it has been rebuilt.
    """

    ok: bool
    engine: str
    generation: str
    documents: int
    rebuild_needed: bool = False
    detail: str = ""
