"""What the form of a plan is printed from: goods it is for, lines with room, and what happens once it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.budget.queries import crosswalk
from emall.database import Row
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.plans.access import may_edit
from emall.plans.forms import Looking, NewQuery
from emall.plans.queries import (
    Basket,
    basket_of,
    find_categories,
    found_category,
    lines_of,
    plan_row,
    plan_view,
)
from emall.plans.queries.basket import present
from emall.plans.words import EDITION, METHOD_WORDS, STAGE_WORDS, StepStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Values:
    """What stands in the form before anything is typed."""

    title: str = ""
    line: int = 0
    code: str = ""
    amount_fen: int | None = None
    method: str = "emall"
    imported: bool = False
    valid_until: date | None = None
    reason: str = ""


async def new_facts(
    visitor: Visitor, asked: NewQuery, source: str, looking: Looking | None = None
) -> dict[str, Any]:
    """A new plan, filled in from the goods it is for, if any."""
    found = await basket_of(visitor, source=source, listing=asked.listing, quantity=asked.quantity)
    chosen = next((one for one in found if one.group == asked.group), found[0] if found else None)
    values = Values(title=chosen.title, code=chosen.code, amount_fen=chosen.fen) if chosen else Values()
    facts = await _facts(visitor, values, looking)
    where = f"listing={asked.listing}&quantity={asked.quantity}" if asked.listing else f"from={source}"
    return {**facts, "plan": None, "baskets": _links(found, where), "basket": chosen}


def _links(found: Sequence[Basket], where: str) -> list[tuple[Basket, str]]:
    return [(basket, f"/plans/new?{where}&group={basket.group}") for basket in found]


async def edit_facts(visitor: Visitor, number: str, looking: Looking | None = None) -> dict[str, Any]:
    """A plan to be changed, with what its reviewers said. Raises Missing."""
    plan = await plan_row(number)
    if plan is None or not may_edit(visitor, plan):
        raise Missing
    view = await plan_view(plan)
    facts = await _facts(visitor, await _values(plan), looking)
    agreed = [STAGE_WORDS[step.stage] for step in view.steps if step.status == StepStatus.AGREED]
    waiting = [step for step in view.steps if step.status in (StepStatus.RETURNED, StepStatus.LATER)]
    back_to = STAGE_WORDS[waiting[0].stage] if waiting else ""
    return {
        **facts,
        "plan": plan,
        "baskets": [],
        "basket": None,
        "view": view,
        "agreed": agreed,
        "back_to": back_to,
    }


async def _values(plan: Row) -> Values:
    """A code of an older catalogue is offered as what it has become; the buyer looks at it before it is sent."""
    category = (plan.official_edition, plan.official_code)
    crossings = await crosswalk([category]) if plan.official_edition != EDITION else []
    return Values(
        plan.title,
        plan.budget_line,
        present(category, crossings),
        plan.amount_fen,
        plan.method,
        plan.imported_goods,
        plan.valid_until,
        plan.reason,
    )


async def _facts(visitor: Visitor, values: Values, looking: Looking | None) -> dict[str, Any]:
    today = clock.today()
    code = (looking.pick if looking else "") or values.code
    region, kind = visitor.region, visitor.organisation_kind
    return {
        "values": values,
        "picked": looking.pick if looking else "",
        "category": await found_category(code) if code else None,
        "matches": await find_categories(looking.find) if looking and not looking.pick else None,
        "lines": await lines_of(organisation=visitor.organisation or 0, year=today.year),
        "methods": METHOD_WORDS,
        "year_end": date(today.year, 12, 31),
        "today": today,
        "finance_from": await rule(Rule.PLAN_FINANCE_FROM, region=region, kind=kind, on=today),
        "days": await rule(Rule.PLAN_REVIEW_DAYS, region=region, kind=kind, on=today),
    }
