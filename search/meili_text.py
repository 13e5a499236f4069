"""Text in the form the search server is sent: characters and pieces cut by our own analysis, never by the server's.

The server cuts Chinese by its own dictionary, differently in a title and in a query. So Chinese reaches it as single
characters between blanks: a word of a query is a phrase of characters and is found wherever it stands, inside a
longer word too, and the server's folding of variant characters still works. What must be one word to the server
is written as a mark that begins with ¤, which the reading of queries leaves out, so no shopper can type one.
(Telling the server to take the underline for a letter would do as well, but costs it milliseconds with every query.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import CHINESE, bigrams, normalise, pieces, runs
from search.words import Synonyms

_LETTERS = re.compile(r"[a-z]+")
_SUFFIXED = re.compile(rf"([{CHINESE}])(?=[子儿])")


def mark_of_char(char: str) -> str:
    """The one word that stands for a character of the main texts: 纸 is ¤c7eb8¤."""
    return f"¤c{ord(char):x}¤"


def mark_of_name(name: str) -> str:
    """The one word that stands for a name with synonyms: 打印 is ¤n6253x5370¤."""
    return "¤n" + "x".join(f"{ord(char):x}" for char in name) + "¤"


def mark_of_suffixed(char: str) -> str:
    """The one word that stands for a character with 子 or 儿: 桌子 is ¤s684c¤, which 会议桌 carries too."""
    return f"¤s{ord(char):x}¤"


def marks_of_suffixed(texts: Iterable[str]) -> list[str]:
    """The marks of every character that 子 or 儿 follows in the texts."""
    return [*{mark_of_suffixed(char): None for text in texts for char in _SUFFIXED.findall(normalise(text))}]


def mark_of_spelling(pinyin: str) -> str:
    """Pinyin that may be misspelled: only the second step of a search looks for it."""
    return "¤" + pinyin


@lru_cache(maxsize=16_384)  # brands, categories and suppliers come again and again
def spelled_out(text: str) -> str:
    """A text as the server is sent it: characters and Latin pieces between blanks, in their order."""
    words: list[str] = []
    for chinese, run in runs(normalise(text)):
        words += list(run) if chinese else [piece for group in pieces(run) for piece in group]
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing a query asks for: `strict` as it must be found, `loose` what comes near it, `bits` the parts of it."""

    strict: str
    loose: tuple[str, ...] = ()
    bits: tuple[str, ...] = ()
    worth: int = 1


class Names:
    """Every name that has synonyms."""

    def __init__(self, taught: Synonyms) -> None:
        self.others: dict[str, tuple[str, ...]] = {}
        for name, others in taught.items():
            self.others[normalise(name)] = tuple(dict.fromkeys(map(normalise, others)))
        self.others = {name: others for name, others in self.others.items() if spelled_out(name) and others}
        longest = sorted(self.others, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, longest))) if longest else None

    def within(self, texts: Iterable[str]) -> list[str]:
        """The names that stand in texts of a document, those inside longer names included."""
        together = "\n".join(map(normalise, texts))
        return [name for name in self.others if name in together and re.search(_whole(name), together)]

    def stands(self, name: str, texts: Iterable[str]) -> bool:
        """Whether a name stands in one of the texts of a document."""
        return any(name in text and re.search(_whole(name), text) for text in map(normalise, texts))

    def parts(self, text: str) -> list[tuple[str, bool]]:
        """(part, is a name) pairs of a query."""
        parts, at = [], 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            parts += [(text[at : match.start()], False), (match.group(), True)]
            at = match.end()
        return [(part, known) for part, known in [*parts, (text[at:], False)] if part.strip()]

    def for_server(self) -> dict[str, list[str]]:
        """The synonyms as a setting of the server: each mark to the phrases it stands for, its own first."""
        return {
            mark_of_name(name): list(dict.fromkeys(map(_on_server, (name, *others))))[:40]
            for name, others in sorted(self.others.items())
        }


def _on_server(name: str) -> str:
    return mark_of_suffixed(name[0]) if _is_suffixed(name) else spelled_out(name)


def _is_suffixed(word: str) -> bool:
    return len(word) == 2 and word[-1] in "子儿"


def _whole(name: str) -> str:
    plain = re.escape(name)
    return rf"(?<![a-z0-9]){plain}(?![a-z0-9])" if name.isascii() else plain


def name_unit(name: str) -> Unit:
    """A name with synonyms."""
    own = spelled_out(name)
    return Unit(mark_of_name(name), (_phrase(own),), worth=2 + len(name))


def _phrase(spelled: str) -> str:
    return f'"{spelled}"' if " " in spelled else spelled


def word_unit(word: str) -> Unit:
    """A Chinese word."""
    if len(word) == 1:
        return Unit(mark_of_char(word))
    if _is_suffixed(word):
        return Unit(mark_of_suffixed(word[0]), bits=(mark_of_char(word[0]),), worth=3)
    pairs = [_phrase(" ".join(pair)) for pair in bigrams(word)]
    halves = (f"{pairs[0]} {pairs[-1]}",) if len(word) > 3 else ()
    bits = (
        *dict.fromkeys((pairs[0], pairs[-1])),
        mark_of_char(word[-1]),
    )  # the last names the kind: 茶, 机, 纸
    return Unit(_phrase(" ".join(word)), halves, bits, 1 + len(word))


def latin_unit(piece: str) -> Unit:
    """A piece of Latin text or a number."""
    piece = piece[:60]
    spelling = _LETTERS.fullmatch(piece) and 5 <= len(piece) <= 40
    worth = len(piece) + 3 if not piece.isdigit() else len(piece)
    return Unit(piece, (mark_of_spelling(piece),) if spelling else (), worth=worth)
