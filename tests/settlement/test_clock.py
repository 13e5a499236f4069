"""The last day to pay, and what lateness costs."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.settlement.rules import closing_of, days_late, interest_on, late_interest, pay_due


def test_thirty_days_after_delivery() -> None:
    assert pay_due(delivered=date(2026, 11, 3), days=30) == date(2026, 12, 3)
    assert closing_of(date(2026, 12, 3)).isoformat() == "2026-12-03T18:00:00+08:00"


def test_a_last_day_of_rest_moves_to_the_next_working_day() -> None:
    assert pay_due(delivered=date(2026, 11, 5), days=30) == date(2026, 12, 7)  # a Saturday
    assert pay_due(delivered=date(2026, 9, 1), days=30) == date(2026, 10, 8)  # the national holiday
    assert pay_due(delivered=date(2026, 1, 15), days=30) == date(2026, 2, 14)  # a Saturday worked instead


def test_on_the_last_day_nothing_is_late() -> None:
    due = date(2026, 12, 3)
    assert [days_late(due=due, on=date(2026, 12, day)) for day in (1, 3, 4, 13)] == [0, 0, 1, 10]


@pytest.mark.parametrize(
    ("fen", "days", "interest"),
    [
        (100_000_00, 1, 50_00),  # 100,000 yuan for a day at 0.05 %
        (100_000_00, 10, 500_00),
        (1, 1, 0),
        (1_000, 1, 1),  # half a fen is rounded up
        (999, 1, 0),
        (99_999_999_999_999, 365, 18_250_000_000_000),
        (100, 0, 0),
    ],
)
def test_interest_by_the_day(fen: int, days: int, interest: int) -> None:
    assert late_interest(amount_fen=fen, ppm=500, days=days) == interest


@given(st.integers(0, 10**13), st.integers(0, 2_000), st.integers(0, 4_000))
def test_interest_is_right_to_half_a_fen(fen: int, ppm: int, days: int) -> None:
    interest = late_interest(amount_fen=fen, ppm=ppm, days=days)
    assert abs(interest * 1_000_000 - fen * ppm * days) * 2 <= 1_000_000


def test_each_order_of_a_sheet_has_its_own_last_day_and_rate() -> None:
    orders = [
        {"amount_fen": 100_000_00, "pay_due_on": date(2026, 12, 1), "interest_ppm": 500},
        {"amount_fen": 200_000_00, "pay_due_on": date(2026, 12, 11), "interest_ppm": 500},
        {"amount_fen": 900_000_00, "pay_due_on": date(2026, 12, 1), "interest_ppm": 0},  # a large firm
        {"amount_fen": 900_000_00, "pay_due_on": None, "interest_ppm": 500},
    ]
    assert interest_on(orders, on=date(2026, 12, 1)) == 0
    assert interest_on(orders, on=date(2026, 12, 11)) == 500_00
    assert interest_on(orders, on=date(2026, 12, 12)) == 550_00 + 100_00


def test_nothing_below_zero() -> None:
    with pytest.raises(ValueError, match="from zero up"):
        late_interest(amount_fen=-1, ppm=500, days=1)
