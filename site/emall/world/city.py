"""What a generated city follows from: its size, its seed and its day. The same three give the same rows anywhere."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

SUPPLIERS, BRANDS, LISTINGS = 522, 640, 200_000  # at scale 1
FEWEST_SUPPLIERS, FEWEST_BRANDS, MOST_BRANDS = 24, 66, 1_200
LARGEST = 3.0  # beyond it the invented names run out


@dataclass(frozen=True, slots=True)
class City:
    """A city to be made; `listings` says how many goods are on sale and leaves suppliers and brands as they are."""

    scale: float
    seed: int
    today: date
    listings: int

    @property
    def suppliers(self) -> int:
        """How many firms sell."""
        return max(FEWEST_SUPPLIERS, round(SUPPLIERS * self.scale))

    @property
    def brands(self) -> int:
        """How many brands there are beside those of the demo world."""
        return min(MOST_BRANDS, max(FEWEST_BRANDS, round(BRANDS * self.scale)))

    def chance(self, *about: object) -> random.Random:
        """The dice for one part of the city: what they say depends on the seed and on nothing thrown elsewhere."""
        return random.Random(f"city {self.seed} {' '.join(map(str, about))}")


def city_of(*, scale: float, seed: int, today: date, listings: int | None = None) -> City:
    """A city of that scale, with as many listings as the scale asks for unless told otherwise."""
    return City(scale, seed, today, LISTINGS * round(scale * 1000) // 1000 if listings is None else listings)
