"""Orders on their way: confirmed, shipped, counted, judged, signed for, given up, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from emall.approvals import actions as approvals
from emall.delivery import actions as delivery
from emall.delivery.rules import Judgement
from emall.kernel import clock
from emall.orders import actions as orders
from emall.orders.words import DeclineReason
from tests.life.books import DELIVERING
from tests.life.folk import Folk, Plan


class Delivering(Folk):
    """Deeds from the supplier's answer to acceptance."""

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
        about: dict[str, Any] = {"visitor": self.town.chief, "number": deal.number, "paper": deal.paper}
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

    async def wait(self) -> Plan:
        """Nothing happens, or nobody does anything for weeks."""
        days = self.dice.choice([0, 40])

        async def deed() -> object:
            then = clock.now() + timedelta(days=days)
            return await approvals.run_due(then), await delivery.lapse_refused(then)

        return True, deed, self.clerk.time_passed if days else lambda: None
