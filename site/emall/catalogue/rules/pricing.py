"""What a quantity costs, how a price stands against its reference, and whether a price list makes sense."""

from collections.abc import Sequence
from dataclasses import dataclass

from emall.kernel.refusal import Refusal

Tier = tuple[int, int]
"""From which quantity on, and the price in fen."""

MOST_TIERS = 5
LARGEST_PRICE_FEN = 100_000_000_00


@dataclass(frozen=True, slots=True)
class Comparison:
    """A price beside its reference: `way` is low, high or level; `permille` is the distance, never negative."""

    way: str
    permille: int

    @property
    def percent(self) -> str:
        """The distance in percent with one place, `5.0`."""
        return f"{self.permille // 10}.{self.permille % 10}"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a price ladder: quantities from `least` to `most` (None: no end) at `price_fen` each."""

    least: int
    most: int | None
    price_fen: int


def price_for(quantity: int, price_fen: int, tiers: Sequence[Tier] = ()) -> int:
    """Unit price in fen for a quantity: the tier with the largest start not above it, else the plain price."""
    reached = [tier for tier in tiers if tier[0] <= quantity]
    return max(reached)[1] if reached else price_fen


def ladder(*, price_fen: int, tiers: Sequence[Tier], min_order: int = 1) -> list[Step]:
    """The price list as steps without gaps, starting at the smallest order."""
    starts = [(min_order, price_for(min_order, price_fen, tiers))]
    starts += sorted(tier for tier in tiers if tier[0] > min_order)
    ends = [start - 1 for start, _ in starts[1:]] + [None]
    return [Step(least, most, fen) for (least, fen), most in zip(starts, ends, strict=True)]


def against_reference(*, price_fen: int, reference_fen: int | None) -> Comparison | None:
    """How far a price lies from its reference, in tenths of a percent rounded half up; None without a reference."""
    if not reference_fen:
        return None
    gap = price_fen - reference_fen
    permille = (abs(gap) * 2000 + reference_fen) // (reference_fen * 2)
    if gap == 0:
        return Comparison("level", 0)
    return Comparison("low" if gap < 0 else "high", permille)


def refusals_for_price(*, price_fen: int, tiers: Sequence[Tier], min_order: int = 1) -> list[Refusal]:
    """Every reason a price list cannot stand: tiers must start later and cost less, step by step."""
    refusals = []
    if not 0 < price_fen <= LARGEST_PRICE_FEN:
        refusals.append(Refusal("price", "price_out_of_range"))
    if len(tiers) > MOST_TIERS:
        refusals.append(Refusal("tiers", "too_many_tiers", most=MOST_TIERS))
    start, fen = max(1, min_order), price_fen
    for from_quantity, tier_fen in tiers:
        if from_quantity <= start:
            refusals.append(Refusal("tiers", "tier_starts_too_early", quantity=from_quantity))
        if not 0 < tier_fen < fen:
            refusals.append(Refusal("tiers", "tier_must_cost_less", quantity=from_quantity))
        start, fen = from_quantity, tier_fen
    return refusals
