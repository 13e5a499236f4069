"""Sheets: drafted, edited, submitted, decided on, withdrawn; and what suppliers change meanwhile."""

from __future__ import annotations

from collections import Counter

from emall.approvals import actions as approvals
from emall.cart.actions import sheet as sheets
from emall.cart.rules.sheet import Choices
from emall.catalogue.actions.shelf import change_price
from emall.database import DB
from emall.orders import actions as orders
from emall.web.visitor import Visitor
from tests.life.books import Deal, Piece, Sheet
from tests.life.folk import Folk, Plan
from tests.orders import town as t


class Buying(Folk):
    """Deeds before the supplier has answered."""

    async def submit(self) -> Plan:
        goods = self.dice.sample(self.town.goods, self.dice.choice([1, 1, 2, 3]))
        wanted = {one: self.dice.choice([1, 1, 2, 2, 5, 9, 30, 70]) for one in goods}
        number = (await orders.draft(visitor=self.town.buyer, quantities=wanted)).number
        self.clerk.opened(number, await self._drafted(number))
        return await self._submission(number)

    async def resubmit(self) -> Plan:
        """What came back, or was refused before: as it is, or without its dearest lines."""
        wanted = "returned" if self.dice.random() < 0.7 else "draft"
        sheet = self._one_of([one for one in self.clerk.sheets.values() if one.status == wanted])
        pieces = [(deal, one) for deal in self.clerk.of_sheet(sheet.number) for one in deal.pieces]
        pieces.sort(key=lambda pair: pair[1].price * pair[1].quantity)
        while len(pieces) > 1 and self.dice.random() < 0.8:
            deal, dear = pieces.pop()
            await sheets.remove_line(visitor=self.town.buyer, number=sheet.number, line=dear.line)
            self.clerk.left_off(deal, dear.line)
        return await self._submission(sheet.number)

    async def _submission(self, number: str) -> Plan:
        """Sent from a page that shows today's prices, now and then from one that was open before they changed."""
        wanted = Counter[int]()
        for deal in self.clerk.of_sheet(number):
            for piece in deal.pieces:
                wanted[piece.listing] += piece.quantity
        rows = await DB.fetch(_FORM, number)
        stale = self.dice.random() < 0.05
        form = Choices(
            version=rows[0].version,
            plan=self.town.plan,
            address=rows[0].address,
            invoice=rows[0].invoice,
            price={row.id: row.price_version - stale for row in rows},
            reason="生成的采购",
        )
        return (
            self.clerk.affords(wanted) and not stale,
            lambda: sheets.submit_sheet(visitor=self.town.buyer, number=number, form=form),
            lambda: self.clerk.submitted(number),
        )

    async def _drafted(self, number: str) -> list[Deal]:
        rows = await DB.fetch(
            "SELECT o.number, o.supplier, l.id, l.listing, l.quantity FROM order_line l"
            ' JOIN purchase_order o ON o.id = l."order" JOIN purchase p ON p.id = o.purchase'
            " WHERE p.number = $1 ORDER BY o.id, l.position",
            number,
        )
        deals: dict[str, Deal] = {}
        for row in rows:
            deal = deals.setdefault(row.number, Deal(row.number, number, row.supplier, 0, []))
            deal.pieces.append(Piece(row.id, row.listing, row.quantity, 0))
        return list(deals.values())

    async def agree(self) -> Plan:
        sheet, approver, allowed = self._approval()
        return (
            allowed,
            lambda: t.decide(sheet.number, approver, verdict="agree"),
            lambda: self.clerk.agreed(sheet.number),
        )

    async def strike(self) -> Plan:
        """The approver agrees without one of the lines."""
        sheet, approver, allowed = self._approval()
        deal = self.dice.choice(self.clerk.of_sheet(sheet.number))
        line = self.dice.choice(deal.pieces).line

        def write() -> None:
            self.clerk.struck(deal, line)
            self.clerk.agreed(sheet.number)

        return (
            allowed and self.clerk.may_strike(sheet.number, deal, line),
            lambda: t.decide(
                sheet.number, approver, verdict="agree", strikes=[line], remarks={line: "库存充足"}
            ),
            write,
        )

    async def send_back(self) -> Plan:
        sheet, approver, allowed = self._approval()
        return (
            allowed,
            lambda: t.decide(sheet.number, approver, verdict="return", comment="再想想"),
            lambda: self.clerk.sent_back(sheet.number),
        )

    def _approval(self) -> tuple[Sheet, Visitor, bool]:
        """A sheet under approval and who decides on it: as a rule whose turn it is, or who stands in for them."""
        sheet = self._one_of([one for one in self.clerk.sheets.values() if one.status == "pending_approval"])
        turn = sheet.chain[0]
        name = turn if self.dice.random() < 0.7 else self.dice.choice(["head", "chief", "vice"])
        approver = self.vice if name == "vice" else getattr(self.town, name)
        return sheet, approver, name == turn or (name, turn) == ("vice", "head")

    async def withdraw(self) -> Plan:
        deal = self.pick("draft", "pending_approval", "pending_supplier", "returned")
        own_affair = self.clerk.sheets[deal.sheet].status in ("draft", "pending_approval", "returned")
        return (
            own_affair or deal.status == "pending_supplier",
            lambda: approvals.withdraw(visitor=self.town.buyer, number=deal.number),
            lambda: self.clerk.withdrawn(deal),
        )

    async def reprice(self) -> Plan:
        """A supplier asks for another price; what is submitted already keeps the old one."""
        listing = self.dice.choice(self.town.goods)
        supplier = self.clerk.owners[listing]
        fen = self.dice.choice([3_00, 10_00, 10_01, 25_50, 33_33])
        row = await self._row("listing", "id", listing)
        return (
            True,
            lambda: change_price(
                actor=self._seller_of(supplier).actor(),
                supplier=supplier,
                listing=listing,
                version=row.version,
                price_fen=fen,
                tiers=[],
                reason="调价",
            ),
            lambda: self.clerk.prices.update({listing: fen}),
        )

    async def suspend(self) -> Plan:
        """A supplier may not sell for a while, or may again; what it has sold goes on."""
        supplier = self.dice.choice(list(self.clerk.suspended) or self.town.suppliers)
        standing = "admitted" if supplier in self.clerk.suspended else "suspended"
        return (
            True,
            lambda: DB.execute(
                "UPDATE supplier_profile SET standing = $2 WHERE organisation = $1", supplier, standing
            ),
            lambda: self.clerk.suspended.symmetric_difference_update({supplier}),
        )


_FORM = """
SELECT l.id, g.price_version, p.version, a.id AS address, i.id AS invoice FROM purchase p
JOIN purchase_order o ON o.purchase = p.id AND o.status IN ('draft', 'returned')
JOIN order_line l ON l."order" = o.id JOIN listing g ON g.id = l.listing
JOIN delivery_address a ON a.organisation = p.organisation JOIN invoice_profile i ON i.organisation = p.organisation
WHERE p.number = $1"""
