"""What an invoice and a settlement sheet must be like, and what late payment costs: decided without the database."""

from emall.settlement.rules.clock import (
    PayClock,
    closing_of,
    days_late,
    interest_on,
    late_interest,
    pay_clock,
    pay_due,
)
from emall.settlement.rules.issuing import (
    Charged,
    Difference,
    differences_of,
    lines_to_invoice,
    refusals_for_file,
    refusals_for_orders,
    refusals_for_paper,
    refusals_for_quantities,
)
from emall.settlement.rules.match import Match, MatchLine, match_of
from emall.settlement.rules.moves import may_move_settlement
from emall.settlement.rules.settling import refusals_for_match, refusals_for_review, refusals_for_sheet

__all__ = [
    "Charged",
    "Difference",
    "Match",
    "MatchLine",
    "PayClock",
    "closing_of",
    "days_late",
    "differences_of",
    "interest_on",
    "late_interest",
    "lines_to_invoice",
    "match_of",
    "may_move_settlement",
    "pay_clock",
    "pay_due",
    "refusals_for_file",
    "refusals_for_match",
    "refusals_for_orders",
    "refusals_for_paper",
    "refusals_for_quantities",
    "refusals_for_review",
    "refusals_for_sheet",
]
