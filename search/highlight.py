"""Which parts of a title answer a query, as plain pairs a template can mark without trusting any markup."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from search.analysis import asked, bigrams, normalise, pieces, runs
from search.segment import cutter, request, spelled
from search.synonyms import Names, shipped

_LATIN = re.compile(r"[a-z0-9]+")
_SPELLING = re.compile(r"[a-z]+")


class _Asked(NamedTuple):
    """One thing a query asks for: a Chinese word or a Latin run, and other names that may stand for it."""

    text: str
    chinese: bool
    others: tuple[str, ...] = ()


def highlight(title: str, text: str, names: Names | None = None) -> list[tuple[str, bool]]:
    """Cut a title into (part, matched) pairs that join to the title again; `names` are those that ship if not given."""
    folded = title.translate(_FOLDED)
    marks = bytearray(len(title))
    for one in _asked_for(text, names or shipped()):
        if one.others and _mark_named(folded, one, marks):
            continue
        if one.chinese:
            _mark_chinese(folded, one.text, marks)
        else:
            _mark_latin(folded, one.text, marks)
    return _parts(title, marks)


@lru_cache(maxsize=256)
def _asked_for(text: str, names: Names) -> tuple[_Asked, ...]:
    """What counted in a query, read once for all titles of a page."""
    found, weak = list[_Asked](), list[_Asked]()
    for part, others in names.parts(asked(text)):
        if others:
            found.append(_Asked(part, not part.isascii(), others))
            if part in names.mixed:  # a4纸 in A4 复印纸
                found += (_Asked(run, False) for chinese, run in runs(part) if not chinese and len(run) > 1)
            continue
        for chinese, run in runs(part):
            if not chinese:
                found.append(_Asked(run, False))
                continue
            wanted = request(run)
            found += (_Asked(word, True) for word in (*wanted.aside, *wanted.words, *wanted.trade))
            weak += (_Asked(word, True) for word in wanted.weak)
    return tuple(found or weak)


def _mark_named(folded: str, one: _Asked, marks: bytearray) -> bool:
    """Mark a name as it is, or else the first of its other names that the title has."""
    return any(_mark(folded, name, marks) for name in (*([one.text] if one.chinese else []), *one.others))


class _Folding(dict[int, str]):
    """One character for one character, so that positions stay true; each is folded when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = normalise(char)
        kept = folded if len(folded) == 1 else char
        if len(self) < _MOST_FOLDED:
            self[code] = kept
        return kept


_MOST_FOLDED = 16_384
_FOLDED = _Folding()


def _mark(folded: str, term: str, marks: bytearray) -> bool:
    at = folded.find(term)
    found = at >= 0
    while at >= 0:
        marks[at : at + len(term)] = b"\x01" * len(term)
        at = folded.find(term, at + 1)
    return found


def _mark_chinese(folded: str, word: str, marks: bytearray) -> None:
    if not _mark(folded, word, marks) and len(word) > 2:
        for gram in bigrams(word):
            _mark(folded, gram, marks)


def _mark_latin(folded: str, run: str, marks: bytearray) -> None:
    found = [_mark(folded, piece, marks) for group in pieces(run) for piece in group]
    if any(found) or not _LATIN.fullmatch(run):
        return
    if not _mark_written_apart(folded, run, marks) and _SPELLING.fullmatch(run):
        _mark_spelled(folded, run, marks)


def _mark_written_apart(folded: str, run: str, marks: bytearray) -> bool:
    """Find kfr35gw in KFR-35GW: the same letters with marks or blanks between."""
    match = re.search(r"[-._ /]?".join(map(re.escape, run)), folded)
    if match:
        marks[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    return match is not None


def _mark_spelled(folded: str, run: str, marks: bytearray) -> None:
    words = [(word, start, end) for word, start, end in cutter().tokenize(folded, "search") if len(word) > 1]
    for word, start, end in words:
        full, initials = spelled(word)
        if run in (full, initials) or (len(run) > 3 and full.startswith(run)):
            marks[start:end] = b"\x01" * (end - start)


def _parts(title: str, marks: bytearray) -> list[tuple[str, bool]]:
    parts: list[tuple[str, bool]] = []
    start = 0
    for at in range(1, len(title) + 1):
        if at == len(title) or marks[at] != marks[start]:
            parts.append((title[start:at], bool(marks[start])))
            start = at
    return parts
