"""What an approver sends, and a buyer who withdraws."""

from dataclasses import dataclass, field
from typing import Annotated

from emall.web.kinds import Choice, Ident, Many, Quantity, Text


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Waiting or decided, and which page."""

    tab: Annotated[str, Choice("todo", "done")] = "todo"
    page: Annotated[int, Quantity(most=10_000)] = 1


@dataclass(frozen=True, slots=True)
class Deciding:
    """The verdict on one step of a sheet as the approver saw it; `remark` maps order lines to a word on each."""

    step: Annotated[int, Ident()]
    version: Annotated[int, Ident()]
    verdict: Annotated[str, Text(most=10)] = ""
    comment: Annotated[str, Text(most=500, lines=True)] = ""
    remark: Annotated[dict[int, str], Many(Text(most=200))] = field(default_factory=dict)
    submit_token: Annotated[str, Text(most=200)] = ""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Why, if the buyer says so."""

    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Annotated[str, Text(most=200)] = ""
