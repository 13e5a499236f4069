"""Pages of what is late: the desk, a unit's own list, a supplier's, and explanations."""

from emall.delays.handlers.explanations import Explanations
from emall.delays.handlers.lists import DelayDesk, OwnDelays, SupplierDelays

ROUTES = [DelayDesk, OwnDelays, SupplierDelays, Explanations]

__all__ = ["ROUTES", "DelayDesk", "Explanations", "OwnDelays", "SupplierDelays"]
