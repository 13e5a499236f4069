"""The site as it really runs: processes of its own, a copy of a database nobody else has, a free port on this machine."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any

import httpx

from emall.database import DB
from tests import databases

EMALL = str(Path(sys.executable).with_name("emall"))
SECONDS_TO_START = 1200  # one that ends is seen at once, one that is starting is waited for
numbers = count(1)


@dataclass(frozen=True, slots=True)
class Site:
    """Where it answers, the database behind it, its data directory, and an open engine on that database."""

    url: str
    database: str
    data: Path
    engine: tuple[Any, Any]

    @property
    def environment(self) -> dict[str, str]:
        """What its processes see, and what a command line on the same site must see."""
        port = self.url.rsplit(":", 1)[1]
        return {**os.environ, "DATABASE_URL": self.database, "EMALL_DATA": str(self.data), "PORT": port}

    @property
    def told(self) -> str:
        """What its processes have written: warnings and worse."""
        return (self.data / "log").read_text(encoding="utf-8")

    async def command(self, *words: str) -> tuple[int, str]:
        """Run `emall …` on this site: exit code and what it printed."""
        process = await asyncio.create_subprocess_exec(
            *(EMALL, *words),
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        printed, _ = await process.communicate()
        return process.returncode or 0, printed.decode()


@contextmanager
def looking_at(site: Site) -> Iterator[Site]:
    """Point the engine of this process at the site's database for the block."""
    before: tuple[Any, Any] = (DB.config, DB.pool)
    DB.config, DB.pool = site.engine
    try:
        yield site
    finally:
        DB.config, DB.pool = before


@asynccontextmanager
async def serving(server: str, *, seeded: bool, workers: int = 1) -> AsyncIterator[Site]:
    """A site on a fresh copy of the demo world, or of the empty database; stopped and thrown away afterwards."""
    await databases.prepare(server)
    source = await databases.template(server, seeded=seeded)
    name = f"emall_run_{os.getpid()}_site{next(numbers)}"
    with tempfile.TemporaryDirectory(prefix="emall-site-") as folder:
        async with databases.clone(server, source, name) as address, _engine(address) as engine:
            site = Site(f"http://127.0.0.1:{_free_port()}", address, Path(folder), engine)
            if seeded:
                code, printed = await site.command("search", "rebuild")
                assert code == 0, printed
            async with _running(site, workers):
                yield site


@asynccontextmanager
async def _engine(address: str) -> AsyncIterator[tuple[Any, Any]]:
    before: tuple[Any, Any] = (DB.config, DB.pool)
    async with databases.opened(address, connections=10):
        mine: tuple[Any, Any] = (DB.config, DB.pool)
        DB.config, DB.pool = before
        try:
            yield mine
        finally:
            before = (DB.config, DB.pool)
            DB.config, DB.pool = mine
    DB.config, DB.pool = before


@asynccontextmanager
async def _running(site: Site, workers: int) -> AsyncIterator[None]:
    with _log(site) as log:
        process = await asyncio.create_subprocess_exec(
            *(EMALL, "serve", "--workers", str(workers)),
            env=site.environment,
            stdout=log,
            stderr=log,
        )
        try:
            await _ready(site, process)
            yield
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await asyncio.wait_for(process.wait(), SECONDS_TO_START)
    assert "Traceback" not in site.told, site.told


async def _ready(site: Site, process: asyncio.subprocess.Process) -> None:
    async with httpx.AsyncClient(base_url=site.url) as client:
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                while not await _answers(client):
                    assert process.returncode is None, site.told
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"The site did not start.\n{site.told}") from None


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/healthz")).status_code == 200
    except httpx.TransportError:
        return False


def _log(site: Site) -> IO[bytes]:
    return (site.data / "log").open("wb")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])
