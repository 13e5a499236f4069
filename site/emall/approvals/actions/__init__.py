"""Deeds of approval: a round begins, steps are decided, sheets are withdrawn or come back when nobody decides."""

from emall.approvals.actions.clock import return_overdue, run_due
from emall.approvals.actions.decisions import decide
from emall.approvals.actions.rounds import begin
from emall.approvals.actions.withdrawals import withdraw, withdraw_purchase

__all__ = ["begin", "decide", "return_overdue", "run_due", "withdraw", "withdraw_purchase"]
