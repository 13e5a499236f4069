"""Everybody of a small town at once: deeds drawn by chance, each asked of the clerk first and then tried on the system."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from emall.approvals import actions as approvals
from emall.budget import actions as budget
from emall.cart.actions import sheet as sheets
from emall.database import DB, Row
from emall.delivery import actions as delivery
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.orders import actions as orders
from emall.orders.words import DeclineReason
from emall.payments import actions as payments
from emall.payments.documents import Answer
from emall.payments.words import Said, Way
from emall.reviews import actions as reviews
from emall.settlement import actions as settlement
from emall.web.visitor import Visitor
from tests.cart.shop import fill, form_of, make_shop
from tests.life.clerk import DELIVERING, Clerk, Deal, Piece
from tests.making import make_organisation, numbers
from tests.orders import town as t

TURNED_DOWN = (Conflict, Forbidden, Missing, Refused)
Plan = tuple[bool, Callable[[], Awaitable[object]], Callable[[], object]]
"""Whether the clerk lets a deed through, the deed, and what the clerk then writes down."""


LINE, PLAN = 2_400_00, 2_000_00  # fen: less than all goods cost, so that money runs out as goods do


class NothingToDo(Exception):
    """No object for such a deed just now."""


@dataclass
class Folk:
    """The town's people and their clerk."""

    town: t.Town
    accountant: Visitor
    finance: Visitor
    clerk: Clerk
    dice: random.Random
    made: object = None  # what the last deed returned

    async def act(self, names: Sequence[str]) -> str:
        """Some deed for which there is an object just now, and the books compared behind it: its name and `done` or `refused`."""
        for name in self.dice.sample(names, len(names)):
            try:
                allowed, deed, write = await getattr(self, name)()
            except NothingToDo:
                continue
            outcome = await self._try(name, allowed, deed, write)
            await self.compare()
            return f"{name} {outcome}"
        return "nothing"

    async def _try(
        self, name: str, allowed: bool, deed: Callable[[], Awaitable[object]], write: Callable[[], object]
    ) -> str:
        """Fails when clerk and system differ about whether the deed may be done."""
        try:
            self.made = await deed()
        except TURNED_DOWN as refusal:
            if allowed:
                raise AssertionError(f"{name} was refused: {refusal!r}") from refusal
            return "refused"
        assert allowed, f"{name} was let through"
        write()
        return "done"

    # choosing

    def pick(self, *statuses: str) -> Deal:
        """An order in one of these statuses; now and then any other, so that refusals are tried too."""
        wanted = self.clerk.of(*statuses) if statuses and self.dice.random() < 0.85 else self.clerk.of()
        return self._one_of(wanted)

    def _one_of(self, things: list) -> object:  # type: ignore[type-arg]
        if not things:
            raise NothingToDo
        return self.dice.choice(things)

    def seller(self, deal: Deal) -> Visitor:
        """Who sells for the supplier of an order."""
        return self.town.sellers[self.town.suppliers.index(deal.supplier)]

    # buying

    async def submit(self) -> Plan:
        goods = self.dice.sample(self.town.goods, self.dice.randint(1, len(self.town.goods)))
        wanted = {one: self.dice.choice([1, 2, 5, 9, 30, 70]) for one in goods}
        await DB.execute("DELETE FROM cart_line WHERE person = $1", self.town.buyer.person)
        free = {one: self.clerk.shelf[one] - self.clerk.held(one) for one in wanted}
        wanted = {one: min(count, max(1, free[one])) for one, count in wanted.items()}
        if any(free[one] < 1 for one in wanted):
            raise NothingToDo
        await fill(self.town.buyer, wanted)
        number = await sheets.open_sheet(visitor=self.town.buyer)
        if number not in self.clerk.sheets:
            self.clerk.opened(number, await self._drafted(number))
        return self._submission(number)

    def _submission(self, number: str) -> Plan:
        quantities: dict[int, int] = {}
        for deal in self.clerk.of_sheet(number):
            for piece in deal.pieces:
                quantities[piece.listing] = quantities.get(piece.listing, 0) + piece.quantity

        async def deed() -> object:
            form = await form_of(self.town.buyer, number, plan=self.town.plan, reason="生成的采购")
            return await sheets.submit_sheet(visitor=self.town.buyer, number=number, form=form)

        return self.clerk.affords(quantities), deed, lambda: self.clerk.submitted(number)

    async def resubmit(self) -> Plan:
        waiting = [one.number for one in self.clerk.sheets.values() if one.status == "returned"]
        return self._submission(str(self._one_of(waiting)))

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
            deal.pieces.append(Piece(row.id, row.listing, row.quantity, self.clerk.prices[row.listing]))
        for deal in deals.values():
            goods = sum(piece.quantity * piece.price for piece in deal.pieces)
            deal.freight = self.clerk.freight(deal.supplier, goods)
        return list(deals.values())

    async def agree(self) -> Plan:
        sheet, approver, name = self._approval()
        allowed = bool(sheet.chain) and sheet.chain[0] == name
        return (
            allowed,
            lambda: t.decide(sheet.number, approver, verdict="agree"),
            lambda: self.clerk.agreed(sheet.number),
        )

    async def send_back(self) -> Plan:
        sheet, approver, name = self._approval()
        allowed = bool(sheet.chain) and sheet.chain[0] == name
        return (
            allowed,
            lambda: t.decide(sheet.number, approver, verdict="return", comment="再想想"),
            lambda: self.clerk.sent_back(sheet.number),
        )

    def _approval(self):  # type: ignore[no-untyped-def]
        waiting = [one for one in self.clerk.sheets.values() if one.status == "pending_approval"]
        sheet = self._one_of(waiting)
        name = self.dice.choice(["head", "chief"]) if self.dice.random() < 0.2 else sheet.chain[0]
        return sheet, getattr(self.town, name), name

    async def withdraw(self) -> Plan:
        deal = self.pick("pending_approval", "pending_supplier", "returned")
        own_affair = self.clerk.sheets[deal.sheet].status in ("draft", "pending_approval", "returned")
        return (
            own_affair or deal.status == "pending_supplier",
            lambda: approvals.withdraw(visitor=self.town.buyer, number=deal.number),
            lambda: self.clerk.withdrawn(deal),
        )

    # delivering

    async def confirm(self) -> Plan:
        deal = self.pick("pending_supplier")
        return (
            deal.status == "pending_supplier",
            lambda: orders.confirm(visitor=self.seller(deal), number=deal.number),
            lambda: self.clerk.go(deal, "confirmed"),
        )

    async def decline(self) -> Plan:
        deal = self.pick("pending_supplier")
        return (
            deal.status == "pending_supplier",
            lambda: orders.decline(
                visitor=self.seller(deal), number=deal.number, reason_code=DeclineReason.NO_STOCK
            ),
            lambda: self.clerk.go(deal, "declined"),
        )

    async def ship(self) -> Plan:
        deal = self.pick("confirmed", "shipped", "received", "part_accepted", "failed")
        most = self.dice.choice([2, 1000, 1000])
        packed = {piece.line: min(most, piece.open) for piece in deal.pieces}
        allowed = deal.status in DELIVERING and any(packed.values())
        return (
            allowed,
            lambda: delivery.ship(
                visitor=self.seller(deal), number=deal.number, quantities=packed, carrier="顺丰"
            ),
            lambda: self.clerk.shipped(deal, packed),
        )

    async def receive(self) -> Plan:
        deal = self.pick("shipped")
        parcel = await DB.fetch_row(
            'SELECT s.id, s.number FROM shipment s JOIN purchase_order o ON o.id = s."order"'
            " WHERE o.number = $1 AND s.received_at IS NULL ORDER BY s.id",
            deal.number,
        )
        if parcel is None:
            raise NothingToDo
        rows = await DB.fetch("SELECT order_line, quantity FROM shipment_line WHERE shipment = $1", parcel.id)
        short = self.dice.choice([0, 0, 0, 1])
        arrived = {row.order_line: max(0, row.quantity - short) for row in rows}
        return (
            deal.status == "shipped",
            lambda: delivery.receive(
                visitor=self.town.receiver, number=deal.number, shipment=parcel.number, received=arrived
            ),
            lambda: self.clerk.counted(deal, arrived),
        )

    async def accept(self) -> Plan:
        deal = self.pick("received")
        most = self.dice.choice([0, 0, 0, 1, 1000])
        rejected = {piece.line: min(most, piece.received - piece.accepted) for piece in deal.pieces}
        return (
            deal.status == "received",
            lambda: t.accept_all(self.town.receiver, deal.number, reject=most),
            lambda: self.clerk.judged(deal, rejected),
        )

    async def ask_cancel(self) -> Plan:
        deal = self.pick(*DELIVERING)
        side = self.dice.choice(["unit", "supplier"])
        who = self.town.buyer if side == "unit" else self.seller(deal)
        allowed = deal.status in DELIVERING and not deal.asked and any(piece.open for piece in deal.pieces)
        return (
            allowed,
            lambda: delivery.ask(visitor=who, number=deal.number, reason="不要了"),
            lambda: setattr(deal, "asked", side),
        )

    async def answer_cancel(self) -> Plan:
        deal = self._one_of([one for one in self.clerk.of() if one.asked])
        who = self.seller(deal) if deal.asked == "unit" else self.town.buyer
        agree = self.dice.random() < 0.8
        return (
            deal.status in DELIVERING,
            lambda: delivery.answer(visitor=who, number=deal.number, agree=agree),
            lambda: self.clerk.given_up(deal) if agree else setattr(deal, "asked", ""),
        )

    async def wait(self) -> Plan:
        days = self.dice.choice([0, 40])
        return (
            True,
            lambda: approvals.run_due(clock.now() + timedelta(days=days)),
            self.clerk.time_passed if days else lambda: None,
        )

    # paying

    async def invoice(self) -> Plan:
        deal = self.pick("accepted")
        others = [
            one for one in self.clerk.of("accepted") if one.supplier == deal.supplier and one is not deal
        ]
        deals = [deal, *others[: self.dice.choice([0, 0, 1])]]
        stated = settlement.Stated(
            orders=[one.number for one in deals],
            number=f"2633200000{next(numbers):010d}",
            issued_on=clock.today(),
        )
        return (
            all(one.status == "accepted" for one in deals),
            lambda: settlement.issue(visitor=self.seller(deal), stated=stated),
            lambda: self.clerk.invoiced(int(str(self.made)), deals),
        )

    async def end_invoice(self) -> Plan:
        number = self._one_of(list(self.clerk.invoices))
        paper, row = self.clerk.invoices[number], await self._row("invoice", "id", number)
        seller = self.seller(self.clerk.deals[paper.deals[0]])
        withdraw = self.dice.random() < 0.5

        async def deed() -> object:
            if withdraw:
                return await settlement.withdraw(visitor=seller, invoice=number, version=row.version)
            return await settlement.refuse(
                visitor=self.town.buyer, invoice=number, version=row.version, reason="抬头有误"
            )

        how = "withdrawn" if withdraw else "refused"
        return paper.status == "issued", deed, lambda: self.clerk.invoice_ended(number, how)

    async def settle(self) -> Plan:
        free = [number for number, paper in self.clerk.invoices.items() if self._to_settle(paper)]
        first = self._one_of(free)
        supplier = self.clerk.deals[self.clerk.invoices[first].deals[0]].supplier
        same = [
            one for one in free if self.clerk.deals[self.clerk.invoices[one].deals[0]].supplier == supplier
        ]
        chosen = same if self.dice.random() < 0.5 else [first]
        rows = {one: (await self._row("invoice", "id", one)).version for one in chosen}
        return (
            True,
            lambda: settlement.settle(visitor=self.town.buyer, invoices=rows),
            lambda: self.clerk.settled(str(self.made), chosen),
        )

    def _to_settle(self, paper) -> bool:  # type: ignore[no-untyped-def]
        alive = paper.status in ("issued", "confirmed")
        return alive and all(self.clerk.deals[one].status == "invoiced" for one in paper.deals)

    async def review(self) -> Plan:
        number = self._one_of(list(self.clerk.settlements))
        agreed = self.dice.random() < 0.8
        row = await self._row("settlement", "number", number)
        return (
            self.clerk.settlements[number].status == "to_review",
            lambda: settlement.review(
                visitor=self.town.head,
                number=number,
                version=row.version,
                verdict="agree" if agreed else "return",
                comment="" if agreed else "金额请再核",
            ),
            lambda: self.clerk.reviewed(number, agreed=agreed),
        )

    async def release(self) -> Plan:
        number = self._one_of(list(self.clerk.settlements))
        row = await self._row("settlement", "number", number)
        return (
            self.clerk.settlements[number].status == "to_pay",
            lambda: payments.release(visitor=self.accountant, chosen={number: row.version}),
            lambda: self.clerk.ordered(self.made[0], number),  # type: ignore[index]
        )

    async def pay(self) -> Plan:
        """The treasury pays, sometimes says so twice, sometimes names another amount."""
        number = self._one_of(list(self.clerk.payments))
        row = await self._row("payment", "number", number)
        wrong = self.dice.random() < 0.15
        answer = self._answer(row, Said.PAID, row.amount_fen + wrong)
        allowed = self.clerk.payments[number].status == "ordered" and not wrong
        return allowed, lambda: self._told(answer), lambda: self.clerk.paid(number)

    async def bring_back(self) -> Plan:
        """The treasury returns the money, before or after it said that it had paid."""
        number = self._one_of(list(self.clerk.payments))
        row = await self._row("payment", "number", number)
        paper = self.clerk.payments[number]
        completed = any(self.clerk.deals[one].status == "completed" for one in paper.deals)
        allowed = paper.status in ("ordered", "paid") and not completed
        answer = self._answer(row, Said.RETURNED, row.amount_fen, "账号有误")
        return allowed, lambda: self._told(answer), lambda: self.clerk.came_back(number)

    def _answer(self, payment: Row, said: Said, fen: int, reason: str = "") -> Answer:
        reference = f"GK{next(numbers):012d}"
        return Answer(
            payment=payment.number,
            outcome=said,
            bank_reference=payment.bank_reference or reference,
            amount_fen=fen,
            on=clock.today(),
            reason=reason,
        )

    async def _told(self, answer: Answer) -> object:
        """An answer of the treasury; told twice it counts once. Refused is as good as refused by a rule."""
        letter = f"{answer}"
        received = payments.Received(Way.FILE, letter, "0" * 64)
        result, _ = await payments.take(answer, received, actor=payments.TREASURY)
        if self.dice.random() < 0.3:
            again, _ = await payments.take(answer, received, actor=payments.TREASURY)
            assert (again.outcome == "repeated") == (result.outcome != "refused"), (result, again)
        if result.outcome == "refused":
            raise Refused("answer", str(result.why))
        if result.outcome == "repeated":
            raise Refused("answer", "repeated")
        return result

    async def complete(self) -> Plan:
        """Both sides say what they think of each other."""
        deal = self.pick("paid")

        async def deed() -> object:
            marks = {"goods": 5, "delivery": 4, "service": 5}
            for who in (self.town.buyer, self.seller(deal)):
                await reviews.write(visitor=who, number=deal.number, marks=marks, comment="")
            return None

        return deal.status == "paid", deed, lambda: self.clerk.go(deal, "completed")

    # the budget beneath it all

    async def set_amount(self) -> Plan:
        used = sum(self.clerk.money())
        fen = self.dice.choice([self.clerk.planned, used - 1, used, 200_000_00, self.clerk.planned + 1_00])
        if fen < 1:
            raise NothingToDo
        return (
            self.clerk.may_set(fen),
            lambda: budget.set_amount(visitor=self.finance, line=self.town.line, fen=fen, reason="调整"),
            lambda: setattr(self.clerk, "appropriated", fen),
        )

    async def freeze(self) -> Plan:
        frozen = not self.clerk.frozen
        return (
            True,
            lambda: budget.set_frozen(
                visitor=self.finance, line=self.town.line, frozen=frozen, reason="核查"
            ),
            lambda: setattr(self.clerk, "frozen", frozen),
        )

    async def _row(self, table: str, key: str, value: object) -> Row:
        row = await DB.fetch_row(f"SELECT * FROM {table} WHERE {key} = $1", value)
        assert row is not None
        return row

    # books against books

    async def compare(self) -> None:
        """The system's books are the clerk's, to the fen and the piece."""
        clerk, town = self.clerk, self.town
        funds = await DB.fetch(_FUNDS, town.line, town.plan)
        assert {(row.reserved_fen, row.committed_fen, row.paid_fen) for row in funds} == {clerk.money()}
        assert (funds[0].granted_fen, funds[0].frozen) == (clerk.appropriated, clerk.frozen)
        shelves = await DB.fetch(
            "SELECT id, stock_on_hand, stock_held FROM listing WHERE id = ANY($1::bigint[])", town.goods
        )
        assert {row.id: (row.stock_on_hand, row.stock_held) for row in shelves} == {
            one: (clerk.shelf[one], clerk.held(one)) for one in town.goods
        }
        papers = (clerk.deals, clerk.sheets, clerk.invoices, clerk.settlements, clerk.payments)
        known = {
            (place, str(key)): paper.status
            for place, books in enumerate(papers)
            for key, paper in books.items()
        }
        assert {(row.place, row.key): row.status for row in await DB.fetch(_PAPERS)} == known


