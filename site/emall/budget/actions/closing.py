"""The end of a budget year: plans are closed, and what is left on its lines is carried over or taken back."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from emall.budget.actions.funds import lock_lines, lock_plans
from emall.budget.actions.granting import keeper, open_voucher, post, refuse_unless_reasoned
from emall.budget.rules import year_is_over
from emall.budget.words import IN_REVIEW, SPENDABLE, TO_EDIT, FundKind, LedgerKind, PlanStatus, VoucherKind
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.web.actor import Actor
from emall.web.visitor import Visitor

AfterClosing = Callable[[list[int]], Awaitable[None]]
"""Told, inside the transaction, the ids of plans that ended with their year."""

_listeners: list[AfterClosing] = []


def on_closing(listener: AfterClosing) -> None:
    """Let another room hear of plans that end with their year; registering twice is registering once."""
    if listener not in _listeners:
        _listeners.append(listener)


@dataclass(frozen=True, slots=True)
class Closed:
    """What closing a year did: lines closed, plans ended, fen carried over or taken back, and the voucher if any."""

    lines: int
    plans: int
    fen: int
    voucher: str = ""


async def close_year(
    *, visitor: Visitor, year: int, carry: bool, reason: str, now: datetime | None = None
) -> Closed:
    """Close the indicators of a year (年末关账): what is neither reserved nor committed nor paid leaves them.

    With `carry` it goes to the same line of the next year (结转), else back to finance (收回). Orders under way keep
    their money on the old line. Running it again moves only what came back meanwhile, so twice is as good as once.
    Raises Forbidden, Refused before the last day of the year or without a reason.
    """
    now, actor = now or clock.now(), keeper(visitor)
    if not year_is_over(year=year, today=clock.day_of(now)):
        raise Refused("", "year_not_over", year=year)
    refuse_unless_reasoned(reason)
    async with DB.transaction():
        plans = await _end_plans(year)
        lines = await _left_over(year)
        fen = sum(line.left_fen for line in lines)
        voucher = await _empty(lines, year, carry=carry, reason=reason, actor=actor, now=now) if fen else ""
        closed = [line for line in lines if not line.closed]
        await DB.execute(
            "UPDATE budget_line SET closed = true WHERE id = ANY($1)", [one.id for one in closed]
        )
        deeds = [_closing(line, voucher, reason) for line in lines if line.left_fen or not line.closed]
        await record(actor, *plans, *deeds)
    return Closed(len(closed), len(plans), fen, voucher)


async def _end_plans(year: int) -> list[Deed]:
    """Plans of the year give back what no order holds; those nothing holds any more are closed.

    A plan that was never filed ends with its year as well: its line takes nothing new from now on.
    """
    rows = await DB.fetch(
        "SELECT id FROM plan WHERE year = $1 AND status = ANY($2::text[])",
        year,
        [str(status) for status in SPENDABLE | IN_REVIEW | TO_EDIT],
    )
    plans = await lock_plans(row.id for row in rows)
    ended = [_Ended(plan) for plan in plans.values() if plan.left_fen or not _holds(plan)]
    await DB.execute(
        "UPDATE plan t SET status = e.status, amount_fen = e.fen, version = t.version + 1, due_at = NULL,"
        " returned_fen = t.returned_fen + t.amount_fen - e.fen"
        " FROM unnest($1::bigint[], $2::text[], $3::bigint[]) e(id, status, fen) WHERE t.id = e.id",
        [one.plan.id for one in ended],
        [str(one.status) for one in ended],
        [one.fen for one in ended],
    )
    for listener in _listeners:
        await listener([one.plan.id for one in ended])
    return [one.deed for one in ended]


def _holds(plan: Row) -> bool:
    return bool(plan.reserved_fen or plan.committed_fen)


@dataclass(frozen=True, slots=True)
class _Ended:
    """What becomes of a plan at the end of its year: what was used of it stays its amount."""

    plan: Row

    @property
    def status(self) -> PlanStatus:
        return PlanStatus.USED_UP if _holds(self.plan) else PlanStatus.CLOSED

    @property
    def fen(self) -> int:
        return int(self.plan.amount_fen - self.plan.left_fen or self.plan.amount_fen)

    @property
    def deed(self) -> Deed:
        return Deed(
            "plan.use_up" if _holds(self.plan) else "plan.close",
            "plan",
            self.plan.number,
            {"status": self.plan.status, "amount_fen": self.plan.amount_fen},
            {"status": str(self.status), "amount_fen": self.fen},
            organisations=(self.plan.organisation,),
        )


async def _left_over(year: int) -> list[Row]:
    rows = await DB.fetch(
        "SELECT id FROM budget_line WHERE year = $1 AND kind = $2", year, str(FundKind.INDICATOR)
    )
    return list((await lock_lines(row.id for row in rows)).values())


async def _empty(
    lines: Sequence[Row], year: int, *, carry: bool, reason: str, actor: Actor, now: datetime
) -> str:
    left = [line for line in lines if line.left_fen]
    kind = VoucherKind.CARRY if carry else VoucherKind.LAPSE
    voucher = await open_voucher(kind, year=year, reason=reason, actor=actor, now=now)
    if carry:
        heirs = await _heirs(left)
        postings = [(line.id, LedgerKind.MOVE_OUT, line.left_fen) for line in left]
        postings += [(heirs[line.id], LedgerKind.MOVE_IN, line.left_fen) for line in left]
    else:
        postings = [(line.id, LedgerKind.CUT, line.left_fen) for line in left]
    await post(voucher.id, postings, actor=actor, now=now)
    return str(voucher.number)


async def _heirs(lines: Sequence[Row]) -> dict[int, int]:
    """The same lines of the next year, made where they are not there yet; by the id of the old line."""
    ids = [line.id for line in lines]
    same = "organisation, year, kind, code, functional, fund, project"
    await DB.execute(
        f"INSERT INTO budget_line ({same}, name, appropriated_fen, carried_from)"
        " SELECT organisation, year + 1, kind, code, functional, fund, project, name, 0, id FROM budget_line"
        f" WHERE id = ANY($1::bigint[]) ORDER BY id ON CONFLICT ({same}) DO NOTHING",
        ids,
    )
    rows = await DB.fetch(
        "SELECT o.id AS old, n.id AS new FROM budget_line o JOIN budget_line n ON n.year = o.year + 1"
        " AND (n.organisation, n.kind, n.code, n.functional, n.fund, n.project)"
        " = (o.organisation, o.kind, o.code, o.functional, o.fund, o.project)"
        " WHERE o.id = ANY($1::bigint[]) ORDER BY n.id FOR NO KEY UPDATE OF n",
        ids,
    )
    return {row.old: row.new for row in rows}


def _closing(line: Row, voucher: str, reason: str) -> Deed:
    return Deed(
        "budget_line.close",
        "budget_line",
        str(line.id),
        {"closed": line.closed, "appropriated_fen": line.appropriated_fen},
        {"closed": True, "appropriated_fen": line.appropriated_fen - line.left_fen, "voucher": voucher},
        note=reason,
        organisations=(line.organisation,),
    )
