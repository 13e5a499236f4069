"""Who sees a request and who may answer it."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import Duty
from emall.requisitions.words import ASKERS, LineStatus
from emall.web.visitor import Visitor


def may_view(visitor: Visitor, requisition: Mapping[str, Any]) -> bool:
    """Whoever asked, and the buyers of the same unit."""
    if visitor.organisation != requisition["organisation"] or visitor.duty not in ASKERS:
        return False
    return visitor.duty == Duty.BUYER or visitor.person == requisition["requester"]


def may_answer(visitor: Visitor, requisition: Mapping[str, Any]) -> bool:
    """The buyers of the unit."""
    return visitor.duty == Duty.BUYER and visitor.organisation == requisition["organisation"]


def may_withdraw(visitor: Visitor, requisition: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    """Whoever asked, while nobody has answered."""
    return (
        may_view(visitor, requisition)
        and visitor.person == requisition["requester"]
        and line["status"] == LineStatus.OPEN
    )


def may_reopen(visitor: Visitor, requisition: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    """A buyer of the unit, while it is merged and on no submitted sheet."""
    return may_answer(visitor, requisition) and line["status"] == LineStatus.MERGED
