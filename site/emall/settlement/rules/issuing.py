"""What an invoice is made of and must be like before it may be issued."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.kernel.money import tax_in
from emall.kernel.refusal import Refusal
from emall.orders.words import OrderStatus
from emall.settlement.words import FREIGHT_NAME

NUMBER = re.compile(r"[0-9]{20}")  # 全面数字化的电子发票: no code, a number of twenty digits
MOST_ORDERS = 50


@dataclass(frozen=True, slots=True)
class Charged:
    """A line to be invoiced: goods of an order line, or the freight of an order (`order_line` None)."""

    order: int
    order_line: int | None
    name: str
    unit: str
    quantity: int
    price_fen: int
    vat_bp: int

    @property
    def amount_fen(self) -> int:
        """With tax."""
        return self.quantity * self.price_fen

    @property
    def tax_fen(self) -> int:
        """The tax in it, by line."""
        return tax_in(self.amount_fen, self.vat_bp)


def lines_to_invoice(
    *, orders: Iterable[Mapping[str, Any]], lines: Iterable[Mapping[str, Any]]
) -> list[Charged]:
    """What was accepted of these orders at their prices, and the freight of each, in the order of the orders.

    Freight bears the rate of the goods it goes with (增值税法 on mixed sales: the main goods decide), that is of the
    order's largest line.
    """
    by_order: dict[int, list[Mapping[str, Any]]] = {}
    for line in lines:
        by_order.setdefault(line["order"], []).append(line)
    found: list[Charged] = []
    for order in orders:
        own = [_goods(line) for line in by_order.get(order["id"], ()) if line["accepted"]]
        found += own
        if order["freight_fen"] and own:
            rate = max(own, key=lambda one: one.amount_fen).vat_bp
            found.append(Charged(order["id"], None, FREIGHT_NAME, "", 1, order["freight_fen"], rate))
    return found


def _goods(line: Mapping[str, Any]) -> Charged:
    return Charged(
        line["order"],
        line["id"],
        line["title"],
        line["unit"],
        line["accepted"],
        line["price_fen"],
        line["vat_bp"],
    )


def refusals_for_paper(
    *, number: str, issued_on: date | None, earliest: date, today: date, stated_fen: int | None, due_fen: int
) -> list[Refusal]:
    """What is wrong with number, date and total of an invoice of which `due_fen` was accepted.

    It is never dated in the future, nor before the supplier took the first of its orders on: before that nothing was
    sold. An invoice made out on delivery is as good as one made out after acceptance.
    """
    refusals = []
    if not NUMBER.fullmatch(number):
        digits = sum(sign.isdigit() for sign in number)
        refusals.append(Refusal("number", "invoice_number_digits", digits=digits))
    if issued_on is None:
        refusals.append(Refusal("issued_on", "fill_in"))
    elif not earliest <= issued_on <= today:
        refusals.append(
            Refusal("issued_on", "invoice_date_range", first=earliest.isoformat(), last=today.isoformat())
        )
    if stated_fen is not None and stated_fen != due_fen:
        refusals.append(Refusal("amount", "invoice_total_differs", stated_fen=stated_fen, due_fen=due_fen))
    return refusals


def refusals_for_orders(
    orders: Sequence[Mapping[str, Any]], *, open_after_sales: Iterable[int] = ()
) -> list[Refusal]:
    """What keeps these orders from standing on one invoice: status, one unit, one set of invoice data, open returns.

    Orders with number, status, organisation, buyer_name, buyer_uscc, kind.
    """
    if not orders:
        return [Refusal("order", "invoice_needs_orders")]
    refusals = [
        Refusal("order", "order_not_to_invoice", number=order["number"])
        for order in orders
        if order["status"] != OrderStatus.ACCEPTED
    ]
    if len(orders) > MOST_ORDERS:
        refusals.append(Refusal("order", "too_many", most=MOST_ORDERS))
    if len({order["organisation"] for order in orders}) > 1:
        refusals.append(Refusal("order", "invoice_one_unit"))
    elif len({(order["buyer_name"], order["buyer_uscc"], order["kind"]) for order in orders}) > 1:
        refusals.append(Refusal("order", "invoice_one_title"))
    waiting = set(open_after_sales)
    refusals += [
        Refusal("order", "after_sale_open", number=order["number"])
        for order in orders
        if order["id"] in waiting
    ]
    return refusals


def refusals_for_quantities(charged: Iterable[Charged], stated: Mapping[int, int]) -> list[Refusal]:
    """Lines of which the invoice has another quantity than was accepted; `stated` maps order lines to quantities."""
    return [
        Refusal(f"quantity-{one.order_line}", "invoice_quantity_differs", accepted=one.quantity, stated=said)
        for one in charged
        if one.order_line is not None and (said := stated.get(one.order_line, one.quantity)) != one.quantity
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field on which the file and the form differ; `grave` where the invoice would be another one."""

    field: str
    in_file: Any
    stated: Any
    grave: bool


GRAVE = ("number", "issued_on", "seller_uscc", "buyer_uscc", "amount_fen")
LIGHT = ("seller_name", "buyer_name", "tax_fen")


def differences_of(*, read: Mapping[str, Any], stated: Mapping[str, Any]) -> list[Difference]:
    """Fields a file says otherwise than the form; what the file does not say is no difference.

    Both with number, issued_on (ISO), seller_name, seller_uscc, buyer_name, buyer_uscc, amount_fen, tax_fen.
    """
    return [
        Difference(name, read[name], stated[name], name in GRAVE)
        for name in (*GRAVE, *LIGHT)
        if name in read and name in stated and _bare(read[name]) != _bare(stated[name])
    ]


def _bare(value: Any) -> Any:
    """Names are compared without blanks and with one kind of bracket."""
    if not isinstance(value, str):
        return value
    return "".join(value.split()).replace("（", "(").replace("）", ")")


FIELDS = {"amount_fen": "amount", "seller_uscc": "file", "buyer_uscc": "file"}


def refusals_for_file(differences: Iterable[Difference]) -> list[Refusal]:
    """What of a file speaks against the form it came with."""
    return [
        Refusal(FIELDS.get(one.field, one.field), f"file_says_{one.field}", **_told(one))
        for one in differences
        if one.grave
    ]


def _told(one: Difference) -> dict[str, Any]:
    end = "_fen" if one.field.endswith("_fen") else ""
    return {f"read{end}": one.in_file, f"stated{end}": one.stated}
