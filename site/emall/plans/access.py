"""Who makes plans, who decides on them, who may split, assign and hand them back, and who may read them."""

from collections.abc import Collection, Mapping
from typing import Any

from emall.accounts.words import Duty, OrganisationKind
from emall.budget.access import READERS, territory
from emall.budget.words import IN_REVIEW, TO_EDIT, PlanStatus
from emall.kernel.regions import within
from emall.plans.words import MANAGED, Stage
from emall.web.visitor import Visitor

PLANNERS = (Duty.BUYER, Duty.APPROVER, Duty.ACCOUNTANT, Duty.UNIT_ADMIN)
REVIEWERS = (Duty.APPROVER, Duty.FINANCE)
KEEPERS = frozenset({Duty.ACCOUNTANT, Duty.UNIT_ADMIN, Duty.APPROVER})


def is_enterprise(visitor: Visitor) -> bool:
    """Enterprises spend from cost centres and have no plans."""
    return visitor.organisation_kind == OrganisationKind.STATE_ENTERPRISE


def may_plan(visitor: Visitor) -> bool:
    """Buyers of public units make plans."""
    return visitor.duty == Duty.BUYER and not is_enterprise(visitor)


def may_view(visitor: Visitor, plan: Mapping[str, Any]) -> bool:
    """People of the unit; once submitted also the approvers of its parent, and staff for their territory.

    `plan` needs organisation, parent and region of its unit, and submitted_at and status.
    """
    if visitor.duty in PLANNERS and visitor.organisation == plan["organisation"]:
        return True
    if plan["submitted_at"] is None and plan["status"] in TO_EDIT:
        return False
    if visitor.duty == Duty.APPROVER:
        return plan["parent"] is not None and visitor.organisation == int(plan["parent"])
    return visitor.duty in READERS and within(str(plan["region"]), territory(visitor))


def may_edit(visitor: Visitor, plan: Mapping[str, Any]) -> bool:
    """Its maker, while it is a draft or returned; a plan that came without a maker belongs to the buyers of the unit."""
    return _is_maker(visitor, plan) and plan["status"] in TO_EDIT


def may_withdraw(visitor: Visitor, plan: Mapping[str, Any]) -> bool:
    """Its maker, while somebody is asked to review it."""
    return _is_maker(visitor, plan) and plan["status"] in IN_REVIEW and plan["made_by"] is not None


def _is_maker(visitor: Visitor, plan: Mapping[str, Any]) -> bool:
    mine = plan["made_by"] in (None, visitor.person)
    return may_plan(visitor) and visitor.organisation == plan["organisation"] and mine


def may_review(visitor: Visitor, plan: Mapping[str, Any], stage: str, organisation: int) -> bool:
    """Whether a review of that stage, asked of that organisation, falls to this post.

    The unit's and the parent's approvers; of finance, whoever keeps the budget of the unit's county or of the city.
    """
    if stage == Stage.FINANCE:
        return visitor.duty == Duty.FINANCE and within(plan["region"], visitor.region)
    return visitor.duty == Duty.APPROVER and visitor.organisation == organisation


def may_decide(
    visitor: Visitor, plan: Mapping[str, Any], step: Mapping[str, Any] | None, deciders: Collection[int]
) -> bool:
    """Whether the present review is this visitor's to decide: never its maker's, never a second one
    of the same plan, whichever account they use.

    `deciders` are the people who decided the other reviews of this plan.
    """
    return (
        step is not None
        and plan["status"] in IN_REVIEW
        and may_review(visitor, plan, step["stage"], step["organisation"])
        and not visitor.is_among((plan["made_by"], *deciders))
    )


def may_manage(visitor: Visitor, plan: Mapping[str, Any]) -> bool:
    """Whether somebody splits, assigns and hands back: the unit's keepers of money, its maker and its present buyer."""
    if visitor.organisation != plan["organisation"] or plan["status"] not in MANAGED:
        return False
    if visitor.duty in KEEPERS:
        return True
    return visitor.duty == Duty.BUYER and visitor.person in (plan["made_by"], plan["assigned_to"])


def may_correct(visitor: Visitor, plan: Mapping[str, Any]) -> bool:
    """Whether somebody asks for another code: whoever may buy on the plan."""
    usable = plan["status"] in MANAGED and plan["assigned_to"] in (None, visitor.person)
    return may_plan(visitor) and visitor.organisation == plan["organisation"] and usable


def may_answer(visitor: Visitor, plan: Mapping[str, Any], correction: Mapping[str, Any] | None) -> bool:
    """Whether a wish for another code is this visitor's to answer; never the own wish, never on the own plan."""
    return (
        correction is not None
        and plan["status"] in MANAGED | {PlanStatus.USED_UP}
        and may_review(visitor, plan, correction["stage"], correction["organisation"])
        and not visitor.is_among((correction["asked_by"], plan["made_by"]))
    )
