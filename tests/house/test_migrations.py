"""Tables and migrations agree, migrating twice is migrating once, and the database keeps what must be kept."""

import asyncio

import pytest

from emall.database import DB, Broken, Duplicate
from emall.migrating import drift, migrate
from emall.piccolo_app import tables
from tests import making


async def test_a_new_migration_would_be_empty() -> None:
    assert await drift() == []


@pytest.mark.committed
async def test_migrating_again_does_nothing_even_from_two_sides() -> None:
    assert await asyncio.gather(migrate(), migrate()) == [[], []]


async def test_every_table_of_every_room_is_there(db: None) -> None:
    rows = await DB.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    assert {table._meta.tablename for table in tables()} == {row.tablename for row in rows} - {"migration"}


async def test_money_is_whole_fen_in_wide_columns(db: None) -> None:
    rows = await DB.fetch(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        " AND (column_name LIKE '%fen' AND data_type <> 'bigint' OR data_type IN ('numeric', 'real', 'double precision'))"
    )
    assert [tuple(row) for row in rows] == []


async def test_moments_know_their_zone(db: None) -> None:
    rows = await DB.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND data_type = 'timestamp without time zone' AND table_name <> 'migration'"
    )
    assert [tuple(row) for row in rows] == []


async def test_a_missing_moment_is_missing_and_not_now(db: None) -> None:
    rows = await DB.fetch(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND is_nullable = 'YES' AND column_default IS NOT NULL AND column_default NOT LIKE 'NULL%'"
    )
    assert [tuple(row) for row in rows] == []


async def test_every_reference_can_be_followed_quickly(db: None) -> None:
    """A foreign key without an index makes each change of the row it points to read the whole table."""
    rows = await DB.fetch(
        "SELECT c.conrelid::regclass::text AS named, a.attname FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " WHERE c.contype = 'f' AND c.confdeltype IN ('c', 'n') AND NOT EXISTS ("
        " SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1])"
    )
    assert [tuple(row) for row in rows] == []


RECORDS = {
    "ledger_entry": "(budget_line, kind, amount_fen, at) VALUES (1, 'reserve', 1, now())",
    "price_change": "(listing, version, price_fen, at) VALUES (1, 1, 1, now())",
}


@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", RECORDS)
async def test_records_are_only_ever_added_to(db: None, table: str, verb: str) -> None:
    await DB.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")  # its references point to nothing here
    await DB.execute(f"INSERT INTO {table} {RECORDS[table]}")
    await DB.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with pytest.raises(Broken, match=f"{table}_append_only"):
        await DB.execute(verb.format(table))


async def test_nobody_combines_two_of_the_three_posts_of_the_operator(db: None) -> None:
    seat = await making.make_seat("system")
    with pytest.raises(Duplicate, match="post_one_operator_duty"):
        await making.make_post(person=seat.person, organisation=seat.organisation, duty="audit")
