"""Working days (工作日) by the holiday calendar the State Council publishes each autumn for the year to come.

The calendars are data: see `holidays`. A year without a published notice is reckoned by the fixed days of the
Regulation on public holidays (国务院令第795号) alone: 1 January, 1–2 May, 1–3 October; other holidays and moved
weekends are then unknown.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from emall.kernel.clock import BEIJING, day_of
from emall.kernel.holidays import FIXED_DAYS_OFF, SHIPPED, Notice, notices_in

OPENING = time(8, 30)  # when the working day of a public office begins
CLOSING = time(18, 0)  # and when it ends

_ONE_DAY = timedelta(days=1)
_FARTHEST = 10_000  # some forty years; a larger count is a mistake, not a deadline
_notices: dict[int, Notice] = {notice.year: notice for notice in notices_in(SHIPPED)}


def learn(folder: Path) -> None:
    """Take the notices of a folder as well; a year already known is replaced, as by a later notice."""
    _notices.update({notice.year: notice for notice in notices_in(folder)})


def announced() -> list[Notice]:
    """The years whose notice is known, in order."""
    return [_notices[year] for year in sorted(_notices)]


def is_announced(year: int) -> bool:
    """Whether the holiday notice of that year is known here, so that its dates are certain."""
    return year in _notices


def is_workday(day: date) -> bool:
    """Whether public offices work on that day."""
    notice = _notices.get(day.year)
    if notice is None:
        return day.weekday() < 5 and (day.month, day.day) not in FIXED_DAYS_OFF
    return day in notice.worked or (day.weekday() < 5 and day not in notice.off)


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


def working_seconds(start: datetime, end: datetime) -> int:
    """Seconds of office hours (8:30–18:00 in Beijing on working days) between two aware moments; 0 when none."""
    day, last, total = day_of(start), day_of(end), 0.0
    while day <= last:
        if is_workday(day):
            opens = max(start, datetime.combine(day, OPENING, tzinfo=BEIJING))
            closes = min(end, datetime.combine(day, CLOSING, tzinfo=BEIJING))
            total += max(0.0, (closes - opens).total_seconds())
        day += _ONE_DAY
    return round(total)
