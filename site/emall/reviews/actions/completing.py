"""Paid orders whose window for reviews is over are completed (已完成)."""

import logging
from datetime import datetime

from emall.database import DB, DatabaseError
from emall.journal import SYSTEM, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.orders.actions import lock_orders, move
from emall.orders.words import OrderStatus
from emall.reviews.queries import window_of

log = logging.getLogger("emall.reviews")


async def complete_due(now: datetime | None = None, *, most: int = 200) -> int:
    """Complete paid orders nobody can review any more; how many. Each in a transaction of its own."""
    now = now or clock.now()
    rows = await DB.fetch(
        "SELECT id FROM purchase_order WHERE status = 'paid' AND paid_at < $1::timestamptz - (SELECT min(amount)"
        " FROM rule_value WHERE key = 'review_window_days')::int * interval '1 day' ORDER BY paid_at, id LIMIT $2",
        now,
        most,
    )
    return sum([await _complete(row.id, now) for row in rows])


async def _complete(order_id: int, now: datetime) -> bool:
    try:
        async with DB.transaction():
            (order,) = await lock_orders([order_id])
            ends = await window_of(order)
            if order.status != OrderStatus.PAID or ends is None or now < ends:
                return False
            await record(SYSTEM, await move(order, OrderStatus.COMPLETED, actor=SYSTEM, now=now))
    except (DatabaseError, Conflict) as error:  # one must not hold up the others; the next run looks again
        log.warning("order %s not completed: %r", order_id, error)
        return False
    return True
