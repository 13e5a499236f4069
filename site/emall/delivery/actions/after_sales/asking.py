"""Asking for goods to go back (申请售后), and thinking better of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.database import DB
from emall.delivery.access import is_asker_of, may_ask_back, may_drop
from emall.delivery.actions.after_sales.cases import Case, allow, bound, case_of, go, locked_case, tell_other
from emall.delivery.actions.locked import Locked, locked_for, write_counts
from emall.delivery.actions.settling import deed_on, owe_replacement, settle, write_lines
from emall.delivery.queries.after_sales import askable
from emall.delivery.rules.after_sales import refusals_for_asking
from emall.delivery.words import (
    AFTER_SALE_PREFIX,
    AfterSaleStatus,
    Outcome,
)
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.messages.words import MessageKind
from emall.orders.actions import due_in, next_number
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor

ASKERS = (Duty.BUYER, Duty.RECEIVER)


async def ask_back(
    *,
    visitor: Visitor,
    number: str,
    kind: str,
    source: str,
    quantities: Mapping[int, int],
    reason_code: str,
    reason: str = "",
    now: datetime | None = None,
) -> str:
    """Buyer or receiver asks for pieces of an order to be returned, exchanged or repaired; the after-sale's number.

    `source` says which pieces: rejected ones still owed, or accepted ones within the supplier's window. `quantities`
    maps order lines to pieces. What is asked for is bound: nobody replaces it or asks for it a second time.
    """
    now = now or clock.now()
    wanted = {line: quantity for line, quantity in quantities.items() if quantity}
    async with DB.transaction():
        found = await locked_for(visitor, number, may_ask_back, is_asker_of, *ASKERS)
        refusals = refusals_for_asking(
            kind=kind,
            source=source,
            reason_code=reason_code,
            quantities=wanted,
            askable=await askable(found.order, found.counts, now),
        )
        if refusals:
            raise Refused(*refusals)
        case = await _write(found, kind, source, wanted, reason_code, reason, visitor.person, now)
        lines = bound(case, case.row, sign=1)
        await write_counts(lines)
        deeds = [
            deed_on(
                found.order, case.row.number, "after_sale.ask", None, reason, status="requested", kind=kind
            )
        ]
        deeds += await settle(found.order, lines, outcome=Outcome.SUPERSEDED, now=now)
        await tell_other(
            MessageKind.AFTER_SALE_ASKED, case, to_unit=False, now=now, unit=found.order.organisation_name
        )
        await record(visitor.actor(), *deeds)
    return str(case.row.number)


async def _write(
    found: Locked,
    kind: str,
    source: str,
    wanted: Mapping[int, int],
    reason_code: str,
    reason: str,
    person: int,
    now: datetime,
) -> Case:
    order = found.order
    number = await next_number(AFTER_SALE_PREFIX, "after_sale_number", now)
    due_at = await due_in(Rule.AFTER_SALE_ANSWER_DAYS, region=order.region, kind=order.unit_kind, now=now)
    case = await DB.fetch_value(
        'INSERT INTO after_sale (number, "order", kind, source, status, reason_code, reason, asked_by, asked_at, due_at)'
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id",
        number,
        order.id,
        kind,
        source,
        str(AfterSaleStatus.REQUESTED),
        reason_code,
        reason.strip()[:300],
        person,
        now,
        due_at,
    )
    await write_lines(case, wanted)
    return await case_of(found, number)


async def drop(
    *, visitor: Visitor, number: str, version: int | None = None, now: datetime | None = None
) -> str:
    """The unit takes its request back, or gives in to a refusal: what is bound is free again."""
    now = now or clock.now()
    async with DB.transaction():
        case = await locked_case(visitor, number, version=version)
        allow(visitor, case, may_drop, mine=is_asker_of(visitor, case.found.facts), duties=ASKERS)
        outcome = Outcome.REFUSED if case.row.status == AfterSaleStatus.REFUSED else Outcome.TAKEN_BACK
        deeds = await let_go(case, "after_sale.drop", outcome, now)
        await tell_other(MessageKind.AFTER_SALE_CLOSED, case, to_unit=False, now=now)
        await record(visitor.actor(), *deeds)
    return number


async def let_go(
    case: Case, act: str, outcome: Outcome, now: datetime, note: str = "", **columns: Any
) -> list[Deed]:
    """Close without effect: bound pieces are free, and rejected ones are owed again as before."""
    lines = bound(case, case.row, sign=-1)
    await write_counts(lines)
    closed, deed = await go(case, AfterSaleStatus.CLOSED, act, now=now, note=note, outcome=outcome, **columns)
    if case.of_accepted:
        return [deed]
    owed = await owe_replacement(
        case.order, closed.pieces, person=case.row.asked_by, reason_code=case.row.reason_code, now=now
    )
    return [deed, *owed]
