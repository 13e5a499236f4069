"""Decisions on budget lines themselves: other amounts, transfers, freezing, and the end of the year."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emall.budget import actions, queries
from emall.budget.rules import LineSums, refusals_for_amount, refusals_for_transfer
from emall.budget.words import POSTINGS, Account, LedgerKind
from emall.database import DB, Broken
from emall.kernel.refusal import Forbidden, Missing, Refused
from emall.web.visitor import Visitor
from tests.budget.test_money import Purse, make_purse
from tests.making import make_organisation, make_seat
from tests.orders import town as t

LINE = LineSums(
    id=1, organisation=1, name="办公费", year=2026, kind="indicator", fund="一般公共预算", closed=False,
    granted_fen=1_000, used_fen=300, planned_fen=600,
)  # fmt: skip


def keys(refusals: list) -> set[str]:
    return {one.key for one in refusals}


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (1_001, set()),
        (600, set()),
        (599, {"below_planned"}),
        (299, {"below_used"}),
        (1_000, {"amount_unchanged"}),
    ],
)
def test_a_cut_breaks_no_promise(fen: int, said: set[str]) -> None:
    assert keys(refusals_for_amount(line=LINE, fen=fen)) == said


def test_a_closed_line_keeps_its_amount() -> None:
    assert "line_closed" in keys(refusals_for_amount(line=replace(LINE, closed=True), fen=2_000))


@pytest.mark.parametrize(
    ("change", "fen", "said"),
    [
        ({}, 400, set()),
        ({}, 401, {"transfer_too_much"}),
        ({"id": 1}, 1, {"transfer_same_line"}),
        ({"year": 2027}, 1, {"transfer_other_year"}),
        ({"fund": "政府性基金"}, 1, {"transfer_other_fund"}),
        ({"closed": True}, 1, {"line_closed"}),
        ({"year": 2025, "fund": "", "closed": True}, 9_999, {
            "transfer_other_year", "transfer_other_fund", "line_closed", "transfer_too_much"}),
    ],
)  # fmt: skip
def test_money_moves_within_a_year_and_a_fund(change: dict, fen: int, said: set[str]) -> None:
    target = replace(LINE, **{"id": 2, **change})
    assert keys(refusals_for_transfer(source=LINE, target=target, fen=fen)) == said


def test_every_kind_of_entry_moves_money_between_two_accounts() -> None:
    assert set(POSTINGS) == set(LedgerKind)
    assert all(out_of != into for out_of, into in POSTINGS.values())
    assert {one for pair in POSTINGS.values() for one in pair} == set(Account)


async def finance() -> Visitor:
    return t.visitor_of(*_of(await make_seat("finance")), "finance")


def _of(seat) -> tuple[int, int, int]:
    return seat.person, seat.post, seat.organisation


async def granted(line: int) -> int:
    return await DB.fetch_value("SELECT appropriated_fen FROM budget_line WHERE id = $1", line)


async def entries(line: int) -> list[tuple[str, int]]:
    rows = await DB.fetch(
        "SELECT kind, amount_fen FROM ledger_entry WHERE budget_line = $1 AND voucher IS NOT NULL ORDER BY id",
        line,
    )
    return [(row.kind, row.amount_fen) for row in rows]


@pytest.fixture
async def purse(db: None) -> Purse:
    return await make_purse(fen=100_00)


@pytest.fixture
async def keeper(db: None) -> Visitor:
    return await finance()


async def test_an_amount_goes_up_and_down_and_the_ledger_says_why(purse: Purse, keeper: Visitor) -> None:
    up = await actions.set_amount(visitor=keeper, line=purse.line, fen=1_500_00, reason="追加")
    down = await actions.set_amount(visitor=keeper, line=purse.line, fen=900_00, reason="核减")
    assert up.startswith("ZB") and up != down
    assert await granted(purse.line) == 900_00
    assert await entries(purse.line) == [("appropriate", 500_00), ("cut", 600_00)]
    [told] = await DB.fetch(
        "SELECT note, after FROM journal_entry WHERE act = 'budget_line.amount' ORDER BY sequence LIMIT 1"
    )
    assert told.note == "追加" and told.after["voucher"] == up
    assert not await t.offences()


async def test_a_cut_below_what_is_reserved_is_refused_and_changes_nothing(
    purse: Purse, keeper: Visitor
) -> None:
    await purse.reserve(1, 80_00)
    with pytest.raises(Refused) as refused:
        await actions.set_amount(visitor=keeper, line=purse.line, fen=79_99, reason="核减")
    assert keys(refused.value.refusals) == {"below_used"}
    assert (await granted(purse.line), await entries(purse.line)) == (1_000_00, [])
    with pytest.raises(Broken):  # and the database would not have it either
        await DB.execute("UPDATE budget_line SET appropriated_fen = 7999 WHERE id = $1", purse.line)


async def test_money_moves_and_none_is_made(purse: Purse, keeper: Visitor) -> None:
    other = await t.line(purse.unit, fen=50_00)
    number = await actions.transfer(
        visitor=keeper, source=purse.line, target=other, fen=300_00, reason="调剂"
    )
    assert (await granted(purse.line), await granted(other)) == (700_00, 350_00)
    rows = await DB.fetch(
        "SELECT e.kind FROM ledger_entry e JOIN budget_voucher v ON v.id = e.voucher WHERE v.number = $1 ORDER BY 1",
        number,
    )
    assert [row.kind for row in rows] == ["move_in", "move_out"]
    assert not await t.offences()


async def test_a_frozen_line_bears_nothing_new_and_lets_go_of_what_it_has(
    purse: Purse, keeper: Visitor
) -> None:
    await purse.reserve(1, 10_00)
    await actions.set_frozen(visitor=keeper, line=purse.line, frozen=True, reason="核查")
    with pytest.raises(Refused) as refused:
        await purse.reserve(2, 1)
    assert keys(refused.value.refusals) == {"line_frozen"}
    await purse.release(1)
    with pytest.raises(Refused):
        await actions.set_frozen(visitor=keeper, line=purse.line, frozen=True, reason="再次")
    await actions.set_frozen(visitor=keeper, line=purse.line, frozen=False, reason="核查完毕")
    await purse.reserve(2, 1)


@pytest.mark.parametrize("duty", ["accountant", "centre", "county", "audit"])
async def test_only_finance_decides(purse: Purse, duty: str) -> None:
    visitor = t.visitor_of(*_of(await make_seat(duty)), duty)
    for deed in _deeds(visitor, purse.line):
        with pytest.raises(Forbidden):
            await deed()
    assert await entries(purse.line) == []


def _deeds(visitor: Visitor, line: int) -> list[Callable]:
    return [
        lambda: actions.set_amount(visitor=visitor, line=line, fen=1, reason="一"),
        lambda: actions.transfer(visitor=visitor, source=line, target=line + 1, fen=1, reason="一"),
        lambda: actions.set_frozen(visitor=visitor, line=line, frozen=True, reason="一"),
        lambda: actions.close_year(visitor=visitor, year=2020, carry=True, reason="一"),
    ]


async def test_cost_centres_are_no_business_of_finance(keeper: Visitor) -> None:
    firm = await make_organisation(kind="state_enterprise")
    centre = await t.line(firm, kind="cost_centre", fen=100_00)
    for deed in _deeds(keeper, centre)[:3]:
        with pytest.raises(Missing):
            await deed()
    assert await granted(centre) == 100_00


async def test_nothing_is_decided_without_a_reason_or_on_no_line(purse: Purse, keeper: Visitor) -> None:
    for deed in (
        lambda: actions.set_amount(visitor=keeper, line=purse.line, fen=2_000_00, reason=" "),
        lambda: actions.set_frozen(visitor=keeper, line=purse.line, frozen=True, reason=""),
        lambda: actions.close_year(visitor=keeper, year=2020, carry=True, reason=""),
    ):
        with pytest.raises(Refused) as refused:
            await deed()
        assert "reason_needed_for_money" in keys(refused.value.refusals)
    with pytest.raises(Missing):
        await actions.set_amount(visitor=keeper, line=2**40, fen=1, reason="一")
    with pytest.raises(Missing):
        await actions.transfer(visitor=keeper, source=purse.line, target=2**40, fen=1, reason="一")


LAST_DAY = datetime(t.YEAR, 12, 31, 1, tzinfo=UTC)


async def test_at_the_end_of_the_year_what_is_free_is_carried_over_once(
    purse: Purse, keeper: Visitor
) -> None:
    await purse.reserve(1, 30_00)
    await purse.commit(1)
    unused = await t.plan(purse.unit, purse.line, fen=200_00)
    first = await actions.close_year(visitor=keeper, year=t.YEAR, carry=True, reason="结转", now=LAST_DAY)
    assert (first.lines, first.plans, first.fen) == (1, 2, 970_00)
    heir = await DB.fetch_row("SELECT * FROM budget_line WHERE carried_from = $1", purse.line)
    assert heir is not None
    assert (heir.year, heir.appropriated_fen, heir.organisation) == (t.YEAR + 1, 970_00, purse.unit)
    statuses = await DB.fetch("SELECT id, status, amount_fen FROM plan ORDER BY id")
    assert [(row.status, row.amount_fen) for row in statuses] == [("used_up", 30_00), ("closed", 200_00)]
    assert statuses[1].id == unused
    assert not await t.offences()
    again = await actions.close_year(visitor=keeper, year=t.YEAR, carry=True, reason="结转", now=LAST_DAY)
    assert (again.fen, again.voucher) == (0, "")
    await purse.give_back(1, 10_00)  # what comes back later is carried over later
    later = await actions.close_year(visitor=keeper, year=t.YEAR, carry=True, reason="结转", now=LAST_DAY)
    assert later.fen == 10_00
    assert await granted(heir.id) == 980_00
    assert not await t.offences()


async def test_or_it_is_taken_back(purse: Purse, keeper: Visitor) -> None:
    closed = await actions.close_year(visitor=keeper, year=t.YEAR, carry=False, reason="收回", now=LAST_DAY)
    assert (closed.fen, await granted(purse.line)) == (1_000_00, 0)
    assert await entries(purse.line) == [("cut", 1_000_00)]
    with pytest.raises(Refused) as refused:
        await purse.reserve(1, 1)
    assert {"line_closed", "plan_not_filed"} <= keys(refused.value.refusals)
    assert not await t.offences()


async def test_a_year_is_not_closed_before_its_last_day(keeper: Visitor) -> None:
    day = datetime(t.YEAR, 12, 30, 15, tzinfo=UTC)  # 23:00 in Lishui
    with pytest.raises(Refused) as refused:
        await actions.close_year(visitor=keeper, year=t.YEAR, carry=True, reason="结转", now=day)
    assert keys(refused.value.refusals) == {"year_not_over"}


async def test_cost_centres_of_enterprises_are_their_own_affair(keeper: Visitor) -> None:
    firm = await make_organisation(kind="state_enterprise")
    centre = await t.line(firm, kind="cost_centre")
    closed = await actions.close_year(visitor=keeper, year=t.YEAR, carry=False, reason="收回", now=LAST_DAY)
    assert closed.lines == 0
    assert await granted(centre) == 100_000_00
    assert not (await queries.bar(organisation=firm, line=centre)).closed


@pytest.mark.committed
async def test_ten_transfers_at_once_move_what_is_free_and_no_more() -> None:
    purse, keeper = await make_purse(fen=750_00), await finance()  # 250 yuan are not planned
    other = await t.line(purse.unit, fen=1)

    async def move() -> bool:
        try:
            await actions.transfer(visitor=keeper, source=purse.line, target=other, fen=100_00, reason="调剂")
        except Refused:
            return False
        return True

    moved = await asyncio.gather(*[move() for _ in range(10)])
    assert sum(moved) == 2
    assert (await granted(purse.line), await granted(other)) == (800_00, 200_01)
    assert not await t.offences()


@pytest.mark.committed
async def test_money_crossing_in_both_directions_never_locks_up() -> None:
    purse, keeper = await make_purse(fen=1), await finance()
    other = await t.line(purse.unit, fen=1_000_00)
    pairs = [(purse.line, other), (other, purse.line)] * 10

    async def move(source: int, target: int) -> str:
        return await actions.transfer(visitor=keeper, source=source, target=target, fen=1_00, reason="对调")

    numbers = await asyncio.gather(*[move(*pair) for pair in pairs])
    assert len(set(numbers)) == 20
    assert (await granted(purse.line), await granted(other)) == (1_000_00, 1_000_00)
    assert not await t.offences()
