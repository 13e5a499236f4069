"""Who writes a review for which side, and from where one is read."""

from collections.abc import Mapping
from typing import Any

from emall.orders.access import is_buyer_of, is_receiver_of, is_seller_of, sees_as_unit
from emall.reviews.words import Side
from emall.web.visitor import Visitor


def side_of(visitor: Visitor, order: Mapping[str, Any]) -> Side | None:
    """The side this visitor writes for: the buyer and receivers of the unit, or anybody of the supplier."""
    if is_buyer_of(visitor, order) or is_receiver_of(visitor, order):
        return Side.UNIT
    return Side.SUPPLIER if is_seller_of(visitor, order) else None


def reader_of(visitor: Visitor, order: Mapping[str, Any]) -> str:
    """Whose eyes these are: unit, supplier, or staff, who see what both sides see."""
    if is_seller_of(visitor, order):
        return Side.SUPPLIER
    return Side.UNIT if sees_as_unit(visitor, order) else "staff"
