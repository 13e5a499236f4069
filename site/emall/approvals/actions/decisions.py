"""Deciding the present step of a purchase sheet: agreeing to it or sending it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from emall.accounts.actions.posts import hold_posts
from emall.accounts.queries import same_human
from emall.accounts.words import Duty
from emall.approvals.access import holds, may_decide, may_view_sheet, stands_in
from emall.approvals.actions.returning import drop_steps, send_back
from emall.approvals.actions.rounds import approval_due, release_to_suppliers, tell_approver
from emall.approvals.actions.striking import strike
from emall.approvals.rules import refusals_for_verdict
from emall.approvals.words import StepStatus, Verdict
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import (
    lock_orders_of,
    lock_purchase,
)
from emall.orders.words import OrderStatus, PurchaseStatus
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def decide(
    *,
    visitor: Visitor,
    number: str,
    step: int,
    verdict: str,
    comment: str = "",
    remarks: Mapping[int, str] | None = None,
    strikes: Collection[int] = (),
    version: int,
    now: datetime | None = None,
) -> str:
    """Agree to a purchase sheet or return it, as the holder of its present step; returns the sheet's number.

    `version` is that of the sheet as the approver saw it, `remarks` order line ids to a word on each. Agreeing passes
    it to the next step or to the suppliers, without the lines in `strikes`, each of which needs its word; returning
    sends all its orders back and frees goods and money. Raises Refused; Conflict (`step_moved_on`) when the sheet or the step is no longer the one decided on.
    """
    now = now or clock.now()
    remarks = {line: text.strip() for line, text in (remarks or {}).items() if text.strip()}
    async with DB.transaction():
        purchase = await lock_purchase(number)
        present = await _present_step(visitor, purchase, step, version, now)
        refusals = refusals_for_verdict(verdict=verdict, comment=comment, remarks=remarks.values())
        if refusals:
            raise Refused(*refusals)
        if verdict == Verdict.AGREE:
            reasons = {line: remarks.get(line, "") for line in strikes}
            deeds = await _agree_without(purchase, present, reasons, comment, visitor, now)
        else:
            deeds = await _return(purchase, present, remarks, comment, visitor, now)
        await record(visitor.actor(), *_in_whose_name(deeds, present, visitor))
    return number


async def _agree_without(
    purchase: Row, step: Row, reasons: Mapping[int, str], comment: str, visitor: Visitor, now: datetime
) -> list[Deed]:
    """Agree, after taking the lines with a reason off the sheet."""
    orders, struck = await _under_approval(purchase), []
    if reasons:
        struck = await strike(purchase, orders, step, reasons, visitor=visitor, now=now)
        purchase, orders = await lock_purchase(purchase.number), await _under_approval(purchase)
    return [*await _agree(purchase, orders, step, comment, visitor.actor(), now), *struck]


async def _return(
    purchase: Row, step: Row, remarks: Mapping[int, str], comment: str, visitor: Visitor, now: datetime
) -> list[Deed]:
    orders = await _under_approval(purchase)
    await _write_remarks(purchase.id, remarks)
    deeds = await send_back(purchase, orders, actor=visitor.actor(), now=now, reason=comment.strip())
    await _close(step, StepStatus.RETURNED, comment, visitor.person, now)
    await drop_steps(purchase.id)
    await _tell_returned(purchase, visitor.person_name, comment or next(iter(remarks.values())), now)
    return deeds


def _in_whose_name(deeds: list[Deed], step: Row, visitor: Visitor) -> list[Deed]:
    """The journal names who acted; whom they stood in for stands with the deed on the sheet."""
    if step.approver == visitor.person:
        return deeds
    first = deeds[0]
    return [replace(first, after={**(first.after or {}), "for": step.approver_name}), *deeds[1:]]


async def _present_step(visitor: Visitor, purchase: Row, step: int, version: int, now: datetime) -> Row:
    """The step decided on, if it still is the present one, the sheet unchanged, and this visitor its holder or stand-in."""
    if not may_view_sheet(visitor, purchase):
        raise Missing
    found = await DB.fetch_row(_STEP, step, purchase.id, clock.day_of(now))
    if found is None:
        raise Missing
    if visitor.duty == Duty.APPROVER and await same_human(visitor.person, found.requester):
        raise Refused("approval", "same_human")
    if not holds(visitor, found) and not stands_in(visitor, found):
        raise Forbidden(Duty.APPROVER)
    stale = purchase.version != version or found.round != purchase.round
    if stale or purchase.status != PurchaseStatus.PENDING_APPROVAL or not may_decide(visitor, found):
        raise Conflict("version", "step_moved_on", number=purchase.number, status=purchase.status)
    await _check_posts(found, visitor)
    return found


_STEP = """
SELECT t.*, h.name AS approver_name,
       ARRAY(SELECT d.delegate FROM delegation d WHERE d.post = t.post AND stands_in(d.delegate, d.post, $3)) AS delegates
