"""What the payment of a settlement does to it and to its orders; called by the payments room inside its deeds.

Each takes the row of `lock_settlement` and returns deeds for the caller's single record. The money itself is moved
by the payments room.
"""

from collections.abc import Sequence
from datetime import datetime

from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel.refusal import Conflict
from emall.orders.actions import move
from emall.orders.words import OrderStatus
from emall.settlement.actions.locked import orders_of
from emall.settlement.rules import closing_of, may_move_settlement
from emall.settlement.words import SettlementStatus
from emall.web.actor import Actor

SENT = frozenset({OrderStatus.PAYING, OrderStatus.PAID, OrderStatus.COMPLETED})
"""Where an order can be when its money comes back: banks return money days later, also of orders long completed."""


async def mark_ordered(row: Row, *, actor: Actor, now: datetime) -> list[Deed]:
    """The instruction to pay goes to the treasury: every order of the sheet is being paid.

    The sheet itself stays to be paid until the treasury says so. Raises Conflict when it is not there.
    """
    if row.status != SettlementStatus.TO_PAY:
        raise Conflict("settlement", "settlement_moved_on", number=row.number)
    orders = await _orders_in(row, OrderStatus.SETTLING)
    return [await move(order, OrderStatus.PAYING, actor=actor, now=now) for order in orders]


async def mark_paid(row: Row, *, actor: Actor, now: datetime, interest_fen: int) -> list[Deed]:
    """The treasury has paid: the sheet is closed and its orders are paid; `interest_fen` is what lateness costs."""
    orders = await _orders_in(row, OrderStatus.PAYING)
    deeds = [await move(order, OrderStatus.PAID, actor=actor, now=now) for order in orders]
    after = {"status": str(SettlementStatus.PAID), "interest_fen": interest_fen}
    await _close(row, now, interest_fen)
    return [_deed("settlement.pay", row, after), *deeds]


async def _close(row: Row, now: datetime, interest_fen: int) -> None:
    _refuse_unless(row, SettlementStatus.PAID)
    await _changed(
        row,
        await DB.execute(
            "UPDATE settlement SET status = 'paid', paid_at = $3, interest_fen = $4, due_at = NULL,"
            " version = version + 1 WHERE id = $1 AND version = $2 AND status = 'to_pay'",
            *(row.id, row.version, now, interest_fen),
        ),
    )


async def mark_returned(row: Row, *, actor: Actor, now: datetime, reason: str) -> list[Deed]:
    """The treasury sent the money back, before or after it was paid: the sheet has to be paid again.

    Its clock is the payment period as before; interest is reckoned anew when it is paid.
    """
    orders = [one for one in await orders_of(row.id) if one.status in SENT]
    again = row.status in (SettlementStatus.TO_PAY, SettlementStatus.PAID)
    if not again or not orders or len(orders) != len(await orders_of(row.id)):
        raise Conflict("settlement", "settlement_moved_on", number=row.number)
    due_at = closing_of(row.pay_due_on) if row.pay_due_on else None
    deeds = [
        await move(one, OrderStatus.SETTLING, actor=actor, now=now, reason=reason, due_at=due_at)
        for one in orders
    ]
    await _changed(
        row,
        await DB.execute(
            "UPDATE settlement SET status = 'to_pay', paid_at = NULL, interest_fen = 0, due_at = $3,"
            " version = version + 1 WHERE id = $1 AND version = $2",
            *(row.id, row.version, due_at),
        ),
    )
    return [
        _deed("settlement.return_payment", row, {"status": str(SettlementStatus.TO_PAY)}, note=reason),
        *deeds,
    ]


async def _orders_in(row: Row, status: OrderStatus) -> Sequence[Row]:
    """The orders of the sheet, all of them in one status; Conflict otherwise."""
    orders = await orders_of(row.id)
    if not orders or any(order.status != status for order in orders):
        raise Conflict("settlement", "settlement_moved_on", number=row.number)
    return orders


def _refuse_unless(row: Row, to: SettlementStatus) -> None:
    if not may_move_settlement(status=row.status, to=to):
        raise Conflict("settlement", "settlement_moved_on", number=row.number)


async def _changed(row: Row, rows: int) -> None:
    if not rows:
        raise Conflict("settlement", "settlement_moved_on", number=row.number)


def _deed(act: str, row: Row, after: dict[str, object], *, note: str = "") -> Deed:
    """The deed of a sheet; where it stays in its status (sent, and returned before it was paid) none is told."""
    stays = after["status"] == row.status
    before = None if stays else {"status": str(row.status)}
    after = {name: value for name, value in after.items() if not (stays and name == "status")}
    return Deed(
        act,
        "settlement",
        row.number,
        before,
        after,
        note=note,
        organisations=(row.organisation, row.supplier),
    )
