"""Everybody of a small town at once: deeds drawn by chance, each asked of the clerk first and then tried on the system."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from emall.approvals import actions as approvals
from emall.approvals.actions import Absence
from emall.budget import actions as budget
from emall.cart.actions import sheet as sheets
from emall.cart.rules.sheet import Choices
from emall.catalogue.actions.shelf import change_price
from emall.database import DB, Row
from emall.delivery import actions as delivery
from emall.delivery.rules import Judgement
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.orders import actions as orders
from emall.orders.words import DeclineReason
from emall.payments import actions as payments
from emall.payments.documents import Answer
from emall.payments.words import Said, Way
from emall.plans import actions as plans
from emall.reviews import actions as reviews
from emall.rulebook import queries as rulebook
from emall.settlement import actions as settlement
from emall.web.visitor import Visitor
from tests.cart.shop import make_shop
from tests.life.clerk import DELIVERING, Case, Clerk, Deal, Paper, Piece, Sheet
from tests.making import CITY, make, make_organisation, numbers
from tests.orders import town as t

T, K = TypeVar("T"), TypeVar("K")
TURNED_DOWN = (Conflict, Forbidden, Missing, Refused)
Plan = tuple[bool, Callable[[], Awaitable[object]], Callable[[], object]]
"""Whether the clerk lets a deed through, the deed, and what the clerk then writes down."""


LINE, PLAN = 2_400_00, 2_000_00  # fen: less than all goods cost, so that money runs out as goods do
SMALL, LARGE, DIRECT = 60_00, 300_00, 1_200_00
FORWARD = 0.8
NEXT = {
    "pending_approval": ["agree"],
    "returned": ["resubmit"],
    "pending_supplier": ["confirm"],
    "confirmed": ["ship"],
    "shipped": ["receive"],
    "received": ["accept"],
    "part_accepted": ["ship", "ask_back"],
    "failed": ["ship", "ask_back"],
    "accepted": ["invoice", "invoice", "ask_back"],
    "invoiced": ["settle", "settle", "end_invoice"],
    "settling": ["review", "release"],
    "paying": ["pay", "pay", "bring_back"],
    "paid": ["complete", "bring_back"],
}
NEXT_BACK = {
    "requested": "answer_back",
    "agreed": "send_goods_back",
    "goods_back": "inspect",
    "refused": "escalate",
    "escalated": "decide_back",
}
"""What brings an order on from where it stands."""


class NothingToDo(Exception):
    """No object for such a deed just now."""


@dataclass
class Folk:
    """The town's people and their clerk."""

    town: t.Town
    vice: Visitor
    accountant: Visitor
    finance: Visitor
    centre: Visitor
    clerk: Clerk
    dice: random.Random
    made: object = None  # what the last deed returned
    story: list[str] = field(default_factory=list)

    async def act(self, names: Sequence[str]) -> str:
        """Some deed for which there is an object just now, and the books compared behind it: its name and `done` or `refused`.

        More often than not what brings some order on; else the first of `names`, shuffled, that can be tried.
        """
        first = self._next_deeds() if self.dice.random() < FORWARD else []
        for name in [*first, *self.dice.sample(names, len(names))]:
            try:
                allowed, deed, write = await getattr(self, name)()
            except NothingToDo:
                continue
            self.story.append(name)
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

    def _next_deeds(self) -> list[str]:
        """What some order, or something that goes back of it, waits for; a new order when there are few."""
        if (self.clerk.frozen or self.clerk.suspended) and self.dice.random() < 0.3:
            return ["freeze"] if self.clerk.frozen else ["suspend"]
        waiting = [deal for deal in self.clerk.of() if deal.status in NEXT]
        if len(waiting) < self.dice.choice([1, 1, 2, 3]):
            return ["submit"]
        deal = self.dice.choice(waiting)
        if deal.signing is not None:
            return ["sign"]
        cases = [one for one in self.clerk.cases_of(deal) if one.status in NEXT_BACK and not one.by_default]
        if cases and self.dice.random() < 0.8:
            return [NEXT_BACK[self.dice.choice(cases).status]]
        return self.dice.sample(NEXT[deal.status], len(NEXT[deal.status]))

    def paper(self, books: Mapping[K, Paper], *statuses: str) -> K:
        """The key of a paper in one of these statuses; now and then of any other."""
        if self.dice.random() < 0.85:
            return self._one_of([key for key, paper in books.items() if paper.status in statuses])
        return self._one_of(list(books))

    def pick(self, *statuses: str) -> Deal:
        """An order in one of these statuses; now and then any other, so that refusals are tried too."""
        wanted = self.clerk.of(*statuses) if statuses and self.dice.random() < 0.85 else self.clerk.of()
        return self._one_of(wanted)

    def _one_of(self, things: Sequence[T]) -> T:
        if not things:
            raise NothingToDo
        return self.dice.choice(things)

    def seller(self, deal: Deal) -> Visitor:
        """Who sells for the supplier of an order."""
        return self._seller_of(deal.supplier)

    def _seller_of(self, supplier: int) -> Visitor:
        return self.town.sellers[self.town.suppliers.index(supplier)]

    # buying

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
        while len(pieces) > 1 and self.dice.random() < 0.7:
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
        packed = {piece.line: count for piece in deal.pieces if (count := min(most, piece.open)) > 0}
        return (
            deal.status in DELIVERING and bool(packed) and deal.signing is None,
            lambda: delivery.ship(
                visitor=self.seller(deal), number=deal.number, quantities=packed, carrier="顺丰"
            ),
            lambda: self.clerk.shipped(deal, str(self.made), packed),
        )

    async def receive(self) -> Plan:
        deal = self._one_of([one for one in self.clerk.of() if one.parcels])
        parcel = self.dice.choice(list(deal.parcels))
        short = self.dice.choice([0, 0, 0, 1])
        arrived = {line: count - min(short, count) for line, count in deal.parcels[parcel].items()}
        who = self.town.receiver if self.dice.random() < 0.95 else self.town.buyer
        return (
            who is self.town.receiver,
            lambda: delivery.receive(visitor=who, number=deal.number, shipment=parcel, received=arrived),
            lambda: self.clerk.counted(deal, parcel, arrived),
        )

    async def accept(self) -> Plan:
        """The receiver judges, alone or with the chief, who then has to sign; now and then more than there is."""
        deal = self.pick("received")
        most, wrong = self.dice.choice([0, 0, 0, 1, 1000]), self.dice.random() < 0.05
        there = {piece.line: piece.received - piece.accepted for piece in deal.pieces}
        rejected = {line: min(most, count) for line, count in there.items()}
        judged = {
            line: Judgement(count - rejected[line] + wrong, rejected[line], "damaged" * bool(rejected[line]))
            for line, count in there.items()
        }
        members = [self.town.chief.person] if self.dice.random() < 0.2 else []

        def write() -> None:
            if members:
                self.clerk.filled_in(deal, str(self.made), rejected)
            else:
                self.clerk.judged(deal, rejected)

        return (
            deal.status == "received" and deal.signing is None and not wrong,
            lambda: delivery.accept(
                visitor=self.town.receiver, number=deal.number, judged=judged, members=members
            ),
            write,
        )

    async def sign(self) -> Plan:
        """The chief signs an acceptance sheet, or does not agree with it."""
        deal = self._one_of([one for one in self.clerk.of() if one.signing is not None])
        about = {"visitor": self.town.chief, "number": deal.number, "paper": deal.paper}
        rejected = deal.signing or {}
        if self.dice.random() < 0.7:
            return True, lambda: delivery.sign(**about), lambda: self.clerk.judged(deal, rejected)
        return (
            True,
            lambda: delivery.object_to(**about, reason="数量不对"),
            lambda: setattr(deal, "signing", None),
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

    async def end_silent(self) -> Plan:
        """The procurement centre ends an order whose supplier is silent, two months late or not late at all."""
        deal = self.pick("confirmed", "shipped", "part_accepted", "failed")
        late = self.dice.random() < 0.8
        return (
            late and deal.status in ("confirmed", "shipped", "part_accepted", "failed"),
            lambda: delivery.end_silent(
                visitor=self.centre,
                number=deal.number,
                reason="供应商失联",
                now=clock.now() + timedelta(days=60 * late),
            ),
            lambda: self.clerk.ended(deal),
        )

    # goods go back

    async def ask_back(self) -> Plan:
        deal = self.pick("accepted", "part_accepted", "failed", "received", "shipped")
        piece = self.dice.choice(deal.pieces)
        kind = self.dice.choice(["return", "return", "exchange", "exchange", "repair"])
        source = "rejected" if piece.rejected and self.dice.random() < 0.5 else "accepted"
        most = self.clerk.askable(deal, piece, source)
        count = max(1, most if self.dice.random() < 0.6 else self.dice.randint(1, 3))
        return (
            count <= most and (kind, source) != ("exchange", "rejected"),
            lambda: delivery.ask_back(
                visitor=self.dice.choice([self.town.buyer, self.town.receiver]),
                number=deal.number,
                kind=kind,
                source=source,
                quantities={piece.line: count},
                reason_code="defect",
            ),
            lambda: self.clerk.asked_back(Case(str(self.made), deal, kind, source, {piece.line: count})),
        )

    def _case(self, *statuses: str) -> Case:
        cases = list(self.clerk.cases.values())
        return self._one_of(
            [one for one in cases if one.status in statuses or (one.open and self.dice.random() < 0.1)]
        )

    async def answer_back(self) -> Plan:
        case = self._case("requested")
        agree, needed = self.dice.random() < 0.7, self.dice.random() < 0.7
        can = needed or not agree or self.clerk.may_make_good(case, resaleable=False)
        return (
            case.status == "requested" and can,
            lambda: delivery.answer_back(
                visitor=self.seller(case.deal),
                number=case.number,
                agree=agree,
                text="" if agree else "非质量问题",
                goods_needed=needed,
            ),
            lambda: self.clerk.answered(case, agree=agree, goods_needed=needed),
        )

    async def send_goods_back(self) -> Plan:
        case = self._case("agreed")
        return (
            case.status == "agreed",
            lambda: delivery.send_back(visitor=self.town.receiver, number=case.number, carrier="顺丰"),
            lambda: self.clerk.sent_off(case),
        )

    async def inspect(self) -> Plan:
        """The supplier finds what came back in order, or the procurement centre is to decide."""
        case = self._case("goods_back")
        fine, resaleable = self.dice.random() < 0.8, self.dice.random() < 0.5
        can = not fine or self.clerk.may_make_good(case, resaleable=resaleable)
        return (
            case.status == "goods_back" and can,
            lambda: delivery.inspect(
                visitor=self.seller(case.deal),
                number=case.number,
                fine=fine,
                resaleable=resaleable,
                finding="" if fine else "人为损坏",
            ),
            lambda: self.clerk.made_good(case, resaleable=resaleable) if fine else self.clerk.escalated(case),
        )

    async def escalate(self) -> Plan:
        case = self._case("refused")
        again = case.source == "rejected"
        there = all(case.deal.piece(line).open >= count for line, count in case.pieces.items())
        return (
            case.status == "refused" and (there or not again),
            lambda: delivery.escalate(visitor=self.town.buyer, number=case.number, text="请裁定"),
            lambda: self.clerk.escalated(case),
        )

    async def decide_back(self) -> Plan:
        case = self._case("escalated")
        grant = self.dice.random() < 0.6
        can = not (grant and case.back) or self.clerk.may_make_good(case, resaleable=False)
        return (
            case.status == "escalated" and can,
            lambda: delivery.decide_back(
                visitor=self.centre, number=case.number, grant=grant, reason="依约定"
            ),
            lambda: self.clerk.decided(case, grant=grant),
        )

    async def drop(self) -> Plan:
        case = self._case("requested", "agreed", "refused")
        return (
            case.status in ("requested", "agreed", "refused") and not case.by_default,
            lambda: delivery.drop(visitor=self.town.buyer, number=case.number),
            lambda: self.clerk.dropped(case),
        )

    async def wait(self) -> Plan:
        """Nothing happens, or nobody does anything for weeks."""
        days = self.dice.choice([0, 40])

        async def deed() -> object:
            then = clock.now() + timedelta(days=days)
            return await approvals.run_due(then), await delivery.lapse_refused(then)

        return True, deed, self.clerk.time_passed if days else lambda: None

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
            all(self.clerk.may_invoice(one) for one in deals),
            lambda: settlement.issue(visitor=self.seller(deal), stated=stated),
            lambda: self.clerk.invoiced(int(str(self.made)), deals),
        )

    async def end_invoice(self) -> Plan:
        number = self.paper(self.clerk.invoices, "issued")
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
        number = self.paper(self.clerk.settlements, "to_review")
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

    async def take_sheet_back(self) -> Plan:
        """The buyer thinks better of a settlement sheet nobody has reviewed."""
        number = self.paper(self.clerk.settlements, "to_review")
        row = await self._row("settlement", "number", number)
        return (
            self.clerk.settlements[number].status == "to_review",
            lambda: settlement.take_back(visitor=self.town.buyer, number=number, version=row.version),
            lambda: self.clerk.reviewed(number, agreed=False),
        )

    async def release(self) -> Plan:
        number = self.paper(self.clerk.settlements, "to_pay")
        row = await self._row("settlement", "number", number)
        return (
            self.clerk.may_pay(number),
            lambda: payments.release(visitor=self.accountant, chosen={number: row.version}),
            lambda: self.clerk.ordered(self.made[0], number),  # type: ignore[index]
        )

    async def pay(self) -> Plan:
        """The treasury pays, sometimes says so twice, sometimes names another amount."""
        number = self.paper(self.clerk.payments, "ordered")
        row = await self._row("payment", "number", number)
        wrong = self.dice.random() < 0.15
        answer = self._answer(row, Said.PAID, row.amount_fen + wrong)
        allowed = self.clerk.payments[number].status == "ordered" and not wrong
        return allowed, lambda: self._told(answer), lambda: self.clerk.paid(number)

    async def bring_back(self) -> Plan:
        """The treasury returns the money, before or after it said that it had paid."""
        number = self.paper(self.clerk.payments, "ordered", "paid")
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
        used, planned = sum(self.clerk.money()), self.clerk.planned + self.clerk.parted
        fen = self.dice.choice([planned, used - 1, used, planned - 1, 200_000_00, planned + 1_00])
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

    async def split_plan(self) -> Plan:
        """A part of the plan becomes a plan of its own."""
        row, fen = await self._row("plan", "id", self.town.plan), self.dice.choice([1_00, 100_00, 5_000_00])

        def write() -> None:
            self.clerk.planned, self.clerk.parted = self.clerk.planned - fen, self.clerk.parted + fen

        return (
            fen <= self.clerk.left() and fen < self.clerk.planned,
            lambda: plans.split(
                visitor=self.accountant, number=row.number, parts=[(fen, None)], version=row.version
            ),
            write,
        )

    async def hand_back(self) -> Plan:
        """What the plan has left goes back to the line; it can be used again only if an order comes to nothing."""
        row, used = await self._row("plan", "id", self.town.plan), sum(self.clerk.money())
        if not used:
            raise NothingToDo  # it would end the plan, and with it this life
        return (
            self.clerk.left() > 0,
            lambda: plans.hand_back(
                visitor=self.accountant, number=row.number, reason="结余", version=row.version
            ),
            lambda: setattr(self.clerk, "planned", used),
        )

    async def _row(self, table: str, key: str, value: object) -> Row:
        row = await DB.fetch_row(f"SELECT * FROM {table} WHERE {key} = $1", value)
        assert row is not None
        return row

    # books against books

    async def compare(self) -> None:
        """The system's books are the clerk's, to the fen and the piece."""
        clerk = self.clerk
        await self._look_at_cases()
        papers = (clerk.deals, clerk.sheets, clerk.invoices, clerk.settlements, clerk.payments)
        expected = {
            (place, str(key)): paper.status
            for place, books in enumerate(papers)
            for key, paper in books.items()
        }
        money = "/".join(map(str, clerk.money()))
        expected[5, "line"] = f"{clerk.appropriated} {str(clerk.frozen).lower()} {money}"
        expected[5, "plan"] = f"{clerk.planned} false {money}"
        expected |= {(6, str(one)): f"{clerk.shelf[one]} {clerk.held(one)}" for one in self.town.goods}
        rows = await DB.fetch(_BOOKS, self.town.line, self.town.plan, self.town.goods)
        found = {(row.place, row.key): row.said for row in rows}
        differs = {key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key)}
        assert not differs, [(key, "system", found.get(key), "clerk", expected.get(key)) for key in differs]

    async def _look_at_cases(self) -> None:
        """What goes back stands where the clerk says.

        Two things happen by themselves: for rejected goods an exchange is owed without anybody asking, and what is
        owed is over once the order has been delivered or given up. These the clerk is told.
        """
        for row in await DB.fetch(_CASES):
            pieces = {int(line): count for line, count in row.pieces.items()}
            case = self.clerk.cases.get(row.number)
            if case is None:
                assert row.by_default, row
                deal = self.clerk.deals[row.deal]
                case = Case(row.number, deal, "exchange", "rejected", pieces, "agreed", by_default=True)
                self.clerk.cases[row.number] = case
            if case.open and case.owes:
                assert all(count <= case.pieces.get(line, 0) for line, count in pieces.items()), row
                case.pieces, case.status = pieces, "closed" if row.status == "closed" else case.status
                still = any(piece.open for piece in case.deal.pieces) or case.deal.status in DELIVERING
                assert still or not case.open, row
            assert case.status == row.status, row


