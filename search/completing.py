"""Which completions stand under the search box: some of every kind, and never the same goods again and again."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from search.analysis import normalise, runs
from search.segment import request
from search.synonyms import english
from search.words import Suggestion

MOST_ALIKE = 2
"""So many titles of one product, and of one model."""

TITLES_READ = 4
"""So many times as many titles are read as there is room for: those of one product are often neighbours."""

_MOST_ENGLISH = 4
_MOST_INNER = 3
_PROMISED = ("word", "category")
_MODEL = re.compile(r"[a-z]+-?[a-z]*\d[a-z0-9-]{2,}")
_SPELLING = re.compile(r"[a-z]{2,8}")


def is_spelling(text: str) -> bool:
    """Whether a text may be pinyin or initials: of titles those that are spelled so come before pieces of models."""
    return _SPELLING.fullmatch(text) is not None


@cache
def _english() -> list[str]:
    return sorted(english())


def english_beginning(text: str) -> list[tuple[str, str]]:
    """(English name, Chinese name it leads to) of the names that begin so, short ones first, each Chinese name once."""
    if len(text) < 2 or not text.isascii():
        return []
    names = _english()
    start, end = bisect_left(names, text), bisect_right(names, text + "~")
    found: dict[str, str] = {}
    for name in sorted(names[start:end], key=len):
        found.setdefault(english()[name][0], name)
    return [(name, chinese) for chinese, name in found.items()][:_MOST_ENGLISH]


def names_inside(parts: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """The words of a text, cut as `Names.parts` cuts it, that may be names of goods, in Chinese: 复印纸 of 复印纸 a4."""
    found: list[str] = []
    for part, others in parts:
        if others:
            found.append(others[0] if part.isascii() else part)
            continue
        found += (word for chinese, run in runs(part) if chinese for word in request(run).words)
    return list(dict.fromkeys(normalise(name) for name in found if len(name) > 1))[:_MOST_INNER]


def kinds_missing(found: Iterable[Suggestion]) -> bool:
    """Whether neither a word nor a category is among completions."""
    return not any(one.kind in _PROMISED for one in found)


def arranged(found: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """At most `limit` completions, common ones first; a word and a category among them where there are any.

    Those that an English name led to come last, the shortest name first.
    """
    best = sorted(found, key=lambda one: (len(one.by), -one.count, len(one.text), one.text, one.kind))
    shown = best[:limit]
    for kind in _PROMISED if limit > len(_PROMISED) else ():
        if len(best) > limit and all(one.kind != kind for one in shown):
            instead = next((one for one in best[limit:] if one.kind == kind), None)
            if instead:
                shown[_last_spare(shown)] = instead
    return shown


def _last_spare(shown: Sequence[Suggestion]) -> int:
    """The last place of a kind that has others."""
    kinds = Counter(one.kind for one in shown)
    return next((at for at in range(len(shown) - 1, -1, -1) if kinds[shown[at].kind] > 1), len(shown) - 1)


def varied(titles: Iterable[tuple[int, Suggestion]], room: int) -> list[Suggestion]:
    """The first titles, given with their products, without a third of one product or model and without doubles."""
    products, models = Counter[int](), Counter[str]()
    shown: dict[str, Suggestion] = {}
    for product, one in titles:
        if len(shown) == room:
            break
        model = _model(one.text)
        if one.text in shown or products[product] == MOST_ALIKE or models[model] == MOST_ALIKE:
            continue
        products[product] += 1
        models[model] += 1
        shown[one.text] = one
    return list(shown.values())


def _model(title: str) -> str:
    """What a title is told apart by: its model number, or its first two words, brand and model as a rule."""
    plain = normalise(title)
    found = _MODEL.search(plain)
    return found.group() if found else " ".join(plain.split()[:2])
