"""Paid orders nobody can review any more are completed (已完成): the window is over, or both sides have spoken.

Both have spoken of an order paid a second time, when its money had come back after it was completed.
"""

import logging
from datetime import datetime

from emall.database import DB, DatabaseError
from emall.journal import SYSTEM, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.orders.actions import lock_orders, move
from emall.orders.words import OrderStatus
from emall.reviews.queries import sides_of, window_of
from emall.reviews.rules import is_completed

log = logging.getLogger("emall.reviews")


async def complete_due(now: datetime | None = None, *, most: int = 200) -> int:
    """Complete paid orders nobody can review any more; how many. Each in a transaction of its own."""
    now = now or clock.now()
    rows = await DB.fetch(
        "SELECT o.id FROM purchase_order o WHERE o.status = 'paid' AND (o.paid_at < $1::timestamptz - (SELECT min(amount)"
        " FROM rule_value WHERE key = 'review_window_days')::int * interval '1 day'"
        ' OR (SELECT count(*) FROM review r WHERE r."order" = o.id) > 1) ORDER BY o.paid_at, o.id LIMIT $2',
        now,
        most,
    )
    return sum([await _complete(row.id, now) for row in rows])


async def _complete(order_id: int, now: datetime) -> bool:
    try:
        async with DB.transaction():
            (order,) = await lock_orders([order_id])
            ends = await window_of(order)
            sides = await sides_of(order.id)
            if order.status != OrderStatus.PAID or ends is None:
                return False
            if not is_completed(sides=sides, ends=ends, now=now):
                return False
            await record(SYSTEM, await move(order, OrderStatus.COMPLETED, actor=SYSTEM, now=now))
    except (DatabaseError, Conflict) as error:  # one must not hold up the others; the next run looks again
        log.warning("order %s not completed: %r", order_id, error)
        return False
    return True
