"""Whether a listing can be ordered in a quantity, moved on or off the shelf, and which policy tags count today."""

from datetime import date

from emall.catalogue.words import LISTING_MOVES, ListingStatus
from emall.kernel.refusal import Refusal

MOST_PICTURES = 6

BY_SUPPLIER = {
    ListingStatus.LIVE: frozenset({ListingStatus.OFF_SHELF}),
    ListingStatus.OFF_SHELF: frozenset({ListingStatus.LIVE}),
}
"""What a supplier may do alone; every other move is decided by somebody else."""


def refusals_for_quantity(*, quantity: int, min_order: int, step: int, free: int) -> list[Refusal]:
    """Every reason this quantity cannot be ordered; quantities count in the listing's unit."""
    refusals = []
    if quantity < min_order:
        refusals.append(Refusal("quantity", "less_than_min_order", min_order=min_order))
    elif (quantity - min_order) % step:
        refusals.append(Refusal("quantity", "not_in_steps", step=step, min_order=min_order))
    if quantity > free:
        refusals.append(Refusal("quantity", "more_than_in_stock", free=free))
    return refusals


def orderable(*, status: str, free: int, min_order: int) -> bool:
    """Whether the smallest order of a listing could be placed now."""
    return status == ListingStatus.LIVE and free >= min_order


def tag_in_force(*, expires_on: date | None, on: date) -> bool:
    """A policy tag counts up to and including its last valid day; without one it does not run out."""
    return expires_on is None or expires_on >= on


def may_move(*, status: str, to: str, by_supplier: bool = True) -> bool:
    """Whether a listing may go from one status to another; a supplier only takes off and puts back on."""
    moves = BY_SUPPLIER if by_supplier else LISTING_MOVES
    return ListingStatus(to) in moves.get(ListingStatus(status), frozenset())


def refusals_for_shelf(*, status: str, to: str, free: int, min_order: int, reason: str) -> list[Refusal]:
    """Every reason a supplier cannot put a listing on the shelf or take it off."""
    if not may_move(status=status, to=to):
        return [Refusal("status", "listing_cannot_move", status=status, to=to)]
    if to == ListingStatus.LIVE and free < min_order:
        return [Refusal("stock", "no_stock_to_offer", min_order=min_order)]
    if to == ListingStatus.OFF_SHELF and not reason:
        return [Refusal("reason", "reason_needed")]
    return []


def refusals_for_stock(*, on_hand: int, held: int) -> list[Refusal]:
    """Stock on hand may not fall below what placed orders already hold."""
    if not 0 <= on_hand <= 10_000_000:
        return [Refusal("on_hand", "stock_out_of_range")]
    if on_hand < held:
        return [Refusal("on_hand", "stock_below_held", held=held)]
    return []
