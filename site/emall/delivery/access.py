"""Who may ship, receive, accept and ask to cancel; `order` as in orders.access, with `cancel_asked_for` where needed.

`under_way` on the order's row tells how many parcels have not arrived, `open` how many pieces are still to be shipped,
`signing` the number of an acceptance sheet that waits for signatures. `case` is the row of an after-sale.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.delivery.rules.after_sales import ASK_ACCEPTED, ASK_REJECTED
from emall.delivery.words import AfterSaleStatus
from emall.orders.access import (
    UNIT_READERS,
    is_buyer_of,
    is_receiver_of,
    is_seller_of,
    owes_answer,
    supervises,
)
from emall.orders.words import OrderStatus
from emall.web.visitor import Visitor

S = OrderStatus
Order = Mapping[str, Any]

SHIPPABLE = frozenset({S.CONFIRMED, S.SHIPPED, S.RECEIVED, S.PART_ACCEPTED, S.FAILED})
CANCELLABLE = SHIPPABLE
PHOTOGRAPHED = frozenset({S.SHIPPED, S.RECEIVED})
ENDABLE = frozenset({S.CONFIRMED, S.SHIPPED, S.PART_ACCEPTED, S.FAILED})
"""Where an order waits for its supplier, or for a parcel its supplier has sent."""


def may_ship(visitor: Visitor, order: Order) -> bool:
    """The supplier, while something is still to be shipped and nobody's signature is awaited."""
    open_now = order["status"] in SHIPPABLE and order["open"] > 0 and order["signing"] is None
    return is_seller_of(visitor, order) and open_now


def may_receive(visitor: Visitor, order: Order) -> bool:
    """A receiver of the unit who is not the buyer, while a parcel is under way."""
    return is_receiver_of(visitor, order) and order["status"] == S.SHIPPED and order["under_way"] > 0


def may_accept(visitor: Visitor, order: Order) -> bool:
    """A receiver of the unit who is not the buyer, once what was shipped has arrived."""
    return is_receiver_of(visitor, order) and order["status"] == S.RECEIVED and order["signing"] is None


def may_sign(visitor: Visitor, order: Order, member: Mapping[str, Any] | None) -> bool:
    """A member named on the sheet, in any post of the unit, who has not signed yet; never the buyer, as whoever."""
    return (
        member is not None
        and member["signed_at"] is None
        and visitor.duty in UNIT_READERS
        and visitor.organisation == order["organisation"]
        and not visitor.is_also(order["buyer"])
    )


def may_photograph(visitor: Visitor, order: Order) -> bool:
    """A receiver of the unit who is not the buyer, from shipping until the sheet is filled in."""
    open_now = order["status"] in PHOTOGRAPHED and order["signing"] is None
    return is_receiver_of(visitor, order) and open_now


def is_asker_of(visitor: Visitor, order: Order) -> bool:
    """Buyer or receiver of the unit: whoever may ask for goods to go back."""
    return is_buyer_of(visitor, order) or is_receiver_of(visitor, order)


def may_ask_back(visitor: Visitor, order: Order) -> bool:
    """The unit, after an acceptance and before the invoice."""
    return is_asker_of(visitor, order) and order["status"] in ASK_REJECTED | ASK_ACCEPTED


def may_answer_back(visitor: Visitor, order: Order, case: Order) -> bool:
    """The supplier, once."""
    return is_seller_of(visitor, order) and case["status"] == AfterSaleStatus.REQUESTED


def may_send_back(visitor: Visitor, order: Order, case: Order) -> bool:
    """The unit, once the supplier has agreed or owes a replacement."""
    return is_asker_of(visitor, order) and case["status"] == AfterSaleStatus.AGREED


def may_inspect(visitor: Visitor, order: Order, case: Order) -> bool:
    """The supplier, when the goods are on their way back."""
    return is_seller_of(visitor, order) and case["status"] == AfterSaleStatus.GOODS_BACK


def may_drop(visitor: Visitor, order: Order, case: Order) -> bool:
    """The unit takes a request back, or gives in, as long as the goods have not left."""
    open_now = case["status"] in (AfterSaleStatus.REQUESTED, AfterSaleStatus.AGREED, AfterSaleStatus.REFUSED)
    return is_asker_of(visitor, order) and open_now and not case["by_default"]


def may_escalate(visitor: Visitor, order: Order, case: Order, *, now: datetime) -> bool:
    """The unit, after a refusal, or when the supplier has let its deadline pass."""
    if not is_asker_of(visitor, order) or case["by_default"]:
        return False
    if case["status"] == AfterSaleStatus.REFUSED:
        return True
    waiting = case["status"] in (AfterSaleStatus.REQUESTED, AfterSaleStatus.GOODS_BACK)
    return waiting and case["due_at"] is not None and now > case["due_at"]


def may_decide_back(visitor: Visitor, order: Order, case: Order) -> bool:
    """The procurement centre, asked to decide."""
    centre = visitor.duty == Duty.CENTRE and supervises(visitor, order)
    return centre and case["status"] == AfterSaleStatus.ESCALATED


def may_end(visitor: Visitor, order: Order) -> bool:
    """The procurement centre, of an order that waits for its supplier; how long it must have waited is a rule."""
    return visitor.duty == Duty.CENTRE and supervises(visitor, order) and order["status"] in ENDABLE


def may_ask_cancel(visitor: Visitor, order: Order) -> bool:
    """Buyer or supplier of a confirmed order, while something is open and nobody has asked yet."""
    return (
        (is_buyer_of(visitor, order) or is_seller_of(visitor, order))
        and order["status"] in CANCELLABLE
        and order["open"] > 0
        and order["cancel_asked_for"] is None
    )


def may_answer_cancel(visitor: Visitor, order: Order) -> bool:
    """The side that did not ask, while something can still be cancelled."""
    return owes_answer(visitor, order) and order["status"] in CANCELLABLE


def may_take_back(visitor: Visitor, order: Order) -> bool:
    """The side that asked, until the other has answered."""
    mine = is_buyer_of(visitor, order) or is_seller_of(visitor, order)
    return mine and order["cancel_asked_for"] == visitor.organisation
