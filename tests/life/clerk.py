"""A careful clerk who writes down beside the system what must have happened: plain numbers, no database.

The clerk knows the rules of the trade as people say them and is asked before each deed whether it should be let
through; afterwards its books and those of the system are laid side by side.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.life.books import (
    BOUND,
    DELIVERING,
    ON_SHELF_FOR_US,
    PAID,
    RESERVED,
    UNDER_APPROVAL,
    WITH_SUPPLIER,
    Case,
    Deal,
    Paper,
    Piece,
    Sheet,
)


@dataclass
class Clerk:
    """The books: one budget line with one plan on it, two suppliers' shelves, and every paper there is."""

    appropriated: int
    planned: int
    direct: int  # what may be bought without a comparison nobody here can make
    shelf: dict[int, int]  # pieces on hand by listing
    prices: dict[int, int]
    freights: dict[int, tuple[int, int]]  # by supplier: freight, and from which goods value on it is free
    owners: dict[int, int]  # supplier of each listing
    levels: list[tuple[str, int]]  # approvers and from which total on each decides
    frozen: bool = False
    parted: int = 0  # of the plan, on plans split off it
    suspended: set[int] = field(default_factory=set)
    deals: dict[str, Deal] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
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
            piece.aside
            for deal in self.deals.values()
            if deal.status in ON_SHELF_FOR_US
            for piece in deal.pieces
            if piece.listing == listing
        )

    def of(self, *statuses: str) -> list[Deal]:
        """Orders in one of these statuses, all of them if none is named."""
        return [deal for deal in self.deals.values() if not statuses or deal.status in statuses]

    def of_sheet(self, number: str) -> list[Deal]:
        """The orders of a sheet, without those struck off it."""
        return [deal for deal in self.deals.values() if deal.sheet == number and deal.status != "withdrawn"]

    def free(self, listing: int) -> int:
        """Pieces on hand nobody has a claim on."""
        return self.shelf[listing] - self.held(listing)

    def left(self) -> int:
        """What the plan still has."""
        return self.planned - sum(self.money())

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
        left = min(self.planned, self.appropriated) - sum(self.money())
        stocked = all(self.free(one) >= count for one, count in quantities.items())
        sold = not self.suspended & {self.owners[one] for one in quantities}
        return not self.frozen and stocked and sold and self.total(quantities) <= min(left, self.direct)

    def may_set(self, fen: int) -> bool:
        """Whether the line may be granted that much: neither below what is used nor below what is planned."""
        return fen >= max(sum(self.money()), self.planned + self.parted) and fen != self.appropriated

    def may_strike(self, sheet: str, deal: Deal, line: int) -> bool:
        """Whether the sheet can do without a line: something must remain, and its freight must not change."""
        kept = [one for one in deal.pieces if one.line != line]
        if not kept:
            return len(self.of_sheet(sheet)) > 1
        goods = sum(one.quantity * one.price for one in kept)
        return self.freight(deal.supplier, goods) == deal.freight

    def askable(self, deal: Deal, piece: Piece, source: str) -> int:
        """How many pieces may be asked back."""
        if source == "rejected":
            most = max(0, min(piece.open, piece.rejected))
            return most if deal.status in ("shipped", "received", "part_accepted", "failed") else 0
        return piece.accepted - piece.recalled if deal.status in ("part_accepted", "accepted") else 0

    def may_make_good(self, case: Case, *, resaleable: bool) -> bool:
        """Whether what was agreed can be done: what cannot be sold again is replaced from what is free."""
        replaced = case.kind == "exchange" and not resaleable
        pieces = {case.deal.piece(line).listing: count for line, count in case.pieces.items()}
        return not replaced or all(self.free(one) >= count for one, count in pieces.items())

    def may_invoice(self, deal: Deal) -> bool:
        """Everything was accepted and nothing is about to go back."""
        return deal.status == "accepted" and not any(one.open for one in self.cases_of(deal))

    def may_pay(self, settlement: str) -> bool:
        """It has been agreed to, and the treasury is not paying it already."""
        sent = [one for one in self.payments.values() if one.of == settlement and one.status == "ordered"]
        return self.settlements[settlement].status == "to_pay" and not sent

    def cases_of(self, deal: Deal) -> list[Case]:
        """What goes back of an order."""
        return [one for one in self.cases.values() if one.deal is deal]

    # deeds

    def go(self, deal: Deal, to: str) -> None:
        """An order moves on; where nothing is left to cancel a wish to falls away."""
        self.edges[deal.status, to] += 1
        deal.status = to
        if to not in RESERVED | DELIVERING:
            deal.asked = ""

    def opened(self, sheet: str, deals: list[Deal]) -> None:
        """A draft sheet with its orders."""
        self.sheets[sheet] = Sheet(sheet)
        self.deals |= {deal.number: deal for deal in deals}

    def submitted(self, number: str) -> None:
        """Goods and money set aside at today's prices; on to whoever has to approve, or straight to the suppliers."""
        sheet, deals = self.sheets[number], self.of_sheet(number)
        for deal in deals:
            for piece in deal.pieces:
                piece.price = self.prices[piece.listing]
            goods = sum(piece.quantity * piece.price for piece in deal.pieces)
            deal.freight = self.freight(deal.supplier, goods)
        total = sum(deal.fen for deal in deals)
        sheet.chain = [name for name, from_fen in self.levels if from_fen <= total]
        sheet.status = "pending_approval" if sheet.chain else "released"
        for deal in deals:
            self.go(deal, UNDER_APPROVAL if sheet.chain else WITH_SUPPLIER)

    def left_off(self, deal: Deal, line: int) -> None:
        """The buyer takes a line off a sheet; an order without lines is none."""
        deal.pieces = [one for one in deal.pieces if one.line != line]
        if not deal.pieces:
            del self.deals[deal.number]

    def struck(self, deal: Deal, line: int) -> None:
        """An approver takes a line off a sheet; an order without lines has come to nothing."""
        if len(deal.pieces) == 1:
            self.go(deal, "withdrawn")
        else:
            deal.pieces = [one for one in deal.pieces if one.line != line]

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

    def shipped(self, deal: Deal, parcel: str, packed: dict[int, int]) -> None:
        """A parcel leaves the shelf; `packed` by line."""
        for line, count in packed.items():
            deal.piece(line).shipped += count
            self.shelf[deal.piece(line).listing] -= count
        if not deal.parcels and deal.status != "shipped":
            self.go(deal, "shipped")
        deal.parcels[parcel] = packed

    def counted(self, deal: Deal, parcel: str, arrived: dict[int, int]) -> None:
        """A parcel was counted in; once none is under way the goods wait to be judged."""
        for line, count in arrived.items():
            deal.piece(line).received += count
        del deal.parcels[parcel]
        if not deal.parcels:
            self.go(deal, "received")

    def filled_in(self, deal: Deal, paper: str, rejected: dict[int, int]) -> None:
        """Somebody else has to sign before it counts."""
        deal.paper, deal.signing = paper, rejected

    def judged(self, deal: Deal, rejected: dict[int, int]) -> None:
        """What is right is accepted; what is wrong or never came is back on the shelf and owed again."""
        deal.signing = None
        for piece in deal.pieces:
            bad = rejected.get(piece.line, 0)
            missing = piece.shipped - piece.received
            self.shelf[piece.listing] += bad + missing
            piece.rejected += bad + missing
            piece.accepted += piece.received - piece.accepted - bad
            piece.shipped = piece.received = piece.accepted
        self.go(deal, deal.judged())

    def given_up(self, deal: Deal) -> None:
        """Both sides agree to leave off what is still open."""
        deal.asked = ""
        for piece in deal.pieces:
            piece.closed += piece.open
        self._settle_down(deal)

    def ended(self, deal: Deal) -> None:
        """The procurement centre ends what the supplier does not finish; parcels that never came are lost."""
        lost = Counter[int]()
        for parcel in deal.parcels.values():
            lost.update(parcel)
        deal.parcels = {}
        for piece in deal.pieces:
            piece.shipped -= lost[piece.line]
            piece.closed, piece.withheld = piece.quantity - piece.shipped, 0
        for case in self.cases_of(deal):
            if case.source == "rejected" and case.kind == "return":
                case.status = "closed"
        self._settle_down(deal)

    def _settle_down(self, deal: Deal) -> None:
        if deal.where() != deal.status:
            self.go(deal, deal.where())

    # goods go back

    def asked_back(self, case: Case) -> None:
        """The unit wants pieces to go back; nobody replaces them or asks for them again."""
        self.cases[case.number] = case
        case.bind(1)

    def answered(self, case: Case, *, agree: bool, goods_needed: bool) -> None:
        """The supplier agrees, or leaves the pieces as they are."""
        if not agree and case.source == "rejected":
            case.bind(-1)
        case.status = "agreed" if agree else "refused"
        if agree and not goods_needed:
            self.made_good(case, resaleable=False)

    def sent_off(self, case: Case) -> None:
        """The unit sends the goods back."""
        case.status, case.back = "goods_back", True

    def escalated(self, case: Case) -> None:
        """The procurement centre is to decide; what was free again is bound again."""
        again = case.source == "rejected" and case.status == "refused"
        case.status = "escalated"
        if again:
            case.bind(1)

    def decided(self, case: Case, *, grant: bool) -> None:
        """What the centre says counts."""
        if not grant:
            self.dropped(case)
        elif case.back:
            self.made_good(case, resaleable=False)
        else:
            case.status = "agreed"

    def dropped(self, case: Case) -> None:
        """Nothing comes of it."""
        case.bind(-1)
        case.status = "closed"

    def made_good(self, case: Case, *, resaleable: bool) -> None:
        """A return gives its pieces up; what is exchanged or repaired is owed as if it had never been shipped."""
        deal, of_accepted = case.deal, case.source == "accepted"
        case.bind(-1)
        for line, count in case.pieces.items():
            piece = deal.piece(line)
            if of_accepted:
                piece.shipped, piece.received = piece.shipped - count, piece.received - count
                piece.accepted -= count
            self._shelve(piece, count, case, resaleable=resaleable)
            if case.kind == "return":
                piece.closed += count
                piece.rejected -= 0 if of_accepted else count
        case.done, case.status = True, "closed" if case.kind == "return" else "inspected"
        if of_accepted or case.kind == "return":
            self._settle_down(deal)

    def _shelve(self, piece: Piece, count: int, case: Case, *, resaleable: bool) -> None:
        """Accepted goods had left the shelf and come back to it; what cannot be sold again leaves it for good."""
        back = count if case.source == "accepted" else 0
        scrapped = count if case.kind != "repair" and not resaleable else 0
        self.shelf[piece.listing] += back - scrapped

    def time_passed(self) -> None:
        """Nobody decided or answered in time."""
        for sheet in list(self.sheets.values()):
            if sheet.status == "pending_approval":
                self.sent_back(sheet.number)
        for deal in self.of(WITH_SUPPLIER):
            self.go(deal, "expired")
        for case in self.cases.values():
            if case.status == "refused":
                self.dropped(case)

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
