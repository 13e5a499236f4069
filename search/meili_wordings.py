"""The ladder from a strict reading of a text to a forgiving one, as wordings the search server can answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from search.meili_queries import Wording
from search.meili_text import Unit

_MOST_WORDINGS = 16
_FALL = 0.2
"""What each missing unit takes from the weight of a wording: more units found always count more."""


def strict(units: Sequence[Unit]) -> Wording:
    """Step 1: everything must be found."""
    return ((" ".join(unit.strict for unit in units), 1.0),)


def forms(units: Sequence[Unit]) -> list[str]:
    """Every form of every unit, to count how many listings have it."""
    return list(dict.fromkeys(form for unit in units for form in (unit.strict, *unit.loose)))


def lenient(units: Sequence[Unit], counts: Mapping[str, int]) -> Wording:
    """Step 2: two thirds must be found, spelling and long words may slip; empty when that cannot be."""
    needed = max(1, -(-2 * len(units) // 3))
    found = [unit for unit in units if _best(unit, counts)]
    wordings: dict[str, float] = {}
    for size in range(len(found), needed - 1, -1):
        for kept in combinations(found, size):
            weight = _FALL ** (len(found) - size)
            wordings.setdefault(
                _text([unit.strict for unit in kept if counts.get(unit.strict)], kept), weight
            )
            wordings.setdefault(_text([_best(unit, counts, loose=True) for unit in kept], kept), weight * 0.9)
    wordings.pop("", None)
    return tuple(wordings.items())[:_MOST_WORDINGS]


def _text(parts: list[str], kept: Sequence[Unit]) -> str:
    """The wording, or none when a unit has no such form."""
    return " ".join(parts) if len(parts) == len(kept) else ""


def _best(unit: Unit, counts: Mapping[str, int], *, loose: bool = False) -> str:
    """The form of a unit that something has: as it stands, or the loose one first."""
    every = (*unit.loose, unit.strict) if loose else (unit.strict, *unit.loose)
    return next((form for form in every if counts.get(form)), "")


def relaxed(units: Sequence[Unit], counts: Mapping[str, int]) -> Wording:
    """Step 3: anything is enough; the rarer and the more, the higher."""
    worth = {form: _rarity(counts, form) for unit in units if (form := _best(unit, counts))}
    if not worth:
        return ()
    rare = sorted(worth, key=lambda form: (-worth[form], form))
    groups: list[tuple[str, ...]] = [tuple(worth)] if len(worth) > 2 else []
    groups += combinations(rare[:4], 2) if len(worth) > 1 else []
    groups += [(form,) for form in rare]
    whole = sum(worth.values())
    return tuple(
        (
            " ".join(group),
            _FALL ** (min(3, len(worth)) - min(3, len(group))) * sum(map(worth.__getitem__, group)) / whole,
        )
        for group in groups[:_MOST_WORDINGS]
    )


def _rarity(counts: Mapping[str, int], form: str) -> float:
    return math.log(1 + 2 * max(counts.values()) / counts[form])
