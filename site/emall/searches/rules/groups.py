"""Groups of names for the same thing (同义词): how they are read, what speaks against one, what they add up to."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from emall.kernel.refusal import Refusal
from emall.searches.words import LEAST_NAMES, LONGEST_NAME, MOST_NAMES
from search.analysis import normalise, runs

_BETWEEN_NAMES = re.compile(r"[\n=,;、]")


class Kept(Protocol):
    """A row of the table with who made it."""

    id: int
    names: list[str]
    note: str
    active: bool
    version: int
    by: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Group:
    """One group of names; `id` is 0 for one that ships with the search and was never touched."""

    names: tuple[str, ...]
    id: int = 0
    active: bool = True
    shipped: bool = False
    version: int = 0
    note: str = ""
    by: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def written(self) -> str:
        """The names as one line."""
        return "=".join(self.names)


def names_in(text: str) -> list[str]:
    """The names typed one on a line or joined by = , ; or 、, as the search reads them; empty ones are left out."""
    parts = (" ".join(part.split()) for part in _BETWEEN_NAMES.split(normalise(text)))
    return [part for part in parts if part]


def same_names(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two groups hold the same names, in whatever order."""
    return frozenset(one) == frozenset(other)


def grouped_with(shipped: Iterable[Sequence[str]], rows: Iterable[Kept]) -> list[Group]:
    """All groups: those added, newest first, then those that ship. A row with a shipped group's names is its switch."""
    switches = {frozenset(row.names): row for row in rows}
    builtin = []
    for names in shipped:
        row = switches.pop(frozenset(names), None)
        builtin.append(_group(names, row, shipped=True))
    added = sorted(switches.values(), key=lambda row: -row.id)
    return [*(_group(row.names, row, shipped=False) for row in added), *builtin]


def _group(names: Sequence[str], row: Kept | None, *, shipped: bool) -> Group:
    if row is None:
        return Group(tuple(names), shipped=shipped)
    return Group(
        tuple(names),
        row.id,
        row.active,
        shipped,
        row.version,
        row.note,
        row.by or "",
        row.created_at,
        row.updated_at,
    )


def in_force(groups: Iterable[Group]) -> list[tuple[str, ...]]:
    """The names of the groups that are switched on."""
    return [group.names for group in groups if group.active]


def overlapping(names: Sequence[str], groups: Iterable[Group]) -> list[Group]:
    """Groups in force that hold one of the names, but for shipped ones the names hold whole and so carry on."""
    wanted = frozenset(names)
    return [
        group
        for group in groups
        if group.active and wanted & set(group.names) and not (group.shipped and wanted > set(group.names))
    ]


def refusals_for_group(names: Sequence[str], groups: Sequence[Group]) -> list[Refusal]:
    """Everything that speaks against a group with these names beside the other groups."""
    found = _refusals_for_names(names)
    if found:
        return found
    twin = next((group for group in groups if same_names(group.names, names)), None)
    if twin is not None:
        return [Refusal("names", "synonym_known" if twin.active else "synonym_switched_off")]
    return [
        Refusal("names", "synonym_elsewhere", name=shared, group=group.written)
        for group in overlapping(names, groups)
        for shared in [next(name for name in names if name in group.names)]
    ]


def _refusals_for_names(names: Sequence[str]) -> list[Refusal]:
    found = []
    if len(set(names)) < LEAST_NAMES:
        found.append(Refusal("names", "synonym_too_few"))
    if len(names) > MOST_NAMES:
        found.append(Refusal("names", "synonym_too_many", most=MOST_NAMES, count=len(names)))
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    found += [Refusal("names", "synonym_twice", name=name[:LONGEST_NAME]) for name in twice]
    for name in names:
        if len(name) > LONGEST_NAME:
            found.append(Refusal("names", "synonym_too_long", name=name[:12], most=LONGEST_NAME))
        elif not any(runs(name)):
            found.append(Refusal("names", "synonym_no_words", name=name))
    return found
