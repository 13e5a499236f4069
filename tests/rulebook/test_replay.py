"""Decisions asked again: identical under the same rows, found where a row was altered, turned by a draft."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.database import DB
from emall.rulebook import queries
from emall.rulebook.actions import Decision, note
from emall.rulebook.forms import read_draft
from emall.rulebook.queries.replaying import effect_of, rejudged
from emall.rulebook.rules import answer_of, narrowest, overlaid
from emall.rulebook.words import Rule
from tests.making import make
from tests.orders.town import offences

YUAN = 100
DAY = date(2026, 11, 20)
ASKED = (10_000, 49_999, 50_000, 60_000, 120_000)


async def history() -> None:
    """Decisions of three days on amounts below, at and above the direct limit, and others beside them."""
    for place, yuan in enumerate(ASKED):
        on = DAY + timedelta(days=place % 3)
        found = await queries.ruling(
            Rule.DIRECT_UP_TO, region="331181", kind="public_unit", category="A020101", on=on
        )
        days = await queries.ruling(Rule.APPROVAL_DAYS, region="331181", kind="public_unit", on=on)
        plan = await queries.ruling(Rule.PLAN_FINANCE_FROM, kind="public_unit", on=on)
        await note(
            [
                Decision("purchase", f"CG{place}", found, yuan * YUAN),
                Decision("purchase", f"CG{place}", days),
                Decision("plan", f"JH{place}", plan, yuan * YUAN),
            ]
        )


async def asked_again(**more: Any) -> list[Any]:
    """Everything of the three days."""
    span = {"begins": DAY, "ends": DAY + timedelta(days=2), **more}
    return [one async for one in rejudged(**span)]


def draft(amount: int, **more: Any) -> dict[str, Any]:
    """A drafted direct limit that holds from the first day on."""
    return read_draft(json.dumps([{"key": "direct_up_to", "amount": amount, **more}]), begins=DAY)[0]


@pytest.mark.parametrize(
    ("key", "amount", "asked", "answer"),
    [
        ("direct_up_to", 5, 5, "within"),
        ("direct_up_to", 5, 6, "above"),
        ("plan_finance_from", 5, 5, "reached"),
        ("plan_finance_from", 5, 4, "below"),
        ("plan_finance_from", 0, 0, "reached"),
        ("red_blocks", 0, 9, "below"),  # nought: never
        ("red_blocks", 3, 3, "reached"),
        ("approval_days", 3, 0, "3"),
    ],
)
def test_what_a_number_says(key: str, amount: int, asked: int, answer: str) -> None:
    assert answer_of(key=key, amount=amount, asked=asked) == answer


async def test_history_under_the_same_rows_is_identical(db: None) -> None:
    await history()
    found = await asked_again()
    assert len(found) == 15
    assert [one for one in found if not one.identical] == []
    assert {one.answer for one in found} == {"within", "above", "3", "below"}
    assert await offences() == {}


@pytest.mark.parametrize("amount", [49_000 * YUAN, 5_000_001])
async def test_an_altered_row_is_found_even_where_the_answer_stays(db: None, amount: int) -> None:
    await history()
    await DB.execute("UPDATE rule_value SET amount = $1 WHERE key = 'direct_up_to'", amount)
    found = await asked_again()
    assert {one.key for one in found if not one.identical} == {"direct_up_to"}
    assert len([one for one in found if not one.identical]) == 5
    assert "decisions_rest_on_a_row_valid_on_their_day" in await offences()


async def test_a_row_slipped_in_afterwards_is_found(db: None) -> None:
    await history()
    await make(
        "rule_value", key="direct_up_to", region="331181", organisation_kind="", category="", amount=5_000_000,
        unit="fen", valid_from=DAY + timedelta(days=1), source="事后",
    )  # fmt: skip
    found = [one for one in await asked_again() if not one.identical]
    assert {one.day for one in found} == {DAY + timedelta(days=1), DAY + timedelta(days=2)}
    assert [one for one in found if one.turned] == []


async def test_a_later_version_leaves_what_was_decided_before_it_alone(db: None) -> None:
    await history()
    await DB.execute(
        "UPDATE rule_value SET valid_until = $1 WHERE key = 'direct_up_to' AND category = ''",
        DAY + timedelta(days=2),
    )
    await make(
        "rule_value", key="direct_up_to", region="", organisation_kind="", category="", amount=1, unit="fen",
        valid_from=DAY + timedelta(days=3), source="新版",
    )  # fmt: skip
    assert [one for one in await asked_again() if not one.identical] == []


async def test_a_draft_tells_what_it_would_have_turned(db: None) -> None:
    await history()
    lower = [one for one in await asked_again(drafts=[draft(49_999 * YUAN)]) if one.turned]
    assert [(one.ref, one.answer_was, one.answer) for one in lower] == [("CG2", "within", "above")]
    higher = [one for one in await asked_again(drafts=[draft(60_000 * YUAN)]) if one.turned]
    assert [(one.ref, one.answer_was, one.answer) for one in higher] == [("CG3", "above", "within")]
    elsewhere = [one for one in await asked_again(drafts=[draft(1, region="331102")]) if one.turned]
    assert elsewhere == []
    of_some = [one for one in await asked_again(drafts=[draft(1, category="A02")]) if one.turned]
    assert [one.ref for one in of_some] == ["CG0", "CG1", "CG2"]


async def test_a_draft_that_begins_later_turns_nothing_before(db: None) -> None:
    await history()
    last = (DAY + timedelta(days=2)).isoformat()
    turned = [one for one in await asked_again(drafts=[draft(1, **{"from": last})]) if one.turned]
    assert [one.ref for one in turned] == ["CG2"]


async def test_the_effect_of_a_change_counts_its_own_rule_only(db: None) -> None:
    await history()
    found = await effect_of(draft(49_999 * YUAN), today=DAY + timedelta(days=5))
    assert (found.read, [one.ref for one in found.turned]) == (5, ["CG2"])


async def test_decisions_are_only_ever_added(db: None) -> None:
    from emall.database import Broken

    await history()
    for deed in ("UPDATE rule_decision SET answer = 'within'", "DELETE FROM rule_decision"):
        with pytest.raises(Broken, match="append_only"):
            async with DB.transaction():
                await DB.execute(deed)


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.integers(1, 9)), min_size=1, max_size=4),
    st.integers(0, 30),
    st.one_of(st.none(), st.integers(0, 15)),
)
def test_on_the_days_of_a_draft_it_decides_and_on_all_others_nothing_changes(
    spans: list[tuple[int, int, int]], begins: int, length: int | None
) -> None:
    scope = {"key": "direct_up_to", "region": "", "organisation_kind": "", "category": ""}
    stored, free = [], 0
    for gap, days, amount in spans:
        first = free + gap
        stored.append(
            {**scope, "id": len(stored) + 1, "amount": amount, "valid_from": DAY + timedelta(days=first),
             "valid_until": DAY + timedelta(days=first + days)}
        )  # fmt: skip
        free = first + days + 1
    drafted = {**scope, "id": 0, "amount": 77, "valid_from": DAY + timedelta(days=begins)}
    drafted["valid_until"] = None if length is None else DAY + timedelta(days=begins + length)
    laid = overlaid(stored, [drafted])
    for place in range(60):
        on = DAY + timedelta(days=place)
        before = narrowest(rows=stored, region="", kind="", on=on)
        after = narrowest(rows=laid, region="", kind="", on=on)
        inside = place >= begins and (length is None or place <= begins + length)
        expected = 77 if inside else before["amount"] if before else None
        assert (after["amount"] if after else None) == expected


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        "[]",
        '[{"key": "direct_up_to"}]',
        '[{"key": "nothing", "amount": 1}]',
        '[{"key": "direct_up_to", "amount": 1.5}]',
        '[{"key": "direct_up_to", "amount": true}]',
        '[{"key": "direct_up_to", "amount": -1}]',
        '[{"key": "direct_up_to", "amount": 1, "colour": "red"}]',
        '[{"key": "direct_up_to", "amount": 1, "region": "330100"}]',
        '[{"key": "direct_up_to", "amount": 1, "kind": "club"}]',
        '[{"key": "direct_up_to", "amount": 1, "from": "soon"}]',
        "[3]",
    ],
)
def test_a_draft_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|list|row 1"):
        read_draft(text, begins=DAY)


@pytest.mark.committed
async def test_the_command_replays_and_lists(tmp_path: Path) -> None:
    import asyncio
    import os
    import subprocess
    import sys

    await history()
    environment = {
        **os.environ,
        "DATABASE_URL": DB.config["dsn"],
        "EMALL_DATA": str(tmp_path),
        "EMALL_ENV": "demo",
    }
    program = Path(sys.executable).with_name("emall")

    async def run(*words: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(
            subprocess.run, [program, "rules", *words], env=environment, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip

    span = ("replay", "--from", "2026-11-20", "--to", "2026-11-22")
    same = await run(*span)
    assert (same.returncode, "15 decisions" in same.stdout, ", 0 came" in same.stdout) == (0, True, True), (
        same.stderr
    )
    file = tmp_path / "draft.json"
    file.write_text('[{"key": "direct_up_to", "amount": 4999900}]', encoding="utf-8")
    drafted = await run(*span, "--draft", str(file), "--json")
    told = json.loads(drafted.stdout)
    assert (drafted.returncode, told["read"], [one["ref"] for one in told["different"]]) == (0, 15, ["CG2"])
    listed = await run("list", "--on", "2026-11-20")
    assert "direct_up_to" in listed.stdout and "state_enterprise" in listed.stdout
    await DB.execute("UPDATE rule_value SET amount = amount + 1 WHERE key = 'plan_finance_from'")
    altered = await run(*span)
    assert (altered.returncode, altered.stdout.count("plan_finance_from")) == (1, 5)
    file.write_text("[]", encoding="utf-8")
    assert (await run(*span, "--draft", str(file))).returncode == 1
    assert (await run("replay", "--from", "2026-11-22", "--to", "2026-11-20")).returncode == 2
