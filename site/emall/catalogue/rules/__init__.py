"""Pure decisions about prices, quantities, shelves and the state of a list."""

from emall.catalogue.rules.browse import Browse, each_dropped, loosened, pages_of
from emall.catalogue.rules.pricing import (
    Comparison,
    Step,
    Tier,
    against_reference,
    ladder,
    price_for,
    refusals_for_price,
)
from emall.catalogue.rules.shelf import (
    may_move,
    orderable,
    refusals_for_quantity,
    refusals_for_shelf,
    refusals_for_stock,
    tag_in_force,
)
from emall.catalogue.rules.turns import turns, with_turns

__all__ = [
    "Browse",
    "Comparison",
    "Step",
    "Tier",
    "against_reference",
    "each_dropped",
    "ladder",
    "loosened",
    "may_move",
    "orderable",
    "pages_of",
    "price_for",
    "refusals_for_price",
    "refusals_for_quantity",
    "refusals_for_shelf",
    "refusals_for_stock",
    "tag_in_force",
    "turns",
    "with_turns",
]
