"""Holiday notices (节假日安排) as dated files, one a year: the days off and the weekends worked instead.

A file has one line for each span: `off 2026-10-01 2026-10-07`, `work 2026-10-10`, and one that names the notice:
`source 国办发明电〔2025〕7号 2025-11-04`. The files of the years known when this was published lie beside this module;
a later year is a file of the same form in the data directory (`emall holidays --add`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SHIPPED = Path(__file__).parent / "holidays_of"
FIXED_DAYS_OFF = frozenset([(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)])
"""Days off in every year by the Regulation on public holidays (国务院令第795号), as far as their date is fixed."""

_ONE_DAY = timedelta(days=1)


class BadNotice(ValueError):
    """A file that is no holiday notice; the text says which line is wrong and why."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The calendar of one year: its days off, the Saturdays and Sundays worked, and where that is announced."""

    year: int
    off: frozenset[date]
    worked: frozenset[date]
    source: str


def read_notice(text: str) -> Notice:
    """A notice from the lines of its file; raises BadNotice for anything a year of holidays cannot be."""
    off: set[date] = set()
    worked: set[date] = set()
    source = ""
    for number, line in enumerate(text.splitlines(), start=1):
        word, _, rest = line.strip().partition(" ")
        if word == "source":
            source = rest.strip()
        elif word in ("off", "work"):
            (off if word == "off" else worked).update(_days(rest, number))
        elif word and not word.startswith("#"):
            raise BadNotice(f"line {number}: begins with neither source, off nor work")
    return _checked(off, worked, source)


def _days(rest: str, number: int) -> Iterator[date]:
    try:
        first, *more = [date.fromisoformat(part) for part in rest.split()]
    except ValueError:
        raise BadNotice(f"line {number}: a day is written 2026-10-01") from None
    last = more[0] if more else first
    if len(more) > 1 or not first <= last < first + 31 * _ONE_DAY:
        raise BadNotice(f"line {number}: one day, or the first and the last of a span within a month")
    while first <= last:
        yield first
        first += _ONE_DAY


def _checked(off: set[date], worked: set[date], source: str) -> Notice:
    years = {day.year for day in off | worked}
    if len(years) != 1 or not source:
        raise BadNotice("a notice names its source and days of exactly one year")
    year = years.pop()
    if missing := [
        f"{year}-{month:02}-{day:02}"
        for month, day in sorted(FIXED_DAYS_OFF)
        if date(year, month, day) not in off
    ]:
        raise BadNotice(f"these days are off by law in every year: {', '.join(missing)}")
    if wrong := sorted(day for day in worked if day.weekday() < 5 or day in off):
        raise BadNotice(f"only a Saturday or Sunday that is not off can be worked instead: {wrong[0]}")
    return Notice(year, frozenset(off), frozenset(worked), source)


def notices_in(folder: Path) -> list[Notice]:
    """The notices of a folder, by year; none where there is no such folder. Raises BadNotice naming the file."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        try:
            found.append(read_notice(path.read_text(encoding="utf-8")))
        except BadNotice as bad:
            raise BadNotice(f"{path.name}: {bad}") from None
    return found
