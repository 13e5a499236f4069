"""Names for the same thing: those that ship with the package, and those an engine is taught.

Chinese names of the same thing find each other. An English name leads to Chinese ones and not back: whoever types 打印机
is not read in English, and pays nothing for the English names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from search.segment import entries, fillers
from search.words import Synonyms


class Names:
    """Names to the other names of the same thing, ready to be found in a normalised text."""

    def __init__(self, synonyms: Synonyms) -> None:
        self.known = dict(synonyms)
        self.mixed = tuple(name for name in self.known if _mixed(name))
        """Names of two scripts, such as u盘: read as one word, for their halves alone mean little."""
        self._pattern = pattern_of(self.known)

    def others(self, name: str) -> tuple[str, ...]:
        """The other names of the same thing; none for an unknown name."""
        return self.known.get(name, ())

    def parts(self, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """A text cut into (part, other names of it); parts between known names have none, blank ones are left out."""
        for part, known in cut_at_names(self._pattern, text):
            yield part, self.known[part] if known else ()


def _mixed(name: str) -> bool:
    return not name.isascii() and any(map(str.isascii, name))


def cut_at_names(pattern: re.Pattern[str] | None, text: str) -> list[tuple[str, bool]]:
    """A text cut into (part, is a name); blank parts are left out, beside an English name English fillers too: ink for printers."""
    parts, at = list[tuple[str, bool]](), 0
    for match in pattern.finditer(text) if pattern else ():
        parts += [(text[at : match.start()], False), (match.group(), True)]
        at = match.end()
    parts.append((text[at:], False))
    if any(known and part.isascii() for part, known in parts):
        parts = [(part if known else _without_fillers(part), known) for part, known in parts]
    return [(part, known) for part, known in parts if part.strip()]


def _without_fillers(part: str) -> str:
    return " ".join(word for word in part.split() if word not in fillers())


def pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """The longest name first; Latin names stand alone, Chinese ones may stand inside a run."""
    ordered = sorted(names, key=len, reverse=True)
    latin = _by_first(name for name in ordered if name.isascii())
    other = _by_first(name for name in ordered if not name.isascii())
    ways = ([other] if other else []) + ([rf"(?<![a-z0-9]){latin}(?![a-z0-9])"] if latin else [])
    return re.compile("|".join(ways)) if ways else None


def _by_first(names: Iterable[str]) -> str:
    """Any of the names, told apart by their first characters: most places of a text begin none of them."""
    rests: dict[str, list[str]] = {}
    for name in names:
        rests.setdefault(re.escape(name[0]), []).append(re.escape(name[1:]))
    ways = (f"{first}(?:{'|'.join(others)})" for first, others in rests.items())
    return f"(?=[{''.join(rests)}])(?:{'|'.join(ways)})" if rests else ""


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
def english() -> dict[str, tuple[str, ...]]:
    """English names, plurals among them, to the Chinese names they lead to."""
    found: dict[str, tuple[str, ...]] = {}
    for line in entries("english"):
        names, _, chinese = line.partition(":")
        for name in (name.strip() for name in names.split(",")):
            for form in (name, _plural(name)):
                found.setdefault(form, tuple(chinese.split()))
    return found


def _plural(name: str) -> str:
    if name.endswith("s"):  # torches, scissors, glass
        return name if not name.endswith("ss") else f"{name}es"
    if name.endswith(("x", "ch", "sh")):
        return f"{name}es"
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    return f"{name}s"


def with_english(synonyms: Synonyms) -> Synonyms:
    """Names with the English ones beside them, which lead to all that their Chinese names lead to."""
    found = dict(synonyms)
    for name, chinese in english().items():
        others = (other for one in chinese for other in (one, *synonyms.get(one, ())))
        found[name] = tuple(dict.fromkeys((*synonyms.get(name, ()), *others)))
    return found


@cache
def shipped() -> Names:
    """The names of the dictionary files."""
    return Names(with_english(grouped(shipped_groups())))
