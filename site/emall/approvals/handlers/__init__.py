"""The addresses of approvals and of withdrawing."""

from emall.approvals.handlers.inbox import Approvals
from emall.approvals.handlers.withdrawal import Withdrawal

ROUTES = [Approvals, Withdrawal]

__all__ = ["ROUTES", "Approvals", "Withdrawal"]
