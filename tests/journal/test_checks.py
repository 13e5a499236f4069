"""The invariants of all rooms: each runs, and the journal's own bite."""

import pytest

from emall.database import DB
from emall.journal import SYSTEM, Deed, checks, record


async def test_every_check_holds_on_an_empty_database(db: None) -> None:
    found = await checks.offending()
    assert {"journal_without_gaps", "journal_head_is_the_last_entry"} <= set(found)
    assert [name for name, rows in found.items() if rows] == []


@pytest.mark.committed
async def test_checks_read_one_snapshot_and_can_write_nothing() -> None:
    assert set(await checks.offending()) == {check.name for check in checks.every_check()}


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("DELETE FROM journal_entry WHERE sequence = 1", "journal_without_gaps"),
        ("UPDATE journal_head SET digest = repeat('0', 64)", "journal_head_is_the_last_entry"),
        (
            "INSERT INTO submission (token, person, form, content, url, created_at) VALUES ('t', 1, 'f', 'c', '', now())",
            "submissions_lead_somewhere",
        ),
    ],
)
async def test_a_broken_journal_is_named(db: None, statement: str, name: str) -> None:
    async with DB.transaction():
        await record(SYSTEM, Deed("a.b", "a", "1"), Deed("a.b", "a", "2"))
    await DB.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
    await DB.execute(statement)
    found = await checks.offending()
    assert [broken for broken, rows in found.items() if rows] == [name]
