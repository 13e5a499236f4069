"""What is decided about payments on plain values: releasing them, judging answers, signing letters."""

from emall.payments.rules.judging import Judged, Known, Standing, Verdict, judge
from emall.payments.rules.releasing import Ready, account_problem, refusals_for_release
from emall.payments.rules.signing import ALGORITHMS, Letter, fault_in, sign

__all__ = [
    "ALGORITHMS",
    "Judged",
    "Known",
    "Letter",
    "Ready",
    "Standing",
    "Verdict",
    "account_problem",
    "fault_in",
    "judge",
    "refusals_for_release",
    "sign",
]
