"""Invoices, settlement sheets, payments and reviews as the story leaves them behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from emall.kernel.clock import day_of
from emall.kernel.money import tax_in
from emall.kernel.numbers import number
from emall.payments.documents import Answer, digest_of, instruction_file
from emall.payments.words import Said, Way
from emall.settlement.rules import pay_due
from emall.web.actor import Actor
from emall.world.reading import Row
from emall.world.sheets import Part, Sheet
from emall.world.shelves import leaves

INVOICE_HEAD = "332"  # Zhejiang, issued through the electronic service platform
PAY_DAYS = 30


@dataclass(slots=True)
class Delivered:
    """An order accepted whole whose money still has a way to go, and when it was accepted."""

    sheet: Sheet
    part: Part
    ending: str
    at: datetime


@dataclass(slots=True)
class Accounts:
    """Rows of the rooms of settlement, payment and review, each list named after its table."""

    invoice: list[Row] = field(default_factory=list)
    invoice_line: list[Row] = field(default_factory=list)
    invoice_order: list[Row] = field(default_factory=list)
    settlement: list[Row] = field(default_factory=list)
    settlement_order: list[Row] = field(default_factory=list)
    payment: list[Row] = field(default_factory=list)
    treasury_batch: list[Row] = field(default_factory=list)
    treasury_answer: list[Row] = field(default_factory=list)
    review: list[Row] = field(default_factory=list)

    def issue(self, one: Delivered, at: datetime, seller: Actor) -> Row:
        """The supplier's invoice for one order: every line as accepted, and its freight."""
        running, part = len(self.invoice) + 1, one.part
        before = len(self.invoice_line)
        lines = [
            self._line(running, part, before + place, *told) for place, told in enumerate(_told(part), 1)
        ]
        self.invoice_line += lines
        amount = sum(int(str(line["amount_fen"])) for line in lines)
        row: Row = {
            "id": running,
            "number": f"{at:%y}{INVOICE_HEAD}{running + 4_200_000:015d}",
            "kind": one.sheet.invoice["kind"],
            "supplier": part.supplier,
            "organisation": one.sheet.organisation,
            "issued_on": day_of(at).isoformat(),
            "buyer_name": one.sheet.invoice["title"],
            "buyer_uscc": one.sheet.invoice["uscc"],
            "amount_fen": amount,
            "tax_fen": sum(int(str(line["tax_fen"])) for line in lines),
            "status": "issued",
            "file_digest": "",
            "file_name": "",
            "file_kind": "",
            "made_by": seller.person,
            "made_at": at.isoformat(),
            "decided_by": None,
            "decided_at": None,
            "reason": "",
            "version": 1,
        }
        self.invoice.append(row)
        order: Row = {
            "id": running,
            "invoice": running,
            "order": part.id,
            "amount_fen": amount,
            "active": True,
        }
        self.invoice_order.append(order)
        return row

    def _line(
        self,
        invoice: int,
        part: Part,
        number: int,
        line: int | None,
        name: str,
        unit: str,
        count: int,
        price: int,
        rate: int,
    ) -> Row:
        return {
            "id": number,
            "invoice": invoice,
            "order": part.id,
            "order_line": line,
            "name": name,
            "unit": unit,
            "quantity": count,
            "price_fen": price,
            "amount_fen": count * price,
            "vat_bp": rate,
            "tax_fen": tax_in(count * price, rate),
        }

    def settle(
        self, orders: list[tuple[Delivered, Row]], at: datetime, maker: Actor, due: datetime, ppm: int
    ) -> Row:
        """A settlement sheet of invoiced orders of one supplier; `ppm` is the late interest a day, in millionths."""
        running, first = len(self.settlement) + 1, orders[0][0]
        row: Row = {
            "id": running,
            "number": number("JS", day_of(at), running),
            "organisation": first.sheet.organisation,
            "supplier": first.part.supplier,
            "amount_fen": sum(int(str(invoice["amount_fen"])) for _, invoice in orders),
            "status": "to_review",
            "made_by": maker.person,
            "made_at": at.isoformat(),
            "reviewed_by": None,
            "reviewed_at": None,
            "comment": "",
            "due_at": due.isoformat(),
            "pay_due_on": min(_pay_due(one) for one, _ in orders).isoformat(),
            "paid_at": None,
            "interest_fen": 0,
            "version": 1,
        }
        self.settlement.append(row)
        for one, invoice in orders:
            self.settlement_order.append(
                {
                    "id": len(self.settlement_order) + 1,
                    "settlement": running,
                    "order": one.part.id,
                    "invoice": invoice["id"],
                    "amount_fen": invoice["amount_fen"],
                    "pay_due_on": _pay_due(one).isoformat(),
                    "interest_ppm": ppm,
                    "active": True,
                }
            )
        return row

    def instruct(
        self, settlement: Row, payee: Row, at: datetime, accountant: Actor, channel: str, due: datetime
    ) -> Row:
        """The accountant's instruction to the treasury; `payee` has name, bank and account."""
        running = len(self.payment) + 1
        row: Row = {
            "id": running,
            "number": number("ZF", day_of(at), running),
            "settlement": settlement["id"],
            "organisation": settlement["organisation"],
            "supplier": settlement["supplier"],
            "amount_fen": settlement["amount_fen"],
            "payee_name": payee["name"],
            "payee_bank": payee["bank"],
            "payee_account": payee["account"],
            "channel": channel,
            "status": "ordered",
            "prepared_by": settlement["made_by"],
            "reviewed_by": settlement["reviewed_by"],
            "released_by": accountant.person,
            "released_at": at.isoformat(),
            "due_at": due.isoformat(),
            "batch": None,
            "bank_reference": "",
            "ended_at": None,
            "reason": "",
            "version": 1,
        }
        self.payment.append(row)
        return row

    def pay(self, payment: Row, at: datetime) -> None:
        """The treasury says it has paid."""
        running = len(self.treasury_answer) + 1
        reference = f"GK{at:%Y%m%d}{running:06d}"
        payment.update(status="paid", bank_reference=reference, ended_at=at.isoformat(), version=2)
        own = payment["channel"] == "own_bank"
        answer = Answer(
            payment=str(payment["number"]),
            outcome=Said.PAID,
            bank_reference=reference,
            amount_fen=int(str(payment["amount_fen"])),
            on=day_of(at),
        )
        body = msgspec.json.encode(answer, order="sorted").decode()
        self.treasury_answer.append(
            {
                "id": running,
                "bank_reference": reference,
                "payment_number": payment["number"],
                "kind": "paid",
                "amount_fen": payment["amount_fen"],
                "channel": str(Way.OWN_BANK if own else Way.FILE),
                "body": body,
                "digest": digest_of(body.encode()),
                "nonce": "",
                "outcome": "taken",
                "reason": "",
                "at": at.isoformat(),
            }
        )

    def hand_over(self, units: Mapping[int, Row], at: datetime, finance: Actor) -> Row | None:
        """Every instruction the treasury has not answered goes into one file; the file, or None when there is none."""
        waiting = [row for row in self.payment if (row["status"], row["channel"]) == ("ordered", "treasury")]
        if not waiting:
            return None
        sheets = {row["id"]: row["number"] for row in self.settlement}
        told = [
            {
                **row,
                "settlement_number": sheets[row["settlement"]],
                "organisation_name": units[int(str(row["organisation"]))]["name"],
                "organisation_uscc": units[int(str(row["organisation"]))]["uscc"],
                "released_at": datetime.fromisoformat(str(row["released_at"])),
            }
            for row in waiting
        ]
        batch = number("ZP", day_of(at), 1)
        content, digest = instruction_file(batch=batch, made_at=at, rows=told)
        for row in waiting:
            row["batch"] = 1
        made: Row = {
            "id": 1,
            "number": batch,
            "made_by": finance.person,
            "made_at": at.isoformat(),
            "count": len(waiting),
            "amount_fen": sum(int(str(row["amount_fen"])) for row in waiting),
            "digest": digest,
            "content": content,
        }
        self.treasury_batch.append(made)
        return made

    def praise(
        self, one: Delivered, side: str, actor: Actor, marks: tuple[int, int, int], said: str, at: datetime
    ) -> None:
        """One side's review of an order."""
        goods, delivery, service = marks
        self.review.append(
            {
                "id": len(self.review) + 1,
                "order": one.part.id,
                "side": side,
                "organisation": actor.organisation,
                "person": actor.person,
                "goods": goods,
                "delivery": delivery,
                "service": service,
                "comment": said,
                "at": at.isoformat(),
            }
        )


def _told(part: Part) -> list[tuple[int | None, str, str, int, int, int]]:
    """What an invoice says of an order: line, name, unit, how many, price (fen), rate (1/10,000)."""
    told: list[tuple[int | None, str, str, int, int, int]] = [
        (
            entry.id,
            entry.offer.title,
            entry.offer.product.unit,
            entry.accepted,
            entry.price_fen,
            int(leaves()[entry.offer.product.leaf]["vat_bp"]),
        )
        for entry in part.entries
        if entry.accepted
    ]
    if part.freight_fen:
        told.append((None, "运费", "", 1, part.freight_fen, max(told, key=lambda one: one[3] * one[4])[-1]))
    return told


def _pay_due(one: Delivered) -> date:
    """The payment period runs from the delivery."""
    return pay_due(delivered=day_of(one.part.stamps["received_at"]), days=PAY_DAYS)
