"""What a shopper typed, as queries of one view of the embedded index: strict first, then more and more forgiving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil

from tantivy import Occur, Query, Searcher

from search.analysis import bigrams, pieces, runs
from search.segment import MACHINES, request, words_for_query
from search.synonyms import Names, shipped
from search.tantivy_terms import Step, all_of, any_of, cuts, exactly, like, phrase, sounds, spelled, term

_MOST_UNITS = 32
_MOST_RANKING = 12
_RAREST, _LONG = 6, 5
_LETTERS = re.compile(r"[a-z]+")
_SUFFIXES = "子儿"
_APART = ("other", "aside")


@dataclass(slots=True)
class _Units:
    """Units that must match, those that only rank, those that stand for all of them, filler words, and signs too
    small to count where not everything must match."""

    must: list[Query] = field(default_factory=list)
    ranking: list[Query] = field(default_factory=list)
    instead: list[Query] = field(default_factory=list)
    weak: list[Query] = field(default_factory=list)
    small: list[Query] = field(default_factory=list)

    def add(self, other: _Units) -> None:
        self.must += other.must
        self.ranking += other.ranking
        self.instead += other.instead
        self.weak += other.weak
        self.small += other.small


class Phrasing:
    """Reads texts as `analysis.asked` returns them, for one view of the index, with names of the same thing."""

    def __init__(self, searcher: Searcher, names: Names) -> None:
        self._searcher = searcher
        self._names = names

    def query(self, text: str, step: Step) -> Query | None:
        """The query of a text; None when it holds nothing to look for."""
        units = self._units(text, step)
        must = (units.must or units.small or units.weak)[:_MOST_UNITS]
        if not must:
            return None
        ranking = [(Occur.Should, unit) for unit in (*units.ranking, *units.small)[:_MOST_RANKING]]
        if step == 1:
            return Query.boolean_query([(Occur.Must, unit) for unit in must] + ranking)
        needed = ceil(len(must) * 2 / 3) if step == 2 else max(1, len(must) // 3)
        some = Query.boolean_query([(Occur.Should, one) for one in must], minimum_number_should_match=needed)
        return Query.boolean_query([(Occur.Must, any_of([some, *units.instead])), *ranking])

    def spelled(self, text: str) -> Query:
        """Goods with words that are spelled so, in full or by first letters."""
        return any_of([Query.const_score_query(term(at, text), 1.0) for at in ("pinyin", "initials")])

    def alike(self, text: str) -> Query | None:
        """What shares half of the rarest words of a long text, such as a whole title; None for a short one.

        The rarest words tell goods apart, and reading only their lists takes a quarter of the time of step 2.
        """
        known = sorted(self._known_terms(text))
        if len(known) < _LONG:
            return None
        terms = [(Occur.Should, term(field_name, word)) for _, field_name, word in known]
        rarest, others = terms[:_RAREST], terms[_RAREST:]
        half = Query.boolean_query(rarest, minimum_number_should_match=ceil(len(rarest) / 2))
        return Query.boolean_query([(Occur.Must, half), *others])

    def _known_terms(self, text: str) -> set[tuple[int, str, str]]:
        """(how many goods have it, field, word) of the words of a text that some goods have in their names."""
        found = set()
        for chinese, run in runs(text):
            field_name = "words" if chinese else "latin"
            flat = (piece for group in pieces(run) for piece in group)
            for word in words_for_query(run) if chinese else flat:
                number = self._searcher.doc_freq(field_name, word) if len(word) > 1 else 0
                if number:
                    found.add((number, field_name, word))
        return found

    def _units(self, text: str, step: Step) -> _Units:
        units = _Units()
        for part, others in self._names.parts(text):
            own = (
                _Units(must=exactly(part))
                if others and part.isascii()
                else self._plain(part, step, text.endswith(part))
            )
            if others and own.must:
                own.must = [self._either(own.must, others, step)]
            units.add(own)
        return units

    def _either(self, own: list[Query], others: tuple[str, ...], step: Step) -> Query:
        choices = [Query.boost_query(all_of(own), 1.2)]
        for other in others:
            whole = other in shipped().mixed  # such names stand in the index as one word
            units = [term("latin", other)] if whole else self._plain(other, step, False).must
            if units:
                choices.append(Query.boost_query(all_of(units), 0.7))
        return Query.disjunction_max_query(choices)

    def _plain(self, text: str, step: Step, last: bool) -> _Units:
        units = _Units()
        latin: list[str] = []
        for chinese, run in [*runs(text), (True, "")]:
            if chinese and latin:
                units.add(self._latin_run(latin, step, last and text.endswith(latin[-1])))
                latin = []
            if chinese and run:
                units.add(self._chinese_run(run, step, last and text.endswith(run)))
            elif run:
                latin.append(run)
        return units

    def _chinese_run(self, run: str, step: Step, last: bool) -> _Units:
        asked = request(run)
        words = asked.words
        units = _Units(
            ranking=[Query.boost_query(self._chinese(word, 2, False), 0.5) for word in asked.aside]
        )
        units.ranking += [Query.const_score_query(phrase(said), 0.5) for said in asked.trade]
        if not words:
            units.weak = [self._chinese(word, step, last and run.endswith(word)) for word in asked.weak]
        for at, word in enumerate(words):
            small = step > 1 and len(word) == 1 and at < len(words) - 1
            (units.small if small else units.must).append(
                self._chinese(word, step, last and run.endswith(word))
            )
        if asked.machine:
            units.must.append(any_of([Query.const_score_query(term("ends", end), 1.5) for end in MACHINES]))
        if len(words) > 1 and step == 1:
            units.ranking += [Query.boost_query(term("grams", gram), 0.3) for gram in bigrams(run)]
        if step > 1 and len(words) > 1 and len(run) <= 6:  # other characters that are said alike: 复印只
            units.instead = [sounds(run)]
        return units

    def _chinese(self, word: str, step: Step, last: bool) -> Query:
        if len(word) == 1:
            places = (("chars", 1.0), ("ends", 2.0), ("kind", 1.0))
            return any_of([Query.const_score_query(term(place, word), score) for place, score in places])
        grams = bigrams(word)
        choices = [
            Query.boost_query(term("words", word), 2.0),
            phrase(word),
            Query.const_score_query(term("kind", word), 2.5),
            Query.const_score_query(term("other", word), 1.0),
            *(Query.const_score_query(all_of([term(at, gram) for gram in grams]), 0.2) for at in _APART),
        ]
        if word[-1] in _SUFFIXES and step < 3:  # 桌子 is asked for where 会议桌 is sold
            choices.append(Query.const_score_query(term("ends", word[-2]), 1.5))
        if step > 1 and len(word) > 2:
            needed = 1 if step == 3 else round(0.6 * len(grams))
            some = [(Occur.Should, term("grams", gram)) for gram in grams]
            choices.append(
                Query.boost_query(Query.boolean_query(some, minimum_number_should_match=needed), 0.5)
            )
        if step > 1:
            choices.append(sounds(word))
        if step == 3 and last:  # the last character names the kind of thing: 茶, 机, 纸
            choices.append(Query.boost_query(term("ends", word[-1]), 0.2))
        return any_of(choices)

    def _latin_run(self, found: list[str], step: Step, last: bool) -> _Units:
        """Latin words side by side; all letters, they may be one Chinese name spelled apart: da yin ji."""
        units = _Units()
        flat = [piece for run in found for group in pieces(run) for piece in group]
        for at, piece in enumerate(flat):
            small = step > 1 and len(piece) < 3
            (units.small if small else units.must).append(
                self._latin(piece, step, last and at == len(flat) - 1)
            )
        whole = "".join(flat)
        if len(flat) > 1 and len(whole) <= 40:
            units.ranking.append(Query.boost_query(term("latin", whole), 3.0))
            together = [term("latin", whole)]
            if _LETTERS.fullmatch(whole):
                together += spelled(whole, step, last)
            if len(whole) >= 4 and not self._knows("latin", whole):  # MC-3308 for MC-3380
                together.append(Query.const_score_query(like("latin", whole, 1), 2.0))
            if step == 1:
                units.must = [any_of([all_of(units.must), *together])]
            else:
                units.instead.append(any_of(together))
        return units

    def _latin(self, piece: str, step: Step, last: bool) -> Query:
        choices = [
            Query.boost_query(term("latin", piece), 3.0),
            Query.const_score_query(term("other", piece), 1.0),
            Query.const_score_query(term("aside", piece), 0.2),
        ]
        letters = _LETTERS.fullmatch(piece)
        if letters:
            choices += spelled(piece, step, last)
        if last and (len(piece) > 2 or (len(piece) == 2 and not piece.isdigit())):
            choices.append(Query.const_score_query(like("latin", piece, 0, prefix=True), 1.0))
        known = any(
            self._knows(at, piece) for at in ("latin", "pinyin", "initials", "other", "other_spelled")
        )
        if len(piece) <= 40 and (step > 1 or not piece.isdigit()):
            slips = 1 if len(piece) >= (5 if known else 4) else 0
            if step > 1 and len(piece) >= 9:  # two cost five times as much: only where one found nothing
                slips = 2
            if slips:
                choices.append(Query.const_score_query(like("latin", piece, slips), 0.5))
        if letters and not known and len(piece) >= 5:
            choices += [Query.const_score_query(all_of(both), 1.2) for both in self._spelled_apart(piece)]
            choices.append(Query.const_score_query(like("pinyin", piece, 1), 0.3))
        return any_of(choices)

    def _knows(self, field_name: str, term: str) -> bool:
        return bool(self._searcher.doc_freq(field_name, term))

    def _spelled_apart(self, piece: str) -> Iterator[list[Query]]:
        """Two or three known spellings written as one: lianxiangdayinji."""
        for left, right in cuts(piece):
            if not self._knows("pinyin", left):
                continue
            if self._knows("pinyin", right):
                yield [term("pinyin", left), term("pinyin", right)]
            for middle, end in cuts(right):
                if self._knows("pinyin", middle) and self._knows("pinyin", end):
                    yield [term("pinyin", one) for one in (left, middle, end)]
