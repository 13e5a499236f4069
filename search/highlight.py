"""Which parts of a title answer a query, as plain pairs a template can mark without trusting any markup."""

from __future__ import annotations

import re
from functools import lru_cache

from search.analysis import asked, bigrams, normalise, pieces, runs
from search.segment import cutter, request, spelled

_LATIN = re.compile(r"[a-z0-9]+")
_SPELLING = re.compile(r"[a-z]+")


def highlight(title: str, text: str) -> list[tuple[str, bool]]:
    """Cut a title into (part, matched) pairs that join to the title again."""
    folded = title.translate(_FOLDED)
    marks = bytearray(len(title))
    for chinese, word in _asked_words(text):
        if chinese:
            _mark_chinese(folded, word, marks)
        else:
            _mark_latin(folded, word, marks)
    return _parts(title, marks)


@lru_cache(maxsize=256)
def _asked_words(text: str) -> tuple[tuple[bool, str], ...]:
    """(is Chinese, word or Latin run) of what counted in a query, read once for all titles of a page."""
    found, weak = list[tuple[bool, str]](), list[tuple[bool, str]]()
    for chinese, run in runs(asked(text)):
        if not chinese:
            found.append((False, run))
            continue
        wanted = request(run)
        found += ((True, word) for word in (*wanted.aside, *wanted.words, *wanted.trade))
        weak += ((True, word) for word in wanted.weak)
    return tuple(found or weak)


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
