"""The one door to PostgreSQL: plain SQL, transactions that always give their connection back, errors by our names."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, cast

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from emall.mishaps import (
    Away,
    Broken,
    Busy,
    DatabaseError,
    Duplicate,
    ForeignKey,
    HalfDone,
    by_our_names,
    in_words,
    walls,
)

__all__ = [
    "DB",
    "Away",
    "Broken",
    "Busy",
    "DatabaseError",
    "Duplicate",
    "ForeignKey",
    "HalfDone",
    "Row",
    "SafePostgresEngine",
    "SafeTransaction",
    "counted",
    "walls",
]

SECONDS_TO_CONNECT = 5
SESSION = {
    "application_name": "emall",
    "timezone": "UTC",
    "jit": "off",  # compiling a plan costs more than our queries take
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "60s",
}
PATIENT = {"lock_timeout": "0", "statement_timeout": "0", "idle_in_transaction_session_timeout": "0"}


class Row(asyncpg.Record):  # type: ignore[misc]
    """A row whose columns are attributes too; a column named like a method (items, keys, …) needs `row["items"]`."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


@dataclass(slots=True)
class Count:
    """How many statements were sent; BEGIN and COMMIT are not counted."""

    queries: int = 0


_count: ContextVar[Count | None] = ContextVar("count", default=None)


@contextmanager
def counted() -> Iterator[Count]:
    """Count the statements sent inside the block, by this task and those it starts."""
    count = Count()
    token = _count.set(count)
    try:
        yield count
    finally:
        _count.reset(token)


