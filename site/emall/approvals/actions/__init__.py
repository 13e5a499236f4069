"""Deeds of approval: rounds begin, steps are decided, sheets are withdrawn or come back; chains and stand-ins are named."""

from emall.approvals.actions.chains import Scope, Wanted, drop_chain, mark_of, set_chain
from emall.approvals.actions.clock import return_overdue, run_due
from emall.approvals.actions.decisions import decide
from emall.approvals.actions.delegations import Absence, end_delegation, name_stand_in
from emall.approvals.actions.rounds import begin
from emall.approvals.actions.withdrawals import withdraw, withdraw_purchase

__all__ = [
    "Absence",
    "Scope",
    "Wanted",
    "begin",
    "decide",
    "drop_chain",
    "end_delegation",
    "mark_of",
    "name_stand_in",
    "return_overdue",
    "run_due",
    "set_chain",
    "withdraw",
    "withdraw_purchase",
]
