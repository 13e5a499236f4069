"""Who may see a purchase sheet under approval and who may decide its present step."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import Duty
from emall.approvals.words import StepStatus
from emall.orders.access import UNIT_READERS
from emall.orders.words import PurchaseStatus
from emall.web.visitor import Visitor


def may_view_sheet(visitor: Visitor, purchase: Mapping[str, Any]) -> bool:
    """People of the buying unit; a draft only its buyer."""
    if visitor.duty not in UNIT_READERS or visitor.organisation != purchase["organisation"]:
        return False
    return purchase["status"] != PurchaseStatus.DRAFT or is_requester(visitor, purchase)


def is_requester(visitor: Visitor, purchase: Mapping[str, Any]) -> bool:
    """The buyer of the sheet, acting as buyer."""
    return (
        visitor.duty == Duty.BUYER
        and visitor.person == purchase["buyer"]
        and visitor.organisation == purchase["organisation"]
    )


def may_decide(visitor: Visitor, step: Mapping[str, Any] | None) -> bool:
    """The holder of the step's post or whoever stands in today, acting in that very post, while it is the present step.

    `step["delegates"]` are the posts that stand in today. That the own post is still in service is what being signed
    in with it means; never the requester, under whatever account.
    """
    return (
        step is not None
        and step["status"] == StepStatus.NOW
        and (holds(visitor, step) or stands_in(visitor, step))
        and not visitor.is_also(step["requester"])
    )


def holds(visitor: Visitor, step: Mapping[str, Any]) -> bool:
    """Whether the step is this visitor's own, in the post they act in."""
    return (
        visitor.duty == Duty.APPROVER and visitor.post == step["post"] and visitor.person == step["approver"]
    )


def stands_in(visitor: Visitor, step: Mapping[str, Any]) -> bool:
    """Whether this visitor's post stands in for the step's today."""
    return visitor.duty == Duty.APPROVER and visitor.post in step.get("delegates", ())
