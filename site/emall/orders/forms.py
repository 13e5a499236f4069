"""What pages of orders may be asked for, and what an answer to an order sends."""

from dataclasses import dataclass
from typing import Annotated

from emall.orders.words import TABS
from emall.web.kinds import Choice, Quantity, Text, Token


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Which orders: a tab, words, a page."""

    tab: Annotated[str, Choice(TABS)] = "all"
    q: Annotated[str, Text(most=60)] = ""
    page: Annotated[int, Quantity(most=10_000)] = 1


@dataclass(frozen=True, slots=True)
class Confirming:
    """The supplier takes the order on; `then` says where the button stood."""

    submit_token: Token = ""
    then: Annotated[str, Choice("row", "page")] = "page"


@dataclass(frozen=True, slots=True)
class Declining:
    """The supplier declines for one of the known reasons, and may say more."""

    reason_code: Annotated[str, Text(most=20)] = ""
    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""
