"""What goes on beside the pages: changes to the index, passing deadlines, sweeping, anchoring the journal."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from emall.accounts import kept, sessions
from emall.accounts.actions.signing_in import forget_attempts
from emall.accounts.words import Duty
from emall.approvals.actions.clock import run_due
from emall.catalogue.actions import (
    compare_index,
    heal_index,
    queue_differences,
    rebuild_if_needed,
    rebuild_index,
    spread,
    sync_listings,
)
from emall.catalogue.queries import use_engine
from emall.contracts.actions import run_due as run_contracts
from emall.database import DB, Row
from emall.delivery.actions import lapse_refused
from emall.journal import audit, outbox
from emall.journal.once import forget_old
from emall.messages import actions as messages
from emall.messages.words import MessageKind
from emall.mishaps import Busy
from emall.onboarding.actions import work_on
from emall.reviews.actions import complete_due
from emall.runs.actions import record_due
from emall.searches import actions as searches
from emall.settings import Settings, settings
from emall.settlement.actions import sweep_files
from emall.web.limits import forget_counts
from search import AsyncSearch, SearchQuery, SearchUnavailable, open_engine

log = logging.getLogger("emall.background")
SECONDS_BETWEEN_LOOKS = 0.2
"""A change is in the index this much later at the latest, and the time of one commit there."""

ROWS_AT_ONCE = 200
"""Few enough that a change coming now waits little, and that little is done twice after a kill."""

PAGE_WAITS = 0.4
"""Seconds a page waits for the engine before the database answers in its place."""

WORK_WAITS = 30.0
SECONDS_BETWEEN_REBUILDS = 60.0
MANY = 0.05
"""Share of listings from which filling a new index is quicker than mending the one there is."""

CONSUMERS: Mapping[str, outbox.Consumer] = {
    "listing": sync_listings,
    "supplier": spread("supplier"),
    "brand": spread("brand"),
    "category": spread("category"),
    "refresh": sync_listings,
}


async def anchor() -> bool:
    """Copy the head of the journal into the data directory."""
    return await audit.anchor(settings().data / audit.ANCHORS)


@dataclass(slots=True)
class Turn:
    """Something done every so many seconds, the first time at once unless `due` (monotonic) says later."""

    seconds: float
    deed: Callable[[], Awaitable[Any]]
    due: float = 0.0


def turns() -> list[Turn]:
    """What the clock asks for."""
    return [
        Turn(60, run_due),
        Turn(60, run_contracts),
        Turn(600, lapse_refused),
        Turn(600, complete_due),
        Turn(60, record_due),
        Turn(600, anchor),
        Turn(600, sessions.sweep),
        Turn(600, kept.sweep),
        Turn(600, forget_attempts),
        Turn(600, forget_counts),
        Turn(3600, forget_old),
        Turn(2, searches.settle_names),
        Turn(3600, searches.sweep),
        Turn(3600, sweep_files),
    ]


def index_turns() -> list[Turn]:
    """What is done for the index besides the outbox; apart, because each may take minutes."""
    watch = Watch()
    return [Turn(5, watch.mend), Turn(3600, watch.compare, due=time.monotonic() + 3600)]


@asynccontextmanager
async def searching(config: Settings, *, timeout: float = PAGE_WAITS) -> AsyncIterator[None]:
    """Use the index in the data directory inside the block; one search waits `timeout` seconds at most."""
    opened = open_engine(config.data / "search", url=config.meili_url, key=config.meili_key)
    engine = AsyncSearch(opened, timeout=timeout)
    use_engine(engine)
    with suppress(SearchUnavailable):  # dictionaries are read now, not by whoever searches first
        await engine.call(lambda: opened.search(SearchQuery(text="复印纸 a4", size=1)), 2.0)
    try:
        yield
    finally:
        use_engine(None)
        engine.close()


async def catch_up() -> int:
    """Bring the index level with the database before anyone searches; how many changes that took.

    With the engine away nothing is done: the site opens without it.
    """
    try:
        done = await rebuild_if_needed()
        done += await _drained()
        found = await compare_index()  # the index was lost, or the database came from a copy
        if len(found.ids) > MANY * found.on_sale:
            return done + await rebuild_index()
        await queue_differences(found)
        return done + await _drained()
    except SearchUnavailable as away:
        log.warning("the index is not brought level now: %s", away)
        return 0


async def _drained() -> int:
    done = 0
    pauses = outbox.Pauses()
    while more := await outbox.drain(CONSUMERS, pauses=pauses):
        done += more
    return done


async def work(stop: asyncio.Event) -> None:
    """Go on until told to stop; whatever fails is logged and tried again."""
    outbox.use_alarm(tell_parked)
    aside = asyncio.create_task(_rounds(stop, index_turns()))
    try:
        await asyncio.gather(_carry(stop), _rounds(stop, turns(), beside=work_on))
    finally:
        outbox.use_alarm(None)
        aside.cancel()
        with suppress(asyncio.CancelledError):
            await aside


async def _carry(stop: asyncio.Event) -> None:
    """Carry changes out of the outbox; nothing slow stands before it, so that search is never long behind."""
    pauses = outbox.Pauses()
    while not stop.is_set():
        if not await _tried(outbox.drain, CONSUMERS, ROWS_AT_ONCE, pauses=pauses):
            await _pause(stop)


async def _rounds(
    stop: asyncio.Event, clockwork: list[Turn], beside: Callable[[], Awaitable[Any]] | None = None
) -> None:
    """Do what is due; `beside` is one piece of longer work, such as a chunk of a file of units or people."""
    while not stop.is_set():
        done = await _tried(beside) if beside else None
        for turn in clockwork:
            if time.monotonic() >= turn.due and not stop.is_set():
                turn.due = time.monotonic() + turn.seconds
                await _tried(turn.deed)
        if not done:
            await _pause(stop)


async def _tried(deed: Callable[..., Awaitable[Any]], *given: Any, **named: Any) -> Any:
    name = getattr(deed, "__qualname__", deed)
    try:
        return await deed(*given, **named)
    except (SearchUnavailable, Busy) as passing:  # known: one line is enough
        log.warning("%s: %s", name, passing)
    except Exception:  # the next round may find the database or the index back
        log.exception("%s failed", name)
    return None


async def _pause(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), SECONDS_BETWEEN_LOOKS)
    except TimeoutError:
        pass


class Watch:
    """Looks after the index: builds it anew where there is none to be read, compares it with the database."""

    def __init__(self) -> None:
        self.differed = False
        self.mended = -SECONDS_BETWEEN_REBUILDS

    async def mend(self) -> None:
        """Rebuild when needed, but not again within a minute: a disk that spoils each new index is no use to hurry."""
        if time.monotonic() - self.mended <= SECONDS_BETWEEN_REBUILDS:
            return
        before, self.mended = self.mended, time.monotonic()  # set first: a failure counts as a try
        if await rebuild_if_needed():
            log.warning("the index was built anew")
        else:
            self.mended = before

    async def compare(self) -> None:
        """Have what differs brought up to date; differing twice running is told to the operators."""
        found, alarming = await heal_index()
        if found.ids:
            log.warning("the index differed in %d of %d listings", len(found.ids), found.on_sale)
        if alarming and self.differed:
            log.error("the index differed twice running")
            facts = {name: len(getattr(found, name)) for name in ("missing", "extra", "stale")}
            async with DB.transaction():
                await _tell_operators(MessageKind.INDEX_DRIFTED, facts)
        self.differed = alarming


async def tell_parked(rows: Sequence[Row]) -> None:
    """One message to the operators about rows of the outbox that were given up."""
    facts = {"count": len(rows), "topic": rows[0].topic, "error": rows[0].error}
    await _tell_operators(MessageKind.CHANGES_PARKED, facts)


async def _tell_operators(kind: MessageKind, facts: Mapping[str, Any]) -> None:
    for row in await DB.fetch("SELECT id FROM organisation WHERE kind = 'operator' AND active ORDER BY id"):
        await messages.tell(kind, organisation=row.id, duties=[Duty.SYSTEM], link="/messages", facts=facts)
