"""The chain of a purchase, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.approvals.rules import Level, chain_for, refusals_for_verdict
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
