"""Laying down the reviews of a plan: who is asked, in which order, and whose word still holds after a change."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from emall.accounts.words import Duty, OrganisationKind
from emall.budget.queries import crosswalk
from emall.budget.words import PlanStatus
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel import clock
from emall.kernel.refusal import Refusal, Refused
from emall.kernel.workdays import deadline
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.plans.actions.locked import deed, facts_of, move, terms_of
from emall.plans.queries import finance_of, has_reviewer, steps_of
from emall.plans.rules import StepFacts, Terms, laid_out, reasons_for_finance, stages_needed
from emall.plans.words import STAGES, Stage, StepStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule

PLANNING = OrganisationKind.PUBLIC_UNIT  # no other kind of organisation makes plans
DUTY_OF = {Stage.UNIT: Duty.APPROVER, Stage.DEPT: Duty.APPROVER, Stage.FINANCE: Duty.FINANCE}


async def finance_reasons(method: str, imported: bool, fen: int, *, region: str, on: date) -> list[str]:
    """Why finance decides on a plan of a unit in that region, submitted on that day."""
    least = await rule(Rule.PLAN_FINANCE_FROM, region=region, kind=PLANNING, on=on)
    return reasons_for_finance(method=method, imported=imported, amount_fen=fen, finance_from=least)


async def begin_review(
    plan: Row,
    *,
    now: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None = None,
) -> Deed:
    """Send a locked plan to its reviewers, for the first time or back to the one who returned it; the deed.

    Raises Refused when nobody could decide one of its reviews.
    """
    today = clock.day_of(now)
    why = await finance_reasons(
        plan.method, plan.imported_goods, plan.amount_fen, region=plan.region, on=today
    )
    needed = stages_needed(has_parent=plan.parent is not None, finance=bool(why))
    found = await laid_out_now(plan, needed)
    asked = await _organisations(plan, found)
    present = next(stage for stage, status in found.items() if status == StepStatus.NOW)
    due = await review_due(plan, now)
    await _write(plan, found, asked, now, due)
    await move(plan, PlanStatus(str(present)), submitted_at=now, due_at=due)
    await tell_reviewers(plan, present, asked[present], now)
    act = "plan.submit" if plan.status == PlanStatus.DRAFT else "plan.resubmit"
    was = None if before is None else {"status": plan.status, **before}
    now_facts = facts_of(plan) if after is None else dict(after)
    return deed(act, plan, was, {"status": str(present), **now_facts})


async def laid_out_now(plan: Mapping[str, Any], needed: tuple[Stage, ...]) -> dict[Stage, StepStatus]:
    """Where each review would stand if the plan were submitted as it is."""
    steps = [_facts(row) for row in await steps_of(plan["id"])]
    terms = terms_of(plan)
    categories = [(step.agreed.edition, step.agreed.code) for step in steps if step.agreed]
    categories.append((terms.edition, terms.code))
    crossings = await crosswalk(categories) if len({edition for edition, _ in categories}) > 1 else []
    return laid_out(steps=steps, needed=needed, terms=terms, crosswalk=crossings)


def _facts(row: Row) -> StepFacts:
    agreed = None
    if row.agreed_fen is not None:
        agreed = Terms(
            row.agreed_fen,
            row.agreed_line,
            row.agreed_edition,
            row.agreed_code,
            row.agreed_method,
            row.agreed_imported,
        )
    return StepFacts(Stage(row.stage), StepStatus(row.status), row.began_at is not None, agreed)


async def _organisations(plan: Row, found: Mapping[Stage, StepStatus]) -> dict[Stage, int]:
    """Whom each open review is asked of. Raises Refused when there is nobody to decide it."""
    finance = await finance_of(plan.region) if Stage.FINANCE in found else None
    asked = {Stage.UNIT: plan.organisation, Stage.DEPT: plan.parent}
    asked[Stage.FINANCE] = finance.organisation if finance else None
    names = {Stage.UNIT: plan.unit_name, Stage.DEPT: plan.parent_name}
    refusals = []
    for stage, status in found.items():
        if status not in (StepStatus.NOW, StepStatus.LATER):
            continue
        somebody = asked[stage] is not None and await has_reviewer(
            organisation=asked[stage], duty=str(DUTY_OF[stage]), besides=plan.made_by or 0
        )
        if not somebody:
            refusals.append(Refusal("", "plan_no_reviewer", name=names.get(stage, "")))
    if refusals:
        raise Refused(*refusals)
    return asked


async def review_due(plan: Mapping[str, Any], now: datetime) -> datetime:
    """When the next review has to be decided."""
    days = await rule(Rule.PLAN_REVIEW_DAYS, region=plan["region"], kind=PLANNING, on=clock.day_of(now))
    return deadline(now, days)


async def _write(
    plan: Row,
    found: Mapping[Stage, StepStatus],
    asked: Mapping[Stage, int],
    now: datetime,
    due: datetime,
) -> None:
    """One row for each open review; one that is asked anew forgets its earlier answer, which the journal keeps."""
    for stage, status in found.items():
        if status == StepStatus.AGREED:
            continue
        present = status == StepStatus.NOW
        await DB.execute(
            "INSERT INTO plan_step (plan, position, stage, organisation, status, began_at, due_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (plan, position) DO UPDATE SET"
            " status = $5, began_at = coalesce($6, plan_step.began_at), due_at = $7,"
            " organisation = $4, decided_by = NULL, decided_at = NULL, comment = ''",
            plan.id,
            STAGES.index(stage) + 1,
            str(stage),
            asked[stage] or plan.organisation,
            str(status),
            now if present else None,
            due if present else None,
        )


async def tell_reviewers(plan: Mapping[str, Any], stage: Stage, organisation: int, now: datetime) -> None:
    """Tell everybody who may decide the review that waits."""
    await tell(
        MessageKind.PLAN_TO_REVIEW,
        organisation=organisation,
        duties=(DUTY_OF[stage],),
        link=f"/plans/{plan['number']}",
        facts={"number": plan["number"], "unit": plan["unit_name"], "total_fen": plan["amount_fen"]},
        now=now,
    )
