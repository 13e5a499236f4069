"""The money rows themselves: locking plans and lines in one order, changing them together, writing the ledger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from emall.budget.rules import plan_moves
from emall.budget.words import LedgerKind, PlanStatus
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel.refusal import Conflict
from emall.web.actor import Actor


@dataclass(frozen=True, slots=True)
class Movement:
    """So many fen of one order on one budget line and plan."""

    order: int
    budget_line: int
    plan: int | None
    fen: int


# How a movement changes the two columns of a plan and of a line.
CHANGES: dict[LedgerKind, str] = {
    LedgerKind.RESERVE: "reserved_fen = t.reserved_fen + m.fen",
    LedgerKind.RELEASE: "reserved_fen = t.reserved_fen - m.fen",
    LedgerKind.COMMIT: "reserved_fen = t.reserved_fen - m.fen, committed_fen = t.committed_fen + m.fen",
    LedgerKind.UNCOMMIT: "committed_fen = t.committed_fen - m.fen",
    LedgerKind.PAY: "committed_fen = t.committed_fen - m.fen, paid_fen = t.paid_fen + m.fen",
    LedgerKind.REFUND: "paid_fen = t.paid_fen - m.fen, committed_fen = t.committed_fen + m.fen",
}
ACTS = {PlanStatus.USED_UP: "plan.use_up", PlanStatus.IN_USE: "plan.use"}


async def lock_plans(ids: Iterable[int]) -> dict[int, Row]:
    """Plans locked in the order of their ids, with what is left of each."""
    rows = await DB.fetch(
        "SELECT *, amount_fen - reserved_fen - committed_fen - paid_fen AS left_fen"
        " FROM plan WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE",
        sorted(set(ids)),
    )
    return {row.id: row for row in rows}


async def lock_lines(ids: Iterable[int]) -> dict[int, Row]:
    """Budget lines locked in the order of their ids, with what is left of each; always after the plans."""
    rows = await DB.fetch(
        "SELECT *, appropriated_fen - reserved_fen - committed_fen - paid_fen AS left_fen"
        " FROM budget_line WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE",
        sorted(set(ids)),
    )
    return {row.id: row for row in rows}


async def lock_funds(movements: Sequence[Movement]) -> None:
    """Plans first, then lines, each by id: the one order in which everybody locks them."""
    await lock_plans(one.plan for one in movements if one.plan is not None)
    await lock_lines(one.budget_line for one in movements)


async def change(kind: LedgerKind, movements: Sequence[Movement]) -> list[Deed]:
    """Move the sums of plans and lines; the deeds are the plans whose status this changes.

    The CHECKs of both tables are the last wall: nothing overspent, nothing below zero (database.Broken).
    """
    plans = [one for one in movements if one.plan is not None]
    await _add_up("budget_line", kind, [(one.budget_line, one.fen) for one in movements])
    await _add_up("plan", kind, [(one.plan, one.fen) for one in plans])
    return await move_plans({one.plan for one in plans if one.plan is not None})


async def _add_up(table: str, kind: LedgerKind, sums: Sequence[tuple[int | None, int]]) -> None:
    ids = sorted({row for row, _ in sums if row is not None})
    if not ids:
        return
    changed = await DB.execute(
        f"UPDATE {table} t SET {CHANGES[kind]} FROM (SELECT id, sum(fen)::bigint AS fen"
        " FROM unnest($1::bigint[], $2::bigint[]) x(id, fen) GROUP BY id) m WHERE t.id = m.id",
        [row for row, _ in sums],
        [fen for _, fen in sums],
    )
    if changed != len(ids):
        raise Conflict("plan", "funds_changed")


async def move_plans(ids: Iterable[int]) -> list[Deed]:
    """Let the status of plans follow what is left on them; one deed for each change of status."""
    deeds: list[Deed] = []
    for plan in (await lock_plans(ids)).values():
        status = plan.status
        for to in plan_moves(status=status, left_fen=plan.left_fen):
            act = "plan.reopen" if status == PlanStatus.USED_UP else ACTS[to]
            deeds.append(
                Deed(
                    act,
                    "plan",
                    plan.number,
                    {"status": str(status)},
                    {"status": str(to)},
                    organisations=(plan.organisation,),
                )
            )
            status = to
        if status != plan.status:
            await DB.execute(
                "UPDATE plan SET status = $2, version = version + 1 WHERE id = $1", plan.id, str(status)
            )
    return deeds


async def write_ledger(
    kind: LedgerKind, movements: Sequence[Movement], *, actor: Actor, now: datetime, reason: str
) -> None:
    """One entry for each movement; entries are never changed afterwards."""
    await DB.execute(
        "INSERT INTO ledger_entry (budget_line, plan, order_id, kind, amount_fen, actor, reason, at)"
        " SELECT line, plan, order_id, $5, fen, $6, $7, $8"
        " FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) x(line, plan, order_id, fen)",
        [one.budget_line for one in movements],
        [one.plan for one in movements],
        [one.order for one in movements],
        [one.fen for one in movements],
        str(kind),
        actor.person,
        reason[:120],
        now,
    )