_FORM = """
SELECT l.id, g.price_version, p.version, a.id AS address, i.id AS invoice FROM purchase p
JOIN purchase_order o ON o.purchase = p.id AND o.status IN ('draft', 'returned')
JOIN order_line l ON l."order" = o.id JOIN listing g ON g.id = l.listing
JOIN delivery_address a ON a.organisation = p.organisation JOIN invoice_profile i ON i.organisation = p.organisation
WHERE p.number = $1"""

_BOOKS = """
SELECT 0 AS place, number AS key, status AS said FROM purchase_order UNION ALL SELECT 1, number, status FROM purchase
UNION ALL SELECT 2, id::text, status FROM invoice UNION ALL SELECT 3, number, status FROM settlement
UNION ALL SELECT 4, number, status FROM payment
UNION ALL SELECT 5, 'line', concat(appropriated_fen, ' ', frozen::text, ' ',
                                   concat_ws('/', reserved_fen, committed_fen, paid_fen))
FROM budget_line WHERE id = $1
UNION ALL SELECT 5, 'plan', concat(amount_fen, ' false ', concat_ws('/', reserved_fen, committed_fen, paid_fen))
FROM plan WHERE id = $2
UNION ALL SELECT 6, id::text, concat(stock_on_hand, ' ', stock_held) FROM listing WHERE id = ANY($3::bigint[])"""

