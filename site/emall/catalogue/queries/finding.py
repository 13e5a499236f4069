"""Finds listings by words: a page of the search engine, or plain matches in the database while it is away."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from emall.catalogue.queries.facets import Facets
from emall.catalogue.rules.browse import MANY, Browse
from emall.catalogue.words import HOME_COUNTY, LOCAL_STORE
from emall.database import DB
from search import (
    AsyncSearch,
    FacetBucket,
    SearchPage,
    SearchQuery,
    SearchUnavailable,
    Suggestion,
)

log = logging.getLogger("emall.search")

MOST_MATCHED = 500
SUGGESTIONS = 8
SORTS = {"best": "relevance"}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: ids of one page, best first, and how it was reached."""

    ids: list[int]
    facets: Facets = field(default_factory=Facets)
    relaxed: bool = False
    capped: bool = False
    pages: int = 1
    engine: str = "database"

    @property
    def degraded(self) -> bool:
        """Whether the search engine was away and the database matched plainly."""
        return self.engine == "database"


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one search, for whoever keeps count: words and figures, never who asked."""

    words: str
    total: int
    relaxed: bool
    engine: str
    took_ms: float


Witness = Callable[[Asked], None]


def _nobody(asked: Asked) -> None:
    """Nobody keeps count."""


_engine: AsyncSearch | None = None
_witness: Witness = _nobody


def use_witness(witness: Witness) -> None:
    """Tell this one of every search by words; it must neither wait nor fail."""
    global _witness
    _witness = witness


def use_engine(engine: AsyncSearch | None) -> None:
    """Search with this engine from now on; None: in the database alone."""
    global _engine
    _engine = engine


def engine() -> AsyncSearch | None:
    """The engine in use."""
    return _engine


async def search(browse: Browse, names: Mapping[str, str]) -> Found | None:
    """One page of the engine's hits with their counts; None while the engine is away.

    `names` maps attribute keys to the names under which the index holds them.
    """
    if _engine is None:
        return None
    try:
        page = await _engine.search(query_of(browse, names))
        found = _read(page, names)
        if page.total == 0 and browse.narrowed:
            found.facets.without.update(await _without(_engine, browse, names))
        return found
    except SearchUnavailable as error:
        log.warning("search away: %s", error)
        return None


def query_of(browse: Browse, names: Mapping[str, str]) -> SearchQuery:
    """A list state as the engine reads it."""
    attributes = {names[key]: browse.group(key) for key, _ in browse.attributes if key in names}
    if browse.homes:
        attributes[HOME_COUNTY] = browse.homes
    return SearchQuery(
        text=browse.text,
        category=browse.category,
        regions=(browse.county,) if browse.county else (),
        suppliers=(browse.supplier,) if browse.supplier else (),
        brands=browse.brands,
        attrs=attributes,
        price_min_fen=browse.least_fen,
        price_max_fen=browse.most_fen,
        policy_all=browse.policies,
        delivery=(LOCAL_STORE,) if browse.local else (),
        delivery_days_max=1 if browse.next_day else None,
        in_stock_only=browse.in_stock,
        sort=SORTS.get(browse.sort, browse.sort),  # type: ignore[arg-type]
        page=browse.page,
        size=browse.size,
        facets=("brand", "category", "policy", "attrs"),
        prices=True,
    )


def _read(page: SearchPage, names: Mapping[str, str]) -> Found:
    facets = Facets(total=page.total)
    for ours, theirs in (
        ("brands", "brand"),
        ("categories", "category"),
        ("policies", "policy"),
    ):
        facets.counts[ours] = {bucket.value: bucket.count for bucket in page.facets.get(theirs, ())}
    _read_attributes(facets, page.facets.get("attrs", ()), {name: key for key, name in names.items()})
    if page.prices:
        facets.least_fen, facets.most_fen = page.prices.min_fen, page.prices.max_fen
        facets.bars = [bucket.count for bucket in page.prices.buckets]
    return Found(page.ids, facets, page.relaxed, page.total_capped, page.pages, page.engine)


def _read_attributes(facets: Facets, buckets: Iterable[FacetBucket], keys: Mapping[str, str]) -> None:
    for bucket in buckets:
        name, _, value = bucket.value.partition("=")
        group = "homes" if name == HOME_COUNTY else f"a.{keys[name]}" if name in keys else ""
        if group:
            facets.counts.setdefault(group, {})[value] = bucket.count


async def _without(engine: AsyncSearch, browse: Browse, names: Mapping[str, str]) -> dict[str, int]:
    """Hits without each of the filters; asked only when nothing was found."""
    found = {}
    for group, state in each_dropped(browse):
        asked = replace(query_of(state, names), size=1, facets=(), prices=False, allow_relaxed=False)
        page = await engine.search(asked)
        found[group] = page.total
    return found


def each_dropped(browse: Browse) -> Iterable[tuple[str, Browse]]:
    """Every filter group in use with the state that leaves it out."""
    for name in MANY:
        if getattr(browse, name):
            yield name, browse.having(**{name: ()})
    for key in dict(browse.attributes):
        yield (
            f"a.{key}",
            browse.having(attributes=tuple(p for p in browse.attributes if p[0] != key)),
        )
    if browse.least_fen is not None or browse.most_fen is not None:
        yield "price", browse.having(least_fen=None, most_fen=None)
    for flag in ("next_day", "local", "in_stock"):
        if getattr(browse, flag):
            yield flag, browse.having(**{flag: False})
    if browse.county:
        yield "county", browse.having(county="")


async def matched(text: str) -> Found:
    """Without the engine: exact model, item number or barcode first, then titles holding the words as typed."""
    rows = await DB.fetch(
        "SELECT l.id FROM listing l JOIN product p ON p.id = l.product WHERE l.status = 'live'"
        " AND (upper(p.model) = upper($1) OR upper(l.sku_code) = upper($1) OR p.gtin = $1"
        " OR l.title ILIKE '%' || $2 || '%')"
        " ORDER BY (upper(p.model) = upper($1) OR upper(l.sku_code) = upper($1) OR p.gtin = $1) DESC,"
        " l.sales_90d DESC, l.id LIMIT $3",
        text,
        _literal(text),
        MOST_MATCHED,
    )
    return Found([row.id for row in rows])


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def suggestions(text: str) -> list[Suggestion]:
    """What the words typed so far may become; titles of goods on sale while the engine is away."""
    if not text:
        return []
    if _engine is not None:
        try:
            return await _engine.suggest(text, SUGGESTIONS)
        except SearchUnavailable as error:
            log.warning("search away: %s", error)
    rows = await DB.fetch(
        "SELECT title, max(sales_90d) AS sold, min(id) AS id FROM listing WHERE status = 'live'"
        " AND title ILIKE '%' || $1 || '%' GROUP BY title ORDER BY sold DESC, title LIMIT $2",
        _literal(text),
        SUGGESTIONS,
    )
    return [Suggestion(row.title, "title", 1, row.id) for row in rows]
