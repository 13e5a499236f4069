"""What the pages of the budget desk send."""

from dataclasses import dataclass
from typing import Annotated

from emall.kernel.money import LARGEST_FEN
from emall.kernel.pages import LAST_PAGE
from emall.web.kinds import Choice, Fen, Ident, Quantity, Text, Token

REASON_MOST = 200


@dataclass(frozen=True, slots=True)
class Looking:
    """Which units of which year are shown; year 0 is the present one."""

    year: Annotated[int, Quantity(least=2000, most=2100)] = 0
    q: Annotated[str, Text(most=60)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class Amount:
    """What a line is granted in all from now on, and why."""

    amount: Annotated[int, Fen(most=LARGEST_FEN)]
    reason: Annotated[str, Text(most=REASON_MOST)]
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """How much moves to which line, and why."""

    target: Annotated[int, Ident()]
    amount: Annotated[int, Fen(least=1, most=LARGEST_FEN)]
    reason: Annotated[str, Text(most=REASON_MOST)]
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Freezing:
    """Why a line is frozen or let go again."""

    reason: Annotated[str, Text(most=REASON_MOST)]
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What becomes of what is left at the end of a year, and why."""

    rest: Annotated[str, Choice("carry", "lapse")]
    reason: Annotated[str, Text(most=REASON_MOST)]
    submit_token: Token = ""
