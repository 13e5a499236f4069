"""What a shopper typed, as queries of the embedded index: strict first, then more and more forgiving."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from tantivy import Occur, Query

from search.analysis import bigrams, pieces, runs
from search.segment import mixed_names, synonyms, words_for_query
from search.tantivy_schema import schema

Step = Literal[1, 2, 3]
"""1: everything must match. 2: two thirds must, spelling may slip. 3: anything does."""

_EMPTY_WORDS = frozenset("的了与和及或之")
_MOST_UNITS = 32
_LETTERS = re.compile(r"[a-z]+")


@lru_cache(maxsize=2048)
def text_query(text: str, step: Step) -> Query | None:
    """The query of a text as `analysis.asked` returns it; None when it holds nothing to look for."""
    must, ranking = _units(text, step)
    if not must:
        return None
    if step == 1:
        clauses = [(Occur.Must, unit) for unit in must]
        return Query.boolean_query(clauses + [(Occur.Should, unit) for unit in ranking])
    needed = 1 if step == 3 else max(1, -(-2 * len(must) // 3))
    return Query.boolean_query([(Occur.Should, unit) for unit in must], minimum_number_should_match=needed)


def _units(text: str, step: Step) -> tuple[list[Query], list[Query]]:
    """(units that count, units that only rank) of a text; its end may still be being typed."""
    must: list[Query] = []
    ranking: list[Query] = []
    for part, others in _parts_with_synonyms(text):
        own, rank = _plain_units(part, step, text.endswith(part))
        ranking += rank
        if others and own:
            must.append(_either(own, others, step))
        else:
            must += own
    return must[:_MOST_UNITS], ranking[:12]


def _either(own: list[Query], others: tuple[str, ...], step: Step) -> Query:
    choices = [Query.boost_query(_all(own), 1.2)]
    for other in others:
        other_units = (
            [_term("latin", other)] if other in mixed_names() else _plain_units(other, step, False)[0]
        )
        choices.append(Query.boost_query(_all(other_units), 0.7))
    return Query.disjunction_max_query(choices)


def _all(units: list[Query]) -> Query:
    return units[0] if len(units) == 1 else Query.boolean_query([(Occur.Must, unit) for unit in units])


@cache
def _synonym_pattern() -> re.Pattern[str]:
    names = sorted(synonyms(), key=len, reverse=True)
    whole = (
        rf"(?<![a-z0-9]){name}(?![a-z0-9])" if name.isascii() else name for name in map(re.escape, names)
    )
    return re.compile("|".join(whole))


def _parts_with_synonyms(text: str) -> list[tuple[str, tuple[str, ...]]]:
    parts: list[tuple[str, tuple[str, ...]]] = []
    at = 0
    for match in _synonym_pattern().finditer(text):
        parts += [(text[at : match.start()], ()), (match.group(), synonyms()[match.group()])]
        at = match.end()
    return [(part, others) for part, others in [*parts, (text[at:], ())] if part.strip()]


def _plain_units(text: str, step: Step, last: bool) -> tuple[list[Query], list[Query]]:
    must: list[Query] = []
    ranking: list[Query] = []
    for chinese, run in runs(text):
        if chinese:
            words = [word for word in words_for_query(run) if word not in _EMPTY_WORDS] or [run]
            must += [_chinese(word, step, last and text.endswith(word)) for word in words]
            if len(words) > 1 and step == 1:
                ranking += [Query.boost_query(_term("grams", gram), 0.3) for gram in bigrams(run)]
        else:
            flat = [piece for group in pieces(run) for piece in group]
            ends = last and text.endswith(run)
            must += [_latin(piece, step, ends and piece is flat[-1]) for piece in flat]
            if len(flat) > 1:
                ranking.append(Query.boost_query(_term("latin", "".join(flat)), 3.0))
    return must, ranking


def _term(field: str, value: str) -> Query:
    return Query.term_query(
        schema(), field, value, "freq" if field in ("words", "latin", "grams") else "basic"
    )


def _chinese(word: str, step: Step, last: bool) -> Query:
    if len(word) == 1:
        return _term("chars", word)
    grams = bigrams(word)
    inner = _term("grams", word) if len(word) == 2 else Query.phrase_query(schema(), "grams", list(grams))
    aside = Query.const_score_query(_all([_term("aside", gram) for gram in grams]), 0.2)
    choices = [Query.boost_query(_term("words", word), 2.0), inner, aside]
    if step > 1 and len(word) > 2:
        needed = 1 if step == 3 else max(1, -(-6 * len(grams) // 10))
        some = [(Occur.Should, _term("grams", gram)) for gram in grams]
        choices.append(Query.boost_query(Query.boolean_query(some, minimum_number_should_match=needed), 0.5))
    if step == 3 and last:  # the last character names the kind of thing: 茶, 机, 纸
        choices.append(Query.boost_query(_term("chars", word[-1]), 0.2))
    return Query.boolean_query([(Occur.Should, choice) for choice in choices])


def _latin(piece: str, step: Step, last: bool) -> Query:
    choices = [
        Query.boost_query(_term("latin", piece), 3.0),
        Query.const_score_query(_term("aside", piece), 0.2),
    ]
    if _LETTERS.fullmatch(piece):
        choices += _spelled(piece, step, last)
    if last:
        choices.append(Query.const_score_query(_like("latin", piece, 0, prefix=True), 1.0))
    slips = 2 if len(piece) >= 9 else 1 if len(piece) >= 5 else 0
    if slips and not piece.isdigit() and len(piece) <= 40:
        choices.append(Query.const_score_query(_like("latin", piece, slips), 0.5))
    return Query.boolean_query([(Occur.Should, choice) for choice in choices])


def _spelled(piece: str, step: Step, last: bool) -> list[Query]:
    choices = [Query.boost_query(_term("pinyin", piece), 1.5)]
    if 2 <= len(piece) <= 8:
        choices.append(_term("initials", piece))
    if last and len(piece) >= 3:
        choices.append(Query.const_score_query(_like("pinyin", piece, 0, prefix=True), 0.5))
    if step > 1 and 5 <= len(piece) <= 40:
        choices.append(Query.const_score_query(_like("pinyin", piece, 1), 0.3))
    return choices


def _like(field: str, piece: str, slips: int, *, prefix: bool = False) -> Query:
    return Query.fuzzy_term_query(schema(), field, piece, slips, True, prefix)
