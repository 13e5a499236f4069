"""Working days by the published calendars, and deadlines reckoned from them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.kernel.clock import BEIJING
from emall.kernel.workdays import (
    add_workdays,
    deadline,
    is_announced,
    is_past,
    is_workday,
    workdays_between,
)

days = st.dates(min_value=date(2024, 6, 1), max_value=date(2028, 6, 1))


def beijing(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BEIJING)


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 26),
        date(2025, 2, 8),
        date(2025, 4, 27),
        date(2025, 9, 28),
        date(2025, 10, 11),
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ],
)
def test_moved_weekends_are_worked(day):
    assert day.weekday() >= 5
    assert is_workday(day)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 28), date(2025, 2, 4)),
        (date(2025, 4, 4), date(2025, 4, 6)),
        (date(2025, 5, 1), date(2025, 5, 5)),
        (date(2025, 5, 31), date(2025, 6, 2)),
        (date(2025, 10, 1), date(2025, 10, 8)),
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 23)),
        (date(2026, 4, 4), date(2026, 4, 6)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2026, 6, 19), date(2026, 6, 21)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 10, 1), date(2026, 10, 7)),
    ],
)
def test_holidays_are_off_to_their_last_day(first, last):
    assert not any(is_workday(first + timedelta(days=n)) for n in range((last - first).days + 1))


@pytest.mark.parametrize(("year", "count"), [(2025, 248), (2026, 248)])
def test_working_days_of_a_year_add_up(year, count):
    # 365 days less 104 weekend days less the 13 holidays of the regulation; moved weekends cancel out.
    assert workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == count


def test_a_year_without_a_notice_knows_only_fixed_days():
    assert is_announced(2026)
    assert not is_announced(2028)
    assert not is_workday(date(2028, 5, 1))
    assert not is_workday(date(2028, 10, 3))
    assert is_workday(date(2028, 5, 3))
    assert not is_workday(date(2028, 5, 6))


def test_three_working_days_from_a_monday():
    assert deadline(beijing(2026, 11, 23, 16, 5), 3) == beijing(2026, 11, 26, 18, 0)


def test_the_day_of_a_moment_is_its_day_in_beijing():
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)  # already Tuesday in Beijing
    assert deadline(late, 1) == beijing(2026, 11, 25, 18, 0)


def test_a_deadline_steps_over_the_spring_festival():
    # Friday; Saturday the 14th is worked, then nine days off.
    assert deadline(beijing(2026, 2, 13, 9, 0), 2) == beijing(2026, 2, 24, 18, 0)


def test_the_instant_of_the_deadline_is_in_time():
    due = beijing(2026, 11, 26, 18, 0)
    assert not is_past(due, due)
    assert is_past(due, due + timedelta(microseconds=1))


@pytest.mark.parametrize("workdays", [0, -1])
def test_a_period_has_at_least_one_day(workdays):
    with pytest.raises(ValueError, match="at least one"):
        deadline(beijing(2026, 11, 23), workdays)


def test_absurd_counts_are_refused():
    with pytest.raises(ValueError, match="too many"):
        add_workdays(date(2026, 1, 1), 10**9)
    with pytest.raises(ValueError, match="too many"):
        workdays_between(date(1900, 1, 1), date(2026, 1, 1))


@given(days, st.integers(min_value=1, max_value=200))
def test_counting_forward_lands_on_a_working_day_counted_back(day, count):
    end = add_workdays(day, count)
    assert is_workday(end)
    assert workdays_between(day, end) == count
    assert workdays_between(end, day) == -count


@given(days, st.integers(min_value=0, max_value=200))
def test_going_and_coming_back_is_staying(day, count):
    if is_workday(day):
        assert add_workdays(add_workdays(day, count), -count) == day
