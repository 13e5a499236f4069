"""What an order may do next, whose turn it is, and how its sums come about: decided without the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emall.accounts.words import OrganisationKind
from emall.budget.rules import Charge
from emall.orders.words import (
    NEXT_ACTOR,
    ORDER_MOVES,
    PURCHASE_MOVES,
    OrderStatus,
    PurchaseStatus,
    Regime,
)

ACTS = {
    OrderStatus.PENDING_APPROVAL: "order.submit",
    OrderStatus.RETURNED: "order.return",
    OrderStatus.WITHDRAWN: "order.withdraw",
    OrderStatus.CONFIRMED: "order.confirm",
    OrderStatus.DECLINED: "order.decline",
    OrderStatus.EXPIRED: "order.expire",
    OrderStatus.SHIPPED: "order.ship",
    OrderStatus.RECEIVED: "order.receive",
    OrderStatus.ACCEPTED: "order.accept",
    OrderStatus.PART_ACCEPTED: "order.accept",
    OrderStatus.FAILED: "order.accept",
    OrderStatus.CANCELLED: "order.cancel",
    OrderStatus.INVOICED: "order.invoice",
    OrderStatus.SETTLING: "order.settle",
    OrderStatus.PAYING: "order.send_payment",
    OrderStatus.PAID: "order.pay",
    OrderStatus.COMPLETED: "order.complete",
}

GOING_BACK = {
    (OrderStatus.ACCEPTED, OrderStatus.PART_ACCEPTED): "order.reopen",
    (OrderStatus.ACCEPTED, OrderStatus.FAILED): "order.reopen",
    (OrderStatus.PART_ACCEPTED, OrderStatus.FAILED): "order.reopen",
    (OrderStatus.INVOICED, OrderStatus.ACCEPTED): "order.uninvoice",
    (OrderStatus.SETTLING, OrderStatus.INVOICED): "order.unsettle",
    (OrderStatus.PAYING, OrderStatus.SETTLING): "order.return_payment",
    (OrderStatus.PAID, OrderStatus.SETTLING): "order.return_payment",
    (OrderStatus.COMPLETED, OrderStatus.SETTLING): "order.return_payment",
}
"""Deeds of steps that lead back."""

PURCHASE_ACTS = {
    PurchaseStatus.PENDING_APPROVAL: "purchase.submit",
    PurchaseStatus.RETURNED: "purchase.return",
    PurchaseStatus.WITHDRAWN: "purchase.withdraw",
    PurchaseStatus.RELEASED: "purchase.release",
}

STAMPS = {
    OrderStatus.CONFIRMED: ("confirmed_at",),
    OrderStatus.SHIPPED: ("shipped_at",),
    OrderStatus.RECEIVED: ("received_at",),
    OrderStatus.ACCEPTED: ("accepted_at",),
    OrderStatus.DECLINED: ("ended_at",),
    OrderStatus.EXPIRED: ("ended_at",),
    OrderStatus.WITHDRAWN: ("ended_at",),
    OrderStatus.CANCELLED: ("ended_at",),
    OrderStatus.INVOICED: ("invoiced_at",),
    OrderStatus.SETTLING: ("settling_at",),
    OrderStatus.PAYING: ("paying_at",),
    OrderStatus.PAID: ("paid_at",),
    OrderStatus.COMPLETED: ("ended_at",),
}
"""Which moments of an order a status sets."""


def may_move(*, status: str, to: str) -> bool:
    """Whether the state table of orders knows this step."""
    return to in ORDER_MOVES[OrderStatus(status)]


def may_move_purchase(*, status: str, to: str) -> bool:
    """Whether the state table of purchase sheets knows this step."""
    return to in PURCHASE_MOVES[PurchaseStatus(status)]


def act_of(*, status: str, to: str) -> str:
    """The deed a step is in the journal."""
    if to == OrderStatus.PENDING_SUPPLIER:
        return "order.approve" if status == OrderStatus.PENDING_APPROVAL else "order.submit"
    back = GOING_BACK.get((OrderStatus(status), OrderStatus(to)))
    return back or ACTS[OrderStatus(to)]


def stamps_of(*, status: str, to: str) -> tuple[str, ...]:
    """The moments of an order a step sets: submitted when it leaves the buyer, approved when it reaches the supplier."""
    if (status, to) in GOING_BACK:
        return ()
    stamps: tuple[str, ...] = STAMPS.get(OrderStatus(to), ())
    if to in (OrderStatus.PENDING_APPROVAL, OrderStatus.PENDING_SUPPLIER):
        leaving = status in (OrderStatus.DRAFT, OrderStatus.RETURNED)
        stamps += ("submitted_at",) if leaving else ()
        stamps += ("approved_at",) if to == OrderStatus.PENDING_SUPPLIER else ()
    return stamps


def next_actor(status: str) -> str:
    """The duty whose turn it is; empty where nobody has to act."""
    return NEXT_ACTOR.get(OrderStatus(status), "")


def freight_for(*, goods_fen: int, freight_fen: int, free_from_fen: int) -> int:
    """Freight of one supplier's order in fen; goods worth `free_from_fen` or more travel free (0: never free)."""
    if free_from_fen and goods_fen >= free_from_fen:
        return 0
    return freight_fen


def regime_for(*, kind: str) -> Regime:
    """Which law protects a purchase: enterprises buy outside government procurement law.

    Purchases of public units in the e-mall stay below the statutory threshold: above the limits of direct purchase and
    comparison a sheet is refused, so the amount never decides on the regime.
    """
    return Regime.ENTERPRISE if kind == OrganisationKind.STATE_ENTERPRISE else Regime.BELOW_THRESHOLD


def open_quantities(lines: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Listing id → how much of it these lines still hold in store: ordered, neither given up nor shipped."""
    quantities: dict[int, int] = {}
    for line in lines:
        held = line["quantity"] - line["closed"] - line["shipped"]
        if held > 0:
            quantities[line["listing"]] = quantities.get(line["listing"], 0) + held
    return quantities


def charges_of(orders: Iterable[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]) -> list[Charge]:
    """What orders ask of budget lines and plans: each line its own, freight with the order's first position."""
    heads = {order["id"]: order for order in orders}
    charges = []
    freight_charged: set[int] = set()
    for line in sorted(lines, key=lambda one: (one["order"], one["position"])):
        order = heads[line["order"]]
        fen = (line["quantity"] - line["closed"]) * line["price_fen"]
        if line["order"] not in freight_charged:
            freight_charged.add(line["order"])
            fen += order["freight_fen"]
        category = (line["official_edition"], line["official_code"])
        charges.append(
            Charge(order["id"], order["number"], line["budget_line"], line["plan"], fen, (category,))
        )
    return charges


def wait_of(status: str) -> str:
    """The key of the rulebook that sets the clock of a status; empty where no clock runs or the offer sets it."""
    return WAITS.get(OrderStatus(status), "")


WAITS = {
    OrderStatus.PENDING_APPROVAL: "approval_days",
    OrderStatus.PENDING_SUPPLIER: "supplier_answer_days",
    OrderStatus.SHIPPED: "receive_days",
    OrderStatus.RECEIVED: "accept_days",
    OrderStatus.PART_ACCEPTED: "replace_days",
    OrderStatus.FAILED: "replace_days",
    OrderStatus.ACCEPTED: "invoice_days",
    OrderStatus.INVOICED: "settle_days",
    OrderStatus.SETTLING: "settle_review_days",
    OrderStatus.PAYING: "treasury_days",
}
