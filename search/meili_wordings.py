"""The ladder from a strict reading of a text to a forgiving one, as wordings the search server can answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from search.meili_queries import Wording
from search.meili_reading import Reading, apart_from_each_other, swapped
from search.meili_text import Unit

_MOST_WORDINGS = 12
_MOST_READ = 36
"""Units in all wordings together: each costs the server time, and the page waits for all of them."""

_MOST_TOGETHER = 3
_MOST_APART = 8
_MOST_SOUNDS = 6
_MOST_ASIDE = 2

_FALL = 0.2
"""What each missing unit takes from the weight of a wording: more units found always count more."""

_FEW_UNITS = 4
"""Parts of words are looked for only in queries so short."""

_OF_KIND = 3.0
"""A word that says what kind of goods is asked for is worth so many times more than one that does not."""

_LAST_OF_KIND = 1.5
"""And the last of them once more: Chinese names the thing last."""

_MOST_WEIGHED = 4
_PARTLY = 0.3
_CHARACTER = 0.4
"""A part of a word, and a character or a digit, tell less than a word."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many listings have each form, anywhere; the forms that some goods are called by as a kind."""

    listings: Mapping[str, int] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()

    def __contains__(self, form: str) -> bool:
        return bool(self.listings.get(form))


def strict(reading: Reading) -> Wording:
    """Step 1: everything must be found; names spelled apart may be one name."""
    units = reading.units
    texts = {" ".join(swapped(units, [swap])): 1.0 for swap in reading.together[:_MOST_TOGETHER]}
    if len(reading.together) > 1:
        texts[" ".join(swapped(units, apart_from_each_other(reading.together)))] = 1.0
    texts.setdefault(" ".join(swapped(units, ())), 0.9 if texts else 1.0)
    if not reading.aside:
        return tuple(texts.items())
    plain = " ".join(swapped(units, ()))
    beside = {f"{plain} {unit.strict}": 1.0 for unit in reading.aside[:_MOST_ASIDE]}
    for unit in reading.aside[:_MOST_ASIDE]:  # 会议桌 for 会议室
        beside |= {f"{plain} {bit}": 0.95 for bit in unit.bits[:1] if len(unit.bits) > 1}
    return (*beside.items(), *((text, weight * 0.9) for text, weight in texts.items()))


def apart(reading: Reading) -> Wording:
    """Still step 1, when it found nothing: names written as one word, a slip in a model; empty when there are none."""
    texts = {" ".join(swapped(reading.units, [swap])): 1.0 for swap in reading.apart[:_MOST_APART]}
    if len(reading.apart) > 1:
        texts.setdefault(" ".join(swapped(reading.units, apart_from_each_other(reading.apart))), 1.0)
    return tuple(texts.items())


def forms(reading: Reading) -> list[str]:
    """Every form of every unit, to count how many listings have it."""
    short = len(reading.units) <= _FEW_UNITS
    every = ((unit.strict, *unit.loose, *(unit.bits if short else ())) for unit in reading.units)
    sounds = (swap.text for swap in reading.sounds[:_MOST_SOUNDS])
    return list(dict.fromkeys([*(form for unit in every for form in unit), *sounds]))


def words(reading: Reading) -> list[str]:
    """The forms that may name a kind of goods: only the listings tell."""
    return list(dict.fromkeys(unit.strict for unit in reading.units if unit.word and not unit.noun))


def near(reading: Reading) -> Wording:
    """What comes close to few hits, before anything is counted: the telling units but one, or a part of the only one.

    At most _MOST_WORDINGS of them, the closest first.
    """
    worth = {unit.strict: unit.worth * (_OF_KIND if unit.noun else 1.0) for unit in reading.units}
    telling = sorted(worth, key=lambda form: -worth[form])[:_MOST_WEIGHED]
    if len(telling) == 1:
        unit = reading.units[0]
        return tuple((form, 1.0) for form in dict.fromkeys((*unit.loose, *unit.bits)))
    groups = [tuple(telling), *combinations(telling, len(telling) - 1)]
    if len(reading.units) > _FEW_UNITS:  # a whole title: half of what tells most is close enough
        groups += combinations(telling, 2)
    groups += [(unit.strict,) for unit in reading.units if unit.noun]
    whole = sum(worth[form] for form in telling)
    weighed = {" ".join(group): sum(map(worth.__getitem__, group)) / whole for group in groups}
    return tuple(sorted(weighed.items(), key=lambda one: -one[1])[:_MOST_WORDINGS])


