"""The chain of a purchase, without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.approvals.rules import (
    Exemption,
    Level,
    chain_for,
    levels_asked,
    refusals_for_chain,
    refusals_for_delegation,
    refusals_for_verdict,
)
from emall.kernel.refusal import Refused

ME, HEAD, CHIEF, BOARD = 1, 2, 3, 4


def level(position: int, from_fen: int, person: int, *, active: bool = True) -> Level:
    """A level whose post has the number of its position."""
    return Level(position, f"第{position}级", from_fen, position, person, active)


def people(*levels: Level, total: int, requester: int = ME) -> list[int]:
    """Who decides, in order."""
    return [one.person for one in chain_for(levels=levels, total_fen=total, requester=requester)]


def test_levels_are_reached_by_the_total() -> None:
    levels = (level(2, 10_000, CHIEF), level(1, 0, HEAD), level(3, 50_000, BOARD))
    assert people(*levels, total=9_999) == [HEAD]
    assert people(*levels, total=10_000) == [HEAD, CHIEF]
    assert people(*levels, total=50_000) == [HEAD, CHIEF, BOARD]


def test_no_level_reached_means_no_approval() -> None:
    assert people(level(1, 10_000, HEAD), total=9_999) == []
    assert people(total=1) == []


def test_own_level_goes_to_the_next_above_whatever_its_amount() -> None:
    levels = (level(1, 0, ME), level(2, 10_000, CHIEF))
    assert people(*levels, total=5) == [CHIEF]
    assert people(*levels, total=20_000) == [CHIEF]


def test_level_without_a_holder_in_service_is_passed_over() -> None:
    assert people(level(1, 0, HEAD, active=False), level(2, 99_999, CHIEF), total=5) == [CHIEF]


def test_one_person_decides_once() -> None:
    assert people(level(1, 0, HEAD), level(2, 0, HEAD), level(3, 0, CHIEF), total=5) == [HEAD, CHIEF]


def test_own_top_level_leaves_those_below() -> None:
    assert people(level(1, 0, HEAD), level(2, 0, ME), total=5) == [HEAD]


def test_vacant_top_level_is_not_left_to_those_below() -> None:
    levels = (level(1, 0, HEAD), level(2, 10_000, CHIEF, active=False))
    assert people(*levels, total=9_999) == [HEAD]
    with pytest.raises(Refused):
        people(*levels, total=10_000)


@pytest.mark.parametrize("top", [level(1, 0, ME), level(1, 0, HEAD, active=False)])
def test_nobody_left_is_refused_with_the_level_to_ask_about(top: Level) -> None:
    with pytest.raises(Refused) as refused:
        people(top, total=5)
    (refusal,) = refused.value.refusals
    assert (refusal.key, refusal.params["title"]) == ("nobody_to_approve", "第1级")


LEVELS = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 4), st.booleans()), max_size=5)


@given(rows=LEVELS, total=st.integers(0, 100), requester=st.integers(1, 4))
def test_no_chain_lets_the_requester_decide_or_anybody_twice(
    rows: list[tuple[int, int, bool]], total: int, requester: int
) -> None:
    levels = [
        level(place, from_fen, who, active=active)
        for place, (from_fen, who, active) in enumerate(rows, start=1)
    ]
    needed = any(one.from_fen <= total for one in levels)
    try:
        chain = chain_for(levels=levels, total_fen=total, requester=requester)
    except Refused:
        assert needed
        return
    assert bool(chain) == needed
    assert requester not in {one.person for one in chain}
    assert len({one.person for one in chain}) == len(chain)
    assert all(one.active for one in chain)
    assert [one.position for one in chain] == sorted(one.position for one in chain)


def test_returning_needs_a_word() -> None:
    assert refusals_for_verdict(verdict="agree", comment="") == []
    assert refusals_for_verdict(verdict="return", comment="  ", remarks=["太贵"]) == []
    assert [one.key for one in refusals_for_verdict(verdict="return", comment=" ")] == [
        "reason_needed_to_return"
    ]
    assert [one.key for one in refusals_for_verdict(verdict="maybe", comment="x")] == ["verdict_needed"]


def special(category: str, method: str, person: int, *, position: int = 1, from_fen: int = 0) -> Level:
    """A level of a chain for certain goods or a way of buying."""
    return Level(
        position, f"{category}{method}", from_fen, 10 + person, person, category=category, method=method
    )


GENERAL = (level(1, 0, HEAD), level(2, 10_000, CHIEF))


@pytest.mark.parametrize(
    ("goods", "wanted"),
    [
        (("A0201", "emall"), [7]),  # the longest category
        (("A0202", "emall"), [6]),  # its parent
        (("A0202", "inquiry"), [8]),  # the same category, made for this way of buying
        (("C0101", "inquiry"), [9]),  # any goods, this way of buying
        (("C0101", "emall"), [HEAD]),  # nothing special
        (("", ""), [HEAD]),  # goods filed under another edition
    ],
)
def test_the_narrowest_chain_decides(goods: tuple[str, str], wanted: list[int]) -> None:
    levels = (
        *GENERAL,
        special("A02", "", 6),
        special("A0201", "", 7),
        special("A02", "inquiry", 8),
        special("", "inquiry", 9),
    )
    chain = chain_for(levels=levels, total_fen=500, requester=ME, goods=[goods])
    assert [one.person for one in chain] == wanted


def test_mixed_goods_are_decided_by_every_chain_on_the_whole_total() -> None:
    levels = (*GENERAL, special("A0201", "", 7), special("A0201", "", CHIEF, position=2, from_fen=9_000))
    chain = chain_for(levels=levels, total_fen=10_000, requester=ME, goods=[("C01", ""), ("A0201", "")])
    assert [one.person for one in chain] == [7, CHIEF, HEAD]  # the chief of both decides once


def test_a_chain_says_up_to_which_amount_nobody_is_asked() -> None:
    free = (Exemption(5_000), Exemption(200, "A0201"))
    levels = (*GENERAL, special("A0201", "", 7))
    ask = {"levels": levels, "exemptions": free, "requester": ME}
    assert chain_for(total_fen=5_000, goods=[("C01", "")], **ask) == []
    assert [one.person for one in chain_for(total_fen=5_001, goods=[("C01", "")], **ask)] == [HEAD]
    assert [one.person for one in chain_for(total_fen=201, goods=[("A0201", "")], **ask)] == [7]
    assert [one.from_fen for one in levels_asked(levels=levels, exemptions=free, goods=[("C01", "")])] == [
        5_001,
        10_000,
    ]


def test_beyond_an_exemption_without_levels_nobody_may_approve() -> None:
    with pytest.raises(Refused, match="nobody_approves_so_much"):
        chain_for(levels=(), exemptions=[Exemption(5_000)], total_fen=5_001, requester=ME)
    assert chain_for(levels=(), exemptions=[Exemption(5_000)], total_fen=5_000, requester=ME) == []


def test_second_accounts_of_one_human_being_are_one_person() -> None:
    twin = Level(1, "科长", 0, 1, 77, human=ME)
    assert [
        one.person for one in chain_for(levels=(twin, level(2, 0, CHIEF)), total_fen=1, requester=ME)
    ] == [CHIEF]
    again = Level(2, "主任", 0, 2, 78, human=HEAD)
    assert [
        one.person for one in chain_for(levels=(level(1, 0, HEAD), again), total_fen=1, requester=ME)
    ] == [HEAD]
    with pytest.raises(Refused, match="nobody_to_approve"):
        chain_for(levels=(twin,), total_fen=1, requester=ME)


@pytest.mark.parametrize(
    ("levels", "exempt", "keys"),
    [
        ((), 0, ["level_or_exemption_needed"]),
        ((), 5_000, []),
        ((level(1, 0, HEAD),), 0, []),
        ((level(1, 0, HEAD, active=False),), 0, ["approver_not_in_service"]),
        ((level(1, 500, HEAD),), 0, ["gap_below_first_level"]),
        ((level(1, 500, HEAD),), 499, []),
        ((level(1, 500, HEAD),), 498, ["gap_below_first_level"]),
        ((level(1, 0, HEAD), level(2, 900, CHIEF), level(3, 800, BOARD)), 0, ["levels_rise"]),
    ],
)
def test_what_a_chain_may_say(levels: tuple[Level, ...], exempt: int, keys: list[str]) -> None:
    assert [one.key for one in refusals_for_chain(levels=levels, exempt_fen=exempt)] == keys


@pytest.mark.parametrize(
    ("first", "last", "reason", "keys"),
    [
        (1, 3, "年休假", []),
        (3, 1, "年休假", ["days_turned_round"]),
        (1, 1, " ", ["reason_needed_to_delegate"]),
    ],
)
def test_standing_in_takes_days_and_a_reason(first: int, last: int, reason: str, keys: list[str]) -> None:
    days = (date(2026, 12, first), date(2026, 12, last))
    found = refusals_for_delegation(first=days[0], last=days[1], today=date(2026, 12, 1), reason=reason)
    assert [one.key for one in found] == keys


def test_standing_in_is_neither_for_the_past_nor_for_ever() -> None:
    ask = {"today": date(2026, 12, 2), "reason": "出差"}
    past = refusals_for_delegation(first=date(2026, 11, 1), last=date(2026, 12, 1), **ask)
    assert [one.key for one in past] == ["last_day_is_past"]
    long = refusals_for_delegation(first=date(2026, 12, 2), last=date(2027, 12, 3), **ask)
    assert [one.key for one in long] == ["too_long_away"]
