"""A round of approval: its steps are laid down at its beginning and passed on one by one until the last agrees."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from emall.approvals.queries import chain_of, goods_of, stand_ins_of
from emall.approvals.rules import Level
from emall.approvals.words import StepStatus
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel import clock
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import due_in, move, move_purchase, tell_supplier
from emall.orders.rules import wait_of
from emall.orders.words import OrderStatus, PurchaseStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.actor import Actor


async def begin(
    purchase: Row, orders: Sequence[Row], *, actor: Actor, now: datetime | None = None
) -> list[Deed]:
    """Send a purchase sheet, its goods held and its money reserved, into approval, or straight to the suppliers.

    `purchase` and `orders` as locked, still in draft or returned. Lays down the steps, moves sheet and orders, tells
    the approver or the suppliers. Returns the deeds for the caller's record; raises Refused when nobody may approve.
    """
    now = now or clock.now()
    await _forget_remarks(orders)
    chain = await chain_of(
        organisation=purchase.organisation,
        requester=purchase.buyer,
        total_fen=purchase.total_fen,
        goods=await goods_of(purchase.id),
    )
    if not chain:
        return await release_to_suppliers(purchase, orders, actor=actor, now=now)
    due_at = await approval_due(purchase, now, submitted=now)
    deed = await move_purchase(purchase, PurchaseStatus.PENDING_APPROVAL, actor=actor, now=now, due_at=due_at)
    await _lay_down(purchase, chain, now, due_at)
    deeds = [
        await move(order, OrderStatus.PENDING_APPROVAL, actor=actor, now=now, due_at=due_at)
        for order in orders
    ]
    await tell_approver(purchase, chain[0].person, chain[0].post, now)
    return [deed, *deeds]


async def approval_due(purchase: Row, now: datetime, *, submitted: datetime) -> datetime:
    """Until when a step that becomes the present one now has to be decided.

    Its own working days, but never beyond the days for which prices and stock are held from submission on.
    """
    wait = wait_of(OrderStatus.PENDING_APPROVAL)
    own = await due_in(wait, region=purchase.unit_region, kind=purchase.unit_kind, now=now)
    days = await rule(
        Rule.PRICE_HOLD_DAYS, region=purchase.unit_region, kind=purchase.unit_kind, on=clock.day_of(submitted)
    )
    return min(own, submitted + timedelta(days=days))


async def release_to_suppliers(
    purchase: Row, orders: Sequence[Row], *, actor: Actor, now: datetime
) -> list[Deed]:
    """Pass all orders of a sheet on to their suppliers and tell them."""
    deeds = [await move_purchase(purchase, PurchaseStatus.RELEASED, actor=actor, now=now)]
    for order in orders:
        deeds.append(await move(order, OrderStatus.PENDING_SUPPLIER, actor=actor, now=now))
        await tell_supplier(MessageKind.ORDER_TO_CONFIRM, order, now=now)
    return deeds


async def tell_approver(purchase: Row, person: int, post: int, now: datetime) -> None:
    """Ask the person whose step is the present one, and whoever stands in for them."""
    stand_ins = await stand_ins_of(post, today=clock.day_of(now))
    buyer = await DB.fetch_value("SELECT name FROM person WHERE id = $1", purchase.buyer)
    await tell(
        MessageKind.APPROVAL_ASKED,
        organisation=purchase.organisation,
        people=(person, *(one.person for one in stand_ins)),
        link=f"/approvals/{purchase.number}",
        facts={"number": purchase.number, "buyer": buyer, "total_fen": purchase.total_fen},
        now=now,
    )


async def _forget_remarks(orders: Sequence[Row]) -> None:
    """What an approver said of the lines in an earlier round has been dealt with."""
    await DB.execute(
        "UPDATE order_line SET remark = '' WHERE \"order\" = ANY($1::bigint[]) AND remark <> ''",
        [order.id for order in orders],
    )


async def _lay_down(purchase: Row, chain: Sequence[Level], now: datetime, due_at: datetime) -> None:
    """Write the steps of this round; the first is the present one. The sheet has just begun its round."""
    await DB.execute(
        "INSERT INTO approval_step (purchase, round, position, title, post, approver, requester, status, comment,"
        " began_at, due_at)"
        " SELECT $1, p.round, x.place, x.title, x.post, x.person, p.buyer,"
        " CASE x.place WHEN 1 THEN $5 ELSE $6 END, '', CASE x.place WHEN 1 THEN $7::timestamptz END,"
        " CASE x.place WHEN 1 THEN $8::timestamptz END"
        " FROM purchase p, unnest($2::text[], $3::bigint[], $4::bigint[]) WITH ORDINALITY x(title, post, person, place)"
        " WHERE p.id = $1",
        purchase.id,
        [level.title for level in chain],
        [level.post for level in chain],
        [level.person for level in chain],
        str(StepStatus.NOW),
        str(StepStatus.LATER),
        now,
        due_at,
    )
