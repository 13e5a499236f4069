"""Pages of purchase plans: a unit's own, one plan and the deeds on it, and the desk of finance."""

from emall.plans.handlers.deeds import PlanDeeds
from emall.plans.handlers.desk import PlanDesk
from emall.plans.handlers.own import Plans

ROUTES = [Plans, PlanDeeds, PlanDesk]
