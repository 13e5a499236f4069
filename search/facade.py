"""The engine as the web sees it: awaited, in threads of its own, within a time limit."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

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


class Breaker:
    """Lets nobody wait for an engine that made the last few wait in vain; after a while one may try again."""

    def __init__(self, *, after: int = 3, seconds: float = 5.0) -> None:
        self._after, self._seconds = after, seconds
        self._failures = 0
        self._shut_until = 0.0

    def check(self) -> None:
        """Raises SearchUnavailable while shut; whoever comes first afterwards is the one that tries."""
        if self._failures < self._after:
            return
        if time.monotonic() < self._shut_until:
            raise SearchUnavailable("the engine did not answer lately")
        self._shut_until = time.monotonic() + self._seconds

    def note(self, *, answered: bool) -> None:
        """Remember how the last try ended."""
        self._failures = 0 if answered else self._failures + 1
        if not answered:
            self._shut_until = time.monotonic() + self._seconds


class AsyncSearch:
    """Runs a synchronous engine beside the event loop.

    Searches share `threads` threads that nothing else uses and give up after `timeout` seconds with
    SearchUnavailable; after three such waits in a row the next ones are refused at once for five seconds.
    Changes are not hurried (30 s), since abandoning one halfway helps nobody.
    """

    def __init__(self, engine: SearchEngine, *, threads: int = 16, timeout: float = 2.0) -> None:
        self.engine = engine
        self.timeout = timeout
        self._threads = threads
        self._limiter: anyio.CapacityLimiter | None = None
        self._breaker = Breaker()

    async def search(self, query: SearchQuery) -> SearchPage:
        """One page; see SearchEngine.search."""
        return await self._hurried(partial(self.engine.search, query))

    async def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Completions of what is being typed."""
        return await self._hurried(partial(self.engine.suggest, text, limit))

    async def apply(self, upserts: Sequence[ProductDocument], deletes: Sequence[int] = ()) -> Receipt:
        """Replace and remove documents."""
        return await self._run(partial(self.engine.apply, upserts, deletes), 30.0)

    async def versions(self, after_id: int = 0, limit: int = 5000) -> list[tuple[int, int]]:
        """(id, version) pairs after an id."""
        return await self._run(partial(self.engine.versions, after_id, limit), 30.0)

    async def health(self) -> Health:
        """The engine's own account of itself."""
        return await self._run(self.engine.health, self.timeout)

    async def call(self, work: Callable[[], T], timeout: float = 600.0) -> T:
        """Run a longer piece of work with the engine, such as a step of a rebuild, off the event loop."""
        return await self._run(work, timeout)

    async def _hurried(self, work: Callable[[], T]) -> T:
        """Work somebody waits for: within the time limit, or refused at once while the engine hangs."""
        self._breaker.check()
        try:
            answer = await self._run(work, self.timeout)
        except SearchUnavailable as away:
            self._breaker.note(answered=not isinstance(away.__cause__, TimeoutError))
            raise
        self._breaker.note(answered=True)
        return answer

    async def _run(self, work: Callable[[], T], timeout: float) -> T:
        if self._limiter is None:  # made inside the running loop, not at import
            self._limiter = anyio.CapacityLimiter(self._threads)
        try:
            with anyio.fail_after(timeout):
                return await anyio.to_thread.run_sync(work, limiter=self._limiter, abandon_on_cancel=True)
        except TimeoutError as slow:
            raise SearchUnavailable(f"no answer within {timeout} s") from slow

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()
