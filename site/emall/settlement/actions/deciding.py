"""What becomes of an issued invoice: the supplier takes it back, the buyer confirms or refuses it."""

from collections.abc import Sequence
from datetime import datetime

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import move
from emall.orders.words import OrderStatus
from emall.settlement.access import (
    is_seller_of,
    is_settler_of,
    may_confirm_invoice,
    may_refuse_invoice,
    may_view,
    may_withdraw_invoice,
)
from emall.settlement.actions.locked import lock_invoices
from emall.settlement.queries.matching import matches_of
from emall.settlement.queries.returns import open_after_sales
from emall.settlement.rules import refusals_for_match
from emall.settlement.words import InvoiceStatus
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def withdraw(
    *, visitor: Visitor, invoice: int, version: int, reason: str = "", now: datetime | None = None
) -> int:
    """The supplier takes back an invoice the buyer has not decided on; its orders can be invoiced again."""
    now = now or clock.now()
    async with DB.transaction():
        row, orders = await _locked(visitor, invoice, version)
        if not is_seller_of(visitor, row):
            raise Forbidden(SUPPLIER_DUTIES)
        if not may_withdraw_invoice(visitor, row):
            raise Conflict("version", "invoice_moved_on", number=row.number)
        actor = visitor.actor()
        deeds = await _end(row, orders, InvoiceStatus.WITHDRAWN, actor=actor, now=now, reason=reason)
        await _tell_buyers(MessageKind.INVOICE_WITHDRAWN, row, orders, now)
        await record(actor, *deeds)
    return invoice


async def confirm(*, visitor: Visitor, invoice: int, version: int, now: datetime | None = None) -> int:
    """The buyer confirms: order, acceptance and invoice agree. Refused with each difference while they do not."""
    now = now or clock.now()
    async with DB.transaction():
        row, orders = await _locked(visitor, invoice, version)
        if not is_settler_of(visitor, row):
            raise Forbidden(Duty.BUYER)
        if not may_confirm_invoice(visitor, row):
            raise Conflict("version", "invoice_moved_on", number=row.number)
        await refuse_unless_matched([row], orders)
        deeds = await confirm_locked([row], actor=visitor.actor(), now=now)
        await record(visitor.actor(), *deeds)
    return invoice


async def refuse(
    *, visitor: Visitor, invoice: int, version: int, reason: str, now: datetime | None = None
) -> int:
    """The buyer does not accept an invoice, with a reason; also one confirmed before, while it is on no sheet."""
    now = now or clock.now()
    async with DB.transaction():
        row, orders = await _locked(visitor, invoice, version)
        if not is_settler_of(visitor, row):
            raise Forbidden(Duty.BUYER)
        if not may_refuse_invoice(visitor, row):
            raise Conflict("version", "invoice_moved_on", number=row.number)
        if not reason.strip():
            raise Refused("reason", "reason_needed_to_refuse_invoice")
        actor = visitor.actor()
        deeds = await _end(row, orders, InvoiceStatus.REFUSED, actor=actor, now=now, reason=reason)
        await _tell_supplier(row, reason.strip(), now)
        await record(actor, *deeds)
    return invoice


async def _locked(visitor: Visitor, invoice: int, version: int) -> tuple[Row, list[Row]]:
    """An invoice this visitor may see, with its orders; Conflict when it is not the one decided on."""
    (row,), orders = await lock_invoices([invoice])
    if not may_view(visitor, row):
        raise Missing
    if row.version != version:
        raise Conflict("version", "invoice_moved_on", number=row.number)
    return row, orders


async def refuse_unless_matched(invoices: Sequence[Row], orders: Sequence[Row]) -> None:
    """Raise Refused with every difference of these locked invoices, and for goods on their way back."""
    matches = await matches_of(row.id for row in invoices)
    refusals = [one for row in invoices for one in refusals_for_match(row.number, matches[row.id])]
    waiting = await open_after_sales([order.id for order in orders])
    refusals += [
        Refusal("", "after_sale_open", number=order.number) for order in orders if order.id in waiting
    ]
    if refusals:
        raise Refused(*refusals)


async def confirm_locked(invoices: Sequence[Row], *, actor: Actor, now: datetime) -> list[Deed]:
    """Confirm those of these locked invoices that wait for it; the caller has looked at their match."""
    waiting = [row for row in invoices if row.status == InvoiceStatus.ISSUED]
    await DB.execute(
        "UPDATE invoice SET status = 'confirmed', decided_by = $2, decided_at = $3, version = version + 1"
        " WHERE id = ANY($1::bigint[])",
        [row.id for row in waiting],
        actor.person,
        now,
    )
    return [_deed(row, InvoiceStatus.CONFIRMED) for row in waiting]


async def _end(
    row: Row, orders: Sequence[Row], to: InvoiceStatus, *, actor: Actor, now: datetime, reason: str
) -> list[Deed]:
    """The invoice is no longer in force, its number and its orders are free again."""
    await DB.execute(
        "UPDATE invoice SET status = $2, decided_by = $3, decided_at = $4, reason = $5, version = version + 1"
        " WHERE id = $1",
        *(row.id, str(to), actor.person, now, reason.strip()[:300]),
    )
    await DB.execute("UPDATE invoice_order SET active = false WHERE invoice = $1", row.id)
    deeds = [_deed(row, to, reason.strip())]
    for order in orders:
        deeds.append(await move(order, OrderStatus.ACCEPTED, actor=actor, now=now, reason=reason.strip()))
    return deeds


ACTS = {
    InvoiceStatus.CONFIRMED: "invoice.confirm",
    InvoiceStatus.REFUSED: "invoice.refuse",
    InvoiceStatus.WITHDRAWN: "invoice.withdraw",
}


def _deed(row: Row, to: InvoiceStatus, note: str = "") -> Deed:
    return Deed(
        ACTS[to],
        "invoice",
        str(row.id),
        {"status": str(row.status)},
        {"status": str(to)},
        note=note,
        organisations=(row.organisation, row.supplier),
    )


async def _tell_buyers(kind: MessageKind, row: Row, orders: Sequence[Row], now: datetime) -> None:
    await tell(
        kind,
        organisation=row.organisation,
        people={order.buyer for order in orders},
        link=f"/invoices/{row.id}",
        facts={"number": row.number, "supplier": row.supplier_name},
        now=now,
    )


async def _tell_supplier(row: Row, reason: str, now: datetime) -> None:
    await tell(
        MessageKind.INVOICE_REFUSED,
        organisation=row.supplier,
        duties=SUPPLIER_DUTIES,
        link=f"/supplier/invoices/{row.id}",
        facts={"number": row.number, "unit": row.organisation_name, "reason": reason},
        now=now,
    )
