"""What the pages of invoices and settlements send."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from emall.kernel.money import LARGEST_FEN
from emall.kernel.pages import LAST_PAGE
from emall.settlement.words import INVOICE_TABS, TABS
from emall.web.kinds import Choice, Day, Fen, Ident, Many, Quantity, Several, Text, Tick, Token

REASON_MOST = 300
Versions = Annotated[dict[int, int], Many(Quantity(), most=60)]


@dataclass(frozen=True, slots=True)
class InvoiceQuery:
    """Which invoices of a supplier are shown."""

    tab: Annotated[str, Choice(*INVOICE_TABS)] = "all"
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class ForOrders:
    """The orders an invoice is to cover, by number."""

    order: Annotated[tuple[str, ...], Several(Text(most=24), most=60)] = ()


@dataclass(frozen=True, slots=True)
class Issuing:
    """An invoice; with `deed` = read its file is only read and the form filled in. `file_kept` is a file sent before."""

    order: Annotated[tuple[str, ...], Several(Text(most=24), most=60)] = ()
    number: Annotated[str, Text(most=40)] = ""
    issued_on: Annotated[date | None, Day()] = None
    amount: Annotated[int | None, Fen(most=LARGEST_FEN)] = None
    quantity: Annotated[dict[int, int], Many(Quantity(least=0))] = field(default_factory=dict)
    file_kept: Annotated[str, Text(most=6000)] = ""
    deed: Annotated[str, Choice("issue", "read")] = "issue"
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class Deciding:
    """A deed on an invoice or a sheet as it was seen, with a word where one is needed."""

    version: Annotated[int, Quantity()]
    reason: Annotated[str, Text(most=REASON_MOST, lines=True)] = ""
    submit_token: Token = ""


@dataclass(frozen=True, slots=True)
class SheetQuery:
    """Which settlements are shown."""

    tab: Annotated[str, Choice(*TABS)] = "all"
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class Choosing:
    """What a buyer is about to settle: of which supplier, which invoices; `counted` once ticks were sent."""

    supplier: Annotated[int, Ident()] = 0
    invoice: Annotated[tuple[int, ...], Several(Ident(), most=60)] = ()
    counted: Annotated[bool, Tick()] = False


@dataclass(frozen=True, slots=True)
class Settling:
    """Invoices to settle, each with the version seen (`version-17=1`)."""

    supplier: Annotated[int, Ident()] = 0
    invoice: Annotated[tuple[int, ...], Several(Ident(), most=60)] = ()
    version: Versions = field(default_factory=dict)
    submit_token: Token = ""

    def chosen(self) -> dict[int, int]:
        """Invoice id → version seen; one without a version was never shown and fits none."""
        return {one: self.version.get(one, 0) for one in self.invoice}


@dataclass(frozen=True, slots=True)
class Reviewing:
    """The reviewer's word."""

    version: Annotated[int, Quantity()]
    verdict: Annotated[str, Text(most=10)] = ""
    comment: Annotated[str, Text(most=REASON_MOST, lines=True)] = ""
    submit_token: Token = ""