FROM approval_step t JOIN person h ON h.id = t.approver WHERE t.id = $1 AND t.purchase = $2"""


async def _check_posts(step: Row, visitor: Visitor) -> None:
    """A post taken away, or a delegation ended, while the page was open decides nothing any more."""
    await hold_posts([step.post, visitor.post], duty=Duty.APPROVER)
    if visitor.post == step.post:
        return
    running = await DB.fetch(
        "SELECT id FROM delegation WHERE post = $1 AND delegate = $2 AND ended_at IS NULL FOR SHARE",
        step.post,
        visitor.post,
    )
    if not running:
        raise Forbidden(Duty.APPROVER)


async def _under_approval(purchase: Row) -> list[Row]:
    orders = await lock_orders_of(purchase.id)
    return [order for order in orders if order.status == OrderStatus.PENDING_APPROVAL]


async def _agree(
    purchase: Row, orders: Sequence[Row], step: Row, comment: str, actor: Actor, now: datetime
) -> list[Deed]:
    await _close(step, StepStatus.AGREED, comment, actor.person or 0, now)
    due_at = await approval_due(purchase, now, submitted=purchase.submitted_at or now)
    following = await _open_next(step, now, due_at)
    if following is None:
        deeds = await release_to_suppliers(purchase, orders, actor=actor, now=now)
        await _tell_buyer(MessageKind.APPROVED, purchase, now)
        return [replace(deeds[0], note=comment), *deeds[1:]]
    await _pass_on(purchase, due_at)
    await tell_approver(purchase, following.approver, following.post, now)
    before, after = {"step": step.position}, {"step": following.position}
    seen = (purchase.organisation,)
    return [
        Deed("purchase.agree", "purchase", purchase.number, before, after, note=comment, organisations=seen)
    ]


async def _open_next(step: Row, now: datetime, due_at: datetime) -> Row | None:
    """The step after this one becomes the present one; None when this was the last."""
    return await DB.fetch_row(
        "UPDATE approval_step SET status = $4, began_at = $5, due_at = $6 WHERE purchase = $1 AND round = $2"
        " AND position = $3 AND status = $7 RETURNING position, approver, post",
        step.purchase,
        step.round,
        step.position + 1,
        str(StepStatus.NOW),
        now,
        due_at,
        str(StepStatus.LATER),
    )


async def _pass_on(purchase: Row, due_at: datetime) -> None:
    """The next step has its own clock; a page opened before is out of date."""
    await DB.execute(
        "UPDATE purchase SET due_at = $2, version = version + 1 WHERE id = $1", purchase.id, due_at
    )
    await DB.execute(
        "UPDATE purchase_order SET due_at = $2 WHERE purchase = $1 AND status = $3",
        purchase.id,
        due_at,
        str(OrderStatus.PENDING_APPROVAL),
    )


async def _close(step: Row, status: StepStatus, comment: str, person: int, now: datetime) -> None:
    closed = await DB.execute(
        "UPDATE approval_step SET status = $2, comment = $3, decided_at = $4, decided_by = $6"
        " WHERE id = $1 AND status = $5",
        step.id,
        str(status),
        comment.strip()[:500],
        now,
        str(StepStatus.NOW),
        person,
    )
    if not closed:
        raise Conflict("version", "step_moved_on", number="")


async def _write_remarks(purchase: int, remarks: Mapping[int, str]) -> None:
    await DB.execute(
        "UPDATE order_line l SET remark = x.remark FROM unnest($2::bigint[], $3::text[]) x(id, remark),"
        ' purchase_order o WHERE l.id = x.id AND o.id = l."order" AND o.purchase = $1',
        purchase,
        list(remarks),
        [text[:500] for text in remarks.values()],
    )


async def _tell_returned(purchase: Row, approver: str, reason: str, now: datetime) -> None:
    await _tell_buyer(MessageKind.RETURNED, purchase, now, approver=approver, reason=reason)


async def _tell_buyer(kind: MessageKind, purchase: Row, now: datetime, **facts: str) -> None:
    await tell(
        kind,
        organisation=purchase.organisation,
        people=(purchase.buyer,),
        link=f"/checkout/{purchase.number}",
        facts={"number": purchase.number, **facts},
        now=now,
    )
