"""What was searched in a span of days and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from emall.database import DB, Row
from emall.searches.words import SLOW_FROM_MS

_WORDS = (
    "SELECT w.*, count(*) OVER () AS total FROM ("
    " SELECT words, sum(asked) AS asked, sum(empty) AS empty, sum(relaxed) AS relaxed, sum(degraded) AS degraded,"
    " sum(spent_ms) / sum(asked) AS mean_ms, max(slowest_ms) AS slowest_ms,"
    " (array_agg(last_total ORDER BY day DESC))[1] AS last_total, max(day) AS last_day"
    " FROM search_tally WHERE day > $1 AND day <= $2 AND ($3 = '' OR words = $3)"
    " GROUP BY words HAVING sum(asked) >= $4"
    ") AS w LEFT JOIN unnest($5::text[], $6::date[]) AS taught (name, day) ON taught.name = w.words"
)
_STILL = "last_total = 0 AND last_day > taught.day"
_ORDERS = {
    "top": "ORDER BY asked DESC, words",
    "without": f"WHERE empty + relaxed > 0 ORDER BY taught.day IS NOT NULL AND NOT ({_STILL}),"
    " empty + relaxed DESC, empty DESC, words",
    "slow": f"WHERE slowest_ms >= {SLOW_FROM_MS} ORDER BY slowest_ms DESC, words",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """All searches of a span together; times in milliseconds."""

    asked: int = 0
    empty: int = 0
    relaxed: int = 0
    degraded: int = 0
    mean_ms: int = 0
    slowest_ms: int = 0

    def share(self, count: int) -> str:
        """A part of all searches as 12.3%; a dash when there were none."""
        return percent(count, self.asked)


def percent(count: int, whole: int) -> str:
    """12.3% for 123 of 1000; a dash of nothing."""
    if not whole:
        return "–"
    permille = (count * 1000 + whole // 2) // whole
    return f"{permille // 10}.{permille % 10}%"


async def sums(*, days: int, today: date) -> Sums:
    """The figures of the last `days` days in Beijing, today included."""
    row = await DB.fetch_row(
        "SELECT sum(asked) AS asked, sum(empty) AS empty, sum(relaxed) AS relaxed, sum(degraded) AS degraded,"
        " sum(spent_ms) / sum(asked) AS mean_ms, max(slowest_ms) AS slowest_ms"
        " FROM search_tally WHERE day > $1 AND day <= $2",
        *_span(days, today),
    )
    return Sums(**{name: int(value or 0) for name, value in row.items()}) if row else Sums()


async def words_asked(
    order: str,
    *,
    days: int,
    today: date,
    least: int = 1,
    limit: int,
    offset: int = 0,
    words: str = "",
    taught: Mapping[str, date] | None = None,
) -> list[Row]:
    """Words asked at least `least` times in the span, each with the `total` of such words; `words`: only these.

    `order` is one of LISTS: top, without (those that most often found nothing or only close goods) or slow.
    In `without`, words `taught` on a day come last, unless they found nothing on a later day.
    """
    settled = taught or {}
    return await DB.fetch(
        f"{_WORDS} {_ORDERS[order]} LIMIT $7 OFFSET $8",
        *_span(days, today),
        words,
        least,
        list(settled),
        list(settled.values()),
        limit,
        offset,
    )


def _span(days: int, today: date) -> tuple[date, date]:
    return today - timedelta(days=days), today
