"""What the pages of payments send."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from emall.kernel import clock
from emall.kernel.pages import LAST_PAGE
from emall.kernel.refusal import Refused
from emall.payments.words import REASON_MOST, REFERENCE, TABS, PaymentStatus, Said
from emall.web.kinds import Bad, Choice, Day, Kind, Quantity, Several, Text, Tick, Token

DAYS_SHOWN = 31
MOST_AT_ONCE = 100
_CHOSEN = re.compile(r"(JS[0-9]{12,20}):([0-9]{1,9})")
_REFERENCE = re.compile(REFERENCE)


class Reference(Kind):
    """How the bank numbers what it did."""

    def read(self, text: str) -> str:
        """The reference, as it was typed."""
        if not _REFERENCE.fullmatch(text):
            raise Bad("not_a_bank_reference")
        return text


@dataclass(frozen=True, slots=True)
class Looking:
    """Which tab of the accountant's list, and which page of it."""

    tab: Annotated[str, Choice(*TABS)] = "to_release"
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class Releasing:
    """Settlements to be sent, each as `number:version`."""

    numbers: Annotated[tuple[str, ...], Several(Text(most=40), most=MOST_AT_ONCE)] = ()
    submit_token: Token = ""


def chosen_of(numbers: Iterable[str]) -> dict[str, int]:
    """Versions by settlement number; Refused when one is no choice of ours."""
    found = [_CHOSEN.fullmatch(one) for one in numbers]
    if not all(found):
        raise Refused("numbers", "not_one_of_the_choices")
    return {one[1]: int(one[2]) for one in found if one}


@dataclass(frozen=True, slots=True)
class Entering:
    """What the enterprise's own bank did."""

    outcome: Annotated[Said, Choice(Said)]
    bank_reference: Annotated[str, Reference()]
    on: Annotated[date, Day()]
    reason: Annotated[str, Text(most=REASON_MOST)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Where a supplier is paid."""

    bank: Annotated[str, Text(most=80)]
    account: Annotated[str, Text(most=60)]
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Sending:
    """A deed without anything to fill in."""

    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Days:
    """First and last day of the books; the last month where nothing is asked."""

    first: Annotated[date | None, Day()] = None
    last: Annotated[date | None, Day()] = None

    def span(self) -> tuple[date, date]:
        """Both days; a span the wrong way round is the last day alone, one of more than a year is cut."""
        last = self.last or clock.today()
        first = min(self.first or last - timedelta(days=DAYS_SHOWN - 1), last)
        return max(first, last - timedelta(days=366)), last


@dataclass(frozen=True, slots=True)
class Listing:
    """Which payments the desk lists."""

    status: Annotated[str, Choice("", *PaymentStatus)] = ""
    day: Annotated[date | None, Day()] = None
    unit: Annotated[int, Quantity(least=0, most=2**53)] = 0
    late: Annotated[bool, Tick()] = False
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class Playing:
    """What the simulated treasury is asked to send."""

    payment: Annotated[str, Text(most=24)]
    play: Annotated[str, Text(most=20)]
    submit_token: Token = ""
