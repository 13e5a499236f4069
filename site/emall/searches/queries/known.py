"""Names under which goods are known here: what a word without hits may have meant, and what is found under a name."""

import asyncio
import time
from collections.abc import Iterable, Sequence

import anyio

from emall.catalogue.queries import engine, lexicon, tree
from emall.searches.rules import Group, groups_by_name, names_in, near, teachable
from emall.searches.words import MOST_OFFERED
from search import SearchQuery, SearchUnavailable
from search.segment import entries

SECONDS_KNOWN = 600.0
SECONDS_TO_LOOK = 0.5  # a page waits no longer to know which names find goods
MOST_KNOWN = 2_000

_known: dict[str, tuple[float, int]] = {}


def forget() -> None:
    """Let go of what was found under names."""
    _known.clear()


async def found_under(name: str) -> int | None:
    """How many goods on sale match a name wholly, as of the last ten minutes; None while nobody can say."""
    at, total = _known.get(name, (0.0, 0))
    if at and time.monotonic() - at < SECONDS_KNOWN:
        return total
    asked = engine()
    if asked is None:
        return None
    try:
        page = await asked.search(SearchQuery(text=name, size=1, allow_relaxed=False))
    except SearchUnavailable:
        return None
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known[name] = time.monotonic(), page.total
    return page.total


async def names_offered(words: Sequence[str], groups: Iterable[Group]) -> dict[str, list[str]]:
    """For each of the words at most three known names it may have meant; names that find nothing are left out."""
    shelves = (shelf.name.lower() for shelf in (await tree()).by_id.values())
    named = [*shelves, *entries("nouns"), *groups_by_name(groups)]
    known = [name for name in dict.fromkeys(named) if teachable(name)]
    offered = await asyncio.to_thread(lambda: {each: _offered(each, known) for each in words})
    asked = {name for names in offered.values() for name in names}
    with anyio.move_on_after(SECONDS_TO_LOOK):
        await asyncio.gather(*map(found_under, asked))
    nothing = {name for name in asked if _known.get(name, (0.0, 1))[1] == 0}
    return {each: [name for name in names if name not in nothing] for each, names in offered.items()}


def _offered(words: str, known: Sequence[str]) -> list[str]:
    """The better spelling first, then names written alike."""
    better = names_in(lexicon.better(words) or "")
    both = dict.fromkeys([*better[:1], *near(words, known, MOST_OFFERED)])
    return [name for name in both if name != words and teachable(name)][:MOST_OFFERED]
