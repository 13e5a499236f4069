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
from dataclasses import dataclass, replace
from functools import lru_cache

from search.analysis import bigrams, normalise, pieces, runs
from search.segment import fillers, words_for_query
from search.words import Synonyms

MOST_UNITS = 10
"""The server reads no more words of a query; a phrase is one."""

_LETTERS = re.compile(r"[a-z]+")


def mark_of_char(char: str) -> str:
    """The one word that stands for a character of the main texts: 纸 is ¤c7eb8¤."""
    return f"¤c{ord(char):x}¤"


def mark_of_name(name: str) -> str:
    """The one word that stands for a name with synonyms: 打印 is ¤n6253x5370¤."""
    return "¤n" + "x".join(f"{ord(char):x}" for char in name) + "¤"


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
            mark_of_name(name): list(dict.fromkeys(map(spelled_out, (name, *others))))[:40]
            for name, others in sorted(self.others.items())
        }

    @lru_cache(maxsize=2048)  # noqa: B019 - one object a lesson, and lessons are rare
    def units(self, text: str) -> tuple[Unit, ...]:
        """What a text as `analysis.asked` returns it asks for, at most MOST_UNITS, the telling ones kept."""
        found: list[Unit] = []
        for part, known in self.parts(text):
            found += [_name(part)] if known else _plain(part)
        if found and len(found[-1].strict) > 1 and any(chinese for chinese, _ in runs(text[-1])):
            kind = mark_of_char(text[-1])  # the last character names the kind of thing: 茶, 机, 纸
            found[-1] = replace(found[-1], bits=(*found[-1].bits, kind))
        while len(found) > MOST_UNITS:
            found.remove(min(reversed(found), key=lambda unit: unit.worth))
        return tuple(found)


def _whole(name: str) -> str:
    plain = re.escape(name)
    return rf"(?<![a-z0-9]){plain}(?![a-z0-9])" if name.isascii() else plain


def _name(name: str) -> Unit:
    own = spelled_out(name)
    return Unit(mark_of_name(name), (_phrase(own),), worth=2 + len(name))


def _phrase(spelled: str) -> str:
    return f'"{spelled}"' if " " in spelled else spelled


def _plain(text: str) -> list[Unit]:
    units: list[Unit] = []
    for chinese, run in runs(text):
        if chinese:
            every = words_for_query(run)
            words = [word for word in every if word not in fillers()] or list(every)
            units += [_chinese(word) for word in words]
        else:
            units += [_latin(piece) for group in pieces(run) for piece in group]
    return units


def _chinese(word: str) -> Unit:
    if len(word) == 1:
        return Unit(mark_of_char(word))
    pairs = [_phrase(" ".join(pair)) for pair in bigrams(word)]
    halves = (f"{pairs[0]} {pairs[-1]}",) if len(word) > 3 else ()
    bits = (
        *dict.fromkeys((pairs[0], pairs[-1])),
        mark_of_char(word[-1]),
    )  # the last names the kind: 茶, 机, 纸
    return Unit(_phrase(" ".join(word)), halves, bits, 1 + len(word))


def _latin(piece: str) -> Unit:
    piece = piece[:60]
    spelling = _LETTERS.fullmatch(piece) and 5 <= len(piece) <= 40
    worth = len(piece) + 3 if not piece.isdigit() else len(piece)
    return Unit(piece, (mark_of_spelling(piece),) if spelling else (), worth=worth)
