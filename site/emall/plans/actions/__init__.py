"""Deeds on purchase plans: made, reviewed and filed; split, assigned, handed back; given another code."""

from emall.plans.actions.correcting import answer, correct
from emall.plans.actions.deciding import decide
from emall.plans.actions.drafting import change, draft, give_up, submit, withdraw
from emall.plans.actions.ending import follow, forget_reviews
from emall.plans.actions.handing import assign, hand_back, split

__all__ = [
    "answer",
    "assign",
    "change",
    "correct",
    "decide",
    "draft",
    "follow",
    "forget_reviews",
    "give_up",
    "hand_back",
    "split",
    "submit",
    "withdraw",
]
