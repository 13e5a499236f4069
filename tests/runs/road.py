"""Bringing an order all the way to its payment for tests, as the rooms of invoices and payments move it."""

from typing import Any

from emall.budget import actions as budget
from emall.database import DB
from emall.journal import SYSTEM, record
from emall.orders import actions as orders
from emall.web.visitor import Visitor
from tests.orders import town as t


async def step(order: str, to: str, visitor: Visitor | None = None, **more: Any) -> None:
    """Move an order to its next status."""
    actor = visitor.actor() if visitor else SYSTEM
    async with DB.transaction():
        row = await orders.lock_order(order)
        deeds = [await orders.move(row, to, actor=actor, **more)]
        if to == "paid":
            deeds += await budget.pay([row.id], actor=actor)
        elif row.status == "paid" and to == "settling":
            deeds += await budget.refund([row.id], actor=actor, reason="退回")
        await record(actor, *deeds)


async def paid(town: t.Town) -> str:
    """An order that went from its sheet to the treasury's receipt; its number."""
    order = await town.received()
    await t.accept_all(town.receiver, order.number)
    await step(order.number, "invoiced", town.sellers[0])
    await step(order.number, "settling", town.buyer)
    await step(order.number, "paying", town.chief)
    await step(order.number, "paid")
    return str(order.number)
