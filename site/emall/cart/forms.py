"""What the cart's forms may send."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from emall.cart.rules.sheet import Choices
from emall.web.kinds import Choice, Day, Ident, Many, Quantity, Several, Text, Tick, Token


@dataclass(frozen=True, slots=True)
class AddLine:
    """A product put into the cart; `then` says where to go on a plain website."""

    listing: Annotated[int, Ident()]
    quantity: Annotated[int, Quantity()] = 1
    then: Annotated[str, Choice("stay", "checkout")] = "stay"


@dataclass(frozen=True, slots=True)
class ChangeQuantity:
    """Another quantity for a line."""

    quantity: Annotated[int, Quantity()]


@dataclass(frozen=True, slots=True)
class ChooseLines:
    """Which lines are ticked, sent as a whole, so that a missing tick means no."""

    line: Annotated[tuple[int, ...], Several(Ident(), most=500)] = ()
    shown: Annotated[tuple[int, ...], Several(Ident(), most=500)] = ()


@dataclass(frozen=True, slots=True)
class NameList:
    """A name for a list; ticked `shared`, colleagues may use it."""

    name: Annotated[str, Text(most=60)]
    shared: Annotated[bool, Tick()] = False


@dataclass(frozen=True, slots=True)
class ListQuantities:
    """Quantities of a list's lines, `quantity-17=3`."""

    quantity: Annotated[dict[int, int], Many(Quantity())]


@dataclass(frozen=True, slots=True)
class Pasted:
    """Rows copied out of a spreadsheet: a code and a quantity each."""

    rows: Annotated[str, Text(most=20_000, lines=True)]


@dataclass(frozen=True, slots=True)
class Sheet(Choices):
    """The purchase sheet as its form sends it; `line_plan-17=3` buys order line 17 on plan 3."""

    version: Annotated[int, Quantity()] = 1
    plan: Annotated[int, Ident()] = 0
    centre: Annotated[int, Ident()] = 0
    line_plan: Annotated[dict[int, int], Many(Ident())] = field(default_factory=dict)
    line_centre: Annotated[dict[int, int], Many(Ident())] = field(default_factory=dict)
    address: Annotated[int, Ident()] = 0
    wanted_on: Annotated[date | None, Day()] = None
    invoice: Annotated[int, Ident()] = 0
    title: Annotated[str, Text(most=120)] = ""
    reason: Annotated[str, Text(most=500, lines=True)] = ""
    message: Annotated[dict[int, str], Many(Text(most=200))] = field(default_factory=dict)
    price: Annotated[dict[int, int], Many(Quantity())] = field(default_factory=dict)
    compared: Annotated[tuple[str, ...], Several(Text(most=40), most=500)] = ()
    why: Annotated[dict[int, str], Many(Text(most=300))] = field(default_factory=dict)
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """Which product, and how many, a buyer is thinking about."""

    listing: Annotated[int, Ident()] = 0
    quantity: Annotated[int, Quantity()] = 1


@dataclass(frozen=True, slots=True)
class Repeat:
    """The number of an order to be bought again."""

    order: Annotated[str, Text(most=24)]
