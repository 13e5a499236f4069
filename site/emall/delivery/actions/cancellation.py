"""Giving up what is left of a confirmed order: one side asks, the other agrees, and goods and money are free once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.budget import actions as budget
from emall.catalogue.actions.stock import release_stock
from emall.database import DB, Row
from emall.delivery.access import CANCELLABLE, may_answer_cancel, may_ask_cancel, may_take_back
from emall.delivery.actions.locked import Locked, by_listing, charges_for, locked, write_counts
from emall.delivery.actions.settling import settle
from emall.delivery.rules import status_of
from emall.delivery.words import CANCELLED_BY_AGREEMENT, CancellationStatus, Outcome
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.messages.words import MessageKind
from emall.orders.access import is_buyer_of, is_seller_of, may_view
from emall.orders.actions import move, tell_supplier, tell_unit
from emall.orders.words import OrderStatus
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def ask(*, visitor: Visitor, number: str, reason: str, now: datetime | None = None) -> str:
    """Buyer or supplier asks to cancel what is still to be shipped (申请取消); returns the order's number."""
    now = now or clock.now()
    async with DB.transaction():
        found = await _party(visitor, number)
        facts = found.facts
        if facts["cancel_asked_for"] is not None:
            raise Conflict("reason", "cancellation_pending")
        if found.order.status not in CANCELLABLE:
            raise Conflict("order", "order_moved_on", number=number)
        if not may_ask_cancel(visitor, facts):
            raise Refused("reason", "nothing_left_to_cancel")
        if not reason.strip():
            raise Refused("reason", "reason_needed_to_cancel")
        await DB.execute(
            'INSERT INTO cancellation ("order", asked_by, asked_for, reason, status, asked_at, answer)'
            " VALUES ($1, $2, $3, $4, $5, $6, '')",
            found.order.id,
            visitor.person,
            visitor.organisation,
            reason.strip()[:300],
            str(CancellationStatus.ASKED),
            now,
        )
        await _tell_other(MessageKind.CANCELLATION_ASKED, visitor, found.order, now, reason=reason.strip())
        await record(visitor.actor(), _deed("cancellation.ask", found.order, None, "asked", reason))
    return number


async def answer(
    *, visitor: Visitor, number: str, agree: bool, text: str = "", now: datetime | None = None
) -> str:
    """The other side agrees or does not; returns the order's number.

    With agreement everything still open is given up: its goods and its money are free, exactly once.
    """
    now = now or clock.now()
    async with DB.transaction():
        found = await _party(visitor, number)
        if not may_answer_cancel(visitor, found.facts):
            raise Conflict("order", "cancellation_moved_on", number=number)
        to = CancellationStatus.AGREED if agree else CancellationStatus.REFUSED
        await _settle(found.order.id, to, visitor.person, text, now)
        deeds = [_deed("cancellation.answer", found.order, "asked", str(to), text)]
        kind = MessageKind.CANCELLATION_AGREED if agree else MessageKind.CANCELLATION_REFUSED
        if agree:
            deeds += await _close_rest(found, visitor.actor(), now)
        await _tell_other(kind, visitor, found.order, now)
        await record(visitor.actor(), *deeds)
    return number


async def take_back(*, visitor: Visitor, number: str, now: datetime | None = None) -> str:
    """The side that asked thinks better of it; returns the order's number."""
    now = now or clock.now()
    async with DB.transaction():
        found = await _party(visitor, number)
        if not may_take_back(visitor, found.facts):
            raise Conflict("order", "cancellation_moved_on", number=number)
        await _settle(found.order.id, CancellationStatus.TAKEN_BACK, visitor.person, "", now)
        await _tell_other(MessageKind.CANCELLATION_TAKEN_BACK, visitor, found.order, now)
        await record(visitor.actor(), _deed("cancellation.take_back", found.order, "asked", "taken_back", ""))
    return number


async def _party(visitor: Visitor, number: str) -> Locked:
    """The order, locked, for its buyer or its supplier."""
    found = await locked(number)
    if not may_view(visitor, found.facts):
        raise Missing
    if not (is_buyer_of(visitor, found.facts) or is_seller_of(visitor, found.facts)):
        raise Forbidden((Duty.BUYER, Duty.SELLER, Duty.SELLER_ADMIN))
    return found


async def _settle(order: int, to: CancellationStatus, person: int, text: str, now: datetime) -> None:
    await DB.execute(
        "UPDATE cancellation SET status = $2, answered_by = $3, answered_at = $4, answer = $5"
        " WHERE \"order\" = $1 AND status = 'asked'",
        order,
        str(to),
        person,
        now,
        text.strip()[:300],
    )


def _deed(act: str, order: Row, before: str | None, after: str, note: str) -> Deed:
    """A deed on the cancellation, kept apart from the order's own statuses."""
    return Deed(
        act,
        "cancellation",
        order.number,
        {"status": before} if before else None,
        {"status": after},
        note=note.strip(),
        organisations=(order.organisation, order.supplier),
    )


async def _close_rest(found: Locked, actor: Actor, now: datetime) -> list[Deed]:
    """Give up what is open: lines, goods, money, and where that leaves the order."""
    order = found.order
    pieces = {line.id: line.open for line in found.counts if line.open > 0}
    after = [replace(line, closed=line.closed + pieces.get(line.id, 0)) for line in found.counts]
    to = status_of(status=order.status, lines=after, under_way=found.under_way > 0)
    await write_counts(after)
    deeds = []
    if to != order.status:
        code = CANCELLED_BY_AGREEMENT if to == OrderStatus.CANCELLED else ""
        deeds.append(await move(order, to, actor=actor, now=now, reason_code=code))
    deeds += await settle(order, after, outcome=Outcome.GIVEN_UP, now=now)
    if pieces:
        await release_stock(by_listing(found, pieces))
    charges = charges_for(found, pieces, whole=to == OrderStatus.CANCELLED)
    return deeds + await budget.give_back(charges, actor=actor, now=now, reason="cancelled")


async def _tell_other(kind: MessageKind, visitor: Visitor, order: Row, now: datetime, **facts: Any) -> None:
    if visitor.organisation == order.supplier:
        await tell_unit(kind, order, now=now, **facts)
    else:
        await tell_supplier(kind, order, now=now, **facts)
