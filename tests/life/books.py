"""What stands in the clerk's books: orders in pieces, sheets, papers, and goods that go back. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field

UNDER_APPROVAL, WITH_SUPPLIER = "pending_approval", "pending_supplier"
RESERVED = frozenset({UNDER_APPROVAL, WITH_SUPPLIER})
BOUND = frozenset(
    {
        "confirmed",
        "shipped",
        "received",
        "part_accepted",
        "failed",
        "accepted",
        "invoiced",
        "settling",
        "paying",
    }
)
PAID = frozenset({"paid", "completed"})
DELIVERING = frozenset({"confirmed", "shipped", "received", "part_accepted", "failed"})
ON_SHELF_FOR_US = RESERVED | DELIVERING
"""While an order stands here, what of it is still to be shipped is set aside on the supplier's shelf."""


@dataclass(slots=True)
class Piece:
    """A line of an order, in pieces; `price` in fen.

    Of the rejected `withheld` are to be returned and not replaced; of the accepted `recalled` are asked back.
    """

    line: int
    listing: int
    quantity: int
    price: int
    closed: int = 0
    shipped: int = 0
    received: int = 0
    accepted: int = 0
    withheld: int = 0
    recalled: int = 0
    rejected: int = 0  # so far, missing ones included, and not returned

    @property
    def aside(self) -> int:
        """Set aside on the supplier's shelf."""
        return self.quantity - self.closed - self.shipped

    @property
    def open(self) -> int:
        """Still to be shipped."""
        return self.aside - self.withheld


@dataclass(slots=True)
class Deal:
    """An order; `asked` is the side that wishes to cancel and waits for an answer.

    `parcels` are those under way, with what is in them by line; `signing` is what a sheet rejects that waits for
    signatures, by line; `reviewed` once both sides have said what they think of each other.
    """

    number: str
    sheet: str
    supplier: int
    freight: int
    pieces: list[Piece]
    status: str = "draft"
    parcels: dict[str, dict[int, int]] = field(default_factory=dict)
    asked: str = ""
    paper: str = ""
    signing: dict[int, int] | None = None
    reviewed: bool = False

    @property
    def fen(self) -> int:
        """What it costs now: what was given up costs nothing, freight is owed as long as anything is."""
        goods = sum((one.quantity - one.closed) * one.price for one in self.pieces)
        return self.freight + goods if self.wanted else 0

    @property
    def wanted(self) -> bool:
        """Whether anything of it has not been given up."""
        return any(one.quantity > one.closed for one in self.pieces)

    def piece(self, line: int) -> Piece:
        """The piece of a line."""
        return next(one for one in self.pieces if one.line == line)

    def where(self) -> str:
        """Where it belongs by what is in it, however that came about."""
        if self.parcels or (self.status == "confirmed" and self.wanted):
            return self.status
        if self.status in ("shipped", "received") and any(one.shipped > one.accepted for one in self.pieces):
            return "received"
        return self.judged() if self.wanted else "cancelled"

    def judged(self) -> str:
        """Where it stands once everything there has been looked at."""
        if all(one.accepted == one.quantity - one.closed for one in self.pieces):
            return "accepted"
        return "part_accepted" if any(one.accepted for one in self.pieces) else "failed"


@dataclass(slots=True)
class Case:
    """Goods that go back: which pieces by line, wanted how (return, exchange, repair), rejected or accepted ones."""

    number: str
    deal: Deal
    kind: str
    source: str
    pieces: dict[int, int]
    status: str = "requested"
    by_default: bool = False
    back: bool = False  # the goods were sent back
    done: bool = False  # what was wanted has been done; what is exchanged is now owed

    @property
    def open(self) -> bool:
        """Whether it is not over."""
        return self.status != "closed"

    @property
    def owes(self) -> bool:
        """Whether it is over by itself once its order has been delivered or given up."""
        if self.kind == "return":
            return self.source == "rejected" and self.status == "refused"
        return self.source == "rejected" or self.done

    def bind(self, sign: int) -> None:
        """Keep its pieces from being replaced or asked back a second time (1), or no longer (-1)."""
        for line, count in self.pieces.items():
            piece = self.deal.piece(line)
            if self.source == "accepted" and not self.done:
                piece.recalled += sign * count
            elif self.kind == "return" and self.status != "refused":
                piece.withheld += sign * count


@dataclass(slots=True)
class Sheet:
    """A purchase sheet; `chain` are the approvers still to decide, by name."""

    number: str
    status: str = "draft"
    chain: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Paper:
    """An invoice, a settlement sheet or a payment: where it stands and which orders it covers."""

    status: str
    deals: list[str]
    of: str = ""  # the settlement of a payment