def _to_json(value: Any) -> str:
    """Piccolo hands over finished JSON text, our own SQL hands over objects; a bare string is taken as JSON text."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _to_jsonb(value: Any) -> bytes:
    """The binary form, the only one COPY takes: a one for its version, then the text."""
    return b"\x01" + _to_json(value).encode()


def _from_jsonb(sent: bytes) -> Any:
    return json.loads(sent[1:])


async def _prepare(connection: Any) -> None:
    await connection.set_type_codec("json", encoder=_to_json, decoder=json.loads, schema="pg_catalog")
    await connection.set_type_codec(
        "jsonb", encoder=_to_jsonb, decoder=_from_jsonb, schema="pg_catalog", format="binary"
    )


async def _nothing(connection: Any) -> None:
    """Sessions here carry no settings of their own, so a connection needs no reset before its next use."""


class SafeTransaction(PostgresTransaction):
    """A transaction that never leaks its connection and never commits half a deed.

    Inside another one it joins; only directly under a test's root does it become a savepoint, so that a failed
    action is undone there as it would be in production.
    """

    __slots__ = ("_joined", "_root", "failed")

    def __init__(
        self, engine: "SafePostgresEngine", *, allow_nested: bool = True, root: bool = False
    ) -> None:
        super().__init__(engine, allow_nested=allow_nested)
        self._root = root
        self.failed = False
        self._joined: SafeTransaction | None = None
        if isinstance(self._parent, SafeTransaction) and not self._parent._root:
            self._joined = self._parent

    async def __aenter__(self) -> PostgresTransaction:
        if self._joined is not None:
            return self._joined
        with by_our_names():
            self.connection = self._parent.connection if self._parent else await self.get_connection()  # type: ignore[no-untyped-call]
            try:
                self.transaction = self.connection.transaction()
                await self.begin()  # type: ignore[no-untyped-call]
            except BaseException:
                await self._give_back()
                raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Literal[False]:
        if self._joined is not None:
            self._joined.failed |= error is not None
            return False
        try:
            with in_words(), by_our_names():
                await self._end(error)
                if isinstance(error, Broken):
                    raise error  # only here: a deed ends with its transaction, and with the reason people read
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return False

    async def _end(self, error: BaseException | None) -> None:
        if self._committed or self._rolled_back:
            return
        if error is None and not self.failed:
            await self.commit()  # type: ignore[no-untyped-call]
            return
        if not self.connection.is_closed():
            await self.rollback()  # type: ignore[no-untyped-call]
        if error is None and not self._root:
            raise HalfDone("an error inside this transaction was caught; nothing of it was kept")

    async def _give_back(self) -> None:
        """Return the connection; the pool rolls back what is left open on it."""
        if self._parent is not None:
            return
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()


class SafePostgresEngine(PostgresEngine):
    """Piccolo's engine, connected only when asked to, with plain-SQL readers beside its query builder."""

    def __init__(self) -> None:
        super().__init__(config={})

    async def check_version(self) -> None:
        """Building the engine must not connect; the migrations check the version."""

    async def prep_database(self) -> None:
        """No extension is needed."""

    def connect(self, url: str, *, patient: bool = False) -> None:
        """Name the server to use from now on; `patient` lifts the time limits, for commands that run long."""
        self.config = {
            "dsn": url,
            "record_class": Row,
            "timeout": SECONDS_TO_CONNECT,
            "server_settings": {**SESSION, **(PATIENT if patient else {})},
        }

    async def start_connection_pool(self, min_size: int = 2, max_size: int = 10, **more: Any) -> None:
        """Open the pool; raises Away when the server cannot be reached."""
        with by_our_names():
            await super().start_connection_pool(
                min_size=min_size, max_size=max_size, init=_prepare, reset=_nothing, **more
            )

    async def get_new_connection(self) -> Any:
        """A connection outside the pool, for session locks, LISTEN and single commands; the caller closes it."""
        with by_our_names():
            connection = await asyncpg.connect(**self.config)
            await _prepare(connection)
            return connection

    def transaction(self, allow_nested: bool = True, *, root: bool = False) -> SafeTransaction:
        """`async with DB.transaction():` commits at the end or undoes everything; inside another one it joins it."""
        return SafeTransaction(self, allow_nested=allow_nested, root=root)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """The transaction's connection, else one of the pool, else a new one; errors leave under our names.

        Directly under a test's root each use is a savepoint: alone it would have been a transaction of its own.
        """
        transaction = cast("SafeTransaction | None", self.current_transaction.get())
        try:
            with by_our_names():
                if transaction is not None and transaction._root:
                    async with transaction.connection.transaction():
                        yield transaction.connection
                elif transaction is not None:
                    yield transaction.connection
                elif self.pool is not None:
                    async with self.pool.acquire(timeout=SECONDS_TO_CONNECT) as connection:
                        yield connection
                else:
                    connection = await self.get_new_connection()
                    try:
                        yield connection
                    finally:
                        await connection.close()
        except Exception:
            if transaction is not None and not transaction._root:
                transaction.failed = True
            raise

    @asynccontextmanager
    async def _statement(self) -> AsyncIterator[Any]:
        count = _count.get()
        if count is not None:
            count.queries += 1
        async with self.connection() as connection:
            yield connection

    async def fetch(self, sql: str, *args: Any) -> list[Row]:
        """All rows of a query with `$1` placeholders."""
        async with self._statement() as connection:
            return await connection.fetch(sql, *args)  # type: ignore[no-any-return]

    async def fetch_row(self, sql: str, *args: Any) -> Row | None:
        """The first row, or None."""
        async with self._statement() as connection:
            return await connection.fetchrow(sql, *args)  # type: ignore[no-any-return]

    async def fetch_value(self, sql: str, *args: Any) -> Any:
        """The first column of the first row, or None."""
        async with self._statement() as connection:
            return await connection.fetchval(sql, *args)

    async def execute(self, sql: str, *args: Any) -> int:
        """Run a statement; how many rows it touched (0 for statements that touch none)."""
        async with self._statement() as connection:
            tag = await connection.execute(sql, *args)
        last = tag.rpartition(" ")[2]
        return int(last) if last.isdigit() else 0

    async def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for each row of arguments, in few round trips and all or nothing."""
        async with self._statement() as connection:
            await connection.executemany(sql, rows)

    async def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Bulk insert through COPY; jsonb columns take objects."""
        async with self._statement() as connection:
            await connection.copy_records_to_table(table, columns=list(columns), records=rows)

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        """What Piccolo's query builder asks."""
        sql, args = querystring.compile_string(engine_type=self.engine_type)
        return await self.fetch(sql, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        """What Piccolo's migrations ask."""
        return await self.fetch(ddl)


DB = SafePostgresEngine()
