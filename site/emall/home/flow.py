"""The path of a purchase as the state table has it: the straight way, and where each step may turn off."""

from dataclasses import dataclass

from emall.orders.words import ORDER_MOVES, OrderStatus
from emall.web.language import N_
from emall.web.status_words import ORDER, Status

S = OrderStatus
STRAIGHT = (
    S.DRAFT,
    S.PENDING_APPROVAL,
    S.PENDING_SUPPLIER,
    S.CONFIRMED,
    S.SHIPPED,
    S.RECEIVED,
    S.ACCEPTED,
    S.INVOICED,
    S.SETTLING,
    S.PAYING,
    S.PAID,
    S.COMPLETED,
)
"""One status after the other when nothing goes wrong; each pair is a move of ORDER_MOVES."""

EXPLANATIONS = {
    S.DRAFT: N_(
        "The buyer ticks goods in the cart and binds money, place and invoice to the purchase sheet."
    ),
    S.PENDING_APPROVAL: N_(
        "Money and stock are reserved. Small amounts may skip this step if the unit has set it so."
    ),
    S.PENDING_SUPPLIER: N_("Each supplier gets an order of its own and accepts or declines it."),
    S.CONFIRMED: N_("The money is committed and the goods are packed."),
    S.SHIPPED: N_("One or several parcels are under way."),
    S.RECEIVED: N_("The receiver counts what came and judges it line by line."),
    S.ACCEPTED: N_("The delivery is complete; the supplier invoices what was accepted."),
    S.INVOICED: N_(
        "Order, acceptance and invoice are compared line by line; the buyer makes the settlement."
    ),
    S.SETTLING: N_("The approver decides on the settlement, the accountant sends it to the treasury."),
    S.PAYING: N_("The treasury pays the supplier and answers."),
    S.PAID: N_("The money has arrived; both sides may review each other."),
    S.COMPLETED: N_("The papers are filed."),
}
PAGES = {
    S.DRAFT: ("/cart", N_("Cart")),
    S.PENDING_APPROVAL: ("/approvals", N_("Approvals")),
    S.PENDING_SUPPLIER: ("/supplier", N_("Supplier's desk")),
    S.CONFIRMED: ("/supplier/orders", N_("Supplier's orders")),
    S.SHIPPED: ("/orders", N_("My orders")),
    S.RECEIVED: ("/orders", N_("My orders")),
    S.ACCEPTED: ("/supplier/orders", N_("Supplier's orders")),
    S.INVOICED: ("/settlements", N_("Settlements")),
    S.SETTLING: ("/settlements", N_("Settlements")),
    S.PAYING: ("/payments", N_("Payments")),
    S.PAID: ("/orders", N_("My orders")),
    S.COMPLETED: ("/orders", N_("My orders")),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its status, what happens, where it is done, and the other statuses it may lead to."""

    key: str
    status: Status
    text: str
    href: str
    place: str
    aside: tuple[str, ...]


def path_of_a_purchase() -> list[Step]:
    """The steps in order; `text` and `place` are message ids."""
    return [
        Step(str(key), ORDER[key], EXPLANATIONS[key], *PAGES[key], _aside(key, after))
        for key, after in zip(STRAIGHT, (*STRAIGHT[1:], None), strict=True)
    ]


def _aside(key: OrderStatus, after: OrderStatus | None) -> tuple[str, ...]:
    """Moves off the straight way, in the order of the status table."""
    return tuple(
        str(to) for to in OrderStatus if to in ORDER_MOVES[key] and to != after and to not in STRAIGHT
    )
