"""Who reads what is late, and who explains it."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, UNIT_DUTIES, Duty
from emall.delays.rules import of_own_making
from emall.kernel.regions import CITY
from emall.web.visitor import Visitor

SUPERVISORS = (Duty.FINANCE, Duty.COUNTY, Duty.CENTRE, Duty.AUDIT)
READERS = UNIT_DUTIES - {Duty.REQUESTER}
"""Whose unit's list is read: everybody who buys for it, not whoever only asks for goods."""

EXPLAINERS = (Duty.BUYER, Duty.UNIT_ADMIN)


def territory(visitor: Visitor) -> str:
    """The region whose units a supervisor reads: county staff their own, the others the whole city."""
    return visitor.region if visitor.duty == Duty.COUNTY else CITY


def scope(visitor: Visitor) -> str:
    """How this visitor's list is drawn: unit, supplier, staff or nothing."""
    if visitor.duty in READERS:
        return "unit"
    if visitor.duty in SUPPLIER_DUTIES:
        return "supplier"
    return "staff" if visitor.duty in SUPERVISORS else ""


def may_explain(visitor: Visitor, item: Mapping[str, Any]) -> bool:
    """The buyer or administrator of the unit, for what the unit's own people let lie."""
    return (
        visitor.duty in EXPLAINERS
        and visitor.organisation == item["organisation"]
        and of_own_making(item["party"])
    )
