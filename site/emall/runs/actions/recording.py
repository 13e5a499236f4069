"""Records of the runs of paid orders, reckoned from the journal in the background and kept for the public figures.

They are no facts of their own: an order that is paid anew is reckoned anew, and one whose money came back has none.
"""

import logging
from datetime import datetime

from emall.database import DB, DatabaseError, Row
from emall.kernel import clock
from emall.runs.queries import Reckoned, reckon, run_of, run_row

log = logging.getLogger("emall.runs")


async def record_due(now: datetime | None = None, *, most: int = 200) -> int:
    """Bring the records up to date, at most so many; how many were written. Each in a transaction of its own."""
    now = now or clock.now()
    await DB.execute(_FORGET)
    rows = await DB.fetch(_DUE, most)
    return sum([await _record(row.number, now) for row in rows])


async def _record(number: str, now: datetime) -> bool:
    try:
        async with DB.transaction():
            row = await run_row(number)
            if row is None or row.paid_at is None:
                return False
            reckoned = reckon(await run_of(row), now=now)
            if not reckoned.spans or reckoned.ended is None:
                return False
            await _write(row, reckoned)
    except DatabaseError as error:  # one must not hold up the others; the next round looks again
        log.warning("run of order %s not recorded: %r", number, error)
        return False
    return True


async def _write(row: Row, run: Reckoned) -> None:
    await DB.execute(
        _KEEP,
        row.id,
        row.region,
        run.spans[0].start,
        row.paid_at,
        run.whole,
        run.touch,
        run.forms,
        {str(party): seconds for party, seconds in run.waits.items()},
        {str(party): seconds for party, seconds in run.touches.items()},
    )


_FORGET = """
DELETE FROM run_record r USING purchase_order o
WHERE o.id = r."order" AND o.status NOT IN ('paid', 'completed')"""

_DUE = """
SELECT o.number FROM purchase_order o LEFT JOIN run_record r ON r."order" = o.id AND r.paid_at = o.paid_at
WHERE o.status IN ('paid', 'completed') AND o.paid_at IS NOT NULL AND r.id IS NULL ORDER BY o.paid_at, o.id LIMIT $1"""

# The shelf of the mall is the one most of the order's money went to.
_KEEP = """
INSERT INTO run_record ("order", region, category, started_at, paid_at, whole_seconds, touch_seconds, forms, waits,
                        touches)
SELECT $1, $2, coalesce((SELECT coalesce(h.code, c.code) FROM order_line n JOIN product p ON p.id = n.product_id
    JOIN category c ON c.id = p.category LEFT JOIN category h ON h.id = c.parent
    WHERE n."order" = $1 ORDER BY n.line_fen DESC, n.position LIMIT 1), ''), $3, $4, $5, $6, $7, $8, $9
ON CONFLICT ("order") DO UPDATE SET region = excluded.region, category = excluded.category,
    started_at = excluded.started_at, paid_at = excluded.paid_at, whole_seconds = excluded.whole_seconds,
    touch_seconds = excluded.touch_seconds, forms = excluded.forms, waits = excluded.waits, touches = excluded.touches"""
