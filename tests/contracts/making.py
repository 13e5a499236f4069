"""Contracts of a town for tests: what an order's contract is, and orders at exact prices."""

from collections.abc import Mapping
from typing import Any

from emall.database import DB, Row
from emall.delivery import actions as delivery
from emall.orders import actions as orders
from tests.orders import town as t


async def contract_of(order: str) -> Row:
    """The latest contract of an order."""
    row = await DB.fetch_row(
        'SELECT c.* FROM contract c JOIN purchase_order o ON o.id = c."order" WHERE o.number = $1'
        " ORDER BY c.id DESC LIMIT 1",
        order,
    )
    assert row is not None, f"order {order} has no contract"
    return row


async def concluded(town: t.Town, quantities: Mapping[int, int] | None = None) -> Row:
    """A contract in force."""
    order = await town.confirmed(quantities)
    return await contract_of(order.number)


async def move_order(number: str, to: str, visitor: Any) -> None:
    """Bring an order further along its statuses, past rooms this test is not about, with its money in step."""
    from emall.budget import actions as budget
    from emall.journal import record

    async with DB.transaction():
        order = await orders.lock_order(number)
        actor = visitor.actor()
        deeds = [await orders.move(order, to, actor=actor)]
        if to == "paid":
            deeds += await budget.pay([order.id], actor=actor)
        elif order.status == "paid" and to == "settling":
            deeds += await budget.refund([order.id], actor=actor)
        await record(actor, *deeds)


async def delivered(town: t.Town, number: str) -> None:
    """Ship, count in and accept all of an order."""
    parcel = await t.ship_all(town.sellers[0], number)
    await t.receive_all(town.receiver, number, parcel)
    await t.accept_all(town.receiver, number)


async def cancelled(town: t.Town, number: str) -> None:
    """Both sides agree to cancel an order."""
    await delivery.ask(visitor=town.buyer, number=number, reason="不再需要")
    await delivery.answer(visitor=town.sellers[0], number=number, agree=True)
