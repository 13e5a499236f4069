"""What the pages of plans send."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from emall.budget.words import Method, PlanStatus
from emall.kernel.money import LARGEST_FEN
from emall.kernel.pages import LAST_PAGE
from emall.plans.rules import Wish
from emall.plans.words import Tab
from emall.web.kinds import Choice, Day, Fen, Ident, Many, Quantity, Text, Tick, Token

COMMENT_MOST = 500


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which part of the own unit's plans."""

    tab: Annotated[Tab, Choice(Tab)] = Tab.ALL
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class DeskQuery:
    """Which plans of the territory; year 0 is the present one."""

    status: Annotated[str, Choice("mine", *PlanStatus)] = ""
    region: Annotated[str, Text(most=6)] = ""
    year: Annotated[int, Quantity(least=2000, most=2100)] = 0
    q: Annotated[str, Text(most=60)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class NewQuery:
    """Goods a new plan is made for: a product, or one group of what is in the cart or on a sheet."""

    listing: Annotated[int, Ident()] = 0
    quantity: Annotated[int, Quantity()] = 1
    group: Annotated[str, Text(most=12)] = ""


@dataclass(frozen=True, slots=True)
class PlanForm(Wish):
    """A plan as its form sends it; `then` says whether it goes to its reviewers."""

    title: Annotated[str, Text(most=80)]
    line: Annotated[int, Ident()]
    code: Annotated[str, Text(most=12)]
    amount: Annotated[int, Fen(least=1, most=LARGEST_FEN)]
    method: Annotated[Method, Choice(Method)] = Method.EMALL
    imported: Annotated[bool, Tick()] = False
    valid_until: Annotated[date | None, Day()] = None
    reason: Annotated[str, Text(most=300, lines=True)] = ""
    version: Annotated[int, Quantity()] = 1
    then: Annotated[str, Choice("draft", "submit")] = "submit"
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """Words to find a category by, or the code picked among those found; `number` is of the plan being changed."""

    find: Annotated[str, Text(most=60)] = ""
    pick: Annotated[str, Text(most=12)] = ""
    number: Annotated[str, Text(most=24)] = ""


@dataclass(frozen=True, slots=True)
class Going:
    """A deed on a plan as it was seen."""

    version: Annotated[int, Quantity()]
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Deciding(Going):
    """The verdict on the present review."""

    version: Annotated[int, Quantity()]
    step: Annotated[int, Ident()] = 0
    verdict: Annotated[str, Text(most=10)] = ""
    comment: Annotated[str, Text(most=COMMENT_MOST, lines=True)] = ""


@dataclass(frozen=True, slots=True)
class Splitting(Going):
    """Parts to split off, `part-1=500.00`, and the buyer each is for, `to-1=17`."""

    version: Annotated[int, Quantity()]
    part: Annotated[dict[int, int], Many(Fen(least=1, most=LARGEST_FEN), most=5)] = field(
        default_factory=dict
    )
    to: Annotated[dict[int, int], Many(Ident(), most=5)] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assigning(Going):
    """The buyer a plan is for; nobody in particular when left out."""

    version: Annotated[int, Quantity()]
    person: Annotated[int, Ident()] = 0


@dataclass(frozen=True, slots=True)
class HandingBack(Going):
    """Why the free rest is not needed."""

    version: Annotated[int, Quantity()]
    reason: Annotated[str, Text(most=COMMENT_MOST, lines=True)] = ""


@dataclass(frozen=True, slots=True)
class Correcting(Going):
    """Another catalogue code; `sheet` is the purchase sheet to go back to."""

    version: Annotated[int, Quantity()]
    code: Annotated[str, Text(most=12)] = ""
    reason: Annotated[str, Text(most=300, lines=True)] = ""
    sheet: Annotated[str, Text(most=24)] = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """The word on another catalogue code."""

    correction: Annotated[int, Ident()]
    verdict: Annotated[str, Choice("agree", "return")] = "return"
    comment: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""
