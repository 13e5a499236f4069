"""Pure decisions of the rulebook."""

from emall.rulebook.rules.changing import (
    Scope,
    first_day,
    refusals_for_end,
    refusals_for_version,
    replaced_by,
)
from emall.rulebook.rules.deciding import Numbers, Ruling, answer_of, narrowest, valid
from emall.rulebook.rules.replaying import DRAFT, Rejudged, overlaid, rejudge

__all__ = [
    "DRAFT",
    "Numbers",
    "Rejudged",
    "Ruling",
    "Scope",
    "answer_of",
    "first_day",
    "narrowest",
    "overlaid",
    "refusals_for_end",
    "refusals_for_version",
    "rejudge",
    "replaced_by",
    "valid",
]