_FUNDS = """
SELECT 1 AS place, appropriated_fen AS granted_fen, frozen, reserved_fen, committed_fen, paid_fen FROM budget_line
WHERE id = $1 UNION ALL
SELECT 2, amount_fen, false, reserved_fen, committed_fen, paid_fen FROM plan WHERE id = $2 ORDER BY place"""

_PAPERS = """
SELECT 0 AS place, number AS key, status FROM purchase_order UNION ALL SELECT 1, number, status FROM purchase
UNION ALL SELECT 2, id::text, status FROM invoice UNION ALL SELECT 3, number, status FROM settlement
UNION ALL SELECT 4, number, status FROM payment"""


async def make_folk(dice: random.Random) -> Folk:
    """A fresh town with little money and little stock, so that both run out."""
    town = await make_shop(levels=(0, 300_00), stock=60)
    bureau = await make_organisation(kind="bureau")
    await DB.execute(
        "UPDATE supplier_profile SET bank = '丽水农商银行', account = '2010012345678901' WHERE organisation = ANY($1)",
        town.suppliers,
    )
    town.line = await t.line(town.unit, fen=LINE)
    town.plan = await t.plan(town.unit, town.line, fen=PLAN)
    goods = await DB.fetch(
        "SELECT id, supplier, price_fen, stock_on_hand FROM listing WHERE id = ANY($1::bigint[])", town.goods
    )
    freights = await DB.fetch(
        "SELECT organisation, freight_fen, freight_free_fen FROM supplier_profile WHERE organisation = ANY($1)",
        town.suppliers,
    )
    clerk = Clerk(
        appropriated=LINE,
        planned=PLAN,
        shelf={row.id: row.stock_on_hand for row in goods},
        prices={row.id: row.price_fen for row in goods},
        freights={row.organisation: (row.freight_fen, row.freight_free_fen) for row in freights},
        owners={row.id: row.supplier for row in goods},
        levels=[("head", 0), ("chief", 300_00)],
    )
    return Folk(town, await t.seat("accountant", town.unit), await t.seat("finance", bureau), clerk, dice)
