"""Keeps the books while the story is told: journal entries, budget ledger, holds, and the moves of orders and sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from emall.kernel.workdays import deadline
from emall.orders.rules import (
    PURCHASE_ACTS,
    act_of,
    may_move,
    may_move_purchase,
    stamps_of,
    wait_of,
)
from emall.orders.words import SUPPLIER_SEES, PurchaseStatus
from emall.web.actor import Actor
from emall.world.money import Paper, Purse
from emall.world.reading import Row
from emall.world.sheets import Part, Sheet

DAYS = {
    "approval_days": 3,
    "supplier_answer_days": 2,
    "receive_days": 3,
    "accept_days": 7,
    "replace_days": 5,
    "invoice_days": 5,
    "settle_days": 3,
    "settle_review_days": 3,
    "treasury_days": 3,
}
"""Working days of the clocks when nothing else is told: the first page of the rulebook."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed of the past: who did what to which thing, and when."""

    at: datetime
    actor: Actor
    act: str
    kind: str
    ref: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    note: str
    organisations: tuple[int, ...]


@dataclass(slots=True)
class Held:
    """What one order holds of one purse and paper."""

    order: int
    purse: Purse
    paper: Paper | None
    reserved: int = 0
    committed: int = 0
    paid: int = 0
    released: int = 0


