"""Orders brought to their invoice and settlement, for tests of what comes after acceptance."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from emall.database import DB, Row
from emall.kernel import clock
from emall.settlement import actions
from emall.settlement.kept import KeptFile
from emall.web.visitor import Visitor
from tests.making import numbers
from tests.orders import town as t


def fresh_number() -> str:
    """A number no invoice has yet."""
    return f"2633200000{next(numbers):010d}"


async def accepted(town: t.Town, quantities: Mapping[int, int] | None = None) -> Row:
    """One order of the first supplier, delivered and accepted."""
    order = await town.received(quantities)
    await t.accept_all(town.receiver, order.number)
    return await t.order_of(order.number)


async def issued(
    town: t.Town,
    orders: Sequence[Row] = (),
    *,
    number: str = "",
    issued_on: date | None = None,
    seller: Visitor | None = None,
    file: KeptFile | None = None,
    **more: Any,
) -> Row:
    """An invoice of the first supplier for accepted orders, one of its own making if none are given."""
    rows = orders or [await accepted(town)]
    stated = actions.Stated(
        orders=[row.number for row in rows],
        number=number or fresh_number(),
        issued_on=issued_on or clock.today(),
        file=file,
        **more,
    )
    return await invoice_of(await actions.issue(visitor=seller or town.sellers[0], stated=stated))


async def submitted(town: t.Town, invoices: Sequence[Row] = (), *, maker: Visitor | None = None) -> Row:
    """A settlement sheet of matching invoices, waiting for its review."""
    rows = invoices or [await issued(town)]
    number = await actions.settle(visitor=maker or town.buyer, invoices={row.id: row.version for row in rows})
    return await settlement_of(number)


async def to_pay(
    town: t.Town, accepted_orders: Sequence[Row] | None = None, *, ppm: int = 500, due_in: int = 30
) -> Row:
    """A settlement sheet of accepted orders of the first supplier, reviewed and waiting to be paid."""
    sheet = await submitted(town, [await issued(town, accepted_orders or ())])
    due = clock.today() + timedelta(days=due_in)
    await DB.execute("UPDATE settlement SET pay_due_on = $2 WHERE id = $1", sheet.id, due)
    await DB.execute(
        "UPDATE settlement_order SET pay_due_on = $2, interest_ppm = $3 WHERE settlement = $1",
        *(sheet.id, due, ppm),
    )
    await actions.review(visitor=town.head, number=sheet.number, version=sheet.version, verdict="agree")
    return await settlement_of(sheet.number)


async def settlement_of(number: str) -> Row:
    """The row of a settlement sheet."""
    row = await DB.fetch_row("SELECT * FROM settlement WHERE number = $1", number)
    assert row is not None
    return row


async def invoice_of(invoice: int) -> Row:
    """The row of an invoice."""
    row = await DB.fetch_row("SELECT * FROM invoice WHERE id = $1", invoice)
    assert row is not None
    return row


async def status_of(order: Row) -> str:
    """Where an order stands now."""
    return str((await t.order_of(order.number)).status)
