"""Goods that go back: asked for, answered, sent, inspected, decided on, dropped."""

from __future__ import annotations

from emall.delivery import actions as delivery
from tests.life.books import Case
from tests.life.folk import Folk, Plan


class Returning(Folk):
    """Deeds of after-sales."""

    async def ask_back(self) -> Plan:
        deal = self.pick("accepted", "part_accepted", "failed", "received", "shipped")
        piece = self.dice.choice(deal.pieces)
        kind = self.dice.choice(["return", "return", "return", "exchange", "exchange", "repair"])
        source = "rejected" if piece.rejected and self.dice.random() < 0.5 else "accepted"
        most = self.clerk.askable(deal, piece, source)
        count = max(1, most if self.dice.random() < 0.75 else self.dice.randint(1, 3))
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
        agree, needed = self.dice.random() < 0.75, self.dice.random() < 0.6
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
        again = case.source == "rejected" and case.kind == "return"  # their money is asked for once more
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
