"""What the passing of time does: sheets nobody decides come back, orders nobody answers expire."""

import logging
from datetime import datetime

from emall.approvals.actions.returning import drop_steps, send_back
from emall.database import DB, DatabaseError
from emall.journal import SYSTEM, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import expire_overdue, lock_orders_of, lock_purchase
from emall.orders.words import OVERDUE, OrderStatus, PurchaseStatus

log = logging.getLogger("emall.approvals")


async def run_due(now: datetime | None = None) -> dict[str, int]:
    """Everything whose deadline has passed, once; what the background process calls every minute."""
    now = now or clock.now()
    return {"returned": await return_overdue(now), "expired": await expire_overdue(now)}


async def return_overdue(now: datetime | None = None, *, most: int = 200) -> int:
    """Return sheets no approver has decided in time (超时自动退回); how many. Each in a transaction of its own.

    The deadline itself is still in time. Until this has run a decision is still taken: what counts is the status.
    """
    now = now or clock.now()
    rows = await DB.fetch(
        "SELECT number FROM purchase WHERE status = $1 AND due_at < $2 ORDER BY due_at, id LIMIT $3",
        str(PurchaseStatus.PENDING_APPROVAL),
        now,
        most,
    )
    return sum([await _return(row.number, now) for row in rows])


async def _return(number: str, now: datetime) -> bool:
    try:
        async with DB.transaction():
            purchase = await lock_purchase(number)
            late = purchase.due_at is not None and purchase.due_at < now
            if purchase.status != PurchaseStatus.PENDING_APPROVAL or not late:
                return False
            orders = [
                order
                for order in await lock_orders_of(purchase.id)
                if order.status == OrderStatus.PENDING_APPROVAL
            ]
            deeds = await send_back(purchase, orders, actor=SYSTEM, now=now, reason_code=OVERDUE)
            await _tell_all(purchase.id, now)
            await drop_steps(purchase.id)
            await record(SYSTEM, *deeds)
    except (DatabaseError, Conflict) as error:  # one must not hold up the others; the next run looks again
        log.warning("purchase %s not returned: %r", number, error)
        return False
    return True


async def _tell_all(purchase: int, now: datetime) -> None:
    """The buyer and the approver who let it lie."""
    rows = await DB.fetch(
        "SELECT p.number, p.organisation, p.buyer, s.approver FROM purchase p"
        " JOIN approval_step s ON s.purchase = p.id AND s.status = 'now' WHERE p.id = $1",
        purchase,
    )
    for row in rows:
        for person, page in ((row.buyer, "checkout"), (row.approver, "approvals")):
            await tell(
                MessageKind.RETURNED_OVERDUE,
                organisation=row.organisation,
                people=(person,),
                link=f"/{page}/{row.number}",
                facts={"number": row.number},
                now=now,
            )
