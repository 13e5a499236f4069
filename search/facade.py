"""The engine as the web sees it: awaited, in threads of its own, within a time limit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

import anyio
import anyio.to_thread

from search.engine import SearchEngine
from search.words import (
    Health,
    ProductDocument,
    Receipt,
    SearchPage,
    SearchQuery,
    SearchUnavailable,
    Suggestion,
)

T = TypeVar("T")

_SLOW_IN_A_ROW = 3
_REST = 2.0
_WORKERS = 4
_LOOK = 1.0


class AsyncSearch:
    """Runs a synchronous engine beside the event loop.

    Searches share `threads` threads that nothing else uses and give up after `timeout` seconds with
    SearchUnavailable; changes have threads of their own and are not hurried (30 s), since abandoning one halfway
    helps nobody. An engine that was too slow three times running is left alone for two seconds and then asked by
    one search only; one in whose calls all threads hang is not asked at all until some come back.
    """

    def __init__(self, engine: SearchEngine, *, threads: int = 16, timeout: float = 2.0) -> None:
        self.engine = engine
        self.timeout = timeout
        self._searching = _Crew(threads, breaks=True)
        self._working = _Crew(_WORKERS, breaks=False)
        self._looking = _Crew(2, breaks=False)

    async def search(self, query: SearchQuery) -> SearchPage:
        """One page; see SearchEngine.search."""
        return await self._searching.run(partial(self.engine.search, query), self.timeout)

    async def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Completions of what is being typed."""
        return await self._searching.run(partial(self.engine.suggest, text, limit), self.timeout)

    async def apply(self, upserts: Sequence[ProductDocument], deletes: Sequence[int] = ()) -> Receipt:
        """Replace and remove documents."""
        return await self._working.run(partial(self.engine.apply, upserts, deletes), 30.0)

    async def versions(self, after_id: int = 0, limit: int = 5000) -> list[tuple[int, int]]:
        """(id, version) pairs after an id."""
        return await self._working.run(partial(self.engine.versions, after_id, limit), 30.0)

    async def health(self) -> Health:
        """The engine's own account of itself."""
        return await self._looking.run(self.engine.health, _LOOK)

    async def call(self, work: Callable[[], T], timeout: float = 600.0) -> T:
        """Run a longer piece of work with the engine, such as a step of a rebuild, off the event loop."""
        return await self._working.run(work, timeout)

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()


class _Crew:
    """Threads for one kind of call, and what is known of calls that never came back."""

    def __init__(self, threads: int, *, breaks: bool) -> None:
        self._threads = threads
        self._breaks = breaks
        self._limiter: anyio.CapacityLimiter | None = None
        self._lock = threading.Lock()
        self._hanging = 0  # a thread given up on is no longer counted by the limiter, but still there
        self._slow = 0
        self._rests_until = 0.0

    async def run(self, work: Callable[[], T], timeout: float) -> T:
        """The outcome of a call in a thread; SearchUnavailable after `timeout` seconds, or at once while resting."""
        self._admit()
        if self._limiter is None:  # made inside the running loop, not at import
            self._limiter = anyio.CapacityLimiter(self._threads)
        call = _Call(work, self)
        try:
            with anyio.fail_after(timeout):
                result = await anyio.to_thread.run_sync(call, limiter=self._limiter, abandon_on_cancel=True)
        except TimeoutError as slow:
            self._note_slow()
            raise SearchUnavailable(f"no answer within {timeout} s") from slow
        finally:
            call.give_up()
        self._slow = 0
        return result

    def _admit(self) -> None:
        now = time.monotonic()
        if self._hanging >= self._threads:
            raise SearchUnavailable("all threads wait for an engine that does not answer")
        if not self._breaks or self._slow < _SLOW_IN_A_ROW:
            return
        if now < self._rests_until:
            raise SearchUnavailable("the engine was too slow several times running")
        self._rests_until = now + _REST  # this one call finds out, the others go on without

    def _note_slow(self) -> None:
        self._slow += 1
        if self._slow >= _SLOW_IN_A_ROW:
            self._rests_until = time.monotonic() + _REST

    def changed(self, by: int) -> None:
        """Count threads that hang."""
        with self._lock:
            self._hanging += by


class _Call(Generic[T]):
    """One call: knows whether its thread still runs when nobody waits for it any more."""

    def __init__(self, work: Callable[[], T], crew: _Crew) -> None:
        self._work = work
        self._crew = crew
        self._lock = threading.Lock()
        self._state = "waiting"

    def __call__(self) -> T:
        with self._lock:
            if self._state == "given up":
                raise SearchUnavailable("nobody waits for this any more")
            self._state = "running"
        try:
            return self._work()
        finally:
            with self._lock:
                hung, self._state = self._state == "hanging", "done"
            if hung:
                self._crew.changed(-1)

    def give_up(self) -> None:
        """Called when the wait is over, however it ended."""
        with self._lock:
            if self._state == "running":
                self._state = "hanging"
                self._crew.changed(1)
            elif self._state == "waiting":
                self._state = "given up"
