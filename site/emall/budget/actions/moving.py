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


async def release(
    orders: Iterable[int], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Let go of everything still set aside for these orders; nothing happens where nothing is."""
    return await _move_all(LedgerKind.RELEASE, _RELEASE, orders, actor=actor, now=now, reason=reason)


async def commit(orders: Iterable[int], *, actor: Actor, now: datetime | None = None) -> list[Deed]:
    """Bind everything still set aside for these orders: their suppliers have confirmed."""
    return await _move_all(LedgerKind.COMMIT, _COMMIT, orders, actor=actor, now=now, reason="")


async def give_back(
    charges: Iterable[Charge], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Free bound money of what will not be delivered; Conflict when an order no longer holds that much there."""
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
    return await _move(LedgerKind.UNCOMMIT, _GIVE_BACK, movements, actor=actor, now=now, reason=reason)


async def _lines_of_plans(ids: Iterable[int]) -> dict[int, int]:
    rows = await DB.fetch("SELECT id, budget_line FROM plan WHERE id = ANY($1::bigint[])", sorted(set(ids)))
    return {row.id: row.budget_line for row in rows}


async def _move_all(
    kind: LedgerKind, how: str, orders: Iterable[int], *, actor: Actor, now: datetime | None, reason: str
) -> list[Deed]:
    """Everything reserved for these orders: looked up, its funds locked, and looked up again behind the lock."""
    ids = sorted(set(orders))
    found = await _reserved(ids)
    if not found:
        return []
    await lock_funds(found)
    return await _move(kind, how, await _reserved(ids), actor=actor, now=now, reason=reason)


async def _reserved(orders: list[int]) -> list[Movement]:
    rows = await DB.fetch(
        "SELECT order_id, budget_line, plan, reserved_fen FROM hold"
        " WHERE order_id = ANY($1::bigint[]) AND reserved_fen > 0 ORDER BY id",
        orders,
    )
    return [Movement(row.order_id, row.budget_line, row.plan, row.reserved_fen) for row in rows]


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
    source = "committed_fen" if how is _GIVE_BACK else "reserved_fen"
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
