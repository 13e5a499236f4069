"""A plan locked for a deed, moved from one status to the next, and how the journal tells of it."""

from collections.abc import Mapping
from typing import Any

from emall.budget.words import PLAN_MOVES, PlanStatus
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel.refusal import Conflict, Missing
from emall.plans.access import may_view
from emall.plans.queries import plan_row
from emall.plans.rules import Terms
from emall.web.visitor import Visitor


async def locked(number: str, *, visitor: Visitor, version: int | None = None) -> Row:
    """A plan this visitor may see, locked. Raises Missing; Conflict when it is no longer the version shown."""
    await DB.execute("SELECT id FROM plan WHERE number = $1 FOR NO KEY UPDATE", number)
    plan = await plan_row(
        number
    )  # a statement of its own: it sees what whoever held the lock before has committed
    if plan is None or not may_view(visitor, plan):
        raise Missing
    if version is not None and plan.version != version:
        raise Conflict("version", "plan_moved_on")
    return plan


async def move(plan: Row, to: PlanStatus, **columns: Any) -> None:
    """Give a locked plan its next status and other columns. Raises Conflict for a move the table does not list."""
    if to != plan.status and to not in PLAN_MOVES[PlanStatus(plan.status)]:
        raise Conflict("version", "plan_moved_on")
    values = {"status": str(to), **columns}
    settings = ", ".join(f"{name} = ${place}" for place, name in enumerate(values, start=2))
    await DB.execute(
        f"UPDATE plan SET {settings}, version = version + 1 WHERE id = $1", plan.id, *values.values()
    )


def terms_of(plan: Mapping[str, Any]) -> Terms:
    """What a plan asks for, as reviewers agree to it."""
    return Terms(
        plan["amount_fen"],
        plan["budget_line"],
        plan["official_edition"],
        plan["official_code"],
        plan["method"],
        plan["imported_goods"],
    )


FACTS = {
    "title": "title",
    "amount_fen": "amount_fen",
    "budget_line": "budget_line",
    "code": "official_code",
    "edition": "official_edition",
    "method": "method",
    "imported": "imported_goods",
    "reason": "reason",
}
"""What the journal keeps of a plan's content, by the columns it comes from."""


def facts_of(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a plan as the journal keeps it."""
    return {
        **{name: plan[column] for name, column in FACTS.items()},
        "until": plan["valid_until"].isoformat(),
    }


def deed(
    act: str,
    plan: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    note: str = "",
) -> Deed:
    """An entry about a plan, readable by its unit and its parent."""
    readers = tuple(one for one in (plan["organisation"], plan["parent"]) if one)
    return Deed(act, "plan", plan["number"], before, after, note=note, organisations=readers)
