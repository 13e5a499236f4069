"""The second pair of eyes on a settlement sheet, and its maker taking it back before."""

from collections.abc import Sequence
from datetime import datetime

from emall.accounts.actions.posts import hold_posts
from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import move
from emall.orders.words import OrderStatus
from emall.settlement.access import is_reviewer_of, is_settler_of, may_view
from emall.settlement.actions.deciding import refuse_unless_matched
from emall.settlement.actions.locked import lock_invoices, lock_settlement, orders_of
from emall.settlement.queries.hands import acceptors_of
from emall.settlement.rules import closing_of, refusals_for_review
from emall.settlement.words import ReviewVerdict, SettlementStatus
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def review(
    *,
    visitor: Visitor,
    number: str,
    version: int,
    verdict: str,
    comment: str = "",
    now: datetime | None = None,
) -> str:
    """Agree to a settlement, so that it is paid, or send it back with a reason; the number.

    Agreeing is refused while anything differs between order, acceptance and invoice. Raises Missing, Forbidden,
    Conflict when somebody was quicker or the sheet is not the one seen.
    """
    now = now or clock.now()
    async with DB.transaction():
        sheet = await lock_settlement(number)
        orders = await _to_review(visitor, sheet, version)
        refusals = refusals_for_review(verdict=verdict, comment=comment)
        if refusals:
            raise Refused(*refusals)
        actor = visitor.actor()
        if verdict == ReviewVerdict.AGREE:
            deeds = await _agree(sheet, orders, comment, actor, now)
        else:
            deeds = await _send_back(sheet, orders, "settlement.return", comment, actor, now)
            await _tell_maker(MessageKind.SETTLEMENT_RETURNED, sheet, now, reason=comment.strip())
        await record(actor, *deeds)
    return number


async def _to_review(visitor: Visitor, sheet: Row, version: int) -> list[Row]:
    """The orders of a sheet this visitor may review now."""
    if not may_view(visitor, sheet):
        raise Missing
    if visitor.duty != Duty.APPROVER or visitor.organisation != sheet.organisation:
        raise Forbidden(Duty.APPROVER)
    if sheet.version != version or sheet.status != SettlementStatus.TO_REVIEW:
        raise Conflict("version", "settlement_moved_on", number=sheet.number)
    orders = await orders_of(sheet.id)
    hands = {order.buyer for order in orders} | await acceptors_of([order.id for order in orders])
    if not is_reviewer_of(visitor, {**sheet, "hands": hands}):
        raise Refused("", "reviewer_apart")
    await hold_posts([visitor.post], duty=Duty.APPROVER)
    return orders


async def _agree(sheet: Row, orders: Sequence[Row], comment: str, actor: Actor, now: datetime) -> list[Deed]:
    covered = await DB.fetch(
        "SELECT DISTINCT invoice FROM settlement_order WHERE settlement = $1 AND active", sheet.id
    )
    invoices, _ = await lock_invoices(row.invoice for row in covered)
    await refuse_unless_matched(invoices, orders)
    due_at = closing_of(sheet.pay_due_on) if sheet.pay_due_on else None
    await _decide(sheet, SettlementStatus.TO_PAY, comment, actor.person, due_at, now)
    await DB.execute(  # the orders stay where they are; their clock is now that of the payment
        "UPDATE purchase_order SET due_at = $2 WHERE id = ANY($1::bigint[])",
        [order.id for order in orders],
        due_at,
    )
    await _tell_maker(MessageKind.SETTLEMENT_AGREED, sheet, now)
    await _tell_accountants(sheet, now)
    return [_deed("settlement.agree", sheet, SettlementStatus.TO_PAY, comment)]


async def _send_back(
    sheet: Row, orders: Sequence[Row], act: str, reason: str, actor: Actor, now: datetime
) -> list[Deed]:
    """The sheet is over; its orders wait for another one."""
    reviewer = actor.person if act == "settlement.return" else None
    await _decide(sheet, SettlementStatus.RETURNED, reason, reviewer, None, now)
    await DB.execute("UPDATE settlement_order SET active = false WHERE settlement = $1", sheet.id)
    deeds = [_deed(act, sheet, SettlementStatus.RETURNED, reason)]
    for order in orders:
        deeds.append(await move(order, OrderStatus.INVOICED, actor=actor, now=now, reason=reason.strip()))
    return deeds


async def _decide(
    sheet: Row,
    to: SettlementStatus,
    comment: str,
    reviewer: int | None,
    due_at: datetime | None,
    now: datetime,
) -> None:
    changed = await DB.execute(
        "UPDATE settlement SET status = $3, comment = $4, reviewed_by = $5, reviewed_at = $6, due_at = $7,"
        " version = version + 1 WHERE id = $1 AND version = $2 AND status = 'to_review'",
        *(sheet.id, sheet.version, str(to), comment.strip()[:300], reviewer, now, due_at),
    )
    if not changed:
        raise Conflict("version", "settlement_moved_on", number=sheet.number)


async def take_back(
    *, visitor: Visitor, number: str, version: int, reason: str = "", now: datetime | None = None
) -> str:
    """Whoever made a sheet takes it back while nobody has reviewed it; its orders can be settled anew."""
    now = now or clock.now()
    async with DB.transaction():
        sheet = await lock_settlement(number)
        if not may_view(visitor, sheet):
            raise Missing
        if not is_settler_of(visitor, sheet) or visitor.person != sheet.made_by:
            raise Forbidden(Duty.BUYER)
        if sheet.version != version or sheet.status != SettlementStatus.TO_REVIEW:
            raise Conflict("version", "settlement_moved_on", number=number)
        actor = visitor.actor()
        orders = await orders_of(sheet.id)
        deeds = await _send_back(sheet, orders, "settlement.withdraw", reason, actor, now)
        await record(actor, *deeds)
    return number


def _deed(act: str, sheet: Row, to: SettlementStatus, note: str) -> Deed:
    return Deed(
        act,
        "settlement",
        sheet.number,
        {"status": str(sheet.status)},
        {"status": str(to)},
        note=note.strip(),
        organisations=(sheet.organisation, sheet.supplier),
    )


async def _tell_maker(kind: MessageKind, sheet: Row, now: datetime, **more: str) -> None:
    await tell(
        kind,
        organisation=sheet.organisation,
        people=(sheet.made_by,),
        link=f"/settlements/{sheet.number}",
        facts={"number": sheet.number, "supplier": sheet.supplier_name, **more},
        now=now,
    )


async def _tell_accountants(sheet: Row, now: datetime) -> None:
    await tell(
        MessageKind.SETTLEMENT_TO_PAY,
        organisation=sheet.organisation,
        duties=(Duty.ACCOUNTANT,),
        link="/payments",
        facts={
            "number": sheet.number,
            "supplier": sheet.supplier_name,
            "total_fen": sheet.amount_fen,
            "day": sheet.pay_due_on.isoformat() if sheet.pay_due_on else "–",
        },
        now=now,
    )
