"""Text in the form the search server is sent: pairs of characters and pieces cut by our own analysis, never by its.

The server cuts Chinese by its own dictionary, differently in a title and in a query. So Chinese reaches it as
pairs of neighbouring characters, each pair a word of its own: a word of a query is a phrase of pairs and is found
wherever it stands, inside a longer word too. (Of a phrase the server asks only of the first word in which field it
stands; a single character would stand in the title of half the goods, a pair hardly ever does by chance.)
What must be one word to the server is written as a mark: a number, for of numbers the server forgives no slips
and need not look for them. Marks begin with three noughts, which numbers in a query lose, so no shopper can type one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import CHINESE, bigrams, normalise, pieces, runs
from search.segment import nouns
from search.synonyms import cut_at_names, pattern_of
from search.words import Synonyms

_LETTERS = re.compile(r"[a-z]+")
_SUFFIXED = re.compile(rf"([{CHINESE}])(?=[子儿])")


def mark_of_char(char: str) -> str:
    """The one word that stands for a character of the main texts: 纸 is 000132440."""
    return f"0001{ord(char):05d}"


def mark_of_pair(pair: str) -> str:
    """The one word that stands for two neighbouring characters."""
    return "0003" + _digits(pair)


def mark_of_name(name: str) -> str:
    """The one word that stands for a name with synonyms. Its length comes first: no mark begins another."""
    return f"0004{len(name):02d}{_digits(name)}"


def mark_of_suffixed(char: str) -> str:
    """The one word that stands for a character with 子 or 儿: that of 桌子 is carried by 会议桌 too."""
    return f"0002{ord(char):05d}"


def _digits(text: str) -> str:
    return "".join(f"{ord(char):05d}" for char in text)


def marks_of_suffixed(texts: Iterable[str]) -> list[str]:
    """The marks of every character that 子 or 儿 follows in the texts."""
    return [*{mark_of_suffixed(char): None for text in texts for char in _SUFFIXED.findall(normalise(text))}]


def mark_of_spelling(pinyin: str) -> str:
    """Pinyin that may be misspelled: only the second step of a search looks for it."""
    return "¤" + pinyin


@lru_cache(maxsize=16_384)  # brands, categories and suppliers come again and again
def spelled_out(text: str) -> str:
    """A text as the server is sent it: pairs of characters and Latin pieces between blanks, in their order."""
    words: list[str] = []
    for chinese, run in runs(normalise(text)):
        if not chinese:
            words += [piece for group in pieces(run) for piece in group]
        else:
            words += map(mark_of_pair, bigrams(run)) if len(run) > 1 else [mark_of_char(run)]
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing a query asks for: `strict` as it must be found, `loose` what comes near it, `bits` the parts of it.

    `word` says that it is a Chinese word, which may name a kind of goods, `noun` that it does by our dictionary.
    """

    strict: str
    loose: tuple[str, ...] = ()
    bits: tuple[str, ...] = ()
    worth: int = 1
    word: bool = False
    noun: bool = False


class Names:
    """Every name that has synonyms."""

    def __init__(self, taught: Synonyms) -> None:
        self.others: dict[str, tuple[str, ...]] = {}
        for name, others in taught.items():
            self.others[normalise(name)] = tuple(dict.fromkeys(map(normalise, others)))
        self.others = {name: others for name, others in self.others.items() if spelled_out(name) and others}
        self._pattern = pattern_of(self.others)
        led_to = {other for others in self.others.values() for other in others}
        self._in_texts = [name for name in self.others if name in led_to or not name.isascii()]

    def within(self, texts: Iterable[str]) -> list[str]:
        """The names that stand in texts of a document, those inside longer names included.

        English ones that only lead to others are not looked for: they are found as any word is.
        """
        together = "\n".join(map(normalise, texts))
        return [name for name in self._in_texts if name in together and re.search(_whole(name), together)]

    def stands(self, name: str, texts: Iterable[str]) -> bool:
        """Whether a name stands in one of the texts of a document."""
        return any(name in text and re.search(_whole(name), text) for text in map(normalise, texts))

    def parts(self, text: str) -> list[tuple[str, bool]]:
        """(part, is a name) pairs of a query."""
        return cut_at_names(self._pattern, text)

    def named(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """(part, other names of it) pairs of a query."""
        return [(part, self.others[part] if known else ()) for part, known in self.parts(text)]

    def for_server(self) -> dict[str, list[str]]:
        """The synonyms as a setting of the server: each mark to the phrases it stands for, its own first."""
        return {
            mark_of_name(name): list(dict.fromkeys([_on_server(name), *_all_ways(others)]))[:40]
            for name, others in sorted(self.others.items())
        }


def _on_server(name: str) -> str:
    return mark_of_suffixed(name[0]) if _is_suffixed(name) else spelled_out(name)


def _all_ways(names: Iterable[str]) -> Iterator[str]:
    """The text of each name; of one in two scripts, which no pair of characters holds, its mark as well."""
    for name in names:
        if not name.isascii() and any(map(str.isascii, name)):
            yield mark_of_name(name)
        yield _on_server(name)


def _is_suffixed(word: str) -> bool:
    return len(word) == 2 and word[-1] in "子儿"


def _whole(name: str) -> str:
    plain = re.escape(name)
    return rf"(?<![a-z0-9]){plain}(?![a-z0-9])" if name.isascii() else plain


def name_unit(name: str, words: tuple[Unit, ...]) -> Unit:
    """A name with synonyms, made of words."""
    bits = tuple(word.strict for word in words) if len(words) > 1 else ()
    return Unit(
        mark_of_name(name),
        (f'"{spelled_out(name)}"',),
        bits,
        worth=2 + len(name),
        word=True,
        noun=name in nouns(),
    )


def word_unit(word: str) -> Unit:
    """A Chinese word. Quotes keep the server from looking for slips and for longer words."""
    if len(word) == 1:
        return Unit(mark_of_char(word))
    if _is_suffixed(word):
        return Unit(mark_of_suffixed(word[0]), bits=(mark_of_char(word[0]),), worth=3, word=True)
    pairs = [f'"{mark_of_pair(pair)}"' for pair in bigrams(word)]
    halves = (f"{pairs[0]} {pairs[-1]}",) if len(word) > 3 else ()
    last = mark_of_char(word[-1])  # names the kind of thing: 茶, 机, 纸
    bits = (*dict.fromkeys((pairs[0], pairs[-1])), last) if len(word) > 2 else (last,)
    return Unit(f'"{spelled_out(word)}"', halves, bits, 1 + len(word), word=True, noun=word in nouns())


def latin_unit(piece: str, parts: tuple[str, ...] = ()) -> Unit:
    """A piece of Latin text or a number, with the spellings of names in it."""
    piece = piece[:60]
    if piece.startswith("0") and piece.isdigit():
        marked = piece.startswith("000")  # what begins so is a mark, and what it begins with begins all marks
        piece = f'"00{piece.lstrip("0")}"' if marked else f'"{piece}"'
    spelling = _LETTERS.fullmatch(piece) and 5 <= len(piece) <= 40
    worth = len(piece) + 3 if not piece.strip('"').isdigit() else len(piece)
    return Unit(piece, (mark_of_spelling(piece),) if spelling else (), parts, worth)
