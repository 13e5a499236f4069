"""The addresses of approvals, of withdrawing, of chains and of standing in."""

from emall.approvals.handlers.chains import Chains
from emall.approvals.handlers.delegations import OwnDelegations, UnitDelegations
from emall.approvals.handlers.inbox import Approvals
from emall.approvals.handlers.withdrawal import Withdrawal

ROUTES = [Approvals, Withdrawal, Chains, OwnDelegations, UnitDelegations]

__all__ = ["ROUTES", "Approvals", "Chains", "OwnDelegations", "UnitDelegations", "Withdrawal"]
