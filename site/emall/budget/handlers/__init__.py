"""The pages of the budget: a unit's own lines, and the desk of those who keep the budget of the city."""

from emall.budget.handlers.desk import BudgetDesk
from emall.budget.handlers.own import Budget
from emall.budget.handlers.steering import BudgetYear, LineDecisions

ROUTES = [Budget, BudgetDesk, LineDecisions, BudgetYear]
