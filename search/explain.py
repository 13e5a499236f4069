"""Why goods were found: which part of a question meets which part of them, in the terms both engines rank by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import OSA

from search.analysis import asked, bigrams, joined, neighbours, normalise, pieces, read, runs
from search.segment import request, spelled, words_for_index, words_for_query
from search.synonyms import Names

Kind = Literal[
    "title",
    "model",
    "brand",
    "category",
    "keyword",
    "synonym",
    "spelled",
    "initials",
    "inner",
    "slip",
    "misspelled",
    "aside",
    "none",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of the question, how it is met, and by what where that differs from the part itself."""

    kind: Kind
    asked: str
    found: str = ""


@dataclass(frozen=True)
class Described:
    """The words of some goods, as ProductDocument holds them."""

    title: str
    brand: str = ""
    brand_aliases: tuple[str, ...] = ()
    model: str = ""
    category_names: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    supplier_name: str = ""
    specs: str = ""

    @cached_property
    def places(self) -> tuple[tuple[Kind, str], ...]:
        """Where a word may stand, most telling first, normalised."""
        return (
            ("title", normalise(self.title)),
            ("model", normalise(self.model)),
            ("brand", normalise(" ".join((self.brand, *self.brand_aliases)))),
            ("category", normalise(" ".join(self.category_names))),
            ("keyword", normalise(" ".join(self.keywords))),
            ("aside", normalise(f"{self.supplier_name} {self.specs}")),
        )

    @cached_property
    def latin(self) -> frozenset[str]:
        """Every Latin form the goods are known by."""
        forms = read(
            (self.title, self.model, self.brand, *self.brand_aliases, *self.keywords), spelling=False
        )
        names = (term for brand in (self.brand, *self.brand_aliases) for term in joined(brand, self.model))
        return frozenset((*forms.latin, *names))

    def has_latin(self, name: str) -> bool:
        """Whether every piece of a Latin name is a word of theirs, not merely a part of one."""
        return all(piece in self.latin for _, run in runs(name) for group in pieces(run) for piece in group)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The Chinese words of the goods, each once."""
        texts = (self.title, self.brand, *self.brand_aliases, *self.category_names, *self.keywords)
        found = [
            word
            for text in texts
            for chinese, run in runs(normalise(text))
            if chinese
            for word in _words(run)
        ]
        return tuple(dict.fromkeys(found))


def _words(run: str) -> Iterator[str]:
    yield from words_for_index(run)
    yield from neighbours(words_for_query(run))


def explain(goods: Described, text: str, names: Names) -> list[Reason]:
    """One reason for each part of the question that names something, in its order."""
    reasons: list[Reason] = []
    for part, others in names.parts(asked(text)):
        if others:
            reasons.append(_named(goods, part, others))
            continue
        for chinese, run in runs(part):
            reasons += _chinese(goods, run) if chinese else _latin(goods, run)
    return reasons


def _named(goods: Described, part: str, others: tuple[str, ...]) -> Reason:
    own = _standing(goods, part) if not part.isascii() or goods.has_latin(part) else None
    if own and own.kind != "aside":
        return own
    for other in others:
        found = _standing(goods, other)
        if found and found.kind != "aside":
            return Reason("synonym", part, other)
    chinese = not part.isascii()
    return next(iter(_chinese(goods, part) if chinese else _latin(goods, part)), Reason("none", part))


def _standing(goods: Described, word: str) -> Reason | None:
    """Where a word stands as it is."""
    for kind, text in goods.places:
        if word in text:
            return Reason(kind, word)
    return None


def _chinese(goods: Described, run: str) -> list[Reason]:
    asked_for = request(run)
    words = (*asked_for.aside, *asked_for.words, *asked_for.trade) or asked_for.weak
    return [_word(goods, word) for word in words]


def _word(goods: Described, word: str) -> Reason:
    own = _standing(goods, word)
    if own:
        return own
    if len(word) == 2 and word[-1] in "子儿" and word[0] in goods.title:
        return Reason("inner", word, word[0])
    alike = next((one for one in goods.words if spelled(one)[0] == spelled(word)[0]), "")
    if alike:
        return Reason("spelled", word, alike)
    inner = next((gram for gram in bigrams(word) if gram in goods.title), "")
    return Reason("inner", word, inner) if inner else Reason("none", word)


def _latin(goods: Described, run: str) -> list[Reason]:
    flat = [piece for group in pieces(run) for piece in group]
    whole = "".join(flat)
    if len(flat) > 1 and whole in goods.latin:
        return [Reason("model", run)]
    return [_piece(goods, piece) for piece in flat]


def _piece(goods: Described, piece: str) -> Reason:
    if piece in goods.latin:
        own = _standing(goods, piece)
        return own or Reason("model", piece)
    for word in goods.words:
        if len(word) > 1 and (
            spelled(word)[0] == piece or (len(piece) > 2 and spelled(word)[0].startswith(piece))
        ):
            return Reason("spelled", piece, word)
    for word in goods.words:
        if len(word) > 1 and spelled(word)[1] == piece:
            return Reason("initials", piece, word)
    longer = next((term for term in sorted(goods.latin, key=len) if term.startswith(piece)), "")
    if longer:
        return Reason("inner", piece, longer)
    nearest = min(goods.latin, key=lambda term: (OSA.distance(piece, term), term), default="")
    if nearest and len(piece) >= 4 and OSA.distance(piece, nearest) <= (2 if len(piece) >= 9 else 1):
        return Reason("slip", piece, nearest)
    for word in goods.words if len(piece) >= 5 else ():
        if len(word) > 1 and OSA.distance(piece, spelled(word)[0], score_cutoff=1) <= 1:
            return Reason("misspelled", piece, word)
    return _standing(goods, piece) or Reason("none", piece)
