"""What most commands begin with: a database, opened without time limits and closed again."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from emall.database import DB, Away
from emall.embedded import NoServer, address
from emall.settings import settings

P = ParamSpec("P")
T = TypeVar("T")


@asynccontextmanager
async def database(*, connections: int = 4) -> AsyncIterator[str]:
    """Open the pool on the configured or embedded database for the block; yields its address. Raises NoServer."""
    url = address(settings())
    DB.connect(url, patient=True)
    try:
        await DB.start_connection_pool(1, connections)
    except Away as away:
        raise NoServer(f"The database does not answer ({away}). Is DATABASE_URL right?") from None
    try:
        yield url
    finally:
        await DB.close_connection_pool()


def with_database(command: Callable[P, Awaitable[T]]) -> Callable[P, T]:
    """Make an async command body run in a loop of its own with the database open."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        async def body() -> T:
            async with database():
                return await command(*args, **kwargs)

        return asyncio.run(body())

    return run
