"""Which orders there were in the past month and how far each has come: some told one by one, the rest drawn."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from emall.world.money import spending_units
from emall.world.reading import lines

# Ending: weight among drawn orders, and how many working days ago it began (first, last).
ENDINGS: dict[str, tuple[int, int, int]] = {
    "draft": (30, 1, 5),
    "pending_approval": (45, 1, 1),
    "returned": (35, 2, 9),
    "pending_supplier": (50, 1, 1),
    "declined": (25, 4, 18),
    "expired": (15, 5, 18),
    "withdrawn": (25, 3, 18),
    "confirmed": (60, 2, 3),
    "shipped": (75, 4, 5),
    "shipped_part": (25, 5, 7),
    "received": (80, 6, 9),
    "part_accepted": (30, 8, 12),
    "failed": (14, 8, 12),
    "accepted": (110, 4, 9),
    "invoiced": (40, 4, 6),
    "settling": (30, 5, 7),
    "to_pay": (25, 5, 8),
    "paying": (25, 6, 8),
    "paid": (110, 14, 22),
    "completed": (220, 15, 22),
    "cancelled": (20, 6, 18),
}


@dataclass(frozen=True, slots=True)
class Script:
    """One order to be told: the unit, how it ends, when it began; seller and items only where they are told."""

    unit: str
    ending: str
    age: int
    minute: int
    seller: str = ""
    items: str = ""


def scripts() -> list[Script]:
    """Every order of the past month, oldest first."""
    chance = random.Random("scripts")
    found = [*_told(chance), *_drawn(chance)]
    return sorted(found, key=lambda script: (-script.age, script.minute))


def _told(chance: random.Random) -> Iterator[Script]:
    for row in lines("orders-told"):
        yield Script(
            row["unit"],
            row["state"],
            int(row["age"]),
            chance.randint(5, 120),
            row["seller"],
            row["items"],
        )


def _drawn(chance: random.Random) -> Iterator[Script]:
    names, weights = list(ENDINGS), [weight for weight, _, _ in ENDINGS.values()]
    for unit in spending_units():
        for _ in range(chance.randint(3, 7)):
            ending = chance.choices(names, weights)[0]
            _, first, last = ENDINGS[ending]
            yield Script(unit, ending, chance.randint(first, last), chance.randint(5, 160))
