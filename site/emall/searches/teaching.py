"""Tells search engines which names mean the same, and keeps them up to date while the process runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from emall.catalogue.queries import engine
from emall.searches import tally
from emall.searches.queries.synonyms import synonyms_in_force, synonyms_mark
from search import AsyncSearch, SearchUnavailable
from search.synonyms import Names, shipped

log = logging.getLogger("emall.searches")

SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_TO_TEACH = 10.0


@dataclass(slots=True)
class Lesson:
    """What an engine of this process was last told: a change of either asks for a new lesson."""

    engine: AsyncSearch | None = None
    mark: tuple[int, int] | None = None


_taught, _configured = Lesson(), Lesson()
_known = shipped()


def names() -> Names:
    """The names this process last taught its engine; at first those that ship with the search."""
    return _known


async def teach() -> None:
    """Tell this process's engine the names in force now; nothing to do without an engine. May raise SearchUnavailable."""
    pupil = engine()
    if pupil is None:
        return
    global _known
    mark = await synonyms_mark()  # read first: a change in between is then taught once more
    in_force = await synonyms_in_force()
    await pupil.call(partial(pupil.engine.teach, in_force), timeout=SECONDS_TO_TEACH)
    _taught.engine, _taught.mark, _known = pupil, mark, Names(in_force)


async def teach_anew() -> bool:
    """Tell the engine if the names have changed since it was told, in whatever process; whether it was."""
    pupil = engine()
    if pupil is None or (_taught.engine is pupil and _taught.mark == await synonyms_mark()):
        return False
    await teach()
    return True


async def teach_at_once() -> None:
    """After a deed: tell this process's engine now; the others look for themselves, so trouble here can wait."""
    await _tried(teach)


async def settle_names() -> bool:
    """For the background process's clock: tell its engine and bring a server's settings level; whether it did.

    A server that was away is asked again at the next turn.
    """
    await teach_anew()
    pupil = engine()
    if pupil is None or (_configured.engine is pupil and _configured.mark == _taught.mark):
        return False
    mark = _taught.mark  # what the server is told now; a deed in between is told next time
    await pupil.call(pupil.engine.configure, timeout=30.0)
    _configured.engine, _configured.mark = pupil, mark
    return True


async def keep(stop: asyncio.Event) -> None:
    """Every two seconds until told to stop: new names to the engine, what was counted into the database."""
    while not stop.is_set():
        await _tried(teach_anew)
        await _tried(tally.flush)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_LOOKS)
    await _tried(tally.flush)
    if tally.waiting.dropped:
        log.warning("%s searches were not counted for want of room", tally.waiting.dropped)


@asynccontextmanager
async def keeping() -> AsyncIterator[None]:
    """Do all that inside the block; what waits at its end is still written."""
    stop = asyncio.Event()
    task = asyncio.create_task(keep(stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def _tried(deed: Callable[[], Awaitable[Any]]) -> None:
    try:
        await deed()
    except SearchUnavailable as away:
        log.info("the search engine was not told: %s", away)
    except Exception:  # the next look may find the database back
        log.exception("%s failed", getattr(deed, "__qualname__", deed))