_CASES = """
SELECT a.number, a.status, a.by_default, o.number AS deal,
       jsonb_object_agg(l.order_line, l.quantity - l.settled) AS pieces
FROM after_sale a JOIN purchase_order o ON o.id = a."order" JOIN after_sale_line l ON l.after_sale = a.id
GROUP BY a.id, o.id ORDER BY a.id"""


async def make_folk(dice: random.Random) -> Folk:
    """A fresh town with little money and little stock, so that both run out; small sheets need no approval."""
    town = await make_shop(levels=(SMALL, LARGE), stock=60)
    await DB.execute(_PROFILES, town.suppliers)
    await _direct_up_to(DIRECT)
    town.line = await t.line(town.unit, fen=LINE)
    town.plan = await t.plan(town.unit, town.line, fen=PLAN)
    return Folk(
        town,
        await _stand_in(town),
        await t.seat("accountant", town.unit),
        await t.seat("finance", await make_organisation(kind="bureau")),
        await t.seat("centre", await make_organisation(kind="procurement_centre")),
        await _clerk(town),
        dice,
    )


_PROFILES = """
UPDATE supplier_profile SET bank = '丽水农商银行', account = '2010012345678901', freight_fen = 800,
       freight_free_fen = 10000 WHERE organisation = ANY($1)"""


