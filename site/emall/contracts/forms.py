"""What the pages of contracts send."""

from dataclasses import dataclass, field
from typing import Annotated

from emall.contracts.words import Tab
from emall.kernel.pages import LAST_PAGE
from emall.web.kinds import Choice, Many, Quantity, Text, Token


@dataclass(frozen=True, slots=True)
class Looking:
    """Which contracts a list shows."""

    tab: Annotated[Tab, Choice(Tab)] = Tab.ALL
    q: Annotated[str, Text(most=60)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class PublicLooking:
    """Which announced contracts everybody is shown."""

    q: Annotated[str, Text(most=60)] = ""
    county: Annotated[str, Text(most=20)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class Printing:
    """Which edition of the paper."""

    edition: Annotated[str, Choice("chinese", "bilingual")] = "chinese"


@dataclass(frozen=True, slots=True)
class Previewing:
    """The order whose contract is read before it is signed."""

    order: Annotated[str, Text(most=24)] = ""


@dataclass(frozen=True, slots=True)
class Checking:
    """The digest on the paper."""

    digest: Annotated[str, Text(most=100)] = ""


@dataclass(frozen=True, slots=True)
class KeepingSecret:
    """Why a contract is kept from announcement."""

    version: Annotated[int, Quantity()]
    secret_reason: Annotated[str, Text(most=300)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Announcing:
    """The version of the contract that is announced."""

    version: Annotated[int, Quantity()]
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Supplementing:
    """How much more of which line, and why."""

    reason: Annotated[str, Text(most=500, lines=True)] = ""
    quantity: Annotated[dict[int, int], Many(Quantity(least=0))] = field(default_factory=dict)
    submit_token: Token = ""
