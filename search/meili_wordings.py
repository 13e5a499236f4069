"""The ladder from a strict reading of a text to a forgiving one, as wordings the search server can answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from search.meili_queries import Wording
from search.meili_text import Unit

_MOST_WORDINGS = 12
_MOST_READ = 36
"""Units in all wordings together: each costs the server time, and the page waits for all of them."""

_FALL = 0.2
"""What each missing unit takes from the weight of a wording: more units found always count more."""

_FEW_UNITS = 4
"""Parts of words are looked for only in queries so short."""


def strict(units: Sequence[Unit]) -> Wording:
    """Step 1: everything must be found."""
    return ((" ".join(unit.strict for unit in units), 1.0),)


def forms(units: Sequence[Unit]) -> list[str]:
    """Every form of every unit, to count how many listings have it."""
    short = len(units) <= _FEW_UNITS
    every = ((unit.strict, *unit.loose, *(unit.bits if short else ())) for unit in units)
    return list(dict.fromkeys(form for unit in every for form in unit))


def lenient(units: Sequence[Unit], counts: Mapping[str, int]) -> Wording:
    """Step 2: two thirds must be found, spelling and long words may slip; empty when that cannot be."""
    needed = max(1, -(-2 * len(units) // 3))
    found = [unit for unit in units if _best(unit, counts)]
    wordings: dict[str, float] = {}
    for size in range(len(found), needed - 1, -1):
        telling = sorted(combinations(found, size), key=lambda kept: -sum(unit.worth for unit in kept))
        for kept in telling[:_MOST_WORDINGS]:
            weight = _FALL ** (len(found) - size)
            wordings.setdefault(
                _text([unit.strict for unit in kept if counts.get(unit.strict)], kept), weight
            )
            wordings.setdefault(_text([_best(unit, counts, loose=True) for unit in kept], kept), weight * 0.9)
    wordings.pop("", None)
    most = max(2, min(_MOST_WORDINGS, _MOST_READ // max(1, len(found))))
    return tuple(wordings.items())[:most]


def _text(parts: list[str], kept: Sequence[Unit]) -> str:
    """The wording, or none when a unit has no such form."""
    return " ".join(parts) if len(parts) == len(kept) else ""


def _best(unit: Unit, counts: Mapping[str, int], *, loose: bool = False) -> str:
    """The form of a unit that something has: as it stands, or the loose one first."""
    every = (*unit.loose, unit.strict) if loose else (unit.strict, *unit.loose)
    return next((form for form in every if counts.get(form)), "")


def relaxed(units: Sequence[Unit], counts: Mapping[str, int]) -> Wording:
    """Step 3: anything is enough; the rarer and the more, the higher."""
    found = [form for unit in units for form in _any_forms(unit, counts)]
    worth = {form: _rarity(counts, form) for form in found}
    if not worth:
        return ()
    rare = sorted(worth, key=lambda form: (-worth[form], form))
    groups = [*combinations(rare[:3], 3), *combinations(rare[:3], 2), *((form,) for form in rare)]
    whole, most = sum(worth.values()), min(3, len(worth))
    weighed = {
        " ".join(group): _FALL ** (most - len(group)) * sum(map(worth.__getitem__, group)) / whole
        for group in groups
    }
    return tuple(weighed.items())[:_MOST_WORDINGS]


def _any_forms(unit: Unit, counts: Mapping[str, int]) -> list[str]:
    best = _best(unit, counts)
    return [best] if best else [bit for bit in unit.bits if counts.get(bit)]


def _rarity(counts: Mapping[str, int], form: str) -> float:
    return math.log(1 + 2 * max(counts.values()) / counts[form])