def lenient(reading: Reading, counts: Counts) -> Wording:
    """Step 2: two thirds must be found, spelling and long words may slip; empty when that cannot be."""
    units = reading.units
    needed = max(1, -(-2 * len(units) // 3))
    found = [unit for unit in units if _best(unit, counts)]
    wordings = dict.fromkeys(_said(reading, counts), 0.95)
    for size in range(len(found), needed - 1, -1):
        telling = sorted(
            combinations(found, size), key=lambda kept: -sum(_worth(unit, counts) for unit in kept)
        )
        for kept in telling[:_MOST_WORDINGS]:
            weight = _FALL ** (len(found) - size)
            wordings.setdefault(_text([unit.strict for unit in kept if unit.strict in counts], kept), weight)
            wordings.setdefault(_text([_best(unit, counts, loose=True) for unit in kept], kept), weight * 0.9)
    wordings.pop("", None)
    most = max(2, min(_MOST_WORDINGS, _MOST_READ // max(1, len(found))))
    return tuple(wordings.items())[:most]


def _worth(unit: Unit, counts: Counts) -> float:
    return unit.worth * (_OF_KIND if unit.strict in counts.kinds else 1.0)


def _said(reading: Reading, counts: Counts) -> list[str]:
    """Other characters that are said alike, where goods are called so and all the rest is found."""
    texts = []
    for swap in [swap for swap in reading.sounds if swap.text in counts][:_MOST_SOUNDS]:
        rest = (*reading.units[: swap.start], *reading.units[swap.end :])
        if all(unit.strict in counts for unit in rest):
            texts.append(" ".join(swapped(reading.units, [swap])))
    return texts


def _text(parts: list[str], kept: Sequence[Unit]) -> str:
    """The wording, or none when a unit has no such form."""
    return " ".join(parts) if len(parts) == len(kept) else ""


def _best(unit: Unit, counts: Counts, *, loose: bool = False) -> str:
    """The form of a unit that something has: as it stands, or the loose one first."""
    every = (*unit.loose, unit.strict) if loose else (unit.strict, *unit.loose)
    return next((form for form in every if form in counts), "")


def relaxed(reading: Reading, counts: Counts) -> Wording:
    """Step 3: a third of the units is enough; what says the kind, the rarer and the more, the higher."""
    worth: dict[str, float] = {}
    for unit in reading.units:
        for form, part in _any_forms(unit, counts):
            worth.setdefault(form, _rarity(counts, form) * part * (1.0 if unit.worth > 2 else _CHARACTER))
    kinds = [unit.strict for unit in reading.units if unit.strict in counts.kinds]
    for form in kinds:
        worth[form] *= _OF_KIND * (_LAST_OF_KIND if form == kinds[-1] else 1.0)
    if not worth:
        return ()
    rare = sorted(worth, key=lambda form: (-worth[form], form))
    few = rare[:_MOST_WEIGHED]
    groups = [*combinations(few, 3), *combinations(few, 2), *((form,) for form in rare)]
    whole = sum(sorted(worth.values())[-3:])
    weighed = {" ".join(group): sum(map(worth.__getitem__, group)) / whole for group in groups}
    first = sorted(weighed.items(), key=lambda one: -one[1])
    return tuple(first[:_MOST_WORDINGS])


def _any_forms(unit: Unit, counts: Counts) -> list[tuple[str, float]]:
    best = _best(unit, counts)
    if best and best in counts.kinds:
        return [(best, 1.0)]
    bits = [(bit, _PARTLY) for bit in unit.bits if bit in counts]
    return [(best, 1.0), *bits] if best else bits


def _rarity(counts: Counts, form: str) -> float:
    return math.log(1 + 2 * max(counts.listings.values()) / counts.listings[form])
