"""What a text asks for, and what may stand instead of its units: names spelled apart, slips in models, other characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from search.analysis import pieces, runs
from search.meili_text import Names, Unit, latin_unit, mark_of_char, name_unit, word_unit
from search.segment import entries, request, spelled

MOST_UNITS = 10
"""The server reads no more words of a query; a phrase is one."""

_LETTERS = re.compile(r"[a-z]+")
_LONGEST_JOINED = 40
_LONGEST_SAID = 6
_SHORTEST_MODEL = 5
"""From so many characters on the server forgives a slip."""

_MOST_CUTS = 4


@dataclass(frozen=True, slots=True)
class Swap:
    """A text that stands instead of the units from `start` up to, not including, `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The units of a text and what may stand instead of some of them.

    `together` counts as much as the units themselves, `apart` is tried when they find nothing, and `sounds` by the
    second step. `aside` need not be found; what has it ranks higher.
    """

    units: tuple[Unit, ...] = ()
    together: tuple[Swap, ...] = ()
    apart: tuple[Swap, ...] = ()
    sounds: tuple[Swap, ...] = ()
    aside: tuple[Unit, ...] = ()


@lru_cache(maxsize=2048)
def reading(names: Names, text: str) -> Reading:
    """What a text as `analysis.asked` returns it asks for."""
    found = _Found()
    for part, known in names.parts(text):
        if known:
            found.name(part)
        else:
            found.read(part)
    units = tuple(found.units or found.weak)
    if len(units) > MOST_UNITS or not found.units:
        return Reading(_kept(units, text))
    return Reading(
        _kept(units, text),
        tuple(found.together),
        tuple(found.apart),
        tuple(found.sounds),
        tuple(found.aside[: MOST_UNITS - len(units)]),
    )


def _kept(units: Sequence[Unit], text: str) -> tuple[Unit, ...]:
    """At most MOST_UNITS of the units, those that tell most; the last one by its kind of thing too."""
    found = list(units)
    if found and len(found[-1].strict) > 1 and any(chinese for chinese, _ in runs(text[-1])):
        kind = mark_of_char(text[-1])  # the last character names the kind of thing: 茶, 机, 纸
        found[-1] = replace(found[-1], bits=(*found[-1].bits, kind))
    while len(found) > MOST_UNITS:
        found.remove(min(reversed(found), key=lambda unit: unit.worth))
    return tuple(found)


class _Found:
    """Units and swaps as they are read; `weak` are the words that name no goods, `aside` those that only rank."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.weak: list[Unit] = []
        self.together: list[Swap] = []
        self.apart: list[Swap] = []
        self.sounds: list[Swap] = []
        self.aside: list[Unit] = []

    def name(self, name: str) -> None:
        """A name with synonyms; its words may stand apart: 碱性电池 5号."""
        at, plain = len(self.units), _Found()
        plain.read(name)
        self.units.append(name_unit(name, tuple(plain.units)))
        if len(plain.units) > 1:
            self.apart.append(Swap(at, at + 1, " ".join(unit.strict for unit in plain.units)))

    def read(self, part: str) -> None:
        """Read a part of the text in which no name with synonyms stands."""
        latin: list[str] = []
        for chinese, run in [*runs(part), (True, "")]:
            if chinese and latin:
                self._latin(latin)
                latin = []
            if chinese and run:
                self._chinese(run)
            elif run:
                latin.append(run)

    def _chinese(self, run: str) -> None:
        asked = request(run)
        words = asked.words
        self.weak += map(word_unit, asked.weak)
        self.aside += map(word_unit, asked.aside)
        at = len(self.units)
        self.units += map(word_unit, words)
        self.sounds += (Swap(at + start, at + end, sound) for start, end, sound in _said(words, run))

    def _latin(self, found: Sequence[str]) -> None:
        at = len(self.units)
        groups = [[piece for group in pieces(run) for piece in group] for run in found]
        flat = [piece for group in groups for piece in group]
        self.units += (latin_unit(piece, _spelled_inside(piece)) for piece in flat)
        for start, end in _stretches(flat):
            self._letters(at + start, flat[start:end])
        begin = at
        for group in groups:
            self._model(begin, group)
            begin += len(group)
        if len(groups) > 1:
            self._model(at, flat)

    def _letters(self, at: int, words: Sequence[str]) -> None:
        """Words of letters side by side may be one Chinese name spelled apart, or several names in one word."""
        whole, end = "".join(words), at + len(words)
        if len(whole) > _LONGEST_JOINED:
            return
        if len(words) > 1:
            self.together.append(Swap(at, end, whole))
            cuts = [("".join(words[:cut]), "".join(words[cut:])) for cut in range(2, len(words) - 1)]
            self.apart += (Swap(at, end, " ".join(cut)) for cut in cuts[:_MOST_CUTS])
        self.apart += (Swap(at, end, " ".join(cut)) for cut in _spelled_apart(whole))

    def _model(self, at: int, words: Sequence[str]) -> None:
        """A model in one word, which the server finds with a slip in it: MC-3308 for MC-3380."""
        whole = "".join(words)
        if len(words) > 1 and _SHORTEST_MODEL <= len(whole) <= _LONGEST_JOINED and not whole.isalpha():
            self.apart.append(Swap(at, at + len(words), whole))


def _stretches(flat: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where words of letters only stand side by side."""
    start = 0
    for at, piece in enumerate([*flat, "0"]):
        if not _LETTERS.fullmatch(piece):
            if at > start:
                yield start, at
            start = at + 1


def _said(words: Sequence[str], run: str) -> Iterator[tuple[int, int, str]]:
    """Words and neighbouring words as they are said, for those who typed other characters: 复印只."""
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            together = "".join(words[start : start + size])
            if 2 <= len(together) <= _LONGEST_SAID and together in run:
                yield start, start + size, spelled(together)[0]


def _spelled_apart(whole: str) -> list[tuple[str, ...]]:
    """Known spellings written as one: lianxiangdayinji. One of two must be known, of three all."""
    known = _spellings()
    found: list[tuple[str, ...]] = []
    for at in range(3, len(whole) - 2):
        left, right = whole[:at], whole[at:]
        if left in known or right in known:
            found.append((left, right))
        if left in known:
            found += (
                (left, right[:cut], right[cut:])
                for cut in range(3, len(right) - 2)
                if right[:cut] in known and right[cut:] in known
            )
    return sorted(found, key=lambda cut: -sum(piece in known for piece in cut) / len(cut))[:_MOST_CUTS]


def _spelled_inside(piece: str) -> tuple[str, ...]:
    """Known spellings in a piece that is more than one."""
    found = _spelled_apart(piece) if _LETTERS.fullmatch(piece) and len(piece) <= _LONGEST_JOINED else []
    return tuple(part for part in found[0] if part in _spellings()) if found else ()


@cache
def _spellings() -> frozenset[str]:
    """The pinyin of our brands and goods."""
    return frozenset(
        spelled(word)[0] for word in (*entries("brands"), *entries("nouns")) if not word.isascii()
    )


def swapped(units: Sequence[Unit], swaps: Iterable[Swap]) -> list[str]:
    """The strict texts of the units with some of them swapped; swaps must not overlap."""
    texts, at = [], 0
    for swap in sorted(swaps, key=lambda one: one.start):
        texts += [unit.strict for unit in units[at : swap.start]] + [swap.text]
        at = swap.end
    return texts + [unit.strict for unit in units[at:]]


def apart_from_each_other(swaps: Iterable[Swap]) -> list[Swap]:
    """The first swaps that do not overlap."""
    kept: list[Swap] = []
    for swap in swaps:
        if all(swap.end <= one.start or one.end <= swap.start for one in kept):
            kept.append(swap)
    return kept
