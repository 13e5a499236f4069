"""Names for the same thing: those that ship with the package, and those an engine is taught."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from search.segment import entries
from search.words import Synonyms


class Names:
    """Names to the other names of the same thing, ready to be found in a normalised text."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.known = dict(synonyms)
        self.mixed = tuple(name for name in self.known if _mixed(name))
        """Names of two scripts, such as u盘: read as one word, for their halves alone mean little."""
        self._pattern = _pattern(self.known)

    def others(self, name: str) -> tuple[str, ...]:
        """The other names of the same thing; none for an unknown name."""
        return self.known.get(name, ())

    def parts(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """A text cut into (part, other names of it); parts between known names have none, blank ones are left out."""
        at = 0
        for match in self._pattern.finditer(text) if self._pattern else ():
            if text[at : match.start()].strip():
                yield text[at : match.start()], ()
            yield match.group(), self.known[match.group()]
            at = match.end()
        if text[at:].strip():
            yield text[at:], ()


def _mixed(name: str) -> bool:
    return not name.isascii() and any(map(str.isascii, name))


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """The longest name first; Latin names stand alone, Chinese ones may stand inside a run."""
    ordered = sorted(names, key=len, reverse=True)
    whole = [
        rf"(?<![a-z0-9]){name}(?![a-z0-9])" if name.isascii() else name for name in map(re.escape, ordered)
    ]
    return re.compile("|".join(whole)) if whole else None


def grouped(groups: Iterable[Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Groups of equal names as Synonyms; a name in two groups gets the others of both."""
    others: dict[str, dict[str, None]] = {}
    for group in groups:
        names = list(dict.fromkeys(name.strip().lower() for name in group))
        for name in names:
            others.setdefault(name, {}).update((other, None) for other in names if other != name)
    return {name: tuple(found) for name, found in others.items() if found}


@cache
def shipped_groups() -> tuple[tuple[str, ...], ...]:
    """The groups of the dictionary file."""
    return tuple(tuple(name.strip().lower() for name in line.split("=")) for line in entries("synonyms"))


@cache
def shipped() -> Names:
    """The names of the dictionary file."""
    return Names(grouped(shipped_groups()))
