"""When an order is paid both sides are asked how it went; the orders' room tells of every move."""

from collections.abc import Sequence
from datetime import datetime

from emall.accounts.words import SUPPLIER_DUTIES
from emall.database import Row
from emall.journal import Deed
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.words import OrderStatus
from emall.reviews.queries import sides_of, window_days
from emall.web.actor import Actor


async def invite(order: Row, to: str, actor: Actor, now: datetime) -> Sequence[Deed]:
    """A follower of orders: tell buyer and supplier that they may review, unless one has; no deed of its own."""
    if to != OrderStatus.PAID or await sides_of(order.id):
        return ()
    facts = {"number": order.number, "days": await window_days({**order, "paid_at": now})}
    kind, number = MessageKind.REVIEW_OPEN, order.number
    unit, supplier = order.organisation, order.supplier
    await tell(
        kind, organisation=unit, people=(order.buyer,), link=f"/orders/{number}/review", facts=facts, now=now
    )
    await tell(
        kind,
        organisation=supplier,
        duties=sorted(SUPPLIER_DUTIES),
        link=f"/supplier/orders/{number}/review",
        facts=facts,
        now=now,
    )
    return ()
