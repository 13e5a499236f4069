"""A buyer puts invoices of one supplier on a settlement sheet, and may take it back until it is reviewed."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from datetime import datetime

from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import due_in, move, next_number
from emall.orders.words import OrderStatus
from emall.settlement.access import is_settler_of, may_view
from emall.settlement.actions.deciding import confirm_locked, refuse_unless_matched
from emall.settlement.actions.locked import lock_invoices
from emall.settlement.queries.hands import acceptors_of, reviewers_for, signers_of
from emall.settlement.queries.periods import Period, periods_of
from emall.settlement.rules import refusals_for_sheet
from emall.settlement.words import SETTLEMENT_PREFIX, SettlementStatus
from emall.web.visitor import Visitor


async def settle(*, visitor: Visitor, invoices: Mapping[int, int], now: datetime | None = None) -> str:
    """Settle invoices of one supplier (id → version as seen) with all their orders; the sheet's number.

    Invoices not confirmed yet are confirmed by it, so everything must match: one deed for a buyer who finds all in
    order. Raises Forbidden, Missing, Conflict when an invoice is not the one seen, Refused with every reason.
    """
    now = now or clock.now()
    if not invoices:
        raise Refused("invoice", "settlement_needs_invoices")
    async with DB.transaction():
        rows, orders = await lock_invoices(invoices)
        _refuse_unseen(visitor, rows, invoices)
        await _refuse_unfit(visitor, rows, orders)
        actor = visitor.actor()
        deeds = await confirm_locked(rows, actor=actor, now=now)
        due_at = await due_in("settle_review_days", region=rows[0].region, kind=rows[0].unit_kind, now=now)
        number = await _write(visitor, rows, orders, due_at, now)
        deeds.append(_submitted(number, rows, orders))
        for order in orders:
            deeds.append(await move(order, OrderStatus.SETTLING, actor=actor, now=now, due_at=due_at))
        await _ask_reviewers(visitor, number, rows, orders, now)
        await record(actor, *deeds)
    return number


def _refuse_unseen(visitor: Visitor, rows: Sequence[Row], seen: Mapping[int, int]) -> None:
    for row in rows:
        if not may_view(visitor, row):
            raise Missing
        if not is_settler_of(visitor, row):
            raise Forbidden(Duty.BUYER)
    changed = [row.number for row in rows if row.version != seen[row.id]]
    if changed:
        raise Conflict("version", "invoice_moved_on", number=changed[0])


async def _refuse_unfit(visitor: Visitor, rows: Sequence[Row], orders: Sequence[Row]) -> None:
    refusals = refusals_for_sheet(rows, orders)
    if refusals:
        raise Refused(*refusals)
    await refuse_unless_matched(rows, orders)
    ids = [order.id for order in orders]
    if visitor.is_among(await acceptors_of(ids) | await signers_of(ids)):
        raise Refused("", "settler_accepted")
    if not await reviewers_for(rows[0].organisation, ids, maker=visitor.person):
        raise Refused("", "nobody_to_review")


async def _write(
    visitor: Visitor, rows: Sequence[Row], orders: Sequence[Row], due_at: datetime, now: datetime
) -> str:
    number = await next_number(SETTLEMENT_PREFIX, "settlement_number", now)
    periods = await periods_of(orders, region=rows[0].region, kind=rows[0].unit_kind)
    last_days = [period.due_on for period in periods.values() if period.due_on is not None]
    sheet = await DB.fetch_value(
        "INSERT INTO settlement (number, organisation, supplier, amount_fen, status, made_by, made_at, due_at,"
        " pay_due_on, comment, interest_fen, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', 0, 1)"
        " RETURNING id",
        *(number, rows[0].organisation, rows[0].supplier, sum(row.amount_fen for row in rows)),
        *(str(SettlementStatus.TO_REVIEW), visitor.person, now, due_at, min(last_days, default=None)),
    )
    await _place(sheet, rows, periods)
    return number


async def _place(sheet: int, rows: Sequence[Row], periods: Mapping[int, Period]) -> None:
    """Each order with its invoice, its amount and its own payment period."""
    covered = await DB.fetch(
        'SELECT invoice, "order", amount_fen FROM invoice_order WHERE invoice = ANY($1::bigint[]) AND active'
        ' ORDER BY "order"',
        [row.id for row in rows],
    )
    await DB.execute_many(
        'INSERT INTO settlement_order (settlement, "order", invoice, amount_fen, pay_due_on, interest_ppm, active)'
        " VALUES ($1, $2, $3, $4, $5, $6, true)",
        [(sheet, *(one.order, one.invoice, one.amount_fen), *astuple(periods[one.order])) for one in covered],
    )


def _submitted(number: str, rows: Sequence[Row], orders: Sequence[Row]) -> Deed:
    after = {
        "status": str(SettlementStatus.TO_REVIEW),
        "amount_fen": sum(row.amount_fen for row in rows),
        "orders": [order.number for order in orders],
        "invoices": [row.number for row in rows],
    }
    seen = (rows[0].organisation, rows[0].supplier)
    return Deed("settlement.submit", "settlement", number, {"status": "draft"}, after, organisations=seen)


async def _ask_reviewers(
    visitor: Visitor, number: str, rows: Sequence[Row], orders: Sequence[Row], now: datetime
) -> None:
    await tell(
        MessageKind.SETTLEMENT_TO_REVIEW,
        organisation=rows[0].organisation,
        people=await reviewers_for(
            rows[0].organisation, [order.id for order in orders], maker=visitor.person
        ),
        link=f"/settlements/{number}",
        facts={
            "number": number,
            "buyer": visitor.person_name,
            "supplier": rows[0].supplier_name,
            "total_fen": sum(row.amount_fen for row in rows),
        },
        now=now,
    )