async def _direct_up_to(fen: int) -> None:
    """Purchases above so much need a comparison, for which this town has too few suppliers."""
    await make(
        "rule_value",
        key="direct_up_to",
        region=CITY,
        amount=fen,
        unit="fen",
        valid_from=clock.today() - timedelta(days=400),
        source="生成的规则",
    )
    rulebook.forget()


async def _stand_in(town: t.Town) -> Visitor:
    """Somebody who decides for the head today."""
    vice, today = await t.seat("approver", town.unit), clock.today()
    absence = Absence(town.head.post or 0, vice.post or 0, today, today + timedelta(days=3), "出差")
    await approvals.name_stand_in(visitor=town.head, absence=absence)
    return vice


async def _clerk(town: t.Town) -> Clerk:
    goods = await DB.fetch(
        "SELECT id, supplier, price_fen, stock_on_hand FROM listing WHERE id = ANY($1::bigint[])", town.goods
    )
    freights = await DB.fetch(
        "SELECT organisation, freight_fen, freight_free_fen FROM supplier_profile WHERE organisation = ANY($1)",
        town.suppliers,
    )
    return Clerk(
        appropriated=LINE,
        planned=PLAN,
        direct=DIRECT,
        shelf={row.id: row.stock_on_hand for row in goods},
        prices={row.id: row.price_fen for row in goods},
        freights={row.organisation: (row.freight_fen, row.freight_free_fen) for row in freights},
        owners={row.id: row.supplier for row in goods},
        levels=[("head", SMALL), ("chief", LARGE)],
    )
