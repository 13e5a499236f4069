"""Who keeps the budget of the city, and whose lines staff may read."""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import Duty
from emall.kernel.regions import CITY, within
from emall.web.visitor import Visitor

KEEPERS = (Duty.FINANCE,)
READERS = (Duty.FINANCE, Duty.COUNTY, Duty.AUDIT)


def may_keep(visitor: Visitor) -> bool:
    """Whether somebody decides on budget lines themselves: the finance bureau alone."""
    return visitor.duty in KEEPERS


def territory(visitor: Visitor) -> str:
    """The region whose units somebody reads: county staff their own, the others the whole city."""
    return visitor.region if visitor.duty == Duty.COUNTY else CITY


def may_read(visitor: Visitor, line: Mapping[str, Any]) -> bool:
    """Whether a line, with the `region` of its unit, lies in somebody's territory."""
    return visitor.duty in READERS and within(line["region"], territory(visitor))
