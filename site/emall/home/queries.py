"""What the first page shows: public things kept for a minute, own things read anew."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Generic, TypeVar

from emall.catalogue.queries.cards import COLUMNS
from emall.catalogue.queries.filters import FREE, TABLES
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.clock import BEIJING
from emall.notices.queries import latest

T = TypeVar("T")
KEPT_SECONDS = 60.0
SHELF = 5
YEAR = timedelta(days=365)

_BEST = (
    f"SELECT {COLUMNS}, 0::bigint AS kinds, 'shelf' AS place {TABLES} WHERE l.status = 'live' AND {FREE}"
    " AND NOT ('hall' = ANY(l.tags)) ORDER BY l.sales_90d DESC, l.id LIMIT 5"
)
_HALL = (
    f"SELECT {COLUMNS}, (count(*) OVER ())::bigint AS kinds, 'hall' AS place {TABLES} WHERE l.status = 'live'"
    f" AND 'hall' = ANY(l.tags) AND {FREE} ORDER BY l.sales_90d DESC, l.id LIMIT 1"
)
_OWN = (
    f"SELECT {COLUMNS}, (count(*) OVER ())::bigint AS kinds {TABLES}"
    ' JOIN (SELECT n.listing, count(*) AS times FROM order_line n JOIN purchase_order q ON q.id = n."order"'
    "        WHERE q.organisation = $1 AND q.submitted_at > $2 GROUP BY n.listing) bought ON bought.listing = l.id"
    " WHERE l.status = 'live' ORDER BY bought.times DESC, l.sales_90d DESC, l.id LIMIT $3"
)
_POLICIES = """
SELECT count(*) FILTER (WHERE tags && '{sme}'::varchar[]) AS sme,
       count(*) FILTER (WHERE tags && '{environment}'::varchar[]) AS green,
       count(*) FILTER (WHERE tags && '{disabled}'::varchar[]) AS disabled,
       count(*) FILTER (WHERE local_store AND delivery_days <= 1) AS nearby,
       count(DISTINCT supplier) FILTER (WHERE tags && '{hall}'::varchar[]) AS hall_sellers
  FROM listing WHERE status = 'live'
"""
_FIGURES = """
WITH month AS (SELECT id, organisation, total_fen, submitted_at, accepted_at FROM purchase_order
                WHERE confirmed_at >= $1 AND status <> 'cancelled'),
     line AS (SELECT n.line_fen, n.price_fen, n.reference_fen, 'sme' = ANY(n.tags) AS sme
                FROM order_line n JOIN month m ON m.id = n."order")
SELECT (SELECT coalesce(sum(total_fen), 0)::bigint FROM month) AS total_fen,
       (SELECT count(*) FROM month) AS orders,
       (SELECT count(DISTINCT organisation) FROM month) AS units,
       (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM accepted_at - submitted_at))::bigint
          FROM purchase_order WHERE accepted_at >= $1) AS accepted_seconds,
       coalesce(sum(line_fen), 0)::bigint AS goods_fen,
       coalesce(sum(line_fen) FILTER (WHERE sme), 0)::bigint AS sme_fen,
       count(reference_fen) AS compared,
       count(*) FILTER (WHERE price_fen <= reference_fen) AS within_reference
  FROM line
"""


@dataclass(frozen=True, slots=True)
class Public:
    """What everybody sees; `policies` and `figures` are rows of counts, amounts in fen."""

    notices: list[Row]
    shelf: list[Row]
    hall: Row | None
    policies: Row
    figures: Row
    since: datetime


class Kept(Generic[T]):
    """A value read again after a while; one request reads it while the others still get the last one."""

    def __init__(self, read: Callable[[], Awaitable[T]], seconds: float = KEPT_SECONDS) -> None:
        """Remember how it is read."""
        self.read, self.seconds = read, seconds
        self.until, self.value = 0.0, None  # type: float, T | None

    async def get(self) -> T:
        """The value; inside a transaction always fresh, since it must see its own writes."""
        if DB.transaction_exists():
            return await self.read()
        if monotonic() < self.until and self.value is not None:
            return self.value
        self.until = monotonic() + self.seconds
        try:
            self.value = await self.read()
        except BaseException:
            self.until = 0.0
            raise
        return self.value


async def _read_public() -> Public:
    shown = await DB.fetch(f"({_BEST}) UNION ALL ({_HALL})")
    since = month_start(clock.now())
    policies, figures = await DB.fetch_row(_POLICIES), await DB.fetch_row(_FIGURES, since)
    assert policies is not None and figures is not None
    return Public(
        notices=await latest(limit=SHELF),
        shelf=[row for row in shown if row.place == "shelf"],
        hall=next((row for row in shown if row.place == "hall"), None),
        policies=policies,
        figures=figures,
        since=since,
    )


public = Kept(_read_public)


def month_start(now: datetime) -> datetime:
    """The first moment of the month in Beijing."""
    return datetime.combine(now.astimezone(BEIJING).date().replace(day=1), time(), BEIJING)


async def own_shelf(organisation: int, *, now: datetime | None = None) -> list[Row]:
    """What a unit bought most often in the last twelve months and can buy today; `kinds` counts all of it."""
    return await DB.fetch(_OWN, organisation, (now or clock.now()) - YEAR, SHELF)
