"""What somebody asks for, and what a buyer answers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from emall.requisitions.words import LINES_MOST, ROWS_SHOWN
from emall.web.kinds import Day, Ident, Many, Quantity, Several, Text, Token


@dataclass(frozen=True, slots=True)
class RequestsQuery:
    """Which page of the own requests."""

    page: Annotated[int, Quantity(most=10_000)] = 1


@dataclass(frozen=True, slots=True)
class NewQuery:
    """An offer to begin with and how many of it; how many rows the form has."""

    listing: Annotated[int, Ident()] = 0
    quantity: Annotated[int, Quantity()] = 1
    rows: Annotated[int, Quantity(most=LINES_MOST)] = ROWS_SHOWN


@dataclass(frozen=True, slots=True)
class Asking:
    """Rows of words (or an article code or link), quantity and unit; what it is for and by when."""

    what: Annotated[dict[int, str], Many(Text(most=160))] = field(default_factory=dict)
    quantity: Annotated[dict[int, int], Many(Quantity())] = field(default_factory=dict)
    unit: Annotated[dict[int, str], Many(Text(most=8))] = field(default_factory=dict)
    reason: Annotated[str, Text(most=300, lines=True)] = ""
    wanted_on: Annotated[date | None, Day()] = None
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """Ticked lines, the offers chosen for them, and a reason where they are refused."""

    line: Annotated[tuple[int, ...], Several(Ident())] = ()
    offer: Annotated[dict[int, str], Many(Text(most=300))] = field(default_factory=dict)
    reason: Annotated[str, Text(most=200)] = ""
    submit_token: Token = ""
