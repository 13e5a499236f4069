"""Sending a sheet back to its buyer, by an approver or by the clock, and steps nobody needs to decide any more."""

from collections.abc import Sequence
from datetime import datetime

from emall.approvals.words import StepStatus
from emall.database import DB, Row
from emall.journal import Deed
from emall.orders.actions import let_go, move, move_purchase
from emall.orders.words import OrderStatus, PurchaseStatus
from emall.web.actor import Actor


async def drop_steps(purchase: int) -> None:
    """Steps nobody needs to decide any more."""
    await DB.execute(
        "UPDATE approval_step SET status = $2 WHERE purchase = $1 AND status = ANY($3::text[])",
        purchase,
        str(StepStatus.DROPPED),
        [str(StepStatus.NOW), str(StepStatus.LATER)],
    )


async def send_back(
    purchase: Row,
    orders: Sequence[Row],
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    reason_code: str = "",
) -> list[Deed]:
    """Return a sheet with all its orders to the buyer; goods and money are free again."""
    deeds = [await move_purchase(purchase, PurchaseStatus.RETURNED, actor=actor, now=now, reason=reason)]
    for order in orders:
        deeds.append(
            await move(
                order, OrderStatus.RETURNED, actor=actor, now=now, reason=reason, reason_code=reason_code
            )
        )
    return deeds + await let_go(orders, actor=actor, now=now, reason=OrderStatus.RETURNED)
