"""What the page of one plan is printed from: where it stands, who acted when, and what the visitor may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emall.accounts.words import DUTY_NAMES
from emall.budget.words import IN_REVIEW, SPENDABLE
from emall.database import Row
from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.kernel.workdays import is_past
from emall.plans import access
from emall.plans.actions.reviewing import finance_reasons
from emall.plans.queries import PlanView, buyers_of, plan_row, plan_view, waiting_count
from emall.plans.words import ACTS, METHOD_WORDS, PARTS_MOST, STAGE_WORDS, WHY_FINANCE, StepStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.formats import datetime as written
from emall.web.formats import deadline, mask_name, money
from emall.web.language import gettext as _
from emall.web.timeline import Entry
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Station:
    """One station of the way to filing, as progress.html draws it."""

    state: str
    duty: str
    who: str
    note: str
    icon: str


@dataclass(frozen=True, slots=True)
class Share:
    """A plan's place on its budget line, in fen: what the other filed plans ask, this one, and the whole."""

    others_fen: int
    this_fen: int
    whole_fen: int


async def facts_of(visitor: Visitor, number: str) -> dict[str, Any]:
    """The values of a plan's page. Raises Missing for a plan this visitor may not see."""
    plan = await plan_row(number)
    if plan is None or not access.may_view(visitor, plan):
        raise Missing
    view = await plan_view(plan)
    manages = access.may_manage(visitor, plan)
    staff = not visitor.is_unit
    return {
        "layout": "layouts/desk.html" if staff else "layouts/mall.html",
        "staff": staff,
        "waiting": await waiting_count(visitor),
        "view": view,
        "plan": plan,
        "share": share_of(view),
        "people": people_of(view, visitor),
        "timeline": [entry_of(row, visitor) for row in view.entries],
        "why": await _why(plan),
        "method": METHOD_WORDS.get(plan.method, plan.method),
        "overdue": plan.due_at is not None and is_past(plan.due_at, clock.now()),
        "may": may_of(visitor, view, manages=manages),
        "buyers": await buyers_of(plan.organisation) if manages else [],
        "parts_shown": range(1, PARTS_MOST - 1),
    }


def may_of(visitor: Visitor, view: PlanView, *, manages: bool) -> Mapping[str, bool]:
    """Which deeds the page offers."""
    plan = view.plan
    return {
        "decide": access.may_decide(visitor, plan, view.present, view.deciders),
        "edit": access.may_edit(visitor, plan),
        "withdraw": access.may_withdraw(visitor, plan),
        "manage": manages,
        "split": manages and plan.split_from is None and plan.left_fen > 0,
        "hand_back": manages and plan.left_fen > 0,
        "correct": access.may_correct(visitor, plan) and view.correction is None,
        "answer": access.may_answer(visitor, plan, view.correction),
    }


def share_of(view: PlanView) -> Share | None:
    """Before and after on the budget line; a plan that is filed already counts among what is planned."""
    if view.line is None:
        return None
    counted = view.plan.amount_fen if view.plan.status in SPENDABLE else 0
    over = view.plan.status not in SPENDABLE | IN_REVIEW and view.plan.filed_at is not None
    this = 0 if over else view.plan.amount_fen
    return Share(view.line.planned_fen - counted, this, view.line.granted_fen)


async def _why(plan: Row) -> list[str]:
    """Why finance decides on this plan, in words."""
    on, fen = clock.day_of(plan.submitted_at or clock.now()), plan.filed_fen or plan.amount_fen
    reasons = await finance_reasons(plan.method, plan.imported_goods, fen, region=plan.region, on=on)
    least = (
        await rule(Rule.PLAN_FINANCE_FROM, region=plan.region, kind="public_unit", on=on) if reasons else 0
    )
    return [_(WHY_FINANCE[key], **{"from": money(least)}) for key in reasons]


def people_of(view: PlanView, visitor: Visitor) -> list[Station]:
    """Its maker, each review, and the filing."""
    plan = view.plan
    when = written(plan.submitted_at)[5:] if plan.submitted_at else ""
    maker = Station("done", _("Buyer"), mask_name(plan.made_by_name) or plan.unit_name, when, "edit")
    filed = plan.filed_at is not None
    note = written(plan.filed_at)[5:] if filed else ""
    end = Station(
        "done" if filed else "later", _("Filing number"), plan.filing_number or "–", note, "shield-check"
    )
    return [maker, *(_station(step, view, visitor) for step in view.steps), end]


_STATES = {
    StepStatus.AGREED: "done",
    StepStatus.RETURNED: "now",
    StepStatus.NOW: "now",
    StepStatus.LATER: "later",
    StepStatus.DROPPED: "skipped",
}


def _station(step: Row, view: PlanView, visitor: Visitor) -> Station:
    mine = step.status == StepStatus.NOW and access.may_decide(visitor, view.plan, step, view.deciders)
    who = step.organisation_name
    if step.decider:
        who = f"{step.organisation_name} {mask_name(step.decider)}"
    note = deadline(step.due_at) if step.status == StepStatus.NOW else ""
    if step.decided_at:
        verdict = _("agreed") if step.status == StepStatus.AGREED else _("returned")
        note = f"{verdict} {written(step.decided_at)[5:]}"
    elif step.status == StepStatus.DROPPED:
        note = _("not needed any more")
    state = "you" if mine else _STATES[StepStatus(step.status)]
    return Station(state, _(STAGE_WORDS[step.stage]), who, note, "user-check")


def entry_of(row: Row, visitor: Visitor) -> Entry:
    """One deed from the journal, in words; names of people are masked."""
    title, icon = ACTS.get(row.act, (row.act, "info-circle"))
    return Entry(icon, _(title), _actor(row, visitor), _text(row), written(row.at), row.at.isoformat())


def _actor(row: Row, visitor: Visitor) -> str:
    if not row.actor:
        return _("The system")
    duty = _(DUTY_NAMES.get(row.duty, row.duty))
    who = f"{duty} {mask_name(row.actor_name)}"
    return who if row.organisation == visitor.organisation else f"{row.organisation_name} · {who}"


def _text(row: Row) -> str:
    """What was said, and which facts changed from what to what."""
    before, after = row.before or {}, row.after or {}
    note = mask_name(row.note) if row.act == "plan.assign" else row.note
    told = [note] if note else []
    if row.act in (
        "plan.edit",
        "plan.resubmit",
        "plan.hand_back",
        "plan.split",
        "plan.correct",
        "plan.ask_correction",
    ):
        for name, show in (("amount_fen", lambda fen: f"¥{money(fen)}"), ("code", str), ("title", str)):
            if name in before and name in after and before[name] != after[name]:
                told.append(f"{show(before[name])} → {show(after[name])}")
    if after.get("filing_number"):
        told.append(after["filing_number"])
    return " · ".join(told)
