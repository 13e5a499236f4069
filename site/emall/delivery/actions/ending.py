"""The procurement centre ends an order whose supplier has fallen silent: what was not delivered is given up."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.budget import actions as budget
from emall.catalogue.actions.stock import release_stock
from emall.database import DB, Row
from emall.delivery.access import may_end
from emall.delivery.actions.locked import Locked, by_listing, charges_for, locked, write_counts
from emall.delivery.actions.settling import deed_on, settle
from emall.delivery.rules import Counts, status_of
from emall.delivery.words import ENDED_BY_CENTRE, Outcome
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.kernel.workdays import workdays_between
from emall.messages.words import MessageKind
from emall.orders.access import may_view, supervises
from emall.orders.actions import move, tell_supplier, tell_unit
from emall.orders.words import OrderStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.actor import Actor
from emall.web.visitor import Visitor


def days_late(due_at: datetime | None, now: datetime) -> int:
    """Whole working days an order is past its deadline; negative before it, 0 where no clock runs."""
    return workdays_between(clock.day_of(due_at), clock.day_of(now)) if due_at is not None else 0


async def end_silent(
    *, visitor: Visitor, number: str, reason: str, version: int | None = None, now: datetime | None = None
) -> str:
    """End an order whose supplier is late by more working days than the rulebook allows; returns its number.

    Parcels that never arrived are written off; everything not accepted or waiting to be judged is given up and its
    money free, once. What was accepted is invoiced and paid as ever. An open request for return is thereby granted.
    """
    now = now or clock.now()
    async with DB.transaction():
        found = await _to_end(visitor, number, version)
        order = found.order
        late, most = days_late(order.due_at, now), await silent_days(order, now)
        if late < most:
            raise Conflict("order", "not_silent_yet", days=most)
        if not reason.strip():
            raise Refused("reason", "reason_needed_to_end")
        deeds = await _end(found, visitor.actor(), reason.strip()[:300], late, now)
        for tell in (tell_unit, tell_supplier):
            await tell(MessageKind.ORDER_ENDED, order, now=now, reason=reason.strip()[:300])
        await record(visitor.actor(), *deeds)
    return number


async def silent_days(order: Mapping[str, Any], now: datetime) -> int:
    """Working days a supplier may be past its deadline before its order can be ended."""
    return await rule(Rule.SILENT_DAYS, region=order["region"], kind=order["unit_kind"], on=clock.day_of(now))


async def _to_end(visitor: Visitor, number: str, version: int | None) -> Locked:
    found = await locked(number)
    if not may_view(visitor, found.facts):
        raise Missing
    if visitor.duty != Duty.CENTRE or not supervises(visitor, found.facts):
        raise Forbidden((Duty.CENTRE,))
    if not may_end(visitor, found.facts) or (version is not None and version != found.order.version):
        raise Conflict("order", "order_moved_on", number=number)
    return found


async def _end(found: Locked, actor: Actor, reason: str, late: int, now: datetime) -> list[Deed]:
    order = found.order
    lost = await _write_off(order, now)
    lines = [_ended(line, lost.get(line.id, 0)) for line in found.counts]
    pieces = {line.id: line.closed - was.closed for line, was in zip(lines, found.counts, strict=True)}
    to = status_of(status=order.status, lines=lines)
    charges = charges_for(found, pieces, whole=to == OrderStatus.CANCELLED)
    await write_counts(lines)
    deeds = []
    if to != order.status:
        deeds.append(await move(order, to, actor=actor, now=now, reason=reason, reason_code=ENDED_BY_CENTRE))
    deeds += await _close_returns(order, now)
    deeds += await settle(order, lines, outcome=Outcome.GIVEN_UP, now=now)
    in_store = {line: quantity - lost.get(line, 0) for line, quantity in pieces.items()}
    if any(in_store.values()):
        await release_stock(by_listing(found, in_store))
    deeds += await budget.give_back(charges, actor=actor, now=now, reason="ended")
    await _write(order, actor, reason, late, sum(pieces.values()), sum(one.fen for one in charges), now)
    return deeds


def _ended(line: Counts, lost: int) -> Counts:
    """The line with lost pieces no longer shipped and everything that is not on its way or there given up."""
    shipped = line.shipped - lost
    return replace(line, shipped=shipped, closed=line.quantity - shipped, withheld=0)


async def _write_off(order: Row, now: datetime) -> dict[int, int]:
    """Parcels still under way count as lost: how many pieces of each line. Their goods left the supplier's store."""
    rows = await DB.fetch(
        'WITH gone AS (UPDATE shipment SET received_at = $2, lost_at = $2 WHERE "order" = $1 AND received_at IS NULL'
        " RETURNING id) SELECT l.order_line, sum(l.quantity)::int AS pieces FROM shipment_line l"
        " JOIN gone ON gone.id = l.shipment GROUP BY l.order_line",
        order.id,
        now,
    )
    return {row.order_line: row.pieces for row in rows}


async def _close_returns(order: Row, now: datetime) -> list[Deed]:
    """Returns of rejected goods end with the order: their pieces are given up and their money is free all the same."""
    rows = await DB.fetch(
        "UPDATE after_sale a SET status = 'closed', outcome = 'given_up', closed_at = $2, due_at = NULL,"
        " version = a.version + 1 FROM after_sale b WHERE a.\"order\" = $1 AND b.id = a.id AND a.status <> 'closed'"
        " AND a.source = 'rejected' AND a.kind = 'return' RETURNING a.number, b.status AS came",
        order.id,
        now,
    )
    return [deed_on(order, row.number, "after_sale.close", row.came, outcome="given_up") for row in rows]


async def _write(
    order: Row, actor: Actor, reason: str, late: int, pieces: int, fen: int, now: datetime
) -> None:
    await DB.execute(
        'INSERT INTO ending ("order", decided_by, reason, days_late, pieces, given_back_fen, at)'
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        order.id,
        actor.person,
        reason,
        late,
        pieces,
        fen,
        now,
    )
