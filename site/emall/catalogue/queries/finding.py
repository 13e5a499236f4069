"""Finds listings by words: a page of the search engine with its counts, and what others want to know of it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from emall.catalogue.queries import plain
from emall.catalogue.queries.asking import attributes_of, facets_of, query_of
from emall.catalogue.queries.facets import Facets
from emall.catalogue.queries.ways_out import WaysOut, ways_out
from emall.catalogue.rules.browse import SIZES, Browse
from emall.catalogue.rules.turns import turns, with_turns
from emall.catalogue.words import FRESH_PLACES
from emall.kernel import clock
from search import AsyncSearch, SearchPage, SearchQuery, SearchUnavailable, Suggestion
from search.synonyms import Names, shipped

log = logging.getLogger("emall.search")

SUGGESTIONS = 8
FRESH_ASKED = 20
FRESH_KNOWN_SECONDS = 60.0
ALIKE = 0.6
"""Share of the best hit's score that goods of a new supplier need for a place."""
FEW = 3
"""Fewer hits than this, and a better spelling is offered."""

Placed = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave: ids of one page, best first, and how it was reached.

    `close` come close and are not counted; `placed` are the ids that stand where new suppliers take turns.
    `meant` is a better spelling to be offered, `went_by` one by which the goods were found already; empty if there is
    none. `page` is the engine's own answer.
    """

    ids: list[int]
    facets: Facets = field(default_factory=Facets)
    relaxed: bool = False
    capped: bool = False
    pages: int = 1
    engine: str = "database"
    took_ms: float = 0.0
    close: list[int] = field(default_factory=list)
    placed: frozenset[int] = frozenset()
    meant: str = ""
    went_by: str = ""
    ways: WaysOut = field(default_factory=WaysOut)
    page: SearchPage | None = None

    @property
    def degraded(self) -> bool:
        """Whether the search engine was away and the database matched plainly."""
        return self.engine == "database"

    def marked(self, words: str) -> str:
        """The words to be marked in titles: those typed, or what they were taken for."""
        return self.went_by or (f"{words} {self.meant}" if self.relaxed and self.meant else words)

    def attributes(self, names: Mapping[str, str]) -> dict[str, dict[str, int]]:
        """Counts of these attributes; `names` maps their keys to their names in the index."""
        return attributes_of(self.page, names) if self.page else {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one search, for whoever keeps count: words and figures, never who asked."""

    words: str
    total: int
    relaxed: bool
    engine: str
    took_ms: float


Witness = Callable[[Asked], None]
Correction = Callable[[str], str | None]
Known = Callable[[], Names]
Recent = Callable[[int], Awaitable[list[str]]]


def _nobody(asked: Asked) -> None:
    """Nobody keeps count."""


def _as_typed(words: str) -> str | None:
    """Nobody knows a better spelling."""
    return None


async def _none(person: int) -> list[str]:
    """Nobody remembers what a person searched."""
    return []


_engine: AsyncSearch | None = None
_fresh_known: tuple[float, bool] = (0.0, False)
_witness: Witness = _nobody
_correction: Correction = _as_typed
_names: Known = shipped
_recent: Recent = _none


def use_witness(witness: Witness) -> None:
    """Tell this one of every search by words; it must neither wait nor fail."""
    global _witness
    _witness = witness


def use_correction(correction: Correction) -> None:
    """Ask this one for a better spelling of words that find little; None: as typed."""
    global _correction
    _correction = correction


async def corrected(words: str) -> str:
    """A better spelling of the words, whether or not anything matches it; empty when none is known."""
    return await asyncio.to_thread(_correction, words) or ""


def use_names(names: Known) -> None:
    """Explain with these names for the same thing, those taught by the procurement centre among them."""
    global _names
    _names = names


def names() -> Names:
    """The names for the same thing in use."""
    return _names()


def use_recent(recent: Recent) -> None:
    """Ask this one what a person (by id) searched lately, the latest first."""
    global _recent
    _recent = recent


def use_engine(engine: AsyncSearch | None) -> None:
    """Search with this engine from now on; None: in the database alone."""
    global _engine, _fresh_known
    _engine, _fresh_known = engine, (0.0, False)


def engine() -> AsyncSearch | None:
    """The engine in use."""
    return _engine


def tell(browse: Browse, found: Found, total: int) -> None:
    """Let the witness know of a search by words, once: when its first page is read, before it is narrowed or sorted."""
    apart = browse.narrowed or browse.category or browse.supplier or browse.product or browse.grouped
    if browse.text and browse.page == 1 and browse.sort == "best" and not apart:
        _witness(Asked(browse.text.strip(), total, found.relaxed, found.engine, found.took_ms))


