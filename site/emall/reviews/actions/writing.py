"""One side says how an order went (评价); with the second word the order is completed."""

from datetime import datetime

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.access import may_view
from emall.orders.actions import lock_order, move
from emall.orders.words import OrderStatus
from emall.reviews.access import side_of
from emall.reviews.queries import sides_of, window_days
from emall.reviews.rules import is_completed, is_open, refusals_for_marks, window_end
from emall.reviews.words import ASPECTS, Side
from emall.web.visitor import Visitor


async def write(
    *, visitor: Visitor, number: str, marks: dict[str, int], comment: str, now: datetime | None = None
) -> str:
    """Keep a side's marks (1 to 5 for each aspect) and words; the order's number.

    Raises Missing for orders not seen or duties that do not write, Conflict when the order is not open for review or
    this side has spoken, Refused for marks that are missing.
    """
    now = now or clock.now()
    async with DB.transaction():
        order = await lock_order(number)
        side = side_of(visitor, order)
        if side is None or not may_view(visitor, order):
            raise Missing
        written = await _may_write(order, side, now)
        if refusals := refusals_for_marks(marks):
            raise Refused(*refusals)
        await _keep(order, side, visitor, marks, comment, now)
        deeds = [_deed(order, side, visitor)]
        ends = window_end(order.paid_at, await window_days(order))
        if is_completed(sides={*written, side}, ends=ends, now=now):
            deeds.append(await move(order, OrderStatus.COMPLETED, actor=visitor.actor(), now=now))
        await _tell_other(order, side, now)
        await record(visitor.actor(), *deeds)
    return number


async def _may_write(order: Row, side: Side, now: datetime) -> set[str]:
    """The sides that have spoken; raises Conflict when this one has, or the window is not open."""
    written = await sides_of(order.id)
    if side in written:
        raise Conflict("", "reviewed_already", number=order.number)
    days = await window_days(order)
    if order.paid_at is None or not is_open(
        status=order.status, ends=window_end(order.paid_at, days), now=now
    ):
        raise Conflict("", "review_not_open", number=order.number, days=days)
    return written


async def _keep(
    order: Row, side: Side, visitor: Visitor, marks: dict[str, int], comment: str, now: datetime
) -> None:
    await DB.execute(
        'INSERT INTO review ("order", side, organisation, person, goods, delivery, service, comment, at)'
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        *(order.id, str(side), visitor.organisation, visitor.person),
        *(marks[aspect] for aspect in ASPECTS),
        *(comment.strip(), now),
    )


def _deed(order: Row, side: Side, visitor: Visitor) -> Deed:
    """What was said stays out of the journal: the other side may read the entry before it may read the words."""
    return Deed(
        "review.write",
        "review",
        order.number,
        after={"side": str(side)},
        organisations=(order.organisation, order.supplier),
    )


async def _tell_other(order: Row, side: Side, now: datetime) -> None:
    other, duties, page = (
        (order.supplier, sorted(SUPPLIER_DUTIES), "/supplier/orders")
        if side == Side.UNIT
        else (order.organisation, [Duty.BUYER], "/orders")
    )
    name = order.organisation_name if side == Side.UNIT else order.supplier_name
    people = [] if side == Side.UNIT else [order.buyer]
    await tell(
        MessageKind.REVIEW_WRITTEN,
        organisation=other,
        duties=duties if side == Side.UNIT else (),
        people=people,
        link=f"{page}/{order.number}/review",
        facts={"number": order.number, "other": name},
        now=now,
    )
