"""What an invoice and a settlement sheet must be like, and what late payment costs: decided without the database."""

from emall.settlement.rules.clock import closing_of, days_late, interest_on, late_interest, pay_due
from emall.settlement.rules.moves import may_move_invoice, may_move_settlement

__all__ = [
    "closing_of",
    "days_late",
    "interest_on",
    "late_interest",
    "may_move_invoice",
    "may_move_settlement",
    "pay_due",
]
