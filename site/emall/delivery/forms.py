"""What a supplier sends with a parcel, a receiver with a count and a judgement, and both sides about cancelling."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from emall.web.kinds import Choice, Day, Many, Quantity, Text, Tick

Counts = Annotated[dict[int, int], Many(Quantity(least=0))]


@dataclass(frozen=True, slots=True)
class Shipping:
    """A parcel: who carries it, its waybill, and how many of each order line are in it (`quantity-17=3`)."""

    carrier: Annotated[str, Text(most=60)] = ""
    waybill: Annotated[str, Text(most=60)] = ""
    expected_on: Annotated[date | None, Day()] = None
    quantity: Counts = field(default_factory=dict)
    submit_token: Annotated[str, Text(most=200)] = ""


@dataclass(frozen=True, slots=True)
class Counting:
    """How many of each line of a parcel arrived."""

    shipment: Annotated[str, Text(most=24)]
    received: Counts = field(default_factory=dict)
    note: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Annotated[str, Text(most=200)] = ""


@dataclass(frozen=True, slots=True)
class Judging:
    """How many of each line are right; for the others why not. `looks` and `works` are the two checks, ticked if good."""

    accepted: Counts = field(default_factory=dict)
    reason: Annotated[dict[int, str], Many(Text(most=16))] = field(default_factory=dict)
    looks: Annotated[dict[int, bool], Many(Tick())] = field(default_factory=dict)
    works: Annotated[dict[int, bool], Many(Tick())] = field(default_factory=dict)
    remark: Annotated[dict[int, str], Many(Text(most=200))] = field(default_factory=dict)
    note: Annotated[str, Text(most=500, lines=True)] = ""
    submit_token: Annotated[str, Text(most=200)] = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Why the rest should be cancelled."""

    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Annotated[str, Text(most=200)] = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """The other side's answer."""

    verdict: Annotated[str, Choice("agree", "refuse")]
    text: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Annotated[str, Text(most=200)] = ""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """Nothing but the form itself."""

    submit_token: Annotated[str, Text(most=200)] = ""
