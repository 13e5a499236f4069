"""Ways out of a search that found nothing: filters to drop, words to leave out, categories that sound alike."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import anyio

from emall.catalogue.queries.asking import query_of
from emall.catalogue.rules.browse import Browse, each_dropped
from search import AsyncSearch, SearchUnavailable
from search.analysis import asked, bigrams, runs
from search.segment import words_for_query
from search.synonyms import Names

MOST_FILTERS = 8
MOST_WORDS = 4
ALL = "all"
"""The name under which hits without any filter are counted."""


@dataclass(slots=True)
class WaysOut:
    """Hits without each filter group, and hits of the same search without one of its words."""

    without: dict[str, int] = field(default_factory=dict)
    words: list[tuple[str, Browse, int]] = field(default_factory=list)


def words_of(text: str) -> list[str]:
    """The words of a text as the search cuts them."""
    found: list[str] = []
    for chinese, run in runs(asked(text)):
        found += words_for_query(run) if chinese else [run]
    return list(dict.fromkeys(found))


def each_word_dropped(browse: Browse) -> list[tuple[str, Browse]]:
    """Each of the first words with the search that leaves it out; none for a single word."""
    words = words_of(browse.text)
    if len(words) < 2:
        return []
    return [
        (word, browse.having(text=" ".join(other for other in words if other != word)))
        for word in words[:MOST_WORDS]
    ]


async def ways_out(engine: AsyncSearch, browse: Browse, names: dict[str, str], *, until: float) -> WaysOut:
    """Ask the engine how many hits each way brings, all at once, until that moment (monotonic seconds)."""
    filters = each_dropped(browse)[:MOST_FILTERS]
    filters += [(ALL, browse.cleared())] if browse.narrowed else []
    filters += [("category", browse.having(category=""))] if browse.category and browse.text else []
    words = each_word_dropped(browse)
    totals = await _totals(engine, [state for _, state in (*filters, *words)], names, until)
    found = WaysOut()
    found.without = {group: total for (group, _), total in zip(filters, totals, strict=False)}
    for (word, state), total in zip(words, totals[len(filters) :], strict=False):
        if total:
            found.words.append((word, state, total))
    return found


async def _totals(
    engine: AsyncSearch, states: Iterable[Browse], names: dict[str, str], until: float
) -> list[int]:
    """Hits of each state that matches entirely; nothing at all when time runs out."""
    queries = [
        replace(query_of(state, names), page=1, size=1, facets=(), prices=False, allow_relaxed=False)
        for state in states
    ]
    with anyio.move_on_after(max(0.05, until - time.monotonic())):
        try:
            pages = await asyncio.gather(*map(engine.search, queries))
        except SearchUnavailable:
            return []
        return [page.total for page in pages]
    return []


def closest(text: str, shelves: Sequence[Any], names: Names, *, most: int = 4) -> list[Any]:
    """Categories whose names share most with a text: Latin words, then neighbouring Chinese characters, then single ones.

    English names of goods are read in Chinese too.
    """
    pairs, signs, words = set[str](), set[str](), set[str]()
    for part, others in names.parts(asked(text)):
        for chinese, run in runs(others[0] if others and part.isascii() else part):
            pairs.update(bigrams(run) if chinese else ())
            signs.update(run if chinese else ())
        words.update(_latin_words(part))

    def alike(shelf: Any) -> int:
        known = set(bigrams(asked(f"{shelf.name}{shelf.hint}")))
        latin = _latin_words(f"{shelf.name} {shelf.hint} {shelf.name_en} {shelf.hint_en}")
        return 6 * len(words & latin) + 3 * len(pairs & known) + len(signs & set(shelf.name))

    scored = [(alike(shelf), shelf) for shelf in shelves]
    return [shelf for score, shelf in sorted(scored, key=lambda pair: -pair[0])[:most] if score > 1]


def _latin_words(text: str) -> set[str]:
    """The words of letters in a text, without the s of a plural."""
    words = (run for chinese, run in runs(asked(text)) if not chinese and len(run) > 1)
    return {word.removesuffix("s") for word in words}
