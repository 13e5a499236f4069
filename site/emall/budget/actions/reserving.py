"""Setting money aside for the orders of a purchase, after every reason against it has been heard."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from emall.budget.actions.funds import Movement, change, lock_lines, lock_plans, write_ledger
from emall.budget.queries import crosswalk, line_facts, plan_facts
from emall.budget.rules import (
    Category,
    Charge,
    Crossing,
    needs_plan,
    refusals_for_line,
    refusals_for_plan,
)
from emall.budget.words import LedgerKind
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel import clock
from emall.kernel.refusal import Refusal, Refused
from emall.web.actor import Actor


async def reserve(
    charges: Iterable[Charge], *, organisation: int, actor: Actor, now: datetime | None = None
) -> list[Deed]:
    """Set aside what all orders of a purchase ask for; the deeds are plans that are now in use or used up.

    One call for a whole purchase, so that plans and lines are locked in one order. Raises Refused with every reason.
    """
    now = now or clock.now()
    asked = [charge for charge in charges if charge.fen > 0]
    plans = await lock_plans(charge.plan for charge in asked if charge.plan is not None)
    lines = await lock_lines(
        [charge.budget_line for charge in asked if charge.budget_line is not None]
        + [plan.budget_line for plan in plans.values()]
    )
    refusals = await _refusals(asked, plans, lines, organisation, clock.day_of(now), actor.person)
    if refusals:
        raise Refused(*refusals)
    movements = _movements(asked, plans)
    deeds = await change(LedgerKind.RESERVE, movements)
    await _hold(movements)
    await write_ledger(LedgerKind.RESERVE, movements, actor=actor, now=now, reason="")
    return deeds


async def _refusals(
    asked: Sequence[Charge],
    plans: dict[int, Row],
    lines: dict[int, Row],
    organisation: int,
    day: date,
    person: int | None,
) -> list[Refusal]:
    rows = await _crosswalk_for(asked, plans)
    refusals = _without_funds(asked, plans, lines)
    for number, plan in plans.items():
        mine = [charge for charge in asked if charge.plan == number]
        told = {charge.budget_line for charge in mine} - {None, plan.budget_line}
        refusals += refusals_for_plan(
            plan=plan_facts(plan),
            organisation=organisation,
            budget_line=next(iter(told), None),
            day=day,
            fen=sum(charge.fen for charge in mine),
            categories=dict.fromkeys(category for charge in mine for category in charge.categories),
            crosswalk=rows,
            person=person,
        )
    for number, fen in _asked_of_lines(asked, plans).items():
        if number in lines:
            refusals += refusals_for_line(
                line=line_facts(lines[number]), organisation=organisation, day=day, fen=fen
            )
    return refusals


def _without_funds(asked: Sequence[Charge], plans: dict[int, Row], lines: dict[int, Row]) -> list[Refusal]:
    """Charges that name no plan or line that could bear them, said once for each kind."""
    missing = set()
    for charge in asked:
        if charge.plan is not None:
            missing |= {"plan_needed"} if charge.plan not in plans else set()
        elif charge.budget_line not in lines:
            missing.add("line_needed")
        elif needs_plan(lines[charge.budget_line].kind):
            missing.add("plan_needed")
    return [Refusal("plan", key) for key in sorted(missing)]


def _line_of(charge: Charge, plans: dict[int, Row]) -> int | None:
    if charge.plan is None:
        return charge.budget_line
    return plans[charge.plan].budget_line if charge.plan in plans else None


def _asked_of_lines(asked: Sequence[Charge], plans: dict[int, Row]) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for charge in asked:
        line = _line_of(charge, plans)
        if line is not None:
            sums[line] += charge.fen
    return dict(sorted(sums.items()))


def _movements(asked: Sequence[Charge], plans: dict[int, Row]) -> list[Movement]:
    """One movement for each order, line and plan."""
    sums: dict[tuple[int, int, int | None], int] = defaultdict(int)
    for charge in asked:
        line = _line_of(charge, plans)
        assert line is not None  # refused before
        sums[charge.order, line, charge.plan] += charge.fen
    return [Movement(order, line, plan, fen) for (order, line, plan), fen in sums.items()]


async def _hold(movements: Sequence[Movement]) -> None:
    await DB.execute(
        "INSERT INTO hold (order_id, budget_line, plan, reserved_fen)"
        " SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])"
        " ON CONFLICT (order_id, budget_line, plan)"
        " DO UPDATE SET reserved_fen = hold.reserved_fen + excluded.reserved_fen",
        [one.order for one in movements],
        [one.budget_line for one in movements],
        [one.plan for one in movements],
        [one.fen for one in movements],
    )


async def _crosswalk_for(asked: Sequence[Charge], plans: dict[int, Row]) -> list[Crossing]:
    categories: set[Category] = {category for charge in asked for category in charge.categories}
    editions = {edition for edition, _ in categories} | {plan.official_edition for plan in plans.values()}
    return await crosswalk(categories) if len(editions) > 1 else []
