"""Deeds on money: set aside, let go, bind, give back. Each runs inside the caller's transaction."""

from emall.budget.actions.moving import commit, give_back, release
from emall.budget.actions.reserving import reserve
from emall.budget.rules import Charge

__all__ = ["Charge", "commit", "give_back", "release", "reserve"]
