"""Deeds on money: set aside, let go, bind, give back, each inside the caller's transaction; and on budget lines."""

from emall.budget.actions.bringing_in import Given, Taken, bring_in_lines
from emall.budget.actions.closing import Closed, close_year, on_closing
from emall.budget.actions.granting import set_amount, set_frozen, transfer
from emall.budget.actions.moving import commit, give_back, pay, refund, release, release_part
from emall.budget.actions.reserving import reserve
from emall.budget.rules import Charge

__all__ = [
    "Charge",
    "Closed",
    "Given",
    "Taken",
    "bring_in_lines",
    "close_year",
    "commit",
    "give_back",
    "on_closing",
    "pay",
    "refund",
    "release",
    "release_part",
    "reserve",
    "set_amount",
    "set_frozen",
    "transfer",
]
