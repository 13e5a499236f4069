"""What may be shipped and counted in, and where quantities leave the order: on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emall.kernel.refusal import Refusal
from emall.orders.words import OrderStatus


@dataclass(frozen=True, slots=True)
class Counts:
    """Quantities of one order line, as the columns of an order line count them."""

    id: int
    quantity: int
    closed: int
    shipped: int
    received: int
    accepted: int
    withheld: int = 0
    recalled: int = 0

    @property
    def open(self) -> int:
        """Still to be shipped; rejected pieces whose return is asked for are not."""
        return self.quantity - self.closed - self.shipped - self.withheld

    @property
    def unjudged(self) -> int:
        """Received and not yet judged."""
        return self.received - self.accepted

    @property
    def missing(self) -> int:
        """Shipped and never arrived; only meaningful when no parcel is under way."""
        return self.shipped - self.received


def counts_of(line: Mapping[str, Any]) -> Counts:
    """The quantities of an order line's row."""
    return Counts(*(line[name] for name in _COLUMNS))


_COLUMNS = ("id", "quantity", "closed", "shipped", "received", "accepted", "withheld", "recalled")


def refusals_for_shipment(
    *, lines: Sequence[Counts], quantities: Mapping[int, int], carrier: str
) -> list[Refusal]:
    """Every reason a parcel cannot leave: `quantities` maps order lines to how many of them are in it."""
    known = {line.id: line for line in lines}
    refusals = [
        Refusal(f"quantity-{line}", "line_unknown")
        if line not in known
        else Refusal(f"quantity-{line}", "more_than_open", open=known[line].open)
        for line, quantity in sorted(quantities.items())
        if line not in known or not 0 <= quantity <= known[line].open
    ]
    if not refusals and not any(quantities.values()):
        refusals.append(Refusal("quantity", "nothing_to_ship"))
    if not carrier.strip():
        refusals.append(Refusal("carrier", "carrier_needed"))
    return refusals


def refusals_for_receipt(*, expected: Mapping[int, int], received: Mapping[int, int]) -> list[Refusal]:
    """Every reason a count of a parcel cannot stand: each of its lines is counted, none above what was packed."""
    refusals = [
        Refusal(f"received-{line}", "count_every_line") for line in sorted(set(expected) - set(received))
    ]
    for line, quantity in sorted(received.items()):
        if line not in expected:
            refusals.append(Refusal(f"received-{line}", "line_unknown"))
        elif not 0 <= quantity <= expected[line]:
            refusals.append(Refusal(f"received-{line}", "more_than_in_parcel", expected=expected[line]))
    return refusals


def status_of(*, status: str, lines: Iterable[Counts], under_way: bool = False) -> OrderStatus:
    """Where an order belongs once quantities have changed without a judgement; its present status means it stays.

    Parcels that are under way or wait to be judged are still dealt with as before. Nothing wanted any more:
    cancelled. Everything wanted accepted: accepted. Otherwise the supplier owes the rest.
    """
    lines, here = list(lines), OrderStatus(status)
    if here == OrderStatus.SHIPPED:
        here = here if under_way else OrderStatus.RECEIVED
    wanted = any(line.quantity > line.closed for line in lines)
    if here == OrderStatus.RECEIVED and any(line.shipped > line.accepted for line in lines):
        return here
    if here == OrderStatus.SHIPPED or (here == OrderStatus.CONFIRMED and wanted):
        return here
    return status_after_judgement(lines) if wanted else OrderStatus.CANCELLED


def status_after_judgement(lines: Iterable[Counts]) -> OrderStatus:
    """Where an order stands once judged: all there, something there, or nothing."""
    lines = list(lines)
    if all(line.accepted == line.quantity - line.closed for line in lines):
        return OrderStatus.ACCEPTED
    return OrderStatus.PART_ACCEPTED if any(line.accepted for line in lines) else OrderStatus.FAILED
