"""Money already set aside: let go, bound by the supplier's word, or given back when less is delivered.

Each of these starts from the rows that say what an order holds, under a condition; doing it twice moves nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from emall.budget.actions.funds import Movement, change, lock_funds, write_ledger
from emall.budget.rules import Charge
from emall.budget.words import LedgerKind
from emall.database import DB
from emall.journal import Deed
from emall.kernel import clock
from emall.kernel.refusal import Conflict
from emall.web.actor import Actor

_RELEASE = "reserved_fen = h.reserved_fen - m.fen, released_fen = h.released_fen + m.fen"
_COMMIT = "reserved_fen = h.reserved_fen - m.fen, committed_fen = h.committed_fen + m.fen"
_GIVE_BACK = "committed_fen = h.committed_fen - m.fen, released_fen = h.released_fen + m.fen"
_PAY = "committed_fen = h.committed_fen - m.fen, paid_fen = h.paid_fen + m.fen"
_REFUND = "paid_fen = h.paid_fen - m.fen, committed_fen = h.committed_fen + m.fen"
_TAKEN_FROM = {
    _RELEASE: "reserved_fen",
    _COMMIT: "reserved_fen",
    _GIVE_BACK: "committed_fen",
    _PAY: "committed_fen",
    _REFUND: "paid_fen",
}


async def release(
    orders: Iterable[int], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Let go of everything still set aside for these orders; nothing happens where nothing is."""
    return await _move_all(LedgerKind.RELEASE, _RELEASE, orders, actor=actor, now=now, reason=reason)


async def commit(orders: Iterable[int], *, actor: Actor, now: datetime | None = None) -> list[Deed]:
    """Bind everything still set aside for these orders: their suppliers have confirmed."""
    return await _move_all(LedgerKind.COMMIT, _COMMIT, orders, actor=actor, now=now, reason="")


async def pay(
    orders: Iterable[int], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Everything bound for these orders was paid by the treasury; nothing happens where nothing is bound."""
    return await _move_all(LedgerKind.PAY, _PAY, orders, actor=actor, now=now, reason=reason)


async def refund(
    orders: Iterable[int], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Money paid for these orders came back: it is bound again, by an opposite entry with the reason."""
    return await _move_all(LedgerKind.REFUND, _REFUND, orders, actor=actor, now=now, reason=reason)


async def give_back(
    charges: Iterable[Charge], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Free bound money of what will not be delivered; Conflict when an order no longer holds that much there."""
    return await _move_charges(LedgerKind.UNCOMMIT, _GIVE_BACK, charges, actor=actor, now=now, reason=reason)


async def release_part(
    charges: Iterable[Charge], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Let go of a part of what is set aside, before a supplier has confirmed; Conflict when less is held there."""
    return await _move_charges(LedgerKind.RELEASE, _RELEASE, charges, actor=actor, now=now, reason=reason)


async def _move_charges(
    kind: LedgerKind,
    how: str,
    charges: Iterable[Charge],
    *,
    actor: Actor,
    now: datetime | None,
    reason: str,
) -> list[Deed]:
    asked = [charge for charge in charges if charge.fen > 0]
    if not asked:
        return []
    plans = await _lines_of_plans(charge.plan for charge in asked if charge.plan is not None)
    movements = [
        Movement(
            charge.order,
            plans[charge.plan] if charge.plan else charge.budget_line or 0,
            charge.plan,
            charge.fen,
        )
        for charge in asked
    ]
    await lock_funds(movements)
    return await _move(kind, how, movements, actor=actor, now=now, reason=reason)


async def _lines_of_plans(ids: Iterable[int]) -> dict[int, int]:
    rows = await DB.fetch("SELECT id, budget_line FROM plan WHERE id = ANY($1::bigint[])", sorted(set(ids)))
    return {row.id: row.budget_line for row in rows}


async def _move_all(
    kind: LedgerKind, how: str, orders: Iterable[int], *, actor: Actor, now: datetime | None, reason: str
) -> list[Deed]:
    """All these orders hold where it is taken from: looked up, its funds locked, and looked up again behind the lock."""
    ids, source = sorted(set(orders)), _TAKEN_FROM[how]
    found = await _held(ids, source)
    if not found:
        return []
    await lock_funds(found)
    return await _move(kind, how, await _held(ids, source), actor=actor, now=now, reason=reason)


async def _held(orders: list[int], source: str) -> list[Movement]:
    rows = await DB.fetch(
        f"SELECT order_id, budget_line, plan, {source} AS fen FROM hold"
        f" WHERE order_id = ANY($1::bigint[]) AND {source} > 0 ORDER BY id",
        orders,
    )
    return [Movement(row.order_id, row.budget_line, row.plan, row.fen) for row in rows]


async def _move(
    kind: LedgerKind,
    how: str,
    movements: Sequence[Movement],
    *,
    actor: Actor,
    now: datetime | None,
    reason: str,
) -> list[Deed]:
    if not movements:
        return []
    await _take(how, movements)
    deeds = await change(kind, movements)
    await write_ledger(kind, movements, actor=actor, now=now or clock.now(), reason=reason)
    return deeds


async def _take(how: str, movements: Sequence[Movement]) -> None:
    """Move the sums of the holds; whoever comes second finds too little there and moves nothing at all."""
    source = _TAKEN_FROM[how]
    taken = await DB.execute(
        f"UPDATE hold h SET {how} FROM (SELECT order_id, line, plan, sum(fen)::bigint AS fen"
        " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) x(order_id, line, plan, fen)"
        " GROUP BY order_id, line, plan) m WHERE h.order_id = m.order_id AND h.budget_line = m.line"
        f" AND h.plan IS NOT DISTINCT FROM m.plan AND h.{source} >= m.fen",
        [one.order for one in movements],
        [one.budget_line for one in movements],
        [one.plan for one in movements],
        [one.fen for one in movements],
    )
    if taken != len({(one.order, one.budget_line, one.plan) for one in movements}):
        raise Conflict("plan", "funds_changed")
