"""The chain of the journal: one link per deed, and no way to change, drop or cut unseen."""

import asyncio
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from emall.database import DB, Broken
from emall.journal import SYSTEM, Actor, Deed, audit, entries_of, record
from emall.journal.chain import ALGORITHMS, canonical, plain
from emall.journal.journal import OutsideTransaction
from emall.settings import settings

BUYER = Actor(person=7, name="王芳", post=3, duty="buyer", organisation=11, organisation_name="第一中学")


def deed(number: int, **more: object) -> Deed:
    return Deed("order.submit", "order", f"LS{number}", {"status": "draft"}, {"status": "sent"}, **more)


async def write(count: int) -> None:
    for number in range(count):
        async with DB.transaction():
            await record(BUYER, deed(number))


async def test_sm3_is_the_published_one() -> None:
    # the two examples of GB/T 32905-2016, appendix A
    assert ALGORITHMS["sm3"](b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert (
        ALGORITHMS["sm3"](b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"b": 1, "a": None}, b'{"a":null,"b":1}'),
        ({"on": date(2026, 11, 23)}, b'{"on":"2026-11-23"}'),
        ({"at": datetime(2026, 11, 23, 8, tzinfo=UTC)}, b'{"at":"2026-11-23T08:00:00.000000+00:00"}'),
        ({"lines": (1, [True])}, b'{"lines":[1,[true]]}'),
    ],
)
async def test_one_content_has_one_spelling(given: object, kept: bytes) -> None:
    assert canonical(given) == kept


async def test_floats_and_secrets_are_not_written() -> None:
    with pytest.raises(TypeError):
        plain({"total": 1.5})
    with pytest.raises(ValueError, match="password"):
        plain({"person": {"password": "x"}})


async def test_a_deed_is_kept_with_who_what_and_for_whom(db: None) -> None:
    async with DB.transaction():
        await record(BUYER, deed(1, organisations=(22,), note="急用"), deed(2))
    [entry] = await entries_of("order", "LS1")
    assert (entry.act, entry.actor_name, entry.note, entry.organisation) == (
        "order.submit",
        "王芳",
        "急用",
        11,
    )
    assert (entry.before, entry.after) == ({"status": "draft"}, {"status": "sent"})
    assert await DB.fetch_value("SELECT seen_by FROM journal_entry WHERE ref = 'LS1'") == [11, 22]
    assert await audit.verify() == audit.Verdict(True, 2)


async def test_outside_a_transaction_nothing_is_recorded(homes: object) -> None:
    with pytest.raises(OutsideTransaction):
        await record(SYSTEM, deed(1))


async def test_a_failed_deed_leaves_no_entry_and_no_gap(db: None) -> None:
    await write(1)
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await record(BUYER, deed(8))
            raise ZeroDivisionError
    await write(1)
    assert await audit.verify() == audit.Verdict(True, 2)


async def test_both_digests_verify_side_by_side(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    await write(1)
    monkeypatch.setenv("EMALL_DIGEST", "sha256")
    settings.cache_clear()
    try:
        await write(1)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    rows = await DB.fetch("SELECT algorithm FROM journal_entry ORDER BY sequence")
    assert [row.algorithm for row in rows] == ["sm3", "sha256"]
    assert (await audit.verify()).ok


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET note = 'x'", "DELETE FROM journal_entry", "TRUNCATE journal_entry"],
)
async def test_the_database_itself_refuses_to_change_the_journal(db: None, statement: str) -> None:
    await write(1)
    with pytest.raises(Broken, match="append_only"):
        await DB.execute(statement)


async def tamper(*statements: str) -> None:
    """What only the owner of the database could do: lift the guard first."""
    for statement in ("ALTER TABLE journal_entry DISABLE TRIGGER ALL", *statements):
        await DB.execute(statement)


LINK_AGAIN = (
    "UPDATE journal_head SET sequence = 4, digest = (SELECT digest FROM journal_entry WHERE sequence = 4)"
)


@pytest.mark.parametrize(
    ("statements", "bad", "reason"),
    [
        (["UPDATE journal_entry SET note = 'x' WHERE sequence = 3"], 3, "changed"),
        (["UPDATE journal_entry SET seen_by = '{9}' WHERE sequence = 5"], 5, "changed"),
        (["UPDATE journal_entry SET algorithm = 'none' WHERE sequence = 2"], 2, "changed"),
        (["DELETE FROM journal_entry WHERE sequence = 1"], 1, "missing"),
        (["DELETE FROM journal_entry WHERE sequence = 4"], 4, "missing"),
        (["DELETE FROM journal_entry WHERE sequence = 5"], 5, "tail_cut"),
        (["DELETE FROM journal_entry"], 1, "tail_cut"),
        (["UPDATE journal_head SET digest = repeat('0', 64)"], 5, "head_changed"),
        (["DELETE FROM journal_head"], None, "head_changed"),
    ],
)
async def test_tampering_is_found(db: None, statements: list[str], bad: int | None, reason: str) -> None:
    await write(5)
    await tamper(*statements)
    verdict = await audit.verify()
    assert (verdict.ok, verdict.first_bad, verdict.reason) == (False, bad, reason)


async def test_a_tail_cut_together_with_the_head_shows_against_the_anchor(db: None, tmp_path: Path) -> None:
    file = tmp_path / "anchors" / "journal.jsonl"
    await write(5)
    assert await audit.anchor(file)
    assert not await audit.anchor(file)
    await tamper("DELETE FROM journal_entry WHERE sequence = 5", LINK_AGAIN)
    assert (await audit.verify()).ok  # inside the database nothing shows
    assert await audit.verify(file) == audit.Verdict(False, 4, 5, "tail_cut")


async def test_a_chain_written_anew_shows_against_the_anchor(db: None, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    await write(2)
    await audit.anchor(file)
    await tamper(
        "DELETE FROM journal_entry", "UPDATE journal_head SET sequence = 0, digest = repeat('0', 64)"
    )
    async with DB.transaction():
        await record(BUYER, deed(1, note="another story"), deed(2))
    assert (await audit.verify()).ok
    assert await audit.verify(file) == audit.Verdict(False, 1, 2, "rewritten")


async def test_an_unreadable_anchor_is_no_proof(db: None, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text(json.dumps({"sequence": "x"}) + "\n")
    assert (await audit.verify(file)).reason == "anchor_unreadable"


async def test_the_chain_is_read_in_pages(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    await write(5)
    monkeypatch.setattr(audit, "PAGE", 2)
    assert await audit.verify() == audit.Verdict(True, 5)


@pytest.mark.committed
async def test_fifty_writers_at_once_make_one_chain() -> None:
    async def one(number: int) -> None:
        async with DB.transaction():
            await record(BUYER, deed(number), deed(number))

    await asyncio.gather(*(one(number) for number in range(50)))
    assert await audit.verify() == audit.Verdict(True, 100)
