"""What goes on beside the pages: changes to the index, passing deadlines, sweeping, anchoring the journal."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from emall.accounts import kept, sessions
from emall.accounts.actions.signing_in import forget_attempts
from emall.approvals.actions.clock import run_due
from emall.catalogue.actions import compare_index, rebuild_index, sync_listings
from emall.catalogue.queries import use_engine
from emall.journal import audit, outbox
from emall.journal.once import forget_old
from emall.onboarding.actions import work_on
from emall.settings import Settings, settings
from search import AsyncSearch, open_engine

log = logging.getLogger("emall.background")
SECONDS_BETWEEN_LOOKS = 0.5
CONSUMERS: Mapping[str, outbox.Consumer] = {"listing": sync_listings}


async def anchor() -> bool:
    """Copy the head of the journal into the data directory."""
    return await audit.anchor(settings().data / audit.ANCHORS)


@dataclass(slots=True)
class Turn:
    """Something done every so many seconds, the first time at once."""

    seconds: float
    deed: Callable[[], Awaitable[Any]]
    due: float = 0.0


def turns() -> list[Turn]:
    """What the clock asks for."""
    return [
        Turn(60, run_due),
        Turn(600, anchor),
        Turn(600, sessions.sweep),
        Turn(600, kept.sweep),
        Turn(600, forget_attempts),
        Turn(3600, forget_old),
    ]


@asynccontextmanager
async def searching(config: Settings) -> AsyncIterator[None]:
    """Use the index in the data directory inside the block."""
    engine = AsyncSearch(open_engine(config.data / "search", url=config.meili_url, key=config.meili_key))
    use_engine(engine)
    try:
        yield
    finally:
        use_engine(None)
        engine.close()


async def catch_up() -> int:
    """Bring the index level with the database before anyone searches; how many changes that took."""
    done = 0
    while more := await outbox.drain(CONSUMERS):
        done += more
    if not (await compare_index()).none:  # the index was lost, or the database came from a copy
        done += await rebuild_index()
    return done


async def work(stop: asyncio.Event) -> None:
    """Go on until told to stop; whatever fails is logged and tried again."""
    clockwork = turns()
    while not stop.is_set():
        done = await _tried(outbox.drain, CONSUMERS)
        done = await _tried(work_on) or done  # one chunk of a file of units or people
        for turn in clockwork:
            if time.monotonic() >= turn.due and not stop.is_set():
                turn.due = time.monotonic() + turn.seconds
                await _tried(turn.deed)
        if not done:
            await _pause(stop)


async def _tried(deed: Callable[..., Awaitable[Any]], *given: Any) -> Any:
    try:
        return await deed(*given)
    except Exception:  # the next round may find the database or the index back
        log.exception("%s failed", getattr(deed, "__qualname__", deed))
        return None


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_LOOKS)
    except TimeoutError:
        pass
