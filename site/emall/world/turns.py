"""Plays one sheet from its first word to where its script ends, everybody taking their turn in working hours."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime

from emall.journal.deeds import SYSTEM
from emall.kernel.workdays import deadline
from emall.orders.words import OVERDUE, OrderStatus, PurchaseStatus
from emall.world import reasons
from emall.world.accounts import Accounts, Delivered
from emall.world.calendar import later, moment, workday_before
from emall.world.cast import Cast
from emall.world.chronicle import Chronicle
from emall.world.deliveries import Papers
from emall.world.sheets import Entry, Part, Sheet

UNSENT = frozenset({"draft"})
SETTLED_LATER = frozenset({"invoiced", "settling", "to_pay", "paying", "paid", "completed"})
WELL_RECEIVED = SETTLED_LATER | {"accepted"}
AFTER_PARCEL = WELL_RECEIVED | {"received", "part_accepted", "failed"}


@dataclass(slots=True)
class Stage:
    """Where the month is played: its people, its books and its papers."""

    today: date
    cast: Cast
    books: Chronicle
    papers: Papers = field(default_factory=Papers)
    accounts: Accounts = field(default_factory=Accounts)
    delivered: list[Delivered] = field(default_factory=list)

    def soon(self, at: datetime, least: int, most: int, chance: random.Random) -> datetime:
        """Some office minutes later, but never after the last working day before today."""
        return min(
            later(at, chance.randint(least, most)),
            moment(workday_before(self.today, 1), 475),
        )


def play(stage: Stage, sheet: Sheet, ending: str, chance: random.Random) -> None:
    """Bring a draft sheet to its ending."""
    if ending in UNSENT:
        return
    at = _submit(stage, sheet, chance)
    if ending in ("pending_approval", "returned") or (ending == "withdrawn" and chance.random() < 0.4):
        _stop_early(stage, sheet, ending, at, chance)
        return
    at = _approve(stage, sheet, at, chance)
    for part in sheet.parts:
        _answer(stage, sheet, part, ending, at, chance)


def _submit(stage: Stage, sheet: Sheet, chance: random.Random) -> datetime:
    at = stage.soon(sheet.created, 6, 45, chance)
    stage.books.move_sheet(sheet, PurchaseStatus.PENDING_APPROVAL, at, sheet.buyer)
    for part in sheet.parts:
        stage.books.reserve(part, at, sheet.buyer)
        stage.books.move(sheet, part, OrderStatus.PENDING_APPROVAL, at, sheet.buyer)
    began: datetime | None = at
    for level in stage.cast.levels(sheet.organisation):
        if level.from_fen <= sheet.fen:
            stage.papers.step(sheet, level, began, stage.books.days["approval_days"])
            began = None
    return at


def _steps(stage: Stage, sheet: Sheet) -> list[dict[str, object]]:
    return [row for row in stage.papers.approval_step if row["purchase"] == sheet.id]


def _stop_early(stage: Stage, sheet: Sheet, ending: str, at: datetime, chance: random.Random) -> None:
    """Left waiting, sent back by the first approver, or withdrawn by the buyer before anybody decided."""
    if ending == "pending_approval":
        return
    at = stage.soon(at, 40, 300, chance)
    returned = ending == "returned"
    told = chance.choice(reasons.RETURNED if returned else reasons.WITHDRAWN)
    actor = stage.cast.levels(sheet.organisation)[0].actor if returned else sheet.buyer
    first, *others = _steps(stage, sheet)
    first.update(
        status="returned" if returned else "dropped",
        comment=told if returned else "",
        decided_at=at.isoformat() if returned else None,
    )
    for row in others:
        row["status"] = "dropped"
    stage.books.move_sheet(sheet, ending, at, actor, told)
    for part in sheet.parts:
        stage.books.release(part, at, actor, ending)
        stage.books.move(sheet, part, ending, at, actor, told)
        part.entries[0].remark = told if returned else ""


def _approve(stage: Stage, sheet: Sheet, at: datetime, chance: random.Random) -> datetime:
    """Everybody in the chain agrees, one after the other; then the orders go to their suppliers."""
    actor = sheet.buyer
    levels = {level.position: level for level in stage.cast.levels(sheet.organisation)}
    for row in _steps(stage, sheet):
        level = levels[int(str(row["position"]))]
        due = deadline(at, stage.books.days["approval_days"])
        row.update(began_at=at.isoformat(), due_at=due.isoformat())
        at, actor = stage.soon(at, 15, 120, chance), level.actor
        row.update(
            status="agreed",
            comment=chance.choice(reasons.AGREED),
            decided_at=at.isoformat(),
        )
    stage.books.move_sheet(sheet, PurchaseStatus.RELEASED, at, actor)
    for part in sheet.parts:
        stage.books.move(sheet, part, OrderStatus.PENDING_SUPPLIER, at, actor)
    return at


def _answer(
    stage: Stage,
    sheet: Sheet,
    part: Part,
    ending: str,
    at: datetime,
    chance: random.Random,
) -> None:
    """The supplier confirms, declines or stays silent; or the buyer is quicker and withdraws."""
    if ending == "pending_supplier":
        return
    if ending in ("declined", "withdrawn", "expired"):
        _part_ways(stage, sheet, part, ending, at, chance)
        return
    seller = stage.cast.actor(part.supplier, "seller")
    at = stage.soon(at, 12, 160, chance)
    stage.books.commit(part, at, seller)
    stage.books.move(sheet, part, OrderStatus.CONFIRMED, at, seller)
    if ending == "cancelled":
        _cancel(stage, sheet, part, at, chance)
    elif ending != "confirmed":
        _deliver(stage, sheet, part, ending, at, chance)


def _part_ways(
    stage: Stage,
    sheet: Sheet,
    part: Part,
    ending: str,
    at: datetime,
    chance: random.Random,
) -> None:
    told, code, actor = "", "", stage.cast.actor(part.supplier, "seller")
    if ending == "declined":
        code, told = chance.choice(reasons.DECLINED)
        at = stage.soon(at, 20, 400, chance)
    elif ending == "withdrawn":
        told, actor, at = (
            chance.choice(reasons.WITHDRAWN),
            sheet.buyer,
            stage.soon(at, 20, 200, chance),
        )
    else:
        code, actor, at = (
            OVERDUE,
            SYSTEM,
            later(deadline(at, stage.books.days["supplier_answer_days"]), 4),
        )
    stage.books.release(part, at, actor, ending)
    stage.books.move(sheet, part, ending, at, actor, told, code)


def _cancel(stage: Stage, sheet: Sheet, part: Part, at: datetime, chance: random.Random) -> None:
    asked, told = stage.soon(at, 60, 400, chance), chance.choice(reasons.CANCELLED)
    answered = stage.soon(asked, 30, 300, chance)
    seller = stage.cast.actor(part.supplier, "seller")
    stage.papers.cancel(part, sheet.buyer, seller, asked, answered, told)
    stage.books.give_back(part, answered, seller, "cancelled")
    stage.books.move(sheet, part, OrderStatus.CANCELLED, answered, seller, told)


def _deliver(
    stage: Stage,
    sheet: Sheet,
    part: Part,
    ending: str,
    at: datetime,
    chance: random.Random,
) -> None:
    seller = stage.cast.actor(part.supplier, "seller")
    receiver = stage.cast.actor(sheet.organisation, "receiver")
    at = stage.soon(at, 180, 700, chance)
    half = ending == "shipped_part"
    parcel = [(entry, max(1, entry.quantity // 2) if half else entry.quantity) for entry in part.entries]
    row = stage.papers.ship(part, parcel, at, seller)
    stage.books.move(sheet, part, OrderStatus.SHIPPED, at, seller)
    if ending not in AFTER_PARCEL:
        return
    at = stage.soon(at, 240, 800, chance)
    stage.papers.receive(row, part.entries, at, sheet, receiver, chance.choice(reasons.RECEIVED))
    stage.books.move(sheet, part, OrderStatus.RECEIVED, at, receiver)
    if ending != "received":
        at = stage.soon(at, 60, 500, chance)
        rejected = {} if ending in WELL_RECEIVED else _faults(part.entries, ending == "failed", chance)
        _judge(stage, sheet, part, rejected, at, chance)
    if ending in SETTLED_LATER:
        stage.delivered.append(Delivered(sheet, part, ending, at))


def _faults(entries: list[Entry], whole: bool, chance: random.Random) -> dict[int, tuple[int, str, str]]:
    """What is rejected by line: everything, or a few of the first."""
    reason, note = chance.choice(reasons.REJECTED)
    if whole:
        return {entry.id: (entry.received, reason, note) for entry in entries}
    return {entries[0].id: (max(1, entries[0].received // 6), reason, note)}


def _judge(
    stage: Stage,
    sheet: Sheet,
    part: Part,
    rejected: dict[int, tuple[int, str, str]],
    at: datetime,
    chance: random.Random,
) -> None:
    receiver = stage.cast.actor(sheet.organisation, "receiver")
    note = next(iter(rejected.values()))[2] if rejected else chance.choice(reasons.ACCEPTED)
    conclusion = stage.papers.accept(sheet, part, rejected, at, receiver, note)
    to = {
        "passed": OrderStatus.ACCEPTED,
        "partly": OrderStatus.PART_ACCEPTED,
        "failed": OrderStatus.FAILED,
    }[conclusion]
    stage.books.move(sheet, part, to, at, receiver, note if rejected else "")
