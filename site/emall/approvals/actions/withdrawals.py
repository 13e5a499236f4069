"""The buyer's way back: withdrawing what no supplier has answered yet."""

from datetime import datetime

from emall.accounts.words import Duty
from emall.approvals.access import is_requester, may_view_sheet
from emall.approvals.actions.returning import drop_steps
from emall.approvals.words import StepStatus
from emall.database import DB, Row
from emall.journal import record
from emall.kernel import clock
from emall.kernel.refusal import Forbidden, Missing
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import (
    let_go,
    lock_orders_of,
    lock_purchase,
    move,
    move_purchase,
    withdraw_sent,
)
from emall.orders.words import STRUCK, OrderStatus, PurchaseStatus
from emall.web.visitor import Visitor


async def withdraw(*, visitor: Visitor, number: str, reason: str = "", now: datetime | None = None) -> str:
    """The buyer withdraws by an order's number; returns it.

    Until the sheet is released its orders belong together and the whole sheet is withdrawn; afterwards this order
    alone, while its supplier has not answered.
    """
    async with DB.transaction():
        row = await DB.fetch_row(
            "SELECT p.number, p.status FROM purchase p JOIN purchase_order o ON o.purchase = p.id"
            " WHERE o.number = $1 FOR NO KEY UPDATE OF p",
            number,
        )
        if row is None:
            raise Missing
        if row.status == PurchaseStatus.RELEASED:
            return await withdraw_sent(visitor=visitor, number=number, reason=reason, now=now)
        await withdraw_purchase(visitor=visitor, number=row.number, reason=reason, now=now)
    return number


async def withdraw_purchase(
    *, visitor: Visitor, number: str, reason: str = "", now: datetime | None = None
) -> str:
    """The buyer withdraws a whole sheet no supplier has seen yet: draft, under approval or returned."""
    now = now or clock.now()
    async with DB.transaction():
        purchase = await lock_purchase(number)
        if not may_view_sheet(visitor, purchase):
            raise Missing
        if not is_requester(visitor, purchase):
            raise Forbidden(Duty.BUYER)
        actor = visitor.actor()
        orders = [one for one in await lock_orders_of(purchase.id) if one.reason_code != STRUCK]
        deeds = [await move_purchase(purchase, PurchaseStatus.WITHDRAWN, actor=actor, now=now, reason=reason)]
        for order in orders:
            deeds.append(await move(order, OrderStatus.WITHDRAWN, actor=actor, now=now, reason=reason))
        deeds += await let_go(orders, actor=actor, now=now, reason=OrderStatus.WITHDRAWN)
        await _tell_waiting(purchase, now)
        await drop_steps(purchase.id)
        await record(actor, *deeds)
    return number


async def _tell_waiting(purchase: Row, now: datetime) -> None:
    people = await DB.fetch(
        "SELECT approver FROM approval_step WHERE purchase = $1 AND status = $2",
        purchase.id,
        str(StepStatus.NOW),
    )
    await tell(
        MessageKind.APPROVAL_WITHDRAWN,
        organisation=purchase.organisation,
        people=[row.approver for row in people],
        link=f"/approvals/{purchase.number}",
        facts={"number": purchase.number},
        now=now,
    )
