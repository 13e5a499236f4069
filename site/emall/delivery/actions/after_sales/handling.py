"""The supplier answers and inspects, the unit sends the goods back."""

from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.database import DB
from emall.delivery.access import is_asker_of, may_answer_back, may_inspect, may_send_back
from emall.delivery.actions.after_sales.asking import ASKERS
from emall.delivery.actions.after_sales.cases import (
    Case,
    allow,
    bound,
    go,
    locked_case,
    tell_centre,
    tell_other,
)
from emall.delivery.actions.after_sales.effects import make_good
from emall.delivery.actions.locked import write_counts
from emall.delivery.words import AfterSaleStatus
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.messages.words import MessageKind
from emall.orders.access import is_seller_of
from emall.orders.actions import due_in
from emall.rulebook.words import Rule
from emall.web.actor import Actor
from emall.web.visitor import Visitor

SELLERS = (Duty.SELLER, Duty.SELLER_ADMIN)


async def answer_back(
    *,
    visitor: Visitor,
    number: str,
    agree: bool,
    text: str = "",
    goods_needed: bool = True,
    version: int | None = None,
    now: datetime | None = None,
) -> str:
    """The supplier agrees, or refuses with a reason; without `goods_needed` nothing has to be sent back first."""
    now = now or clock.now()
    async with DB.transaction():
        case = await locked_case(visitor, number, version=version)
        allow(visitor, case, may_answer_back, mine=is_seller_of(visitor, case.found.facts), duties=SELLERS)
        if not agree and not text.strip():
            raise Refused("text", "reason_needed_to_refuse")
        told: dict[str, Any] = {
            "answered_by": visitor.person,
            "answered_at": now,
            "answer": text.strip()[:300],
        }
        if agree:
            deeds = await _agree(case, visitor.actor(), told, goods_needed, now)
        else:
            deeds = await _refuse(case, told, now)
        await record(visitor.actor(), *deeds)
    return number


async def _agree(
    case: Case, actor: Actor, told: dict[str, Any], goods_needed: bool, now: datetime
) -> list[Deed]:
    case, deed = await go(
        case, AfterSaleStatus.AGREED, "after_sale.agree", now=now, note=str(told["answer"]), **told
    )
    await tell_other(MessageKind.AFTER_SALE_AGREED, case, to_unit=True, now=now)
    if goods_needed:
        return [deed]
    return [deed, *await make_good(case, actor=actor, resaleable=False, now=now)]


async def _refuse(case: Case, told: dict[str, Any], now: datetime) -> list[Deed]:
    """A refused return of rejected goods no longer keeps the supplier from replacing them."""
    due_at = await answer_due(case, now)
    free = bound(case, case.row, sign=-1)
    refused, deed = await go(
        case,
        AfterSaleStatus.REFUSED,
        "after_sale.refuse",
        now=now,
        due_at=due_at,
        note=str(told["answer"]),
        **told,
    )
    if not case.of_accepted:
        await write_counts(free)
    await tell_other(MessageKind.AFTER_SALE_REFUSED, refused, to_unit=True, now=now, reason=told["answer"])
    return [deed]


async def answer_due(case: Case, now: datetime) -> datetime:
    """The deadline of whoever has to act next on an after-sale."""
    order = case.order
    return await due_in(Rule.AFTER_SALE_ANSWER_DAYS, region=order.region, kind=order.unit_kind, now=now)


async def send_back(
    *,
    visitor: Visitor,
    number: str,
    carrier: str,
    waybill: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> str:
    """The unit sends the goods back (寄回), with who carries them."""
    now = now or clock.now()
    async with DB.transaction():
        case = await locked_case(visitor, number, version=version)
        allow(visitor, case, may_send_back, mine=is_asker_of(visitor, case.found.facts), duties=ASKERS)
        if not carrier.strip():
            raise Refused("carrier", "carrier_needed_back")
        case, deed = await go(
            case,
            AfterSaleStatus.GOODS_BACK,
            "after_sale.send_back",
            now=now,
            due_at=await answer_due(case, now),
            carrier=carrier.strip()[:60],
            waybill=waybill.strip()[:60],
            sent_by=visitor.person,
            sent_at=now,
        )
        await tell_other(
            MessageKind.AFTER_SALE_GOODS_BACK, case, to_unit=False, now=now, carrier=carrier.strip()
        )
        await record(visitor.actor(), deed)
    return number


async def inspect(
    *,
    visitor: Visitor,
    number: str,
    fine: bool,
    resaleable: bool = False,
    finding: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> str:
    """The supplier looks at what came back: in order, it makes good; if not, the procurement centre decides."""
    now = now or clock.now()
    async with DB.transaction():
        case = await locked_case(visitor, number, version=version)
        allow(visitor, case, may_inspect, mine=is_seller_of(visitor, case.found.facts), duties=SELLERS)
        if not fine and not finding.strip():
            raise Refused("finding", "finding_needed")
        told: dict[str, Any] = {
            "inspected_by": visitor.person,
            "inspected_at": now,
            "finding": finding.strip()[:300],
        }
        if fine:
            deeds = await make_good(case, actor=visitor.actor(), resaleable=resaleable, now=now, **told)
        else:
            deeds = await _dispute(case, visitor, told, now)
        await record(visitor.actor(), *deeds)
    return number


async def _dispute(case: Case, visitor: Visitor, told: dict[str, Any], now: datetime) -> list[Deed]:
    case, deed = await go(
        case,
        AfterSaleStatus.ESCALATED,
        "after_sale.dispute",
        now=now,
        note=str(told["finding"]),
        escalated_by=visitor.person,
        escalated_at=now,
        escalation=told["finding"],
        **told,
    )
    await tell_centre(MessageKind.AFTER_SALE_ESCALATED, case, now=now)
    await tell_other(MessageKind.AFTER_SALE_DISPUTED, case, to_unit=True, now=now, reason=told["finding"])
    return [deed]
