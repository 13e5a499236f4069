"""What the pages of plans show, and what stands in carts to be planned."""

from emall.plans.queries.basket import Basket, Good, basket_of, use_carts
from emall.plans.queries.catalogue import category, find_categories, found_category
from emall.plans.queries.lists import PlanLists, desk_plans, plans_of_unit, waiting_count
from emall.plans.queries.show import (
    PlanView,
    buyers_of,
    finance_of,
    has_reviewer,
    lines_of,
    plan_row,
    plan_view,
    steps_of,
)

__all__ = [
    "Basket",
    "Good",
    "PlanLists",
    "PlanView",
    "basket_of",
    "buyers_of",
    "category",
    "desk_plans",
    "finance_of",
    "find_categories",
    "found_category",
    "has_reviewer",
    "lines_of",
    "plan_row",
    "plan_view",
    "plans_of_unit",
    "steps_of",
    "use_carts",
    "waiting_count",
]
