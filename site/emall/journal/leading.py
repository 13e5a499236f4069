"""Who drains the outbox: one process at a time, by a lock of the database that ends with its connection."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import asyncpg

from emall.database import DB

LEADER = 0x6F7574  # advisory lock: one drain at a time, or an older state could overwrite a newer one
_HELD = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    " AND classid = 0 AND objid = $1::bigint::oid AND objsubid = 1)"
)


_LOST = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresError)
"""How the end of a connection shows, depending on how much of it has arrived: its last word, or nothing at all."""


class Deposed(Exception):
    """The lock was lost while a consumer was at work: somebody else may lead by now."""


_lead: ContextVar[Any] = ContextVar("lead", default=None)


@asynccontextmanager
async def leading() -> AsyncIterator[bool]:
    """Hold the leader's lock on one connection; False when somebody else holds it."""
    async with DB.connection() as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER):
            yield False
            return
        before = _lead.set(connection)
        try:
            yield True
        finally:
            _lead.reset(before)
            await _let_go(connection)


async def _let_go(connection: Any) -> None:
    """Give the lock back; a connection that cannot is ended, or it would keep the lock in the pool for ever."""
    try:
        if not connection.is_closed():
            await connection.fetchval("SELECT pg_advisory_unlock($1)", LEADER)
    except (
        asyncpg.InterfaceError
    ):  # the connection was lost and the pool has taken it back: the lock went with it
        return
    except BaseException:
        connection.terminate()
        raise


async def still_leading() -> bool:
    """Whether the lock taken by this task is held; True outside a drain, where nobody competes."""
    connection = _lead.get()
    if connection is None:
        return True
    try:
        return not connection.is_closed() and bool(await connection.fetchval(_HELD, LEADER))
    except _LOST:
        return False


async def confirm() -> None:
    """For consumers, between reading the present state and carrying it out. Raises Deposed when the lead is lost."""
    if not await still_leading():
        raise Deposed
