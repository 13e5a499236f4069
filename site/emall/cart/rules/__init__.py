"""Pure decisions about the cart and the purchase sheet."""

from emall.cart.rules.cart import (
    Filled,
    Group,
    Line,
    arranged,
    available,
    freight,
    look_at,
    merged,
    nearest_quantity,
    served_as,
)
from emall.cart.rules.sheet import (
    Funding,
    assigned,
    moved_prices,
    refusals_for_sheet,
    suggested,
)

__all__ = [
    "Filled",
    "Funding",
    "Group",
    "Line",
    "arranged",
    "assigned",
    "available",
    "freight",
    "look_at",
    "merged",
    "moved_prices",
    "nearest_quantity",
    "refusals_for_sheet",
    "served_as",
    "suggested",
]
