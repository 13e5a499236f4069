"""Databases for the tests: a template per shape of the tables, cloned for each run and for tests that really commit."""

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from emall.database import DB
from emall.embedded import embedded
from emall.migrating import migrate
from emall.paths import MIGRATIONS, PACKAGE, ROOT

KEPT_IN = ROOT / "var" / "test-pg"
HASTY = ("fsync", "synchronous_commit", "full_page_writes")  # test data need not survive a power cut
LOCK = 0x74657374


def server() -> str:
    """The server named in EMALL_TEST_DATABASE_URL, else an embedded one that stays in `var` between runs."""
    return os.environ.get("EMALL_TEST_DATABASE_URL") or embedded(
        Path(os.environ.get("EMALL_TEST_DATA") or KEPT_IN)
    )


def named(url: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


async def order(url: str, *statements: str) -> None:
    """Run statements that no transaction may hold."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def prepare(url: str) -> None:
    """Make the server quick and clear away what killed runs have left."""
    connection = await asyncpg.connect(url)
    try:
        if not os.environ.get("EMALL_TEST_DATABASE_URL"):
            for setting in HASTY:
                await connection.execute(f"ALTER SYSTEM SET {setting} = off")
            await connection.execute("SELECT pg_reload_conf()")
        names = await connection.fetch("SELECT datname FROM pg_database WHERE datname LIKE 'emall\\_run\\_%'")
        for name in (row["datname"] for row in names):
            if not _alive(int(name.split("_")[2])):
                with suppress(asyncpg.InvalidCatalogNameError):  # another run may clear at the same time
                    await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _shape(*folders: Path) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(folder)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


async def template(url: str, *, seeded: bool) -> str:
    """The template with the present shape, built by whoever needs it first; with the demo world if `seeded`."""
    folders = (MIGRATIONS, PACKAGE / "world") if seeded else (MIGRATIONS,)
    name = f"emall_{'world' if seeded else 'empty'}_{_shape(*folders)}"
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        if not await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name):
            await _build(url, name, seeded=seeded)
    finally:
        await connection.close()
    return name


async def _build(url: str, name: str, *, seeded: bool) -> None:
    draft = f"{name}_draft"
    await order(
        url, f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)", f"CREATE DATABASE {draft} TEMPLATE template0"
    )
    async with opened(named(url, draft)):
        await migrate()
        if seeded:
            await _seed()
    await order(url, f"ALTER DATABASE {draft} RENAME TO {name}")


async def _seed() -> None:
    from emall.world.planting import seed_demo

    await seed_demo()


@asynccontextmanager
async def opened(url: str, *, connections: int = 20) -> AsyncIterator[None]:
    """Point the engine at a database for the block, and back at the one before."""
    before: tuple[Any, Any] = (DB.config, DB.pool)
    DB.pool = None
    DB.connect(url)
    await DB.start_connection_pool(1, connections)
    try:
        yield
    finally:
        await DB.close_connection_pool()
        DB.config, DB.pool = before


@asynccontextmanager
async def clone(url: str, source: str, name: str) -> AsyncIterator[str]:
    """A database of one's own for the block."""
    await order(url, f'CREATE DATABASE "{name}" TEMPLATE {source}')
    try:
        yield named(url, name)
    finally:
        await order(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
