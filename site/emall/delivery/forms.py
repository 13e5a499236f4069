"""What a supplier sends with a parcel, a receiver with a count and a judgement, and both sides about cancelling."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from emall.delivery.words import AfterSaleKind, AfterSaleSource, CheckResult
from emall.web.arrival import Typed
from emall.web.kinds import Choice, Day, Gathering, Ident, Kind, Many, Quantity, Several, Text, Tick, Token

Counts = Annotated[dict[int, int], Many(Quantity(least=0))]


@dataclass(frozen=True, slots=True)
class Shipping:
    """A parcel: who carries it, its waybill, and how many of each order line are in it (`quantity-17=3`)."""

    carrier: Annotated[str, Text(most=60)] = ""
    waybill: Annotated[str, Text(most=60)] = ""
    expected_on: Annotated[date | None, Day()] = None
    quantity: Counts = field(default_factory=dict)
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Counting:
    """How many of each line of a parcel arrived."""

    shipment: Annotated[str, Text(most=24)]
    received: Counts = field(default_factory=dict)
    note: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""


class Pairs(Gathering):
    """Fields with two row numbers in their name (`check-17-3=failed`): a dict from both to the value."""

    def __init__(self, kind: Kind, *, most: int = 2000) -> None:
        """Read each value as this kind."""
        self.many, self.most = Many(kind, most=most), most

    def collect(self, sent: Typed, name: str) -> dict[tuple[int, int], Any]:
        """Values by both numbers; blank ones are left out, a wrong one is refused under its own full name."""
        found: dict[tuple[int, int], Any] = {}
        for field_name in sent:
            first, _, second = field_name.removeprefix(f"{name}-").partition("-")
            if field_name.startswith(f"{name}-") and first.isdecimal() and second.isdecimal():
                for place, value in self.many.collect(sent, f"{name}-{first}").items():
                    found[int(first), place] = value
        return found


@dataclass(frozen=True, slots=True)
class Judging:
    """How many of each line are right; for the others why not. `check-<line>-<item>` and `found-…` fill the checklist.

    `verdict` as_ordered is the one button that says all of it: everything received is good in every item.
    """

    verdict: Annotated[str, Choice("as_ordered", "in_detail")] = "in_detail"
    accepted: Counts = field(default_factory=dict)
    reason: Annotated[dict[int, str], Many(Text(most=16))] = field(default_factory=dict)
    check: Annotated[dict[tuple[int, int], CheckResult], Pairs(Choice(CheckResult))] = field(
        default_factory=dict
    )
    found: Annotated[dict[tuple[int, int], str], Pairs(Text(most=200))] = field(default_factory=dict)
    remark: Annotated[dict[int, str], Many(Text(most=200))] = field(default_factory=dict)
    note: Annotated[str, Text(most=500, lines=True)] = ""
    members: Annotated[tuple[int, ...], Several(Ident(), most=20)] = ()
    supplier_person: Annotated[str, Text(most=40)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """A member signs, or says what is wrong with the sheet; `digest` is that of the sheet as shown."""

    paper: Annotated[str, Text(most=24)]
    verdict: Annotated[str, Choice("sign", "object")]
    digest: Annotated[str, Text(most=64)] = ""
    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class AskingBack:
    """What is to become of how many pieces of which lines, and why."""

    kind: Annotated[AfterSaleKind, Choice(AfterSaleKind)]
    source: Annotated[AfterSaleSource, Choice(AfterSaleSource)]
    quantity: Counts = field(default_factory=dict)
    reason_code: Annotated[str, Text(most=16)] = ""
    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """One step of an after-sale: `verdict` is what is done, the rest what is said with it; `version` what was shown."""

    version: Annotated[int, Quantity(least=1)]
    verdict: Annotated[str, Text(most=12)] = ""
    text: Annotated[str, Text(most=300, lines=True)] = ""
    carrier: Annotated[str, Text(most=60)] = ""
    waybill: Annotated[str, Text(most=60)] = ""
    resaleable: Annotated[bool, Tick()] = False
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the procurement centre ends an order; `version` is that of the order as shown."""

    version: Annotated[int, Quantity(least=1)]
    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Photographing:
    """Which line the photos are of; 0 is the delivery as a whole."""

    line: Annotated[int, Quantity(least=0, most=2**53)] = 0
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Why the rest should be cancelled."""

    reason: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """The other side's answer."""

    verdict: Annotated[str, Choice("agree", "refuse")]
    text: Annotated[str, Text(most=300, lines=True)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class TakingBack:
    """Nothing but the form itself."""

    submit_token: Token = ""
