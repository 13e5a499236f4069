"""The supplier's answer to an order, and the buyer taking it back before there is one."""

from datetime import datetime

from emall.accounts.words import Duty
from emall.budget import actions as budget
from emall.database import DB, Row
from emall.journal import record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.access import is_buyer_of, is_seller_of, may_view
from emall.orders.actions.moves import let_go, lock_order, move
from emall.orders.words import DeclineReason, OrderStatus
from emall.web.visitor import Visitor


async def confirm(*, visitor: Visitor, number: str, now: datetime | None = None) -> str:
    """The supplier takes an order on (接单): the contract stands and its money is bound. Returns the number."""
    now = now or clock.now()
    async with DB.transaction():
        order = await _own_sale(visitor, number)
        actor = visitor.actor()
        deed = await move(order, OrderStatus.CONFIRMED, actor=actor, now=now)
        plans = await budget.commit([order.id], actor=actor, now=now)
        await tell_unit(MessageKind.CONFIRMED, order, now=now)
        await record(actor, deed, *plans)
    return number


async def decline(
    *, visitor: Visitor, number: str, reason_code: str, reason: str = "", now: datetime | None = None
) -> str:
    """The supplier declines (拒单) for one of the known reasons; goods and money are free again."""
    if reason_code not in set(DeclineReason):
        raise Refused("reason_code", "reason_needed_to_decline")
    now = now or clock.now()
    async with DB.transaction():
        order = await _own_sale(visitor, number)
        actor = visitor.actor()
        deed = await move(
            order, OrderStatus.DECLINED, actor=actor, now=now, reason=reason, reason_code=str(reason_code)
        )
        plans = await let_go([order], actor=actor, now=now, reason=OrderStatus.DECLINED)
        await tell_unit(MessageKind.DECLINED, order, now=now)
        await record(actor, deed, *plans)
    return number


async def withdraw_sent(
    *, visitor: Visitor, number: str, reason: str = "", now: datetime | None = None
) -> str:
    """The buyer takes back one order its supplier has not answered yet; the other orders of the sheet go on."""
    now = now or clock.now()
    async with DB.transaction():
        order = await lock_order(number)
        if not may_view(visitor, order):
            raise Missing
        if not is_buyer_of(visitor, order):
            raise Forbidden(Duty.BUYER)
        if order.status != OrderStatus.PENDING_SUPPLIER:
            raise Conflict("order", "order_moved_on", number=number)
        actor = visitor.actor()
        deed = await move(order, OrderStatus.WITHDRAWN, actor=actor, now=now, reason=reason)
        plans = await let_go([order], actor=actor, now=now, reason=OrderStatus.WITHDRAWN)
        await tell_supplier(MessageKind.WITHDRAWN, order, now=now)
        await record(actor, deed, *plans)
    return number


async def _own_sale(visitor: Visitor, number: str) -> Row:
    order = await lock_order(number)
    if not may_view(visitor, order):
        raise Missing
    if not is_seller_of(visitor, order):
        raise Forbidden((Duty.SELLER, Duty.SELLER_ADMIN))
    return order


def facts_of(order: Row) -> dict[str, object]:
    """What messages say of an order: its number, both sides, and the total in fen."""
    return {
        "number": order.number,
        "unit": order.organisation_name,
        "supplier": order.supplier_name,
        "total_fen": order.total_fen,
    }


async def tell_unit(
    kind: MessageKind,
    order: Row,
    *,
    duties: tuple[str, ...] = (),
    now: datetime | None = None,
    link: str = "",
    **more: object,
) -> None:
    """Tell the buyer of an order, or everybody of the unit with one of the duties; `link` where the work is done."""
    await tell(
        kind,
        organisation=order.organisation,
        people=() if duties else (order.buyer,),
        duties=duties,
        link=link or f"/orders/{order.number}",
        facts=facts_of(order) | more,
        now=now,
    )


async def tell_supplier(
    kind: MessageKind, order: Row, *, now: datetime | None = None, link: str = "", **more: object
) -> None:
    """Tell everybody who sells for the supplier of an order; `link` where the work is done."""
    await tell(
        kind,
        organisation=order.supplier,
        duties=(Duty.SELLER, Duty.SELLER_ADMIN),
        link=link or f"/supplier/orders/{order.number}",
        facts=facts_of(order) | more,
        now=now,
    )
