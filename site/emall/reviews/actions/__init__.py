"""Writing a review, completing paid orders, and asking both sides for their word."""

from emall.reviews.actions.completing import complete_due
from emall.reviews.actions.inviting import invite
from emall.reviews.actions.writing import write

__all__ = ["complete_due", "invite", "write"]
