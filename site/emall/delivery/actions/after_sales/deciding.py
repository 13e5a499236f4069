"""Where the two sides do not agree, or one is silent, the procurement centre decides."""

from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.database import DB
from emall.delivery.access import is_asker_of, may_decide_back, may_escalate
from emall.delivery.actions.after_sales.asking import ASKERS, let_go
from emall.delivery.actions.after_sales.cases import (
    Case,
    bound,
    go,
    locked_case,
    moved_on,
    tell_centre,
    tell_other,
)
from emall.delivery.actions.after_sales.effects import make_good
from emall.delivery.actions.locked import write_counts
from emall.delivery.actions.settling import settle
from emall.delivery.rules.after_sales import binds
from emall.delivery.words import AfterSaleStatus, Outcome
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Refused
from emall.messages.words import MessageKind
from emall.orders.access import supervises
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def escalate(
    *, visitor: Visitor, number: str, text: str, version: int | None = None, now: datetime | None = None
) -> str:
    """The unit brings an after-sale before the procurement centre: after a refusal, or when a deadline has passed."""
    now = now or clock.now()
    async with DB.transaction():
        case = await locked_case(visitor, number, version=version)
        if not is_asker_of(visitor, case.found.facts):
            raise Forbidden(ASKERS)
        if not may_escalate(visitor, case.found.facts, case.row, now=now):
            raise _too_early(case)
        if not text.strip():
            raise Refused("text", "escalation_needed")
        deeds = await _escalate(case, visitor.person, text.strip()[:300], now)
        await record(visitor.actor(), *deeds)
    return number


def _too_early(case: Case) -> Conflict:
    waits = case.row.status in (AfterSaleStatus.REQUESTED, AfterSaleStatus.GOODS_BACK)
    if not waits or case.row.due_at is None:
        return moved_on(case.row.number)
    until = case.row.due_at.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M")
    return Conflict("after_sale", "not_escalated_yet", until=until)


async def _escalate(case: Case, person: int, text: str, now: datetime) -> list[Deed]:
    """Rejected pieces whose return was refused are bound anew, if nobody has replaced them meanwhile."""
    before = _bound(case)
    case, deed = await go(
        case,
        AfterSaleStatus.ESCALATED,
        "after_sale.escalate",
        now=now,
        note=text,
        escalated_by=person,
        escalated_at=now,
        escalation=text,
    )
    deeds = [deed]
    if before != _bound(case):
        if any(line.open < case.pieces.get(line.id, 0) for line in case.found.counts):
            raise Conflict("after_sale", "pieces_replaced")
        lines = bound(case, case.row, sign=1)
        await write_counts(lines)
        deeds += await settle(case.order, lines, outcome=Outcome.SUPERSEDED, now=now)
    await tell_centre(MessageKind.AFTER_SALE_ESCALATED, case, now=now)
    await tell_other(MessageKind.AFTER_SALE_DISPUTED, case, to_unit=False, now=now, reason=text)
    return deeds


def _bound(case: Case) -> tuple[bool, bool]:
    return binds(source=case.row.source, status=case.row.status, kind=case.row.kind, effected=False)


async def decide_back(
    *,
    visitor: Visitor,
    number: str,
    grant: bool,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> str:
    """The procurement centre grants what was asked for, or does not; both sides are bound by it.

    Granted after the goods have come back it takes effect at once, otherwise the unit sends them back first.
    """
    now = now or clock.now()
    async with DB.transaction():
        case = await locked_case(visitor, number, version=version)
        if visitor.duty != Duty.CENTRE or not supervises(visitor, case.found.facts):
            raise Forbidden((Duty.CENTRE,))
        if not may_decide_back(visitor, case.found.facts, case.row):
            raise moved_on(number)
        if not reason.strip():
            raise Refused("reason", "decision_needs_reason")
        deeds = await _decide(case, visitor.actor(), grant, reason.strip()[:300], now)
        for to_unit in (True, False):
            await tell_other(
                MessageKind.AFTER_SALE_DECIDED, case, to_unit=to_unit, now=now, reason=reason.strip()
            )
        await record(visitor.actor(), *deeds)
    return number


async def _decide(case: Case, actor: Actor, grant: bool, reason: str, now: datetime) -> list[Deed]:
    told: dict[str, Any] = {"decided_by": actor.person, "decided_at": now, "decision": reason}
    if not grant:
        return await let_go(case, "after_sale.decide", Outcome.REFUSED, now, note=reason, **told)
    if case.row.sent_at is not None:
        return await make_good(case, actor=actor, resaleable=False, now=now, **told)
    _, deed = await go(case, AfterSaleStatus.AGREED, "after_sale.decide", now=now, note=reason, **told)
    return [deed]
