"""Who reads the rulebook, who proposes changes of it, and who decides on them."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import Duty
from emall.kernel.regions import CITY, within
from emall.rulebook.words import ChangeStatus
from emall.web.visitor import Visitor

KEEPERS = (Duty.FINANCE,)
READERS = (Duty.FINANCE, Duty.CENTRE, Duty.COUNTY, Duty.AUDIT)

Change = Mapping[str, Any]


def may_propose(visitor: Visitor) -> bool:
    """Whether somebody may propose changes: finance alone."""
    return visitor.duty in KEEPERS


def may_rule(visitor: Visitor, region: str) -> bool:
    """Whether rows of a region are within somebody's reach; those that hold everywhere are the city's."""
    return may_propose(visitor) and within(region or CITY, visitor.region)


def may_decide(visitor: Visitor, change: Change) -> bool:
    """Whether somebody may decide on a change now: another person of finance than the one who proposed it,
    whichever account they use.
    """
    return (
        may_rule(visitor, change["region"])
        and change["status"] == ChangeStatus.PROPOSED
        and not visitor.is_also(change["proposed_by"])
    )


def may_withdraw(visitor: Visitor, change: Change) -> bool:
    """Whether somebody may take a change back: whoever proposed it, until it is decided."""
    return (
        may_propose(visitor)
        and change["status"] == ChangeStatus.PROPOSED
        and change["proposed_by"] == visitor.person
    )
