"""Who may ship, receive, accept and ask to cancel; `order` as in orders.access, with `cancel_asked_for` where needed.

`under_way` on the order's row tells how many parcels have not arrived, `open` how many pieces are still to be shipped.
"""

from collections.abc import Mapping
from typing import Any

from emall.orders.access import is_buyer_of, is_receiver_of, is_seller_of, owes_answer
from emall.orders.words import OrderStatus
from emall.web.visitor import Visitor

S = OrderStatus
Order = Mapping[str, Any]

SHIPPABLE = frozenset({S.CONFIRMED, S.SHIPPED, S.RECEIVED, S.PART_ACCEPTED, S.FAILED})
CANCELLABLE = SHIPPABLE


def may_ship(visitor: Visitor, order: Order) -> bool:
    """The supplier, while something is still to be shipped."""
    return is_seller_of(visitor, order) and order["status"] in SHIPPABLE and order["open"] > 0


def may_receive(visitor: Visitor, order: Order) -> bool:
    """A receiver of the unit who is not the buyer, while a parcel is under way."""
    return is_receiver_of(visitor, order) and order["status"] == S.SHIPPED and order["under_way"] > 0


def may_accept(visitor: Visitor, order: Order) -> bool:
    """A receiver of the unit who is not the buyer, once what was shipped has arrived."""
    return is_receiver_of(visitor, order) and order["status"] == S.RECEIVED


def may_ask_cancel(visitor: Visitor, order: Order) -> bool:
    """Buyer or supplier of a confirmed order, while something is open and nobody has asked yet."""
    return (
        (is_buyer_of(visitor, order) or is_seller_of(visitor, order))
        and order["status"] in CANCELLABLE
        and order["open"] > 0
        and order["cancel_asked_for"] is None
    )


def may_answer_cancel(visitor: Visitor, order: Order) -> bool:
    """The side that did not ask."""
    return owes_answer(visitor, order)


def may_take_back(visitor: Visitor, order: Order) -> bool:
    """The side that asked, until the other has answered."""
    mine = is_buyer_of(visitor, order) or is_seller_of(visitor, order)
    return mine and order["cancel_asked_for"] == visitor.organisation
