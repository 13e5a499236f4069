"""Announcements: the texts of content/notices.txt with their days put in for the day the world is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from emall.kernel.numbers import number
from emall.kernel.workdays import add_workdays
from emall.world.calendar import moment, workday_before
from emall.world.organisations import unit_ids
from emall.world.reading import CONTENT, Row


def notice_rows(today: date) -> list[Row]:
    """Rows of `notice`, oldest first, numbered through each day."""
    told = sorted(_blocks(), key=lambda block: -int(block[0][3]))
    seen: Counter[date] = Counter()
    rows: list[Row] = []
    for (kind, region, office, age, title), summary, body in told:
        day = workday_before(today, int(age))
        seen[day] += 1
        rows.append(
            {
                "id": len(rows) + 1,
                "number": number("GG", day, seen[day]),
                "kind": kind,
                "region": region,
                "title": dated(title, today),
                "summary": dated(summary, today),
                "body": dated("\n\n".join(body), today),
                "organisation": unit_ids()[office],
                "published_at": moment(day, 60 + 15 * seen[day]).isoformat(),
            }
        )
    return rows


def _blocks() -> Iterator[tuple[list[str], str, list[str]]]:
    text = (CONTENT / "notices.txt").read_text(encoding="utf-8")
    for block in text.removeprefix("# ").split("\n# "):
        head, summary, *body = block.strip().split("\n")
        yield [cell.strip() for cell in head.split("|")], summary, body


def dated(text: str, today: date) -> str:
    """{+5} and {-3} become that working day, {year} and {lastmonth} what they say."""
    month = today.month - 1 or 12
    text = text.replace("{year}", str(today.year)).replace("{lastmonth}", f"{month} 月")
    return re.sub(r"{([+-]\d+)}", lambda found: _day(add_workdays(today, int(found[1]))), text)


def _day(day: date) -> str:
    return f" {day.month} 月 {day.day} 日"
