"""Orders brought to their invoice and settlement, for tests of what comes after acceptance."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.orders import actions as orders
from emall.orders.words import OrderStatus
from tests.making import make, numbers
from tests.orders import town as t


async def accepted(town: t.Town, quantities: Mapping[int, int] | None = None) -> Row:
    """One order of the first supplier, delivered and accepted."""
    order = await town.received(quantities)
    await t.accept_all(town.receiver, order.number)
    return await t.order_of(order.number)


async def settlement_of(number: str) -> Row:
    """The row of a settlement sheet."""
    row = await DB.fetch_row("SELECT * FROM settlement WHERE number = $1", number)
    assert row is not None
    return row


async def committed(order: int) -> int:
    """What an order binds, in fen."""
    found: int = await DB.fetch_value(
        "SELECT sum(committed_fen)::bigint FROM hold WHERE order_id = $1", order
    )
    return found


async def to_pay(
    town: t.Town, accepted_orders: Sequence[Row] | None = None, *, ppm: int = 500, due_in: int = 30
) -> Row:
    """A settlement sheet of accepted orders of the first supplier, reviewed and waiting to be paid."""
    rows = accepted_orders or [await accepted(town)]
    amounts = {row.id: await committed(row.id) for row in rows}
    actor, now = town.buyer.actor(), clock.now()
    due = clock.today() + timedelta(days=due_in)
    async with DB.transaction():
        number = await orders.next_number("JS", "settlement_number", now)
        invoice = await make(
            "invoice",
            number=f"{next(numbers):020d}",
            kind="digital_plain",
            supplier=town.suppliers[0],
            organisation=town.unit,
            issued_on=clock.today(),
            buyer_name="单位",
            buyer_uscc="",
            amount_fen=sum(amounts.values()),
            tax_fen=0,
            status="confirmed",
            made_by=town.sellers[0].person,
            made_at=now,
        )
        sheet = await make(
            "settlement",
            number=number,
            organisation=town.unit,
            supplier=town.suppliers[0],
            amount_fen=sum(amounts.values()),
            made_by=town.buyer.person,
            made_at=now,
            pay_due_on=due,
        )
        deeds = []
        for order in await orders.lock_orders(amounts):
            await make("invoice_order", invoice=invoice, order=order.id, amount_fen=amounts[order.id])
            await make(
                "settlement_order",
                settlement=sheet,
                order=order.id,
                invoice=invoice,
                amount_fen=amounts[order.id],
                pay_due_on=due,
                interest_ppm=ppm,
            )
            deeds.append(await orders.move(order, OrderStatus.INVOICED, actor=actor, now=now))
            (order,) = await orders.lock_orders([order.id])
            deeds.append(await orders.move(order, OrderStatus.SETTLING, actor=actor, now=now))
        await DB.execute(
            "UPDATE settlement SET status = 'to_pay', reviewed_by = $2, reviewed_at = $3 WHERE id = $1",
            *(sheet, town.head.person, now),
        )
        deeds.append(
            Deed("settlement.submit", "settlement", number, {"status": "draft"}, {"status": "to_review"})
        )
        deeds.append(
            Deed("settlement.agree", "settlement", number, {"status": "to_review"}, {"status": "to_pay"})
        )
        await record(actor, *deeds)
    return await settlement_of(number)
