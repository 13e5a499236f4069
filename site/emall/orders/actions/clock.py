"""What happens to orders when a deadline passes: an order no supplier answers expires and lets go of everything."""

import logging
from datetime import datetime

from emall.database import DB, DatabaseError
from emall.journal import SYSTEM, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.messages.words import MessageKind
from emall.orders.actions.answers import tell_supplier, tell_unit
from emall.orders.actions.moves import let_go, lock_orders, move
from emall.orders.words import OVERDUE, OrderStatus

log = logging.getLogger("emall.orders")


async def expire_overdue(now: datetime | None = None, *, most: int = 200) -> int:
    """End orders whose supplier has not answered in time; how many. Each in a transaction of its own.

    The deadline itself is still in time. Until this has run an answer is still taken: what counts is the status.
    """
    now = now or clock.now()
    rows = await DB.fetch(
        "SELECT id FROM purchase_order WHERE status = $1 AND due_at < $2 ORDER BY due_at, id LIMIT $3",
        str(OrderStatus.PENDING_SUPPLIER),
        now,
        most,
    )
    return sum([await _expire(row.id, now) for row in rows])


async def _expire(order_id: int, now: datetime) -> bool:
    try:
        async with DB.transaction():
            (order,) = await lock_orders([order_id])
            if order.status != OrderStatus.PENDING_SUPPLIER or order.due_at is None or order.due_at >= now:
                return False
            deed = await move(order, OrderStatus.EXPIRED, actor=SYSTEM, now=now, reason_code=OVERDUE)
            plans = await let_go([order], actor=SYSTEM, now=now, reason=OrderStatus.EXPIRED)
            await tell_unit(MessageKind.EXPIRED, order, now=now)
            await tell_supplier(MessageKind.EXPIRED, order, now=now)
            await record(SYSTEM, deed, *plans)
    except (DatabaseError, Conflict) as error:  # one must not hold up the others; the next run looks again
        log.warning("order %s not expired: %r", order_id, error)
        return False
    return True
