"""Working days (工作日) by the holiday calendar the State Council publishes each autumn for the year to come.

2025: 国办发明电〔2024〕12号 of 12 November 2024. 2026: 国办发明电〔2025〕7号 of 4 November 2025.
A year without a published notice is reckoned by the fixed days of the Regulation on public holidays
(国务院令第795号) alone: 1 January, 1–2 May, 1–3 October; other holidays and moved weekends are then unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from emall.kernel.clock import BEIJING, day_of

CLOSING = time(18, 0)  # when the working day of a public office ends

_ONE_DAY = timedelta(days=1)
_FARTHEST = 10_000  # some forty years; a larger count is a mistake, not a deadline


def _span(year: int, month: int, first: int, last: int) -> Iterator[date]:
    return (date(year, month, day) for day in range(first, last + 1))


# Year → its days off (放假), then the Saturdays and Sundays worked instead (上班).
_DAYS_OFF: dict[int, frozenset[date]] = {
    2025: frozenset(
        [
            date(2025, 1, 1),
            *_span(2025, 1, 28, 31),
            *_span(2025, 2, 1, 4),
            *_span(2025, 4, 4, 6),
            *_span(2025, 5, 1, 5),
            date(2025, 5, 31),
            *_span(2025, 6, 1, 2),
            *_span(2025, 10, 1, 8),
        ]
    ),
    2026: frozenset(
        [
            *_span(2026, 1, 1, 3),
            *_span(2026, 2, 15, 23),
            *_span(2026, 4, 4, 6),
            *_span(2026, 5, 1, 5),
            *_span(2026, 6, 19, 21),
            *_span(2026, 9, 25, 27),
            *_span(2026, 10, 1, 7),
        ]
    ),
}
_WORKED_WEEKENDS: frozenset[date] = frozenset(
    [
        *(date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11)),
        *(date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9)),
        *(date(2026, 9, 20), date(2026, 10, 10)),
    ]
)
_FIXED_DAYS_OFF = frozenset([(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])


def is_announced(year: int) -> bool:
    """Whether the holiday notice of that year is known here, so that its dates are certain."""
    return year in _DAYS_OFF


def is_workday(day: date) -> bool:
    """Whether public offices work on that day."""
    if day in _WORKED_WEEKENDS:
        return True
    if day.weekday() >= 5:
        return False
    announced = _DAYS_OFF.get(day.year)
    return day not in announced if announced is not None else (day.month, day.day) not in _FIXED_DAYS_OFF


def add_workdays(day: date, count: int) -> date:
    """The working day `count` working days after that day, or before it when negative; 0 is the day itself.

    The day itself is not counted (民法典 art. 201).
    """
    if abs(count) > _FARTHEST:
        raise ValueError("too many working days")
    step = _ONE_DAY if count > 0 else -_ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def deadline(moment: datetime, workdays: int) -> datetime:
    """When a period of working days that began at an aware moment ends: 18:00 in Beijing on its last day.

    The day it began is not counted and it ends with office hours (民法典 art. 201, 203). At the very instant
    of the deadline one is still in time; see `is_past`.
    """
    if workdays < 1:
        raise ValueError("a period has at least one working day")
    return datetime.combine(add_workdays(day_of(moment), workdays), CLOSING, tzinfo=BEIJING)


def is_past(due: datetime, moment: datetime) -> bool:
    """Whether a deadline has been missed at that moment; the deadline itself is still in time."""
    return moment > due


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -workdays_between(end, start)
    if (end - start).days > 2 * _FARTHEST:
        raise ValueError("too many working days")
    return sum(is_workday(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))
