"""What a row of a file is judged by, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emall.budget.rules import LineKey, LineSums
from emall.onboarding.words import RowStatus

Problem = list[Any]  # [column, key, params], as it is kept in the row


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that is there already."""

    id: int
    name: str
    kind: str
    region: str
    active: bool


@dataclass(slots=True)
class Known:
    """What the database holds of the rows looked at, and which keys stand in other rows of the file."""

    units: Mapping[str, Unit] = field(default_factory=dict)  # by credit code
    people: Mapping[str, str] = field(default_factory=dict)  # names by user name
    first: Mapping[str, int] = field(default_factory=dict)  # row number that first says a key
    lines: Mapping[LineKey, LineSums] = field(default_factory=dict)  # budget lines


@dataclass(frozen=True, slots=True)
class Scope:
    """What the uploader may bring in: where, and whether posts outside buying units are among it."""

    territory: str
    any_post: bool
    year: int = 0  # the present one


@dataclass(slots=True)
class Judged:
    """A row after judging: its cells cleaned, its key, what is wrong, how it stands."""

    cells: dict[str, str]
    key: str
    problems: list[Problem]
    status: RowStatus
