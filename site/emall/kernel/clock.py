"""The time: always aware, kept in UTC, shown and counted in Beijing; nobody else asks the operating system.

Deadlines are settled by this clock in the background process, never by anybody's browser; until it has come round an
answer still counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def _beijing() -> tzinfo:
    try:
        return ZoneInfo("Asia/Shanghai")
    except (
        ZoneInfoNotFoundError
    ):  # a slim system without zone files; Beijing has kept UTC+8 all year since 1992
        return timezone(timedelta(hours=8), "Asia/Shanghai")


BEIJING: tzinfo = _beijing()

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in Beijing."""
    return now().astimezone(BEIJING).date()


def day_of(moment: datetime) -> date:
    """The Beijing calendar day of an aware moment; raises ValueError for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(BEIJING).date()


@contextmanager
def frozen(moment: datetime) -> Iterator[datetime]:
    """Stop the clock at an aware moment inside the block, for this task and those it starts; may nest."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield moment
    finally:
        _frozen.reset(token)
