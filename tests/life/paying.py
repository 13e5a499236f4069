"""Money: invoices, settlements, payments, reviews, and the budget beneath it all."""

from __future__ import annotations

from emall.budget import actions as budget
from emall.database import Row
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.payments import actions as payments
from emall.payments.documents import Answer
from emall.payments.words import Said, Way
from emall.plans import actions as plans
from emall.reviews import actions as reviews
from emall.settlement import actions as settlement
from tests.life.folk import Folk, NothingToDo, Plan
from tests.making import numbers


class Paying(Folk):
    """Deeds from the invoice on, and those of the budget."""

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
        # The supplier only before the buyer has decided; the buyer also afterwards, while it is on no sheet.
        can = paper.status == "issued" if withdraw else self._to_settle(paper)
        return can, deed, lambda: self.clerk.invoice_ended(number, how)

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
        allowed = self.clerk.payments[number].status in ("ordered", "paid")
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

        def write() -> None:
            deal.reviewed = True
            self.clerk.go(deal, "completed")

        return deal.status == "paid" and not deal.reviewed, deed, write

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
