"""How long after its commit a change of a listing is found, at a steady rate of changes, with another process indexing."""

import asyncio
import os
import random
import sys
import time
from pathlib import Path

from emall.database import DB
from emall.journal import outbox
from search import SearchEngine

A_SECOND, LOOKS = 10, 0.005
PATIENCE = 30.0


async def lags(engine: SearchEngine, address: str, seconds: int) -> list[float]:
    """Milliseconds from commit to the first search that sees the new version, one for each edit; inf when never."""
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
        await asyncio.sleep(2)
        return await _edited(engine, seconds)
    finally:
        process.terminate()
        await process.wait()


async def _edited(engine: SearchEngine, seconds: int) -> list[float]:
    chance = random.Random(5)
    most = await DB.fetch_value("SELECT max(id) FROM listing")
    waiting: list[asyncio.Task[float]] = []
    began = time.perf_counter()
    for number in range(A_SECOND * seconds):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        listing = chance.randint(1, most)
        version = await _edit(listing)
        waiting.append(asyncio.create_task(_until_found(engine, listing, version, time.perf_counter())))
    return list(await asyncio.gather(*waiting))


async def _edit(listing: int) -> int:
    """A new price with its outbox row, in one transaction; the listing's new version."""
    async with DB.transaction():
        version = await DB.fetch_value(
            "UPDATE listing SET price_fen = price_fen + 10, version = version + 1, updated_at = now() WHERE id = $1"
            " RETURNING version",
            listing,
        )
        await outbox.put("listing", listing, reason="bench")
    return int(version)


async def _until_found(engine: SearchEngine, listing: int, version: int, committed: float) -> float:
    while time.perf_counter() - committed < PATIENCE:
        found = await asyncio.to_thread(engine.versions, listing - 1, 1)
        if found and found[0][0] == listing and found[0][1] >= version:
            return (time.perf_counter() - committed) * 1000
        await asyncio.sleep(LOOKS)
    return float("inf")
