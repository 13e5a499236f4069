"""Contracts of the story: drawn up, signed, filed and announced by their own room, each at the moment it happened."""

from __future__ import annotations

from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush

from emall.contracts.actions import announce, file_contract, follow_order
from emall.database import DB, Row
from emall.journal import SYSTEM
from emall.kernel import clock
from emall.world.memory import Told
from emall.world.story import Story, moves

FOLLOWED = frozenset(
    {"pending_supplier", "confirmed", "declined", "expired", "withdrawn", "cancelled", "paid"}
)
"""Where an order can go that its contract follows."""

ANNOUNCED = "announced"
FILED_AFTER = timedelta(minutes=1)


async def agree(story: Story) -> list[Told]:
    """Let every order's contract follow it through the story; the deeds with their moments, oldest first."""
    rows = await DB.fetch(
        "SELECT o.*, u.region, u.kind AS unit_kind FROM purchase_order o JOIN organisation u ON u.id = o.organisation"
    )
    orders, told = {row.number: row for row in rows}, list[Told]()
    steps = [
        (move.deed.at, place, move.to, move.deed.ref, move.deed.actor)
        for place, move in enumerate(moves(story))
        if move.to in FOLLOWED
    ]
    heapify(steps)
    while steps:
        at, place, to, ref, actor = heappop(steps)
        order = orders[ref]
        if to == ANNOUNCED:
            told += await _announced(order, at)
            continue
        told += [(at, actor, deed) for deed in await follow_order(order, to, actor, at)]
        if to == "confirmed" and (due := await _filed(order, at, told)):
            heappush(steps, (due, place, ANNOUNCED, ref, SYSTEM))
    return sorted(told, key=lambda one: one[0])


async def _filed(order: Row, at: datetime, told: list[Told]) -> datetime | None:
    """Filed a minute later; when it is to be announced, if that moment has come."""
    contract, moment = await _contract(order), at + FILED_AFTER
    if contract.file_due_at is None:
        return None
    deed = await file_contract(contract, moment)
    told += [(moment, SYSTEM, deed)] if deed else []
    ripe = contract.announce_from is not None and contract.announce_from <= clock.now()
    return contract.announce_from if ripe else None


async def _announced(order: Row, at: datetime) -> list[Told]:
    """Announced, unless the contract has ended before."""
    contract = await _contract(order)
    return [(at, SYSTEM, await announce(contract, at))] if contract.status == "in_force" else []


async def _contract(order: Row) -> Row:
    row = await DB.fetch_row("SELECT * FROM contract WHERE \"order\" = $1 AND status <> 'void'", order.id)
    assert row is not None, "a confirmed order has its contract"
    return row
