"""Goods that come back, decided on plain values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.delivery.rules import Counts, checklist_of, refusals_for_members
from emall.delivery.rules.after_sales import (
    Owing,
    askable_of,
    binds,
    may_go,
    newly_owed,
    owed_once_more,
    returned,
    settlements,
)
from emall.delivery.rules.quantities import status_of
from emall.delivery.words import AFTER_SALE_MOVES, AfterSaleStatus

NOW = datetime(2026, 11, 27, 4, tzinfo=UTC)


def test_every_after_sale_can_end_and_nothing_leaves_the_end() -> None:
    for status in AfterSaleStatus:
        reached, ahead = {status}, [status]
        while ahead:
            ahead = [to for to in AFTER_SALE_MOVES[ahead.pop()] if to not in reached] + ahead
            reached |= set(ahead)
        assert AfterSaleStatus.CLOSED in reached
    assert not any(may_go(status="closed", to=to) for to in AfterSaleStatus)
    assert not may_go(status="requested", to="inspected")


@pytest.mark.parametrize(
    ("status", "days_later", "expected"),
    [
        ("part_accepted", 0, (2, 5)),
        ("part_accepted", 7, (2, 5)),
        ("part_accepted", 8, (2, 0)),
        ("accepted", 7, (0, 5)),
        ("received", 0, (2, 0)),
        ("invoiced", 0, (0, 0)),
        ("cancelled", 0, (0, 0)),
    ],
)
def test_what_may_be_asked_back(status: str, days_later: int, expected: tuple[int, int]) -> None:
    line = Counts(1, 10, 0, 6, 6, 6, withheld=1, recalled=1)
    found = askable_of(
        line=line,
        status=status,
        rejected_so_far=2,
        accepted_at=NOW,
        return_days=7,
        now=NOW + timedelta(days=days_later),
    )
    assert (found.rejected, found.accepted) == expected


def test_pieces_are_bound_until_the_matter_is_over() -> None:
    told = {"source": "rejected", "kind": "return", "effected": False}
    assert binds(status="requested", **told) == binds(status="escalated", **told) == (True, False)
    assert binds(status="refused", **told) == binds(status="closed", **told) == (False, False)
    assert binds(source="rejected", kind="repair", status="agreed", effected=False) == (False, False)
    assert binds(source="accepted", kind="return", status="refused", effected=False) == (False, True)
    assert binds(source="accepted", kind="exchange", status="inspected", effected=True) == (False, False)


@st.composite
def lines(draw: st.DrawFn) -> Counts:
    """A line as the CHECKs of its table allow it."""
    quantity = draw(st.integers(1, 30))
    closed = draw(st.integers(0, quantity))
    withheld = draw(st.integers(0, quantity - closed))
    shipped = draw(st.integers(0, quantity - closed - withheld))
    received = draw(st.integers(0, shipped))
    accepted = draw(st.integers(0, received))
    recalled = draw(st.integers(0, accepted))
    return Counts(1, quantity, closed, shipped, received, accepted, withheld, recalled)


def sound(line: Counts) -> bool:
    """The CHECKs of the table of order lines."""
    chain = 0 <= line.accepted <= line.received <= line.shipped <= line.quantity - line.closed
    going_back = min(line.withheld, line.recalled) >= 0 and line.recalled <= line.accepted
    return (
        chain
        and line.closed >= 0
        and going_back
        and line.shipped + line.withheld <= line.quantity - line.closed
    )


@given(lines(), st.data())
def test_no_effect_breaks_a_line(line: Counts, data: st.DataObject) -> None:
    assert sound(line)
    rejected = data.draw(st.integers(0, line.withheld))
    back = data.draw(st.integers(0, line.recalled))
    after = returned(returned(line, rejected, source="rejected"), back, source="accepted")
    again = owed_once_more(line, back)
    assert sound(after) and sound(again)
    assert after.closed == line.closed + rejected + back and after.open == line.open
    assert again.open == line.open + back and again.closed == line.closed
    if status_of(status="accepted", lines=[after]) == "cancelled":
        assert after.closed == line.quantity


@given(lines(), st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=5), st.integers(0, 20))
def test_nobody_owes_more_than_the_order(
    line: Counts, given_rows: list[tuple[int, bool]], accepted: int
) -> None:
    rows = [
        Owing(place, place, 1, quantity, 0, by_default)
        for place, (quantity, by_default) in enumerate(given_rows, start=1)
    ]
    found = settlements(owing=rows, lines=[line], accepted={1: accepted})
    left = {row.id: row.left - found.get(row.id, 0) for row in rows}
    assert all(0 <= pieces <= row.quantity for row, pieces in zip(rows, left.values(), strict=True))
    owed = line.quantity - line.closed - line.accepted - line.withheld
    assert sum(left.values()) <= owed
    assert sum(found.values()) >= min(accepted, sum(row.left for row in rows))
    assert sum(found.values()) <= max(accepted, sum(row.left for row in rows) - owed) + accepted


def test_the_oldest_is_settled_first_and_what_nobody_asked_for_gives_way() -> None:
    line = Counts(1, 10, 0, 5, 5, 5)
    rows = [Owing(1, 1, 1, 2, 0, True), Owing(2, 2, 1, 3, 1, False)]
    assert settlements(owing=rows, lines=[line], accepted={1: 3}) == {1: 2, 2: 1}
    full = Counts(1, 10, 0, 8, 8, 8)
    assert settlements(owing=rows, lines=[full], accepted={}) == {1: 2}
    assert newly_owed(failed={1: 5, 2: 1}, owing=rows) == {1: 1, 2: 1}


def test_who_accepts_together() -> None:
    def told(members: list[int], total: int = 100) -> list[str]:
        found = refusals_for_members(
            members=members,
            people=[1, 2, 3, 4, 8, 9],
            buyer=9,
            total_fen=total,
            panel_from_fen=1000,
            humans={1: "a", 2: "b", 3: "c", 4: "c", 8: "d", 9: "d"},
        )
        return [refusal.key for refusal in found]

    assert told([1]) == told([1, 2, 3], 1000) == []
    assert told([1, 2], 1000) == ["panel_needed"] and told([1, 1, 2], 1000) == ["panel_needed"]
    assert told([1, 9]) == ["buyer_does_not_accept"] and told([1, 7]) == ["member_unknown"]
    assert told([1, 3, 4], 1000) == ["panel_needed"] and told([1, 8]) == ["buyer_does_not_accept"]


def test_supplies_have_no_function_to_try() -> None:
    line = {
        "quantity": 3,
        "unit": "箱",
        "model": "",
        "spec": [["型号", "M1"], ["规格", "A4"], ["空", ""]],
        "official_edition": "2022",
        "official_code": "A05040101",
    }
    assert [(item.kind, item.name, item.expected) for item in checklist_of(line)] == [
        ("quantity", "", "3 箱"),
        ("appearance", "", ""),
        ("spec", "型号", "M1"),
        ("spec", "规格", "A4"),
    ]
    named = checklist_of({**line, "model": "M2"})
    assert [item.expected for item in named if item.name == "型号"] == [
        "M2"
    ]  # said once, as the order names it
    assert checklist_of({**line, "official_code": "A02010105"})[-1].kind == "function"
