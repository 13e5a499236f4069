"""What may be shipped, received, accepted and given up, and where that leaves the order: on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emall.delivery.words import Conclusion, RejectReason
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

    @property
    def open(self) -> int:
        """Still to be shipped."""
        return self.quantity - self.closed - self.shipped

    @property
    def unjudged(self) -> int:
        """Received and not yet judged."""
        return self.received - self.accepted

    @property
    def missing(self) -> int:
        """Shipped and never arrived; only meaningful when no parcel is under way."""
        return self.shipped - self.received


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the receiver says of one line: how many are right, how many are not, and why."""

    accepted: int
    rejected: int = 0
    reason: str = ""
    looks_right: bool = True
    works_right: bool = True
    note: str = ""


def counts_of(line: Mapping[str, Any]) -> Counts:
    """The quantities of an order line's row."""
    return Counts(
        line["id"], line["quantity"], line["closed"], line["shipped"], line["received"], line["accepted"]
    )


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


def refusals_for_acceptance(*, lines: Sequence[Counts], judged: Mapping[int, Judgement]) -> list[Refusal]:
    """Every reason a judgement cannot stand.

    Each line with something received and not yet judged is judged whole; what is rejected has a reason.
    """
    known = {line.id for line in lines}
    refusals = [Refusal(f"accepted-{line}", "line_unknown") for line in sorted(set(judged) - known)]
    if not any(line.unjudged or line.missing for line in lines):
        refusals.append(Refusal("accepted", "nothing_to_judge"))
    for line in lines:
        refusals += _refusals_for_line(line, judged.get(line.id, Judgement(0)))
    return refusals


def _refusals_for_line(line: Counts, judgement: Judgement) -> list[Refusal]:
    refusals = []
    whole = judgement.accepted + judgement.rejected == line.unjudged
    if judgement.accepted < 0 or judgement.rejected < 0 or not whole:
        refusals.append(Refusal(f"accepted-{line.id}", "judge_every_line", received=line.unjudged))
    said = (
        judgement.rejected > 0 or judgement.reason != ""
    )  # of pieces that never came a reason may be given too
    if said and judgement.reason not in set(RejectReason):
        refusals.append(Refusal(f"reason-{line.id}", "reason_needed_to_reject"))
    return refusals


def after_judgement(line: Counts, judgement: Judgement) -> Counts:
    """The line once judged: what was rejected or went missing counts as not shipped, so that it is owed again."""
    accepted = line.accepted + judgement.accepted
    return Counts(line.id, line.quantity, line.closed, accepted, accepted, accepted)


def owed_again(line: Counts, judgement: Judgement) -> int:
    """How many of a line go back to the supplier's shelf, set aside as replacement: rejected and missing."""
    return judgement.rejected + line.missing


def conclusion_of(*, accepted: int, failed: int) -> Conclusion:
    """What an acceptance concludes from how many were accepted and how many were rejected or missing."""
    if not failed:
        return Conclusion.PASSED
    return Conclusion.PARTLY if accepted else Conclusion.FAILED


def status_after_judgement(lines: Iterable[Counts]) -> OrderStatus:
    """Where an order stands once judged: all there, something there, or nothing."""
    lines = list(lines)
    if all(line.accepted == line.quantity - line.closed for line in lines):
        return OrderStatus.ACCEPTED
    return OrderStatus.PART_ACCEPTED if any(line.accepted for line in lines) else OrderStatus.FAILED


def status_after_closing(*, status: str, lines: Iterable[Counts], under_way: bool) -> OrderStatus:
    """Where an order goes once what was still open is given up; its present status means it stays.

    Nothing shipped and nothing accepted: cancelled. Everything wanted accepted: accepted. Parcels that are under way
    or wait to be judged are still dealt with as before.
    """
    lines = list(lines)
    here = OrderStatus(status)
    if not any(line.shipped for line in lines):
        return OrderStatus.CANCELLED
    if here == OrderStatus.PART_ACCEPTED:
        return status_after_judgement(lines)
    if here == OrderStatus.SHIPPED and not under_way:
        return OrderStatus.RECEIVED
    return here
