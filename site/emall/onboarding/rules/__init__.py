"""What is wrong with a row of a file, cell by cell, and what it means when nothing is."""

from emall.onboarding.rules.budget import amount_of, line_key, takes_back
from emall.onboarding.rules.cells import region_of
from emall.onboarding.rules.facts import Judged, Known, Problem, Scope, Unit
from emall.onboarding.rules.rows import duties_of, judge, key_of

__all__ = [
    "Judged",
    "Known",
    "Problem",
    "Scope",
    "Unit",
    "amount_of",
    "duties_of",
    "judge",
    "key_of",
    "line_key",
    "region_of",
    "takes_back",
]
