"""Did you mean: the known name that is said or written almost like the one typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import asked, normalise, runs
from search.highlight import highlight
from search.segment import spelled, words_for_query
from search.synonyms import Names
from search.words import MAX_TEXT

_LONGEST = 8
_MOST_LATIN = 4
"""So many Latin words are compared with every name; each takes about a millisecond."""

_LATIN = re.compile(r"(?=[^a-z\s]*[a-z])[!-~]{4,}")
"""A word of letters and figures long enough to be corrected."""

_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"), ("l", "n"))
"""Sounds many speakers, in the south above all, do not tell apart."""


def _loose(spelling: str) -> str:
    for clear, blurred in _ALIKE:
        spelling = spelling.replace(clear, blurred)
    return spelling


class Lexicon:
    """Names of goods, brands, categories and models that exist here; the first of two said alike is preferred.

    `english` are names in English, which come last.
    """

    def __init__(self, names: Iterable[str], english: Iterable[str] = ()) -> None:
        self._chinese: set[str] = set()
        self._by_sound: dict[str, str] = {}
        self._by_loose_sound: dict[str, str] = {}
        self._by_spelling: dict[str, str] = {}
        self._latin: dict[str, str] = {}
        self._english = {name: name for name in english if " " not in name and len(name) >= 4}
        for name in names:
            self._learn(name)

    def _learn(self, name: str) -> None:
        plain = normalise(name.strip())
        if not 2 <= len(plain) <= 40:
            return
        found = list(runs(plain))
        if len(found) == 1 and found[0][0] and found[0][1] == plain and len(plain) <= _LONGEST:
            sound = spelled(plain)[0]
            self._chinese.add(plain)
            self._by_sound.setdefault(sound, plain)
            self._by_loose_sound.setdefault(_loose(sound), plain)
            self._by_spelling.setdefault(sound, plain)
        elif plain.isascii() and " " not in plain and len(plain) >= 4:
            self._latin.setdefault(plain, name.strip())

    def said_like(self, piece: str) -> str:
        """Another name that is said like this piece; empty when there is none or the piece is a name itself."""
        if piece in self._chinese:
            return ""
        sound = spelled(piece)[0]
        found = self._by_sound.get(sound) or self._by_loose_sound.get(_loose(sound)) or ""
        return found if len(found) == len(piece) else ""

    def written_like(self, piece: str) -> str:
        """A Latin name or the Chinese name of a spelling one or two slips away; empty when known or too far."""
        if len(piece) < 4 or piece.isdigit() or piece in self._latin or piece in self._english:
            return ""
        if piece in self._by_spelling:
            return self._by_spelling[piece]
        slips = 2 if len(piece) >= 8 else 1
        for names in (self._latin, self._by_spelling, self._english):
            near = process.extractOne(piece, names.keys(), scorer=OSA.distance, score_cutoff=slips)
            if near:
                return names[near[0]]
        return ""

    def known(self, word: str) -> bool:
        """Whether a Chinese name exists as it is."""
        return word in self._chinese


def did_you_mean(text: str, lexicon: Lexicon) -> str | None:
    """The question with the names it seems to mean; None when nothing better is known. Text beyond 200 is not read."""
    question = asked(text[:MAX_TEXT])
    better, at, latin = "", 0, 0
    for chinese, run in runs(question):
        latin += not chinese
        instead = (
            _chinese(run, lexicon) if chinese else lexicon.written_like(run) if latin <= _MOST_LATIN else ""
        )
        start = question.index(run, at)
        better += question[at:start] + (instead or run)
        at = start + len(run)
    better += question[at:]
    return better if better != question else None


def may_slip(text: str, titles: Sequence[str], names: Names) -> bool:
    """Whether a text has a Latin word that goods found, the best first, do not show: it may have been a slip."""
    return bool(_LATIN.search(text.lower())) and any(
        not _shows(titles, word, names) for word in asked(text).split() if _LATIN.fullmatch(word)
    )


def found_by(text: str, better: str, titles: Sequence[str], names: Names) -> bool:
    """Whether goods were found by a better spelling: none of the titles shows a word that was typed amiss, the first
    shows what it was taken for."""
    typed, meant = asked(text).split(), better.split()
    amiss = [pair for pair in zip(typed, meant, strict=False) if pair[0] != pair[1]]
    if not titles or not amiss or len(typed) != len(meant):
        return False
    return all(
        _LATIN.fullmatch(one) and not _shows(titles, one, names) and _shows(titles[:1], other, names)
        for one, other in amiss
    )


def _shows(titles: Sequence[str], word: str, names: Names) -> bool:
    return any(met for title in titles for _, met in highlight(title, word, names))


def _chinese(run: str, lexicon: Lexicon) -> str:
    """The longest piece that is no name but said like one replaced; words that are names stay whole."""
    if len(run) <= _LONGEST and (whole := lexicon.said_like(run)):
        return whole
    fixed = _fixed_places(run, lexicon)
    for length in range(min(_LONGEST, len(run)), 1, -1):
        for at in range(len(run) - length + 1):
            if any(fixed[at : at + length]):
                continue
            instead = lexicon.said_like(run[at : at + length])
            if instead:
                return run[:at] + instead + run[at + length :]
    return ""


def _fixed_places(run: str, lexicon: Lexicon) -> list[bool]:
    fixed: list[bool] = []
    for word in words_for_query(run):
        fixed += [lexicon.known(word)] * len(word)
    return fixed
