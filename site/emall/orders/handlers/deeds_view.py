"""The deed a visitor may do next at an order, as a link or a button, and the other deeds of its page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.orders.access import (
    is_buyer_of,
    is_receiver_of,
    is_seller_of,
    may_confirm,
    may_withdraw,
    owes_answer,
)
from emall.orders.words import SETTLED, TO_SETTLE, OrderStatus
from emall.web.language import N_, gettext
from emall.web.visitor import Visitor

S = OrderStatus
Order = Mapping[str, Any]

UNDER_DELIVERY = frozenset({S.CONFIRMED, S.SHIPPED, S.RECEIVED, S.PART_ACCEPTED, S.FAILED})
"""Statuses in which what is still to be shipped can be shipped, or given up by agreement."""

AFTER_ACCEPTANCE = frozenset({S.PART_ACCEPTED, S.FAILED, S.ACCEPTED})
WAITING_FOR_SUPPLIER = frozenset({S.CONFIRMED, S.SHIPPED, S.PART_ACCEPTED, S.FAILED})

REPEATABLE = frozenset({*TO_SETTLE, *SETTLED, S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CANCELLED})


@dataclass(frozen=True, slots=True)
class Next:
    """One deed: where it is done, and with `form` the name of the form a single button sends there."""

    label: str
    href: str
    icon: str
    form: str = ""


WORDS = {
    S.DRAFT: (N_("Finish the sheet"), "edit"),
    S.RETURNED: (N_("Change and resubmit"), "edit"),
    S.PENDING_APPROVAL: (N_("Decide"), "clipboard-check"),
    S.PENDING_SUPPLIER: (N_("Accept the order"), "check"),
    S.CONFIRMED: (N_("Ship"), "truck-delivery"),
    S.SHIPPED: (N_("Receive"), "package"),
    S.RECEIVED: (N_("Accept the goods"), "clipboard-check"),
    S.PART_ACCEPTED: (N_("Send the rest"), "truck-delivery"),
    S.FAILED: (N_("Send replacements"), "truck-delivery"),
    S.ACCEPTED: (N_("Issue the invoice"), "file-invoice"),
    S.INVOICED: (N_("Settle"), "receipt"),
}


def page_of(visitor: Visitor, number: str) -> str:
    """The address of an order's page for this visitor: suppliers have their own desk."""
    return f"/supplier/orders/{number}" if visitor.duty in SUPPLIER_DUTIES else f"/orders/{number}"


def next_deed(visitor: Visitor, order: Order, *, your_turn: bool) -> Next | None:
    """What this visitor does next with an order, or None where somebody else acts; buyers may buy ended orders again."""
    number, status = order["number"], S(order["status"])
    if your_turn and owes_answer(visitor, order):
        return Next(gettext("Answer"), f"{page_of(visitor, number)}#cancellation", "message")
    if order.get("signing") and visitor.organisation == order["organisation"]:
        return Next(gettext("Signatures"), f"/orders/{number}/acceptance/signature", "signature")
    if your_turn and _only_goods_coming_back(order):
        return Next(
            gettext("Deal with the after-sale"), f"/after-sales/{order['after_sale']}", "truck-return"
        )
    if your_turn and status in WORDS:
        label, icon = WORDS[status]
        form = "order.confirm" if status == S.PENDING_SUPPLIER else ""
        return Next(gettext(label), _place(order, status), icon, form)
    if status in REPEATABLE and visitor.is_buyer and visitor.organisation == order["organisation"]:
        return Next(gettext("Order again"), "/cart/repeat", "refresh", "cart.repeat")
    return None


def _only_goods_coming_back(order: Order) -> bool:
    """Nothing is left to be shipped: what is still missing is asked back."""
    owed = order["status"] in (S.PART_ACCEPTED, S.FAILED)
    return bool(owed and order.get("open") == 0 and order.get("after_sale"))


def _place(order: Order, status: S) -> str:
    number, sheet = order["number"], order["purchase_number"]
    if status in (S.DRAFT, S.RETURNED):
        return f"/checkout/{sheet}"
    if status == S.PENDING_APPROVAL:
        return f"/approvals/{sheet}"
    if status == S.PENDING_SUPPLIER:
        return f"/supplier/orders/{number}/confirmation"
    if status in (S.SHIPPED, S.RECEIVED):
        return f"/orders/{number}/acceptance"
    if status == S.ACCEPTED:
        return f"/supplier/invoices/new?order={number}"
    if status == S.INVOICED:
        return f"/settlements/new?supplier={order['supplier']}"
    return f"/supplier/orders/{number}/shipments"


@dataclass(frozen=True, slots=True)
class Deeds:
    """What else the page of an order offers its reader."""

    withdraw: bool
    decline: bool
    ship: bool
    ask_cancel: bool
    answer_cancel: bool
    take_back: bool
    repeat: bool
    ask_back: bool
    end: bool


def deeds_of(visitor: Visitor, order: Order) -> Deeds:
    """The other deeds; rooms above judge again when one is done."""
    buyer, seller = is_buyer_of(visitor, order), is_seller_of(visitor, order)
    status, asked = S(order["status"]), order["cancel_asked_for"]
    under_way = status in UNDER_DELIVERY and order["open"] > 0
    return Deeds(
        withdraw=may_withdraw(visitor, order) and status != S.DRAFT,
        decline=may_confirm(visitor, order),
        ship=seller and under_way and order["signing"] is None,
        ask_cancel=(buyer or seller) and under_way and asked is None,
        answer_cancel=owes_answer(visitor, order),
        take_back=(buyer or seller) and asked is not None and asked == visitor.organisation,
        repeat=visitor.is_buyer and visitor.organisation == order["organisation"] and status != S.DRAFT,
        ask_back=(buyer or is_receiver_of(visitor, order)) and status in AFTER_ACCEPTANCE,
        end=visitor.duty == Duty.CENTRE and status in WAITING_FOR_SUPPLIER and order["overdue"],
    )
