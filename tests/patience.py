"""Waiting in tests for as long as it takes: no test may tell a slow machine from a fast one.

Where the proof is that nobody waits, the thing waited for lasts FOREVER; where it is that somebody gives up, the limit
under test is tiny. PATIENCE lies far from both, and is used up only by a test that fails.
"""

import asyncio
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

PATIENCE = 30.0
FOREVER = 600.0


async def until(holds: Callable[[], object | Awaitable[object]]) -> None:
    """Look again and again, until it holds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = holds()
            if await seen if inspect.isawaitable(seen) else seen:
                return
            await asyncio.sleep(0.01)


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """For work of which nothing can be counted: what grows beyond all bounds takes minutes, the right thing moments."""
    with in_time_here():
        async with asyncio.timeout(PATIENCE):
            yield


@contextmanager
def in_time_here() -> Iterator[None]:
    """The same for work that cannot be broken off, such as that of a thread without an event loop."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < PATIENCE


class Clock:
    """A clock set by hand; called itself, or put in the place of the module `time`."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    monotonic = __call__
