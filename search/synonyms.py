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
    """Groups of equal names as Synonyms; groups that share a name count as one."""
    together: dict[str, list[str]] = {}
    for group in groups:
        joined = list(dict.fromkeys(other for name in group for other in together.get(name, [name])))
        for name in joined:
            together[name] = joined
    return {
        name: tuple(o for o in all_of if o != name) for name, all_of in together.items() if len(all_of) > 1
    }


@cache
def shipped_groups() -> tuple[tuple[str, ...], ...]:
    """The groups of the dictionary file, as the search reads them."""
    lines = entries("synonyms")
    return tuple(tuple(dict.fromkeys(name.strip().lower() for name in line.split("="))) for line in lines)


@cache
def shipped() -> Names:
    """The names of the dictionary file."""
    return Names(grouped(shipped_groups()))
