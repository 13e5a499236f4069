"""Who reads what is late, and who explains it."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.delays.rules import of_own_making
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.web.visitor import Visitor

EXPLAINERS = (Duty.BUYER, Duty.UNIT_ADMIN)


def scope(visitor: Visitor) -> str:
    """How this visitor's list is drawn: unit, supplier, staff or nothing."""
    if visitor.duty in UNIT_READERS:
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
