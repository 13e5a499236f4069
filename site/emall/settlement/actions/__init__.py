"""Deeds on invoices and settlement sheets."""

from emall.settlement.actions.deciding import confirm, refuse, withdraw
from emall.settlement.actions.issuing import Stated, issue
from emall.settlement.actions.locked import lock_settlement, orders_of
from emall.settlement.actions.paying import mark_ordered, mark_paid, mark_returned
from emall.settlement.actions.reviewing import review, take_back
from emall.settlement.actions.settling import settle
from emall.settlement.actions.supervision import note_view
from emall.settlement.actions.sweeping import sweep_files

__all__ = [
    "Stated",
    "confirm",
    "issue",
    "lock_settlement",
    "mark_ordered",
    "mark_paid",
    "mark_returned",
    "note_view",
    "orders_of",
    "refuse",
    "review",
    "settle",
    "sweep_files",
    "take_back",
    "withdraw",
]
