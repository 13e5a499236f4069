"""A supplier issues an invoice for accepted orders of one unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Forbidden, Missing, Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import lines_of, lock_orders, move
from emall.orders.words import SUPPLIER_SEES, OrderStatus
from emall.settlement.kept import KeptFile
from emall.settlement.queries.returns import open_after_sales
from emall.settlement.queries.titles import titles_of
from emall.settlement.rules import (
    Charged,
    differences_of,
    lines_to_invoice,
    refusals_for_file,
    refusals_for_orders,
    refusals_for_paper,
    refusals_for_quantities,
)
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Stated:
    """What a supplier states of its invoice; quantities by order line and the total only where it differs to check."""

    orders: Sequence[str]
    number: str
    issued_on: date | None
    amount_fen: int | None = None
    quantities: Mapping[int, int] = field(default_factory=dict)
    file: KeptFile | None = None


async def issue(*, visitor: Visitor, stated: Stated, now: datetime | None = None) -> int:
    """Issue an invoice over everything accepted of these orders; its id.

    The orders wait for the buyer's check from now on. Raises Forbidden, Missing for orders of others, Refused with
    every reason: the orders, number, date and total, quantities, a file that says something else, a taken number.
    """
    if visitor.duty not in SUPPLIER_DUTIES:
        raise Forbidden(SUPPLIER_DUTIES)
    now = now or clock.now()
    async with DB.transaction():
        orders = await _own_orders(visitor, stated.orders)
        charged = lines_to_invoice(orders=orders, lines=await lines_of(order.id for order in orders))
        titled = await titles_of([order.id for order in orders])
        await _refuse(stated, orders, charged, titled, clock.day_of(now))
        invoice = await _write(visitor, stated, charged, titled[0], now)
        await _cover(invoice, charged)
        actor = visitor.actor()
        deeds = [await move(order, OrderStatus.INVOICED, actor=actor, now=now) for order in orders]
        await _tell(orders, stated.number, charged, invoice, now)
        await record(actor, _deed(invoice, orders, stated, charged), *deeds)
    return invoice


async def _own_orders(visitor: Visitor, numbers: Sequence[str]) -> list[Row]:
    wanted = set(numbers)
    rows = await DB.fetch(
        "SELECT id FROM purchase_order WHERE number = ANY($1::text[]) AND supplier = $2 AND status = ANY($3::text[])",
        sorted(wanted),
        visitor.organisation,
        sorted(SUPPLIER_SEES),
    )
    if len(rows) != len(wanted):
        raise Missing
    return await lock_orders(row.id for row in rows)


async def _refuse(
    stated: Stated, orders: Sequence[Row], charged: Sequence[Charged], titled: Sequence[Row], today: date
) -> None:
    refusals = refusals_for_orders(
        titled, open_after_sales=await open_after_sales([order.id for order in orders])
    )
    due_fen = sum(line.amount_fen for line in charged)
    refusals += refusals_for_paper(
        number=stated.number,
        issued_on=stated.issued_on,
        earliest=min((row.confirmed_on or today for row in titled), default=today),
        today=today,
        stated_fen=stated.amount_fen,
        due_fen=due_fen,
    )
    refusals += refusals_for_quantities(charged, stated.quantities)
    if stated.file is not None and titled:
        refusals += refusals_for_file(
            differences_of(read=stated.file.facts, stated=facts_of(stated, charged, titled[0]))
        )
        refusals += await _used(stated.file.digest)
    if refusals:
        raise Refused(*refusals)


async def _used(digest: str) -> list[Refusal]:
    """A file stands behind one invoice in force; whoever brings it for another at the same moment waits here."""
    await DB.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", f"invoice file {digest}")
    used = await DB.fetch_value(
        "SELECT EXISTS (SELECT FROM invoice WHERE file_digest = $1 AND file_digest <> ''"
        " AND status IN ('issued', 'confirmed'))",
        digest,
    )
    return [Refusal("file", "file_of_another_invoice")] if used else []


def facts_of(stated: Stated, charged: Sequence[Charged], titled: Row) -> dict[str, Any]:
    """What the form says, by the names a file's facts have."""
    return {
        "number": stated.number,
        "issued_on": stated.issued_on.isoformat() if stated.issued_on else "",
        "amount_fen": sum(line.amount_fen for line in charged),
        "tax_fen": sum(line.tax_fen for line in charged),
        **{name: titled[name] for name in ("buyer_name", "buyer_uscc", "seller_name", "seller_uscc")},
    }


async def _write(
    visitor: Visitor, stated: Stated, charged: Sequence[Charged], titled: Row, now: datetime
) -> int:
    """The invoice itself; a number in force elsewhere waits for whoever is writing it, and is then refused."""
    kept = stated.file or KeptFile("", "", "", 0, {})
    invoice: int | None = await DB.fetch_value(
        _INSERT,
        *(stated.number, titled.kind, visitor.organisation, titled.organisation, stated.issued_on),
        *(titled.buyer_name, titled.buyer_uscc),
        *(sum(line.amount_fen for line in charged), sum(line.tax_fen for line in charged)),
        *(kept.digest, kept.name, kept.kind, kept.size, kept.facts, visitor.person, now),
    )
    if invoice is None:
        raise Refused("number", "invoice_number_taken")
    return invoice


_INSERT = """
INSERT INTO invoice (number, kind, supplier, organisation, issued_on, buyer_name, buyer_uscc, amount_fen, tax_fen,
    file_digest, file_name, file_kind, file_size, file_facts, made_by, made_at, status, version, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14::jsonb, $15, $16, 'issued', 1, '')
ON CONFLICT (number) WHERE status IN ('issued', 'confirmed') DO NOTHING RETURNING id"""


async def _cover(invoice: int, charged: Sequence[Charged]) -> None:
    await DB.execute_many(
        'INSERT INTO invoice_line (invoice, "order", order_line, name, unit, quantity, price_fen, amount_fen, vat_bp,'
        " tax_fen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            (
                invoice,
                *(one.order, one.order_line, one.name, one.unit, one.quantity, one.price_fen),
                *_sums(one),
            )
            for one in charged
        ],
    )
    await DB.execute(
        'INSERT INTO invoice_order (invoice, "order", amount_fen, active)'
        ' SELECT invoice, "order", sum(amount_fen)::bigint, true FROM invoice_line WHERE invoice = $1'
        ' GROUP BY invoice, "order"',
        invoice,
    )


def _sums(one: Charged) -> tuple[int, int, int]:
    return one.amount_fen, one.vat_bp, one.tax_fen


def _deed(invoice: int, orders: Sequence[Row], stated: Stated, charged: Sequence[Charged]) -> Deed:
    after: dict[str, Any] = {
        "status": "issued",
        "number": stated.number,
        "amount_fen": sum(line.amount_fen for line in charged),
        "orders": [order.number for order in orders],
    }
    if stated.file is not None:
        after["file"] = stated.file.digest
    seen = (orders[0].organisation, orders[0].supplier)
    return Deed("invoice.issue", "invoice", str(invoice), None, after, organisations=seen)


async def _tell(
    orders: Sequence[Row], number: str, charged: Sequence[Charged], invoice: int, now: datetime
) -> None:
    await tell(
        MessageKind.INVOICE_ISSUED,
        organisation=orders[0].organisation,
        people={order.buyer for order in orders},
        link=f"/invoices/{invoice}",
        facts={
            "number": number,
            "supplier": orders[0].supplier_name,
            "total_fen": sum(line.amount_fen for line in charged),
        },
        now=now,
    )