@dataclass(slots=True)
class Chronicle:
    """Everything written down so far, and the clocks of the rulebook in working days."""

    days: dict[str, int] = field(default_factory=lambda: dict(DAYS))
    deeds: list[Deed] = field(default_factory=list)
    ledger: list[Row] = field(default_factory=list)
    holds: dict[tuple[int, int, int | None], Held] = field(default_factory=dict)
    _used: set[int] = field(default_factory=set)

    def move(
        self,
        sheet: Sheet,
        part: Part,
        to: str,
        at: datetime,
        actor: Actor,
        reason: str = "",
        code: str = "",
    ) -> None:
        """Bring an order to its next status, as the orders room would."""
        if not may_move(status=part.status, to=to):
            raise ValueError(f"{part.number}: {part.status} does not lead to {to}")
        reached = to in SUPPLIER_SEES or "approved_at" in part.stamps
        seen = (sheet.organisation, part.supplier) if reached else (sheet.organisation,)
        after = {"status": str(to)} | ({"reason_code": code} if code else {})
        act = act_of(status=part.status, to=to)
        self.deeds.append(
            Deed(
                at,
                actor,
                act,
                "order",
                part.number,
                {"status": part.status},
                after,
                reason,
                seen,
            )
        )
        part.stamps.update(dict.fromkeys(stamps_of(status=part.status, to=to), at))
        part.status, part.reason, part.reason_code, part.version = (
            str(to),
            reason,
            code,
            part.version + 1,
        )
        part.due = self._due(part, to, at)

    def _due(self, part: Part, to: str, at: datetime) -> datetime | None:
        if to == "confirmed":
            return deadline(at, max(entry.offer.delivery_days for entry in part.entries))
        wait = wait_of(to)
        return deadline(at, self.days[wait]) if wait else None

    def move_sheet(self, sheet: Sheet, to: str, at: datetime, actor: Actor, reason: str = "") -> None:
        """Bring a purchase sheet to its next status; each approval begins a round."""
        if not may_move_purchase(status=sheet.status, to=to):
            raise ValueError(f"{sheet.number}: {sheet.status} does not lead to {to}")
        act = PURCHASE_ACTS[PurchaseStatus(to)]
        before, after = {"status": sheet.status}, {"status": str(to)}
        self.deeds.append(
            Deed(
                at,
                actor,
                act,
                "purchase",
                sheet.number,
                before,
                after,
                reason,
                (sheet.organisation,),
            )
        )
        if to == PurchaseStatus.PENDING_APPROVAL:
            sheet.submitted, sheet.round = at, sheet.round + 1
            sheet.due = deadline(at, self.days["approval_days"])
        elif to in (PurchaseStatus.RETURNED, PurchaseStatus.RELEASED):
            sheet.decided, sheet.due = at, None
        else:
            sheet.due = None
        sheet.status, sheet.version = str(to), sheet.version + 1

    def reserve(self, part: Part, at: datetime, actor: Actor) -> None:
        """Set money aside for every line; freight goes with the first."""
        for entry in part.entries:
            fen = entry.fen + (part.freight_fen if entry.position == 1 else 0)
            held = self._held(part.id, entry.purse, entry.paper)
            self._book("reserve", held, fen, at, actor)
            if entry.paper and entry.paper.id not in self._used:
                self._used.add(entry.paper.id)
                self._plan_deed(entry.paper, at, actor, "plan.use", "filed", "in_use")

    def was_used(self, paper: Paper) -> bool:
        """Whether an order was ever made on a plan."""
        return paper.id in self._used

    def release(self, part: Part, at: datetime, actor: Actor, reason: str) -> None:
        """Let go of all that is still set aside."""
        for held in self._of(part):
            self._book("release", held, held.reserved, at, actor, reason)

    def commit(self, part: Part, at: datetime, actor: Actor) -> None:
        """Bind what was set aside: the supplier has confirmed."""
        for held in self._of(part):
            self._book("commit", held, held.reserved, at, actor)

    def pay(self, part: Part, at: datetime, actor: Actor) -> None:
        """The treasury has paid all that was bound."""
        for held in self._of(part):
            self._book("pay", held, held.committed, at, actor)

    def note(
        self,
        at: datetime,
        actor: Actor,
        act: str,
        kind: str,
        ref: str,
        after: dict[str, Any],
        seen: tuple[int, ...],
        before: dict[str, Any] | None = None,
        said: str = "",
    ) -> None:
        """A deed on a paper that is neither order nor sheet."""
        self.deeds.append(Deed(at, actor, act, kind, ref, before, after, said, seen))

    def give_back(self, part: Part, at: datetime, actor: Actor, reason: str) -> None:
        """Free everything bound for an order that will not be delivered."""
        for held in self._of(part):
            self._book("uncommit", held, held.committed, at, actor, reason)

    def _of(self, part: Part) -> list[Held]:
        return [held for held in self.holds.values() if held.order == part.id]

    def _held(self, order: int, purse: Purse, paper: Paper | None) -> Held:
        key = (order, purse.id, paper.id if paper else None)
        return self.holds.setdefault(key, Held(order, purse, paper))

    def _book(
        self,
        kind: str,
        held: Held,
        fen: int,
        at: datetime,
        actor: Actor,
        reason: str = "",
    ) -> None:
        if not fen:
            return
        reserved = {"reserve": fen, "release": -fen, "commit": -fen}.get(kind, 0)
        committed = {"commit": fen, "uncommit": -fen, "pay": -fen}.get(kind, 0)
        for sums in (held, held.purse, held.paper):
            if sums is not None:
                sums.reserved += reserved
                sums.committed += committed
                sums.paid += fen if kind == "pay" else 0
        held.released += fen if kind in ("release", "uncommit") else 0
        if held.paper and held.paper.left < 0:
            raise ValueError(f"{held.paper.number} is overspent")
        self.write(held.purse, held.paper, held.order, kind, fen, at, actor.person, reason)

    def write(
        self,
        purse: Purse,
        paper: Paper | None,
        order: int | None,
        kind: str,
        fen: int,
        at: datetime,
        who: int | None,
        why: str,
    ) -> None:
        """One line of the ledger."""
        self.ledger.append(
            {
                "id": 0,
                "budget_line": purse.id,
                "plan": paper.id if paper else None,
                "order_id": order,
                "kind": kind,
                "amount_fen": fen,
                "actor": who,
                "reason": why[:120],
                "at": at.isoformat(),
            }
        )

    def _plan_deed(
        self,
        paper: Paper,
        at: datetime,
        actor: Actor,
        act: str,
        before: str,
        after: str,
    ) -> None:
        seen = (paper.purse.organisation,)
        self.deeds.append(
            Deed(
                at,
                actor,
                act,
                "plan",
                paper.number,
                {"status": before},
                {"status": after},
                "",
                seen,
            )
        )

    def use_up(self, paper: Paper, at: datetime, actor: Actor) -> None:
        """A plan is spent to its last fen."""
        self._plan_deed(paper, at, actor, "plan.use_up", "in_use", "used_up")
