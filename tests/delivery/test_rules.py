"""Counting parcels and judging goods, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.delivery.rules import (
    Counts,
    Judgement,
    after_judgement,
    conclusion_of,
    owed_again,
    refusals_for_acceptance,
    refusals_for_receipt,
    refusals_for_shipment,
    status_after_judgement,
    status_of,
)


def counts(
    quantity: int, *, closed: int = 0, shipped: int = 0, received: int = 0, accepted: int = 0
) -> Counts:
    """A line numbered 1."""
    return Counts(1, quantity, closed, shipped, received, accepted)


def keys(refusals: list) -> list[tuple[str, str]]:
    """Field and key of each."""
    return [(one.field, one.key) for one in refusals]


def test_parcels_hold_no_more_than_is_open() -> None:
    lines = [counts(10, closed=1, shipped=4)]
    assert refusals_for_shipment(lines=lines, quantities={1: 5}, carrier="顺丰") == []
    assert keys(refusals_for_shipment(lines=lines, quantities={1: 6}, carrier="顺丰")) == [
        ("quantity-1", "more_than_open")
    ]
    assert keys(refusals_for_shipment(lines=lines, quantities={1: -1}, carrier="顺丰")) == [
        ("quantity-1", "more_than_open")
    ]
    assert keys(refusals_for_shipment(lines=lines, quantities={2: 1}, carrier="")) == [
        ("quantity-2", "line_unknown"),
        ("carrier", "carrier_needed"),
    ]
    assert keys(refusals_for_shipment(lines=lines, quantities={}, carrier="顺丰")) == [
        ("quantity", "nothing_to_ship")
    ]


def test_every_line_of_a_parcel_is_counted() -> None:
    assert refusals_for_receipt(expected={1: 5, 2: 3}, received={1: 0, 2: 3}) == []
    assert keys(refusals_for_receipt(expected={1: 5, 2: 3}, received={1: 6, 3: 1})) == [
        ("received-2", "count_every_line"),
        ("received-1", "more_than_in_parcel"),
        ("received-3", "line_unknown"),
    ]


def test_judgements_cover_what_arrived_and_give_reasons() -> None:
    lines = [counts(10, shipped=8, received=7, accepted=2)]

    def told(judgement: Judgement) -> list[tuple[str, str]]:
        return keys(refusals_for_acceptance(lines=lines, judged={1: judgement}))

    assert told(Judgement(5)) == []
    assert told(Judgement(3, 2, "damaged")) == []
    assert told(Judgement(4)) == [("accepted-1", "judge_every_line")]
    assert told(Judgement(6, -1)) == [("accepted-1", "judge_every_line")]
    assert told(Judgement(3, 2)) == [("reason-1", "reason_needed_to_reject")]
    assert told(Judgement(5, reason="anything")) == [("reason-1", "reason_needed_to_reject")]
    assert keys(refusals_for_acceptance(lines=lines, judged={})) == [("accepted-1", "judge_every_line")]
    done = [counts(5, shipped=5, received=5, accepted=5)]
    assert keys(refusals_for_acceptance(lines=done, judged={})) == [("accepted", "nothing_to_judge")]
    lost = [counts(5, shipped=5)]
    assert refusals_for_acceptance(lines=lost, judged={}) == []


@pytest.mark.parametrize(
    ("accepted", "failed", "expected"), [(5, 0, "passed"), (4, 1, "partly"), (0, 5, "failed")]
)
def test_conclusions(accepted: int, failed: int, expected: str) -> None:
    assert conclusion_of(accepted=accepted, failed=failed) == expected


@pytest.mark.parametrize(
    ("status", "line", "under_way", "expected"),
    [
        ("confirmed", counts(5, closed=5), False, "cancelled"),
        ("failed", counts(5, closed=5), False, "cancelled"),
        ("part_accepted", counts(5, closed=2, shipped=3, received=3, accepted=3), False, "accepted"),
        ("shipped", counts(5, closed=2, shipped=3), True, "shipped"),
        ("received", counts(5, closed=2, shipped=3, received=3), False, "received"),
    ],
)
def test_where_giving_up_the_rest_leads(status: str, line: Counts, under_way: bool, expected: str) -> None:
    assert status_of(status=status, lines=[line], under_way=under_way) == expected


@st.composite
def judged_lines(draw: st.DrawFn) -> tuple[Counts, Judgement]:
    """A line that could exist and a judgement that covers it."""
    quantity = draw(st.integers(1, 20))
    closed = draw(st.integers(0, quantity))
    shipped = draw(st.integers(0, quantity - closed))
    received = draw(st.integers(0, shipped))
    accepted = draw(st.integers(0, received))
    good = draw(st.integers(0, received - accepted))
    return counts(quantity, closed=closed, shipped=shipped, received=received, accepted=accepted), Judgement(
        good, received - accepted - good, "damaged"
    )


@given(judged_lines())
def test_judging_loses_no_piece(case: tuple[Counts, Judgement]) -> None:
    line, judgement = case
    after = after_judgement(line, judgement)
    assert after.shipped == after.received == after.accepted == line.accepted + judgement.accepted
    assert line.shipped - after.shipped == owed_again(line, judgement)
    assert after.open == line.open + owed_again(line, judgement) >= 0
    status = status_after_judgement([after])
    assert (status == "accepted") == (after.open == 0)
    assert (status == "failed") == (after.accepted == 0 < after.open)
