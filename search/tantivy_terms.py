"""Queries of one word or of several, as the fields of the embedded index hold them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from tantivy import Occur, Query

from search.analysis import bigrams, pieces, runs
from search.segment import spelled as spelling
from search.tantivy_schema import schema

Step = Literal[1, 2, 3]
"""1: everything must match. 2: two thirds must, spelling may slip. 3: anything does."""

_SOUNDS = (("pinyin", 0.6), ("other_spelled", 0.3))
_COUNTED = ("words", "latin", "grams")


def exactly(name: str) -> list[Query]:
    """A Latin name that is known, piece by piece: neither half a word nor a slip of another."""
    found = [piece for _, run in runs(name) for group in pieces(run) for piece in group]
    places = (("latin", 3.0), ("other", 1.0), ("pinyin", 1.0))
    return [any_of([Query.const_score_query(term(at, one), s) for at, s in places]) for one in found]


def cuts(piece: str) -> Iterator[tuple[str, str]]:
    """Both halves of a spelling; the shortest spelling of a word of two characters has three letters."""
    for at in range(3, min(len(piece), 30) - 2):
        yield piece[:at], piece[at:]


def all_of(units: list[Query]) -> Query:
    """What matches every one of them."""
    return units[0] if len(units) == 1 else Query.boolean_query([(Occur.Must, unit) for unit in units])


def any_of(choices: list[Query]) -> Query:
    """What matches one of them at least; scores add up."""
    return choices[0] if len(choices) == 1 else Query.boolean_query([(Occur.Should, one) for one in choices])


def term(field_name: str, value: str) -> Query:
    """What has this term in a field."""
    return Query.term_query(schema(), field_name, value, "freq" if field_name in _COUNTED else "basic")


def phrase(word: str) -> Query:
    """A word of two characters or more wherever it stands, inside a longer one too."""
    grams: list[str | tuple[int, str]] = [*bigrams(word)]
    return term("grams", word) if len(grams) == 1 else Query.phrase_query(schema(), "grams", grams)


def sounds(word: str) -> Query:
    """What is called by other characters that are said alike."""
    sound = spelling(word)[0]
    return any_of([Query.const_score_query(term(at, sound), score) for at, score in _SOUNDS])


def spelled(piece: str, step: Step, last: bool) -> list[Query]:
    """Ways in which letters may spell a word; `last` ones may still be typed."""
    choices = [
        Query.const_score_query(term("pinyin", piece), 4.0),
        Query.const_score_query(term("other_spelled", piece), 1.0),
    ]
    if 2 <= len(piece) <= 8:
        choices.append(Query.const_score_query(term("initials", piece), 3.0))
    if last and len(piece) >= 3:
        choices.append(Query.const_score_query(like("pinyin", piece, 0, prefix=True), 1.0))
        choices.append(Query.const_score_query(like("other_spelled", piece, 0, prefix=True), 0.3))
    if step > 1 and 5 <= len(piece) <= 40:
        choices.append(Query.const_score_query(like("pinyin", piece, 1), 0.3))
    return choices


def like(field_name: str, piece: str, slips: int, *, prefix: bool = False) -> Query:
    """What has a term so many slips away, or one that begins so."""
    return Query.fuzzy_term_query(schema(), field_name, piece, slips, True, prefix)
