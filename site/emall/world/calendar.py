"""Moments of the world's past, counted in working days back from the day it is made."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from emall.kernel.clock import BEIJING, day_of
from emall.kernel.workdays import add_workdays, is_workday

OPENING = time(8, 30)
OFFICE_DAY = timedelta(hours=9, minutes=30)


def workday_before(today: date, count: int) -> date:
    """The working day `count` working days before today; 0 is the last working day that is over or today itself."""
    return add_workdays(today, -count) if count else last_workday(today)


def last_workday(day: date) -> date:
    """That day when offices work on it, else the working day before it."""
    return day if is_workday(day) else add_workdays(day, -1)


def moment(day: date, minute: int) -> datetime:
    """That office minute of a day in Beijing: 08:30 to 12:00 and 13:30 to 18:00 are 480 of them."""
    minute %= 480
    return datetime.combine(day, OPENING, tzinfo=BEIJING) + timedelta(
        minutes=minute + (90 if minute >= 210 else 0)
    )


def later(at: datetime, minutes: int) -> datetime:
    """A moment so many minutes later, going on with the next working day after 18:00."""
    start = datetime.combine(day_of(at), OPENING, tzinfo=BEIJING)
    done = at.astimezone(BEIJING) + timedelta(minutes=minutes)
    while done > start + OFFICE_DAY:
        over = done - (start + OFFICE_DAY)
        start = datetime.combine(add_workdays(day_of(start), 1), OPENING, tzinfo=BEIJING)
        done = start + over
    return done
