"""Announcements: a page of them narrowed by words, kind, county and month, one of them, the latest."""

from datetime import datetime, time
from typing import Any

from emall.database import DB, Row
from emall.kernel.clock import BEIJING
from emall.notices.rules import month_span

COLUMNS = (
    "n.id, n.number, n.kind, n.region, n.title, n.summary, n.published_at,"
    " o.name AS organisation_name, o.name_en AS organisation_name_en"
)
TABLES = "FROM notice n JOIN organisation o ON o.id = n.organisation"


async def notices_page(
    *, words: str = "", kind: str = "", region: str = "", month: str = "", page: int = 1, size: int = 20
) -> tuple[list[Row], int]:
    """Announcements newest first, and how many there are in all; a county also sees the city's own."""
    limits, args = _limits(words=words, kind=kind, region=region, month=month)
    rows = await DB.fetch(
        f"SELECT {COLUMNS}, count(*) OVER () AS found {TABLES} WHERE {limits}"
        f" ORDER BY n.published_at DESC, n.id DESC LIMIT ${len(args) + 1} OFFSET ${len(args) + 2}",
        *args,
        size,
        (page - 1) * size,
    )
    if rows or page == 1:
        return rows, rows[0].found if rows else 0
    return [], int(await DB.fetch_value(f"SELECT count(*) {TABLES} WHERE {limits}", *args))


def _limits(*, words: str, kind: str, region: str, month: str) -> tuple[str, list[Any]]:
    limits = ["n.published_at <= now()"]
    args: list[Any] = []
    for word in words.split():
        args.append(word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"))
        limits.append(f"n.title || ' ' || n.summary || ' ' || n.body ILIKE '%' || ${len(args)} || '%'")
    for column, value in (("kind", kind), ("region", region)):
        if value:
            args.append(value)
            limits.append(f"n.{column} = ${len(args)}")
    span = month_span(month)
    if span:
        args += [datetime.combine(day, time(), BEIJING) for day in span]
        limits.append(f"n.published_at >= ${len(args) - 1} AND n.published_at < ${len(args)}")
    return " AND ".join(limits), args


async def notice(number: str) -> Row | None:
    """One announcement with its text; None when there is none of that number yet."""
    return await DB.fetch_row(
        f"SELECT {COLUMNS}, n.body {TABLES} WHERE n.number = $1 AND n.published_at <= now()", number
    )


async def latest(*, limit: int = 5) -> list[Row]:
    """The newest announcements."""
    return await DB.fetch(
        f"SELECT {COLUMNS} {TABLES} WHERE n.published_at <= now() ORDER BY n.published_at DESC, n.id DESC LIMIT $1",
        limit,
    )


async def months() -> list[str]:
    """The months that have announcements, newest first, as 2026-11."""
    rows = await DB.fetch(
        "SELECT DISTINCT to_char(published_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month FROM notice"
        " WHERE published_at <= now() ORDER BY month DESC LIMIT 36"
    )
    return [row.month for row in rows]
