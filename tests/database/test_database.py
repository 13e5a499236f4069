"""The door to the database: connections come back, errors have our names, half deeds are not kept."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from emall.accounts.tables import Organisation
from emall.catalogue.tables import Category
from emall.database import DB, Away, Broken, Busy, Duplicate, ForeignKey, HalfDone, counted
from emall.journal.tables import Outbox
from tests import making
from tests.patience import FOREVER, PATIENCE

WRITE = "INSERT INTO outbox (topic, key, created_at, due_at) VALUES ('t', $1, now(), now())"


async def written() -> list[str]:
    return [row.key for row in await DB.fetch("SELECT key FROM outbox ORDER BY id")]


async def test_rows_have_columns_as_attributes(db: None) -> None:
    row = await DB.fetch_row("SELECT 1 AS number, 'x' AS items")
    assert row is not None
    assert (row.number, row["items"], row.get("none")) == (1, "x", None)
    with pytest.raises(AttributeError):
        _ = row.nothing
    assert await DB.fetch_row("SELECT 1 WHERE false") is None
    assert await DB.fetch_value("SELECT 1 WHERE false") is None


async def test_execute_says_how_many_rows_it_touched(db: None) -> None:
    assert await DB.execute(WRITE, "a") == 1
    await DB.execute_many(WRITE, [("b",), ("c",)])
    assert await DB.execute("UPDATE outbox SET reason = 'x' WHERE key <> 'a'") == 2
    assert await DB.execute("CREATE TEMPORARY TABLE scratch (id int)") == 0


@pytest.mark.parametrize("value", [{"名": [1, None, True]}, [], ["x"], {}])
async def test_json_goes_in_and_comes_out_as_objects(db: None, value: object) -> None:
    assert await DB.fetch_value("SELECT $1::jsonb", value) == value
    assert await DB.fetch_value("SELECT $1::json", value) == value


async def test_the_query_builder_and_plain_sql_agree_on_json(db: None) -> None:
    category = Category(code="c", name="类", name_en="kind", attributes=[{"key": "size"}])
    await category.save()
    assert await DB.fetch_value("SELECT attributes->0->>'key' FROM category WHERE code = 'c'") == "size"
    read = await Category.objects().get(Category.code == "c")
    assert read is not None and read.attributes == [{"key": "size"}]


async def test_bulk_copy_takes_objects_and_moments(db: None) -> None:
    now = await DB.fetch_value("SELECT now()")
    await DB.copy(
        "outbox", ["topic", "key", "created_at", "due_at"], [("t", str(n), now, now) for n in range(3)]
    )
    assert await written() == ["0", "1", "2"]


async def test_bulk_copy_takes_objects_for_jsonb(db: None) -> None:
    attributes = [{"name": "定量", "facet": True}, None]
    cells = ("c", "类", "kind", attributes)
    await DB.copy("category", ["code", "name", "name_en", "attributes"], [cells])
    assert await DB.fetch_value("SELECT attributes FROM category WHERE code = 'c'") == attributes
    assert await DB.fetch_value("SELECT attributes->0->>'name' FROM category WHERE code = 'c'") == "定量"


async def test_statements_are_counted_whoever_sends_them(db: None) -> None:
    with counted() as outer:
        await DB.fetch("SELECT 1")
        with counted() as inner:
            async with DB.transaction():
                await Outbox.count()
                await DB.execute(WRITE, "a")
    assert (inner.queries, outer.queries) == (2, 1)


ERRORS = [
    ("INSERT INTO journal_head VALUES (1, 0, '')", Duplicate),
    ("INSERT INTO hold (order_id, budget_line) VALUES (1, 999999)", ForeignKey),
    ("INSERT INTO person (login, name, failures, created_at) VALUES ('x', 'x', -1, now())", Broken),
]


@pytest.mark.parametrize(("statement", "error"), ERRORS)
async def test_errors_leave_under_our_names_and_the_next_statement_works(
    db: None, statement: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        await DB.execute(statement)
    assert raised.value.constraint  # type: ignore[attr-defined]
    assert await DB.fetch_value("SELECT 1") == 1


async def test_a_statement_that_takes_too_long_is_busy(db: None) -> None:
    with pytest.raises(Busy):
        async with DB.transaction():
            await DB.execute("SET LOCAL statement_timeout = '20ms'")
            await DB.execute(f"SELECT pg_sleep({FOREVER})")
    assert await DB.fetch_value("SELECT 1") == 1


async def test_the_query_builder_raises_our_errors_too(db: None) -> None:
    organisation = await making.make_organisation()
    with pytest.raises(ForeignKey):
        await Organisation.update({Organisation.parent: organisation + 1}).where(
            Organisation.id == organisation
        )


async def test_a_server_that_is_not_there_is_away(homes: object) -> None:
    kept = DB.config, DB.pool
    try:
        DB.pool = None
        DB.connect("postgresql://nobody@127.0.0.1:1/nothing")
        with pytest.raises(Away):
            await DB.fetch("SELECT 1")
    finally:
        DB.config, DB.pool = kept


async def test_a_failed_transaction_keeps_nothing(db: None) -> None:
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await DB.execute(WRITE, "a")
            async with DB.transaction():
                await DB.execute(WRITE, "b")
            raise ZeroDivisionError
    assert await written() == []


async def inner_fails() -> None:
    async with DB.transaction():
        await DB.execute(WRITE, "inner")
        raise ZeroDivisionError


async def statement_fails() -> None:
    await DB.execute("INSERT INTO hold (order_id, budget_line) VALUES (1, 999999)")


@pytest.mark.parametrize(("part", "error"), [(inner_fails, ZeroDivisionError), (statement_fails, ForeignKey)])
async def test_an_error_caught_inside_undoes_everything_and_says_so(
    db: None, part: Callable[[], Awaitable[None]], error: type[Exception]
) -> None:
    with pytest.raises(HalfDone):
        async with DB.transaction():
            await DB.execute(WRITE, "outer")
            try:
                await part()
            except error:
                pass
    assert await written() == []


@pytest.mark.committed
async def test_without_the_test_around_it_it_is_the_same() -> None:
    with pytest.raises(HalfDone):
        async with DB.transaction():
            await DB.execute(WRITE, "outer")
            try:
                await inner_fails()
            except ZeroDivisionError:
                pass
    assert await written() == []
    assert not DB.transaction_exists()


def idle() -> int:
    assert DB.pool is not None
    return int(DB.pool.get_idle_size())


@pytest.mark.committed
async def test_a_commit_that_fails_gives_its_connection_back() -> None:
    await DB.execute(
        "CREATE TABLE late (id int PRIMARY KEY, up int REFERENCES late DEFERRABLE INITIALLY DEFERRED)"
    )
    assert DB.pool is not None
    for _ in range(DB.pool.get_max_size() + 2):
        with pytest.raises(ForeignKey):
            async with DB.transaction():
                await DB.execute("INSERT INTO late VALUES (1, 2)")
        assert not DB.transaction_exists()
    assert DB.pool.get_size() == idle()
    assert await DB.fetch_value("SELECT count(*) FROM late") == 0


@pytest.mark.committed
async def test_cancelled_in_the_middle_it_gives_its_connection_back() -> None:
    async def slow(begun: asyncio.Event) -> None:
        async with DB.transaction():
            await DB.execute(WRITE, "slow")
            begun.set()
            await DB.execute(f"SELECT pg_sleep({FOREVER})")

    assert DB.pool is not None
    for _ in range(DB.pool.get_max_size() + 2):
        begun = asyncio.Event()
        task = asyncio.create_task(slow(begun))
        await asyncio.wait_for(begun.wait(), PATIENCE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await written() == []
    assert DB.pool.get_size() == idle()


@pytest.mark.committed
async def test_a_lock_that_does_not_come_is_busy() -> None:
    await DB.execute(WRITE, "a")

    async def impatient() -> None:
        async with DB.transaction(allow_nested=False):
            await DB.execute("SET LOCAL lock_timeout = '30ms'")
            await DB.execute("UPDATE outbox SET reason = 'x'")

    connection = await DB.get_new_connection()
    try:
        await connection.execute("BEGIN; SELECT FROM outbox FOR UPDATE")
        with pytest.raises(Busy):
            await impatient()
    finally:
        await connection.close()


@pytest.mark.committed
async def test_what_is_committed_is_seen_by_others() -> None:
    async with DB.transaction():
        await DB.execute(WRITE, "a")
        assert await asyncio.wait_for(elsewhere(), PATIENCE) == []
    assert await elsewhere() == ["a"]


async def elsewhere() -> list[str]:
    """What another connection sees."""
    connection = await DB.get_new_connection()
    try:
        return [row.key for row in await connection.fetch("SELECT key FROM outbox ORDER BY id")]
    finally:
        await connection.close()
