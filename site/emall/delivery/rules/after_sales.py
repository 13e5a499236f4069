"""Goods that come back: what may be asked, how it goes on, and what follows for quantities, stock and money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from emall.delivery.rules.quantities import Counts
from emall.delivery.words import (
    AFTER_SALE_MOVES,
    AfterSaleKind,
    AfterSaleReason,
    AfterSaleSource,
    AfterSaleStatus,
    RejectReason,
)
from emall.kernel.clock import day_of
from emall.kernel.refusal import Refusal
from emall.orders.words import OrderStatus

A = AfterSaleStatus
ASK_REJECTED = frozenset(
    {OrderStatus.SHIPPED, OrderStatus.RECEIVED, OrderStatus.PART_ACCEPTED, OrderStatus.FAILED}
)
ASK_ACCEPTED = frozenset({OrderStatus.PART_ACCEPTED, OrderStatus.ACCEPTED})


def may_go(*, status: str, to: str) -> bool:
    """Whether the state table of after-sales knows this step."""
    return to in AFTER_SALE_MOVES[AfterSaleStatus(status)]


@dataclass(frozen=True, slots=True)
class Askable:
    """How many pieces of a line may be asked back now: still owed after a rejection, and accepted within the window."""

    line: int
    rejected: int
    accepted: int


def askable_of(
    *,
    line: Counts,
    status: str,
    rejected_so_far: int,
    accepted_at: datetime | None,
    return_days: int,
    now: datetime,
) -> Askable:
    """What of a line may be asked back: `rejected_so_far` counts pieces of acceptances no return has ended yet.

    Accepted pieces only until the window of the supplier's promise has passed (calendar days after the last
    acceptance of the line, the last day whole) and before the order is invoiced.
    """
    rejected = max(0, min(line.open, rejected_so_far)) if status in ASK_REJECTED else 0
    within = accepted_at is not None and day_of(now) <= day_of(accepted_at) + timedelta(days=return_days)
    accepted = line.accepted - line.recalled if status in ASK_ACCEPTED and within else 0
    return Askable(line.id, rejected, accepted)


def refusals_for_asking(
    *,
    kind: str,
    source: str,
    reason_code: str,
    quantities: Mapping[int, int],
    askable: Iterable[Askable],
) -> list[Refusal]:
    """Every reason an after-sale cannot be asked for: `quantities` maps order lines to pieces."""
    known = {one.line: one for one in askable}
    refusals = []
    for line, quantity in sorted(quantities.items()):
        most = _most(known.get(line), source)
        if not 0 <= quantity <= most:
            refusals.append(Refusal(f"quantity-{line}", "more_than_askable", most=most))
    if not refusals and not any(quantities.values()):
        refusals.append(Refusal("quantity", "nothing_asked_back"))
    if source == AfterSaleSource.REJECTED and kind == AfterSaleKind.EXCHANGE:
        refusals.append(Refusal("kind", "replacement_owed_anyway"))
    if reason_code not in {*RejectReason, *AfterSaleReason}:
        refusals.append(Refusal("reason_code", "reason_needed_to_ask_back"))
    elif reason_code == AfterSaleReason.NOT_WANTED and kind != AfterSaleKind.RETURN:
        refusals.append(Refusal("reason_code", "not_wanted_is_a_return"))
    return refusals


def _most(one: Askable | None, source: str) -> int:
    if one is None:
        return 0
    return one.rejected if source == AfterSaleSource.REJECTED else one.accepted


def returned(line: Counts, pieces: int, *, source: str) -> Counts:
    """The line once pieces are returned for good: given up, and no longer accepted if they were."""
    if source == AfterSaleSource.REJECTED:
        return replace(line, closed=line.closed + pieces, withheld=line.withheld - pieces)
    return replace(_recalled(line, pieces), closed=line.closed + pieces)


def owed_once_more(line: Counts, pieces: int) -> Counts:
    """The line once accepted pieces are back for exchange or repair: owed again as if never shipped."""
    return _recalled(line, pieces)


def _recalled(line: Counts, pieces: int) -> Counts:
    return replace(
        line,
        shipped=line.shipped - pieces,
        received=line.received - pieces,
        accepted=line.accepted - pieces,
        recalled=line.recalled - pieces,
    )


def binds(*, source: str, status: str, kind: str, effected: bool) -> tuple[bool, bool]:
    """Whether the pieces of an after-sale are withheld from replacement, and whether they are recalled.

    A return the supplier refused no longer keeps it from sending replacements; accepted pieces stay recalled until
    the matter is closed, so that nobody asks for them twice.
    """
    if effected or status == A.CLOSED:
        return False, False
    if source == AfterSaleSource.ACCEPTED:
        return False, True
    return kind == AfterSaleKind.RETURN and status != A.REFUSED, False


@dataclass(frozen=True, slots=True)
class Owing:
    """Pieces of one line that an exchange or a repair still owes; `id` is the after-sale line's."""

    id: int
    after_sale: int
    line: int
    quantity: int
    settled: int
    by_default: bool

    @property
    def left(self) -> int:
        """Still owed."""
        return self.quantity - self.settled


def settlements(
    *, owing: Sequence[Owing], lines: Iterable[Counts], accepted: Mapping[int, int]
) -> dict[int, int]:
    """How many more pieces of each owing row nobody owes any more: {after-sale line: pieces}.

    Accepted pieces settle the oldest first; then nothing may be owed that the order itself no longer owes, and there
    what is owed by default goes first. `accepted` maps order lines to what was accepted just now.
    """
    settled: dict[int, int] = {}
    for line in lines:
        mine = [one for one in owing if one.line == line.id]
        _spread(settled, mine, accepted.get(line.id, 0))
        still = sum(one.left - settled.get(one.id, 0) for one in mine)
        owed = line.quantity - line.closed - line.accepted - line.withheld
        _spread(settled, sorted(mine, key=lambda one: not one.by_default), still - owed)
    return {row: pieces for row, pieces in settled.items() if pieces}


def _spread(settled: dict[int, int], rows: Sequence[Owing], pieces: int) -> None:
    for one in rows:
        take = min(max(0, pieces), one.left - settled.get(one.id, 0))
        settled[one.id] = settled.get(one.id, 0) + take
        pieces -= take


def newly_owed(*, failed: Mapping[int, int], owing: Sequence[Owing]) -> dict[int, int]:
    """Rejected and missing pieces no exchange or repair owes yet: {order line: pieces}."""
    fresh = {}
    for line, pieces in failed.items():
        known = sum(one.left for one in owing if one.line == line)
        if pieces > known:
            fresh[line] = pieces - known
    return fresh
