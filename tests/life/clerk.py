"""A careful clerk who writes down beside the system what must have happened: plain numbers, no database.

The clerk knows the rules of the trade as people say them and is asked before each deed whether it should be let
through; afterwards its books and those of the system are laid side by side.
"""

from __future__ import annotations

from collections import Counter
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
    """A line of an order, in pieces; `price` in fen."""

    line: int
    listing: int
    quantity: int
    price: int
    closed: int = 0
    shipped: int = 0
    received: int = 0
    accepted: int = 0

    @property
    def open(self) -> int:
        """Still to be shipped."""
        return self.quantity - self.closed - self.shipped


@dataclass(slots=True)
class Deal:
    """An order; `asked` is the side that wishes to cancel and waits for an answer."""

    number: str
    sheet: str
    supplier: int
    freight: int
    pieces: list[Piece]
    status: str = "draft"
    parcels: int = 0
    asked: str = ""

    @property
    def fen(self) -> int:
        """What it costs now: what was given up costs nothing, freight is owed as long as anything is."""
        return self.freight + sum((one.quantity - one.closed) * one.price for one in self.pieces)


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


@dataclass
class Clerk:
    """The books: one budget line with one plan on it, two suppliers' shelves, and every paper there is."""

    appropriated: int
    planned: int
    shelf: dict[int, int]  # pieces on hand by listing
    prices: dict[int, int]
    freights: dict[int, tuple[int, int]]  # by supplier: freight, and from which goods value on it is free
    owners: dict[int, int]  # supplier of each listing
    levels: list[tuple[str, int]]  # approvers and from which total on each decides
    frozen: bool = False
    deals: dict[str, Deal] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    invoices: dict[int, Paper] = field(default_factory=dict)
    settlements: dict[str, Paper] = field(default_factory=dict)
    payments: dict[str, Paper] = field(default_factory=dict)
    edges: Counter[tuple[str, str]] = field(default_factory=Counter)

    # what the books say

    def money(self) -> tuple[int, int, int]:
        """Reserved, committed and paid, in fen."""
        by_status = Counter[str]()
        for deal in self.deals.values():
            by_status[deal.status] += deal.fen
        return tuple(  # type: ignore[return-value]
            sum(fen for status, fen in by_status.items() if status in group)
            for group in (RESERVED, BOUND, PAID)
        )

    def held(self, listing: int) -> int:
        """Pieces of a listing set aside for orders."""
        return sum(
            piece.open
            for deal in self.deals.values()
            if deal.status in ON_SHELF_FOR_US
            for piece in deal.pieces
            if piece.listing == listing
        )

    def of(self, *statuses: str) -> list[Deal]:
        """Orders in one of these statuses, all of them if none is named."""
        return [deal for deal in self.deals.values() if not statuses or deal.status in statuses]

    def of_sheet(self, number: str) -> list[Deal]:
        """The orders of a sheet."""
        return [deal for deal in self.deals.values() if deal.sheet == number]

    def freight(self, supplier: int, goods: int) -> int:
        """What a supplier asks for bringing goods worth so many fen."""
        fen, free_from = self.freights[supplier]
        return 0 if free_from and goods >= free_from else fen

    def total(self, quantities: dict[int, int]) -> int:
        """What these pieces cost from all their suppliers, freight included."""
        goods = Counter[int]()
        for listing, quantity in quantities.items():
            goods[self.owners[listing]] += quantity * self.prices[listing]
        return sum(fen + self.freight(supplier, fen) for supplier, fen in goods.items())

    # questions before a deed

    def affords(self, quantities: dict[int, int]) -> bool:
        """Whether a sheet for these pieces is to be let through."""
        free = min(self.planned, self.appropriated) - sum(self.money())
        stocked = all(self.shelf[one] - self.held(one) >= count for one, count in quantities.items())
        return not self.frozen and stocked and self.total(quantities) <= free

    def may_set(self, fen: int) -> bool:
        """Whether the line may be granted that much: neither below what is used nor below what is planned."""
        return fen >= max(sum(self.money()), self.planned) and fen != self.appropriated

    # deeds

    def go(self, deal: Deal, to: str) -> None:
        """An order moves on."""
        self.edges[deal.status, to] += 1
        deal.status = to

    def opened(self, sheet: str, deals: list[Deal]) -> None:
        """A draft sheet with its orders."""
        self.sheets[sheet] = Sheet(sheet)
        self.deals |= {deal.number: deal for deal in deals}

    def submitted(self, number: str) -> None:
        """Goods and money set aside; on to whoever has to approve, or straight to the suppliers."""
        sheet = self.sheets[number]
        total = sum(deal.fen for deal in self.of_sheet(number))
        sheet.chain = [name for name, from_fen in self.levels if from_fen <= total]
        sheet.status = "pending_approval" if sheet.chain else "released"
        for deal in self.of_sheet(number):
            self.go(deal, UNDER_APPROVAL if sheet.chain else WITH_SUPPLIER)

    def agreed(self, number: str) -> None:
        """One approver agrees; after the last the suppliers have it."""
        sheet = self.sheets[number]
        sheet.chain.pop(0)
        if not sheet.chain:
            sheet.status = "released"
            for deal in self.of_sheet(number):
                self.go(deal, WITH_SUPPLIER)

    def sent_back(self, number: str) -> None:
        """The sheet is the buyer's again."""
        self.sheets[number].status, self.sheets[number].chain = "returned", []
        for deal in self.of_sheet(number):
            self.go(deal, "returned")

    def withdrawn(self, deal: Deal) -> None:
        """The whole sheet while it is the unit's own affair, else this order alone."""
        sheet = self.sheets[deal.sheet]
        together = sheet.status != "released"
        for one in self.of_sheet(deal.sheet) if together else [deal]:
            self.go(one, "withdrawn")
        if together:
            sheet.status, sheet.chain = "withdrawn", []

    def shipped(self, deal: Deal, packed: dict[int, int]) -> None:
        """A parcel leaves the shelf; `packed` by line."""
        for piece in deal.pieces:
            count = packed.get(piece.line, 0)
            piece.shipped += count
            self.shelf[piece.listing] -= count
        deal.parcels += 1
        if deal.status != "shipped":
            self.go(deal, "shipped")

    def counted(self, deal: Deal, arrived: dict[int, int]) -> None:
        """A parcel was counted in; once none is under way the goods wait to be judged."""
        for piece in deal.pieces:
            piece.received += arrived.get(piece.line, 0)
        deal.parcels -= 1
        if not deal.parcels:
            self.go(deal, "received")

    def judged(self, deal: Deal, rejected: dict[int, int]) -> None:
        """What is right is accepted; what is wrong or never came is back on the shelf and owed again."""
        for piece in deal.pieces:
            bad = rejected.get(piece.line, 0)
            missing = piece.shipped - piece.received
            self.shelf[piece.listing] += bad + missing
            piece.accepted += piece.received - piece.accepted - bad
            piece.shipped = piece.received = piece.accepted
        self.go(deal, self._after_judging(deal))

    @staticmethod
    def _after_judging(deal: Deal) -> str:
        if all(piece.accepted == piece.quantity - piece.closed for piece in deal.pieces):
            return "accepted"
        return "part_accepted" if any(piece.accepted for piece in deal.pieces) else "failed"

    def given_up(self, deal: Deal) -> None:
        """Both sides agree to leave off what is still open."""
        deal.asked = ""
        for piece in deal.pieces:
            piece.closed += piece.open
        if not any(piece.shipped for piece in deal.pieces):
            self.go(deal, "cancelled")
        elif deal.status == "part_accepted":
            self.go(deal, self._after_judging(deal))

    def time_passed(self) -> None:
        """Nobody decided or answered in time."""
        for sheet in list(self.sheets.values()):
            if sheet.status == "pending_approval":
                self.sent_back(sheet.number)
        for deal in self.of(WITH_SUPPLIER):
            self.go(deal, "expired")

    # money leaves

    def invoiced(self, invoice: int, deals: list[Deal]) -> None:
        """The supplier's invoice for these orders."""
        self.invoices[invoice] = Paper("issued", [deal.number for deal in deals])
        for deal in deals:
            self.go(deal, "invoiced")

    def invoice_ended(self, invoice: int, how: str) -> None:
        """Withdrawn by the supplier or refused by the buyer: the orders wait for another one."""
        paper = self.invoices[invoice]
        paper.status = how
        for number in paper.deals:
            self.go(self.deals[number], "accepted")

    def settled(self, number: str, invoices: list[int]) -> None:
        """A settlement sheet of these invoices goes to review; they are confirmed by it."""
        covered = [deal for one in invoices for deal in self.invoices[one].deals]
        self.settlements[number] = Paper("to_review", covered)
        for one in invoices:
            self.invoices[one].status = "confirmed"
        for deal in covered:
            self.go(self.deals[deal], "settling")

    def reviewed(self, number: str, *, agreed: bool) -> None:
        """The approver agrees, or the orders can be settled anew."""
        paper = self.settlements[number]
        paper.status = "to_pay" if agreed else "returned"
        for deal in () if agreed else paper.deals:
            self.go(self.deals[deal], "invoiced")

    def ordered(self, payment: str, settlement: str) -> None:
        """The accountant sends the payment to the treasury."""
        paper = self.settlements[settlement]
        self.payments[payment] = Paper("ordered", paper.deals, settlement)
        for deal in paper.deals:
            self.go(self.deals[deal], "paying")

    def paid(self, payment: str) -> None:
        """The treasury has paid."""
        paper = self.payments[payment]
        paper.status = self.settlements[paper.of].status = "paid"
        for deal in paper.deals:
            self.go(self.deals[deal], "paid")

    def came_back(self, payment: str) -> None:
        """The money came back, before or after it was said to be paid; the settlement can be paid anew."""
        paper = self.payments[payment]
        paper.status, self.settlements[paper.of].status = "failed", "to_pay"
        for deal in paper.deals:
            self.go(self.deals[deal], "settling")
