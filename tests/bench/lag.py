"""How long after its commit a change of a listing is found, at a steady rate of changes, with another process indexing."""

import asyncio
import os
import random
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from emall.database import DB
from emall.journal import outbox
from search import SearchEngine, SearchQuery

A_SECOND, LOOKS = 10, 0.005
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Lags:
    """Milliseconds from commit to the first search that sees the new version, in the order of the edits; inf when never.

    `first` is the very first edit, which the indexing process meets cold; `cpu` is what that process worked in all, in
    seconds, its start included.
    """

    first: float
    edits: list[float]
    cpu: float

    @property
    def worst(self) -> list[float]:
        """The longest of each tenth of the run: whether it was slow once or all the time."""
        tenth = max(1, len(self.edits) // 10)
        return [max(self.edits[at : at + tenth]) for at in range(0, len(self.edits), tenth)]


async def lags(engine: SearchEngine, address: str, seconds: int) -> Lags:
    """Edit listings for so many seconds while another process keeps the index in step."""
    worked = _children()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "tests.bench.drainer",
        env={**os.environ, "DATABASE_URL": address},
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout and await process.stdout.readline()
        listing = int(await DB.fetch_value("SELECT min(id) FROM listing"))
        first = await _until_found(engine, listing, await _edit(listing), time.perf_counter())
        edits = await _edited(engine, seconds)
    finally:
        process.terminate()
        await process.wait()
    return Lags(first, edits, _children() - worked)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def _edited(engine: SearchEngine, seconds: int) -> list[float]:
    chance = random.Random(5)
    most = await DB.fetch_value("SELECT max(id) FROM listing")
    waiting: list[asyncio.Task[float]] = []
    began = time.perf_counter()
    for number in range(A_SECOND * seconds):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        listing = chance.randint(1, most)
        price = await _edit(listing)
        waiting.append(asyncio.create_task(_until_found(engine, listing, price, time.perf_counter())))
    return list(await asyncio.gather(*waiting))


async def _edit(listing: int) -> int:
    """A new price with its outbox row, in one transaction; the new price in fen."""
    async with DB.transaction():
        price = await DB.fetch_value(
            "UPDATE listing SET price_fen = price_fen + 10, version = version + 1, updated_at = now() WHERE id = $1"
            " RETURNING price_fen",
            listing,
        )
        await outbox.put("listing", listing, reason="bench")
    return int(price)


async def _until_found(engine: SearchEngine, listing: int, price: int, committed: float) -> float:
    product = await DB.fetch_value("SELECT product FROM listing WHERE id = $1", listing)
    wanted = SearchQuery(products=(product,), price_min_fen=price, size=60)
    while time.perf_counter() - committed < PATIENCE:
        found = await asyncio.to_thread(engine.search, wanted)
        if listing in found.ids:
            return (time.perf_counter() - committed) * 1000
        await asyncio.sleep(LOOKS)
    return float("inf")
