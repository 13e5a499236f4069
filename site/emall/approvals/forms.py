"""What an approver sends, a buyer who withdraws, and a unit that says who approves and who stands in."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from emall.approvals.words import Subject
from emall.web.kinds import Choice, Day, Fen, Ident, Many, Quantity, Several, Text, Token


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Waiting or decided, and which page."""

    tab: Annotated[str, Choice("todo", "done")] = "todo"
    page: Annotated[int, Quantity(most=10_000)] = 1


@dataclass(frozen=True, slots=True)
class Deciding:
    """The verdict on one step of a sheet as the approver saw it; `remark` maps lines to a word on each,
    `strike` names those to be struck."""

    step: Annotated[int, Ident()]
    version: Annotated[int, Ident()]
    verdict: Annotated[str, Text(most=10)] = ""
    comment: Annotated[str, Text(most=500, lines=True)] = ""
    remark: Annotated[dict[int, str], Many(Text(most=200))] = field(default_factory=dict)
    strike: Annotated[tuple[int, ...], Several(Ident())] = ()
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Why, if the buyer says so."""

    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who is away (a post; the own one if left out), which post stands in, from day to day, and why."""

    delegate: Annotated[int, Ident()]
    first_day: Annotated[date, Day()]
    last_day: Annotated[date, Day()]
    reason: Annotated[str, Text(most=200)] = ""
    post: Annotated[int, Ident()] = 0
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class ChainQuery:
    """Which chain to look at, and an amount and goods to try it with."""

    subject: Annotated[str, Choice(Subject)] = Subject.PURCHASE
    category: Annotated[str, Text(most=12)] = ""
    method: Annotated[str, Text(most=12)] = ""
    amount: Annotated[int, Fen(least=1)] = 0


@dataclass(frozen=True, slots=True)
class ChainForm:
    """A chain as written down: rows of name, amount and post, and up to which amount nobody is asked."""

    subject: Annotated[str, Choice(Subject)]
    seen: Annotated[str, Text(most=40)]
    category: Annotated[str, Text(most=12)] = ""
    method: Annotated[str, Text(most=12)] = ""
    up_to_fen: Annotated[int, Fen()] = 0
    title: Annotated[dict[int, str], Many(Text(most=40))] = field(default_factory=dict)
    from_fen: Annotated[dict[int, int], Many(Fen())] = field(default_factory=dict)
    post: Annotated[dict[int, int], Many(Ident())] = field(default_factory=dict)
    submit_token: Token = ""
