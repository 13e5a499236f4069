"""A refusal nobody takes further in time stands: the after-sale is closed and blocks nothing any more."""

import logging
from datetime import datetime

from emall.database import DB, DatabaseError
from emall.delivery.actions.after_sales.asking import let_go
from emall.delivery.actions.after_sales.cases import case_of, tell_other
from emall.delivery.actions.locked import locked
from emall.delivery.words import AfterSaleStatus, Outcome
from emall.journal import SYSTEM, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.kernel.workdays import is_past
from emall.messages.words import MessageKind

log = logging.getLogger("emall.delivery")


async def lapse_refused(now: datetime | None = None, *, most: int = 200) -> int:
    """Close refused after-sales whose deadline has passed; how many. Each in a transaction of its own."""
    now = now or clock.now()
    rows = await DB.fetch(
        'SELECT a.number, o.number AS "order" FROM after_sale a JOIN purchase_order o ON o.id = a."order"'
        " WHERE a.status = $1 AND a.due_at < $2 ORDER BY a.due_at, a.id LIMIT $3",
        str(AfterSaleStatus.REFUSED),
        now,
        most,
    )
    return sum([await _lapse(row.order, row.number, now) for row in rows])


async def _lapse(order: str, number: str, now: datetime) -> bool:
    try:
        async with DB.transaction():
            case = await case_of(await locked(order), number)
            due_at = case.row.due_at
            if case.row.status != AfterSaleStatus.REFUSED or due_at is None or not is_past(due_at, now):
                return False
            deeds = await let_go(case, "after_sale.lapse", Outcome.REFUSED, now)
            for to_unit in (True, False):
                await tell_other(MessageKind.AFTER_SALE_CLOSED, case, to_unit=to_unit, now=now)
            await record(SYSTEM, *deeds)
    except (DatabaseError, Conflict) as error:  # one must not hold up the others; the next run looks again
        log.warning("after-sale %s not closed: %r", number, error)
        return False
    return True
