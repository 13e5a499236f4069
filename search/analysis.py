"""The one reading of text, for documents and for queries: what is indexed is what is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise

import opencc

from search.segment import spelled, words_for_index, words_for_query
from search.synonyms import shipped
from search.words import MAX_TEXT

CHINESE = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUNS = re.compile(rf"(?P<chinese>[{CHINESE}]+)|(?P<latin>[^\W_]+(?:[-._/+#][^\W_]+)*)")
_CHINESE = re.compile(rf"[{CHINESE}]")
_CUT_INSIDE_LATIN = re.compile(rf"[{CHINESE}]+|[^{CHINESE}]+")
_HARD = re.compile(r"[/+#]")
_SOFT = re.compile(r"[-._]")
_LETTERS_OR_DIGITS = re.compile(r"\d+|[^\W\d_]+")
_LONGEST_TERM = 60


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_UNITS = {
    "千克": "kg",
    "公斤": "kg",
    "毫升": "ml",
    "厘米": "cm",
    "毫米": "mm",
    "克": "g",
    "升": "l",
    "米": "m",
    "瓦": "w",
}
_MEASURED = re.compile(r"(?<=\d)\s?(千克|公斤|毫升|厘米|毫米|克(?!拉)|升(?![级降])|米|瓦)")


def normalise(text: str) -> str:
    """Full-width to half-width, compatibility forms folded, traditional to simplified, lower case, 80克 as 80g."""
    folded = unicodedata.normalize("NFKC", text).lower()
    if folded.isascii():
        return folded
    # half a surrogate pair, which an address can smuggle in, would not encode
    simple = str(_simplifier().convert(folded.encode(errors="replace").decode()))
    return _MEASURED.sub(lambda found: _UNITS[found[1]], simple)


def asked(text: str) -> str:
    """A query as it is read: normalised, without control characters, at most MAX_TEXT characters."""
    kept = normalise(text[: MAX_TEXT * 4])[:MAX_TEXT]
    return " ".join("".join(" " if unicodedata.category(char)[0] == "C" else char for char in kept).split())


def runs(text: str) -> Iterator[tuple[bool, str]]:
    """(is Chinese, run) pairs of normalised text; punctuation and symbols separate and vanish."""
    for match in _RUNS.finditer(text):
        run = match.group()
        if match.lastgroup == "chinese":
            yield True, run
            continue
        if not _CHINESE.search(run):
            yield False, run
            continue
        for part in _CUT_INSIDE_LATIN.findall(run):  # letters count Chinese characters among them
            part = part.strip("-._/+#")
            if part:
                yield "\u3400" <= part[0] <= "\u9fff" or part[0] == "\u3007", part


def pieces(run: str) -> list[list[str]]:
    """A Latin run split hard at / + # into groups, and softly at - . _ inside each: kfr-35gw/a."""
    return [[piece for piece in _SOFT.split(group) if piece] for group in _HARD.split(run) if group]


def bigrams(run: str) -> list[str]:
    """Every two neighbouring characters."""
    return [run[at : at + 2] for at in range(len(run) - 1)]


@dataclass(slots=True)
class Terms:
    """What one document is found by; each list feeds one field of the index."""

    words: list[str] = field(default_factory=list)
    grams: list[str] = field(default_factory=list)
    latin: list[str] = field(default_factory=list)
    chars: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)
    pinyin: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)


def read(texts: Iterable[str], *, spelling: bool = True) -> Terms:
    """Read several texts of a document into its terms; `spelling` adds pinyin and initials."""
    terms = Terms()
    for text in texts:
        if text:
            _read_one(*_parts(text), terms, spelling)
    return terms


@lru_cache(maxsize=8192)  # brands, categories, keywords and suppliers come again and again
def _parts(text: str) -> tuple[tuple[str, ...], tuple[tuple[bool, str], ...]]:
    """(names of two scripts, runs) of a text."""
    plain = normalise(text)
    if plain.isascii() and plain.isalnum():  # an item number, a barcode
        return (), ((False, plain),)
    return tuple(name for name in shipped().mixed if name in plain), tuple(runs(plain))


def _read_one(
    mixed: tuple[str, ...], found: tuple[tuple[bool, str], ...], terms: Terms, spelling: bool
) -> None:
    latin: list[str] = []
    terms.latin += mixed
    for chinese, run in found:
        if chinese:
            read_run = _chinese(run)
            terms.words += read_run.words
            terms.grams += read_run.grams
            terms.chars.update(run)
            terms.ends.update(read_run.ends)
            if spelling:
                pinyin, initials = _spelling(run)
                terms.pinyin.update(pinyin)
                terms.initials.update(initials)
        else:
            forms, flat = _latin(run)
            terms.latin += forms
            latin += flat
    _join(latin, terms)
    terms.grams.append("|")  # no phrase runs across two texts


@lru_cache(maxsize=4096)
def joined(brand: str, model: str) -> tuple[str, ...]:
    """Brand and model written as one word, as shoppers type them: hpm1136."""
    name = "".join(run for chinese, run in runs(normalise(brand)) if not chinese)
    model_pieces = [run for chinese, run in runs(normalise(model)) if not chinese]
    number = "".join("".join(piece for group in pieces(run) for piece in group) for run in model_pieces)
    return (name + number, number) if name and number else (number,) if number else ()


@dataclass(frozen=True, slots=True)
class _Run:
    """A Chinese run read: its words, its pairs of characters, the last characters of its words."""

    words: tuple[str, ...]
    grams: tuple[str, ...]
    ends: tuple[str, ...]


@lru_cache(maxsize=16_384)  # 复印纸, 黑色, a supplier's name: most runs come again and again
def _chinese(run: str) -> _Run:
    ends = dict.fromkeys(
        word[-1] for word in words_for_query(run)
    )  # the last character names the kind of thing
    return _Run(words_for_index(run), (*bigrams(run), "|"), tuple(ends))


@lru_cache(maxsize=16_384)
def _spelling(run: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    words = {*words_for_index(run), *neighbours(words_for_query(run))}
    found = [spelled(word) for word in words if 2 <= len(word) <= 8]
    return tuple({full for full, _ in found}), tuple({initials for _, initials in found})


def neighbours(words: tuple[str, ...]) -> Iterator[str]:
    """Two to four words side by side, as people spell them in one go."""
    for count in (2, 3, 4):
        for at in range(len(words) - count + 1):
            yield "".join(words[at : at + count])


@lru_cache(maxsize=16_384)
def _latin(run: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(every form, the pieces) of a Latin run."""
    forms: list[str] = []
    flat = [piece for group in pieces(run) for piece in group]
    for piece in flat:
        forms.append(piece[:_LONGEST_TERM])
        parts = _LETTERS_OR_DIGITS.findall(piece)
        if len(parts) > 1:
            forms += parts
            forms += (a + b for a, b in pairwise(parts) if len(parts) > 2)
    return tuple(forms), tuple(flat)


def _join(latin: list[str], terms: Terms) -> None:
    for count in (2, 3):
        for at in range(len(latin) - count + 1):
            term = "".join(latin[at : at + count])
            if len(term) <= 32:
                terms.latin.append(term)
