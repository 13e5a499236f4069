"""What follows a delivery in the story: invoice, settlement, payment and the word both sides have for each other."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from emall.journal.deeds import SYSTEM
from emall.kernel.workdays import deadline
from emall.orders.words import OrderStatus
from emall.payments.access import channel_of
from emall.world import reasons
from emall.world.accounts import Delivered
from emall.world.calendar import moment, workday_before
from emall.world.organisations import bank_of, unit_ids
from emall.world.reading import Row

if TYPE_CHECKING:
    from emall.world.turns import Stage

PROTECTED = frozenset({"micro", "small", "medium"})  # firms the payment period protects
INTEREST_PPM = 500  # 每日万分之五
TOGETHER = 3  # orders of one supplier a buyer settles at once
REVIEWED = frozenset({"to_pay", "paying", "paid", "completed"})
SENT = frozenset({"paying", "paid", "completed"})
ARRIVED = frozenset({"paid", "completed"})


def settle_all(stage: Stage, chance: random.Random) -> None:
    """Bring every delivered order to the end its script told, those of one supplier and ending together."""
    for orders in _batches(stage.delivered):
        invoiced = [(one, _invoice(stage, one, chance)) for one in orders]
        if orders[0].ending != "invoiced":
            _settle(stage, invoiced, chance)
    _hand_over(stage)


def _hand_over(stage: Stage) -> None:
    """Finance hands what the treasury has not answered over as a file, at the end of the last working day."""
    at, finance = (
        moment(workday_before(stage.today, 1), 478),
        stage.cast.actor(unit_ids()["finance"], "finance"),
    )
    made = stage.accounts.hand_over(stage.cast.organisations, at, finance)
    if made:
        units = {int(str(row["organisation"])) for row in stage.accounts.payment if row["batch"]}
        after = {"amount_fen": made["amount_fen"], "digest": made["digest"]}
        stage.books.note(
            at,
            finance,
            "treasury_batch.create",
            "treasury_batch",
            str(made["number"]),
            after,
            tuple(sorted(units)),
        )


def _batches(delivered: list[Delivered]) -> Iterator[list[Delivered]]:
    groups: dict[tuple[int, int, str], list[Delivered]] = {}
    for one in delivered:
        groups.setdefault((one.sheet.organisation, one.part.supplier, one.ending), []).append(one)
    for group in groups.values():
        for start in range(0, len(group), TOGETHER):
            yield group[start : start + TOGETHER]


def _invoice(stage: Stage, one: Delivered, chance: random.Random) -> Row:
    seller = stage.cast.actor(one.part.supplier, "seller")
    at = one.at = stage.soon(one.at, 20, 300, chance)
    row = stage.accounts.issue(one, at, seller)
    stage.books.move(one.sheet, one.part, OrderStatus.INVOICED, at, seller)
    seen = (one.sheet.organisation, one.part.supplier)
    stage.books.note(at, seller, "invoice.issue", "invoice", str(row["id"]), {"status": "issued"}, seen)
    return row


def _settle(stage: Stage, orders: list[tuple[Delivered, Row]], chance: random.Random) -> None:
    first, buyer = orders[0][0], orders[0][0].sheet.buyer
    at = stage.soon(max(one.at for one, _ in orders), 10, 200, chance)
    seen = (first.sheet.organisation, first.part.supplier)
    for _, invoice in orders:
        invoice.update(status="confirmed", decided_by=buyer.person, decided_at=at.isoformat(), version=2)
        stage.books.note(
            at, buyer, "invoice.confirm", "invoice", str(invoice["id"]),
            {"status": "confirmed"}, seen, {"status": "issued"},
        )  # fmt: skip
    small = stage.cast.profiles[first.part.supplier]["size"] in PROTECTED
    row = stage.accounts.settle(
        orders, at, buyer, deadline(at, stage.books.days["settle_review_days"]), INTEREST_PPM if small else 0
    )
    for one, _ in orders:
        stage.books.move(one.sheet, one.part, OrderStatus.SETTLING, at, buyer)
    stage.books.note(
        at, buyer, "settlement.submit", "settlement", str(row["number"]),
        {"status": "to_review"}, seen, {"status": "draft"},
    )  # fmt: skip
    if first.ending in REVIEWED:
        _pay(stage, [one for one, _ in orders], row, _review(stage, first, row, at, chance), chance)


def _review(stage: Stage, first: Delivered, row: Row, at: datetime, chance: random.Random) -> datetime:
    at = stage.soon(at, 15, 240, chance)
    approver = stage.cast.levels(first.sheet.organisation)[0].actor
    row.update(
        status="to_pay", reviewed_by=approver.person, reviewed_at=at.isoformat(),
        comment=chance.choice(reasons.AGREED), due_at=None, version=2,
    )  # fmt: skip
    seen = (first.sheet.organisation, first.part.supplier)
    stage.books.note(
        at, approver, "settlement.agree", "settlement", str(row["number"]),
        {"status": "to_pay"}, seen, {"status": "to_review"}, str(row["comment"]),
    )  # fmt: skip
    return at


def _pay(stage: Stage, orders: list[Delivered], row: Row, at: datetime, chance: random.Random) -> None:
    first = orders[0]
    if first.ending not in SENT:
        return
    at = stage.soon(at, 10, 180, chance)
    accountant = stage.cast.actor(first.sheet.organisation, "accountant")
    payee = {"name": stage.cast.organisations[first.part.supplier]["name"], **bank_of(first.part.supplier)}
    channel = channel_of(str(first.sheet.unit["kind"]))
    due = deadline(at, stage.books.days["treasury_days"])
    payment = stage.accounts.instruct(row, payee, at, accountant, str(channel), due)
    seen = (first.sheet.organisation, first.part.supplier)
    stage.books.note(
        at, accountant, "payment.release", "payment", str(payment["number"]), {"status": "ordered"}, seen
    )
    for one in orders:
        stage.books.move(one.sheet, one.part, OrderStatus.PAYING, at, accountant)
    if first.ending in ARRIVED:
        _arrive(stage, orders, row, payment, stage.soon(at, 30, 420, chance), chance)


def _arrive(
    stage: Stage, orders: list[Delivered], row: Row, payment: Row, at: datetime, chance: random.Random
) -> None:
    first = orders[0]
    seen = (first.sheet.organisation, first.part.supplier)
    stage.accounts.pay(payment, at)
    row.update(status="paid", paid_at=at.isoformat(), version=3)
    stage.books.note(
        at,
        SYSTEM,
        "payment.pay",
        "payment",
        str(payment["number"]),
        {"status": "paid"},
        seen,
        {"status": "ordered"},
    )
    stage.books.note(
        at,
        SYSTEM,
        "settlement.pay",
        "settlement",
        str(row["number"]),
        {"status": "paid"},
        seen,
        {"status": "to_pay"},
    )
    for one in orders:
        stage.books.pay(one.part, at, SYSTEM)
        stage.books.move(one.sheet, one.part, OrderStatus.PAID, at, SYSTEM)
        if one.ending == "completed":
            _praise(stage, one, at, chance)


def _praise(stage: Stage, one: Delivered, at: datetime, chance: random.Random) -> None:
    buyer, seller = one.sheet.buyer, stage.cast.actor(one.part.supplier, "seller")
    seen = (one.sheet.organisation, one.part.supplier)
    for side, actor, said in (("unit", buyer, reasons.PRAISED), ("supplier", seller, reasons.THANKED)):
        at = stage.soon(at, 5, 90, chance)
        marks = (chance.choice((4, 5, 5)), chance.choice((4, 5, 5)), chance.choice((3, 4, 5, 5)))
        stage.accounts.praise(one, side, actor, marks, chance.choice(said), at)
        stage.books.note(at, actor, "review.write", "review", one.part.number, {"side": side}, seen)
    stage.books.move(one.sheet, one.part, OrderStatus.COMPLETED, at, actor)
