"""Who may see an order and do what to it; `order` is any row or mapping with the columns of an order.

Beside its own columns a row may carry `region` (of the buying unit), `approver` (the person deciding now),
`stand_ins` (people who stand in for the approver today) and `cancel_asked_for` (the organisation that asked to
cancel and waits for an answer).
"""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.kernel.regions import within
from emall.orders.rules import next_actor
from emall.orders.words import SUPPLIER_SEES, OrderStatus
from emall.web.visitor import Visitor

Order = Mapping[str, Any]

UNIT_READERS = frozenset({Duty.BUYER, Duty.APPROVER, Duty.RECEIVER, Duty.ACCOUNTANT, Duty.UNIT_ADMIN})
SUPERVISORS = frozenset({Duty.COUNTY, Duty.FINANCE, Duty.CENTRE, Duty.AUDIT})
READERS = UNIT_READERS | SUPERVISORS
"""Whoever may read orders on the side of the unit, each as far as `may_view` says."""
WITHDRAWABLE = frozenset(
    {OrderStatus.DRAFT, OrderStatus.PENDING_APPROVAL, OrderStatus.RETURNED, OrderStatus.PENDING_SUPPLIER}
)


def may_view(visitor: Visitor, order: Order) -> bool:
    """The buying unit, the supplier once the order has reached it, and staff whose territory covers the unit."""
    return sees_as_unit(visitor, order) or sees_as_supplier(visitor, order) or supervises(visitor, order)


def sees_as_unit(visitor: Visitor, order: Order) -> bool:
    """People of the buying unit; a draft only its buyer."""
    if visitor.duty not in UNIT_READERS or visitor.organisation != order["organisation"]:
        return False
    return order["status"] != OrderStatus.DRAFT or is_buyer_of(visitor, order)


def sees_as_supplier(visitor: Visitor, order: Order) -> bool:
    """People of the supplier, from the moment the order was passed on to it."""
    if visitor.duty not in SUPPLIER_DUTIES or visitor.organisation != order["supplier"]:
        return False
    reached = order["status"] == OrderStatus.WITHDRAWN and order["approved_at"] is not None
    return reached or order["status"] in SUPPLIER_SEES


def supervises(visitor: Visitor, order: Order) -> bool:
    """Staff reading by territory: a county its own units, the city all of them; never drafts."""
    return (
        visitor.duty in SUPERVISORS
        and order["status"] != OrderStatus.DRAFT
        and within(order["region"], visitor.region)
    )


def is_buyer_of(visitor: Visitor, order: Order) -> bool:
    """The person who placed it, acting as buyer of that unit."""
    return (
        visitor.duty == Duty.BUYER
        and visitor.person == order["buyer"]
        and visitor.organisation == order["organisation"]
    )


def is_seller_of(visitor: Visitor, order: Order) -> bool:
    """Somebody of the supplier who may act for it."""
    return visitor.duty in SUPPLIER_DUTIES and visitor.organisation == order["supplier"]


def is_receiver_of(visitor: Visitor, order: Order) -> bool:
    """A receiver of the unit other than the buyer, under whatever account (separation of duties)."""
    return (
        visitor.duty == Duty.RECEIVER
        and visitor.organisation == order["organisation"]
        and not visitor.is_also(order["buyer"])
    )


def may_withdraw(visitor: Visitor, order: Order) -> bool:
    """The buyer, until the supplier has answered."""
    return is_buyer_of(visitor, order) and order["status"] in WITHDRAWABLE


def may_confirm(visitor: Visitor, order: Order) -> bool:
    """The supplier, while the order waits for it."""
    return is_seller_of(visitor, order) and order["status"] == OrderStatus.PENDING_SUPPLIER


def turn_of(visitor: Visitor | None, order: Order) -> bool:
    """Whether it is this visitor's turn (轮到您): the next deed, or the answer to a wish to cancel, is theirs."""
    if visitor is None:
        return False
    if order.get("cancel_asked_for") is not None and owes_answer(visitor, order):
        return True
    actor = next_actor(order["status"])
    if actor == Duty.BUYER:
        return is_buyer_of(visitor, order)
    if actor == Duty.APPROVER:
        asked = {order.get("approver"), *(order.get("stand_ins") or ())}
        return visitor.duty == Duty.APPROVER and visitor.person in asked
    if actor == Duty.SELLER:
        return is_seller_of(visitor, order)
    return actor == Duty.RECEIVER and is_receiver_of(visitor, order)


def owes_answer(visitor: Visitor, order: Order) -> bool:
    """Whether the other side asked to cancel and this visitor may answer for their own."""
    asked_for = order["cancel_asked_for"]
    if asked_for is None or asked_for == visitor.organisation:
        return False
    return is_buyer_of(visitor, order) or is_seller_of(visitor, order)
