"""Deeds on requests: asking, taking back, buying, refusing, and what orders do to the lines they buy."""

from emall.requisitions.actions.answering import merge, refuse, reopen
from emall.requisitions.actions.asking import ask, meant, withdraw_line
from emall.requisitions.actions.following import follow_order

__all__ = ["ask", "follow_order", "meant", "merge", "refuse", "reopen", "withdraw_line"]