async def search(browse: Browse, names: Mapping[str, str]) -> Found | None:
    """One page of the engine's hits with their counts; None while the engine is away or too slow.

    `names` maps attribute keys to the names under which the index holds them.
    """
    if _engine is None:
        return None
    # What comes after the page itself is left out when it took long.
    until = time.monotonic() + _engine.timeout
    try:
        page, placed = await _page(_engine, browse, query_of(browse, names))
        if page.total == 0 and time.monotonic() < until and not (await _engine.health()).documents:
            raise SearchUnavailable("nothing is in the index yet")  # rather than: there is no such thing
    except SearchUnavailable as error:
        log.warning("search away: %s", error)
        return None
    found = _found(browse, page, placed)
    if browse.text and (page.relaxed or page.total < FEW) and time.monotonic() < until:
        found = replace(found, meant=await _meant(_engine, browse.text))
    if page.total == 0:
        ways = await ways_out(_engine, browse, dict(names), until=until)
        found.facets.without.update(ways.without)
        found = replace(found, ways=ways)
    return found


def _found(browse: Browse, page: SearchPage, placed: Placed) -> Found:
    ids = page.ids
    if placed and browse.page == 1:
        ids = with_turns(ids, placed)
    return Found(
        ids,
        facets_of(page),
        relaxed=page.relaxed,
        capped=page.total_capped,
        pages=page.pages,
        engine=page.engine,
        took_ms=page.took_ms,
        close=[hit.id for hit in page.close],
        placed=frozenset(listing for _, listing in placed if listing in ids),
        page=page,
    )


async def _meant(engine: AsyncSearch, words: str) -> str:
    """A better spelling of words that find little, if anything matches it; empty otherwise."""
    meant = await corrected(words)
    if not meant or meant == words:
        return ""
    try:
        matching = await engine.search(SearchQuery(text=meant, size=1, allow_relaxed=False))
    except SearchUnavailable:
        return ""
    return meant if matching.total else ""


async def _page(engine: AsyncSearch, browse: Browse, query: SearchQuery) -> tuple[SearchPage, Placed]:
    """The answer, and which goods of new suppliers stand at their places of the whole list.

    The first page comes in its own order, which is needed to see who already stands high enough; later pages are
    asked for with the places already taken, so that nothing comes twice or is left out.
    """
    if not _takes_turns(browse) or not await _any_fresh(engine):
        return await engine.search(query), ()
    bare = replace(query, page=1, facets=(), prices=False)
    fresh = replace(bare, size=FRESH_ASKED, fresh_only=True, allow_relaxed=False)
    first = query if query.page == 1 else replace(bare, size=FRESH_PLACES[-1] + 1)
    top, waiting = await asyncio.gather(engine.search(first), engine.search(fresh))
    placed: Placed = ()
    if not top.relaxed:
        words = browse.text.casefold()
        placed = turns(alike(waiting, top), natural=top.ids, total=top.total, words=words, now=clock.now())
    if query.page == 1:
        return top, placed
    return await engine.search(replace(query, placed=placed)), placed


def alike(waiting: SearchPage, top: SearchPage) -> list[int]:
    """Those whose words match about as well as the best hit's: a keyword alone earns no place among names."""
    best = top.hits[0].score if top.hits else 0.0
    return [hit.id for hit in waiting.hits if hit.score >= ALIKE * best]


def _takes_turns(browse: Browse) -> bool:
    """Whether this is a search by words in its own order, on pages that hold both places."""
    apart = browse.grouped or browse.product or browse.supplier
    return bool(browse.text) and browse.sort == "best" and browse.size >= SIZES[0] and not apart


async def _any_fresh(engine: AsyncSearch) -> bool:
    """Whether any new supplier has goods on sale; asked once a minute."""
    global _fresh_known
    if time.monotonic() >= _fresh_known[0]:
        page = await engine.search(SearchQuery(fresh_only=True, size=1))
        _fresh_known = (time.monotonic() + FRESH_KNOWN_SECONDS, page.total > 0)
    return _fresh_known[1]


async def matched(text: str) -> Found:
    """What the database finds plainly while the engine is away."""
    began = time.perf_counter()
    ids = await plain.matched(text)
    return Found(ids, took_ms=round((time.perf_counter() - began) * 1000, 2))


async def suggestions(text: str) -> list[Suggestion]:
    """What the words typed so far may become; titles of goods on sale while the engine is away."""
    if not text:
        return []
    if _engine is not None:
        try:
            return await _engine.suggest(text, SUGGESTIONS)
        except SearchUnavailable as error:
            log.warning("search away: %s", error)
    return await plain.titles(text, SUGGESTIONS)


async def recent_words(person: int, typed: str, *, most: int = 5) -> list[str]:
    """What a person searched lately that begins with or holds what is typed; all of it when nothing is."""
    wanted = typed.casefold().strip()
    return [words for words in await _recent(person) if wanted in words.casefold() and words != typed][:most]
