"""What may be asked for, what belongs together, and which offer a text means: decided on plain values."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.kernel.refusal import Refusal
from emall.requisitions.words import LINE_MOVES, LINES_MOST, LineStatus

_LINK = re.compile(r"(?:^|/)mall/p/([0-9]{1,18})(?:[/?#].*)?$")


@dataclass(frozen=True, slots=True)
class Wish:
    """One line as it was asked for: words or the title of an offer, how many of which unit; prices in fen."""

    row: int
    words: str
    quantity: int
    unit: str = ""
    listing: int | None = None
    price_fen: int | None = None


def may_move(*, status: str, to: str) -> bool:
    """Whether a line may go there."""
    return to in LINE_MOVES[LineStatus(status)]


def listing_in(text: str) -> int | None:
    """The offer a link to its page names (…/mall/p/123); None for anything else."""
    found = _LINK.search(text.strip())
    return int(found[1]) if found else None


def refusals_for_request(
    *, wishes: Sequence[Wish], reason: str, wanted_on: date | None, today: date
) -> list[Refusal]:
    """Every reason a request cannot be made."""
    refusals = []
    if not wishes:
        refusals.append(Refusal("what-1", "ask_for_something"))
    if len(wishes) > LINES_MOST:
        refusals.append(Refusal("what-1", "too_many_lines", most=LINES_MOST))
    refusals += [Refusal(f"what-{one.row}", "say_what") for one in wishes if not one.words]
    refusals += [Refusal(f"quantity-{one.row}", "say_how_many") for one in wishes if one.quantity < 1]
    if not reason.strip():
        refusals.append(Refusal("reason", "say_why"))
    if wanted_on is not None and wanted_on < today:
        refusals.append(Refusal("wanted_on", "wanted_in_the_past"))
    return refusals


@dataclass(frozen=True, slots=True)
class Need:
    """The same thing asked for by several colleagues: its lines, how many in all, and what that would cost today."""

    lines: tuple[Any, ...]

    @property
    def first(self) -> Any:
        """The line asked for first; it says what the thing is."""
        return self.lines[0]

    @property
    def quantity(self) -> int:
        """How many in all."""
        return sum(line.quantity for line in self.lines)

    @property
    def total_fen(self) -> int | None:
        """What they would cost today, in fen; None where nobody has chosen an offer yet."""
        price = self.first.price_now_fen
        return None if price is None else price * self.quantity

    @property
    def wanted_on(self) -> date | None:
        """The day by which the first of them is needed."""
        return min((line.wanted_on for line in self.lines if line.wanted_on), default=None)


def needs_of(lines: Iterable[Any]) -> list[Need]:
    """Lines brought together: the same offer, or the same words and unit; the most urgent first."""
    found: dict[Any, list[Any]] = {}
    for line in lines:
        key = line.listing or (line.words.casefold().replace(" ", ""), line.unit)
        found.setdefault(key, []).append(line)
    needs = [Need(tuple(group)) for group in found.values()]
    return sorted(needs, key=lambda need: (need.wanted_on or date.max, need.first.id))


def total_of(prices: Iterable[int | None]) -> int | None:
    """What things would cost together, in fen; None where none of them has a price yet."""
    known = [price for price in prices if price is not None]
    return sum(known) if known else None


def fitting(*, merged: Sequence[Any], ordered: dict[int, int]) -> list[Any]:
    """Which merged lines the quantities of an order cover, asked first come first; `ordered` maps offers to pieces."""
    left, covered = dict(ordered), []
    for line in sorted(merged, key=lambda one: one.id):
        if 0 < line.quantity <= left.get(line.listing, 0):
            left[line.listing] -= line.quantity
            covered.append(line)
    return covered
