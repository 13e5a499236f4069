"""Parcels, receipts, acceptances and approval steps as the story leaves them behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from emall.kernel.numbers import number
from emall.kernel.workdays import add_workdays, deadline
from emall.web.actor import Actor
from emall.world.cast import Level
from emall.world.reading import Row
from emall.world.sheets import Entry, Part, Sheet

CARRIERS = ("处州速递", "瓯江物流", "供应商自送", "绿谷冷链", "山城快运")


@dataclass(slots=True)
class Papers:
    """Rows of the delivery and approval rooms, each list named after its table."""

    approval_step: list[Row] = field(default_factory=list)
    shipment: list[Row] = field(default_factory=list)
    shipment_line: list[Row] = field(default_factory=list)
    receipt: list[Row] = field(default_factory=list)
    receipt_line: list[Row] = field(default_factory=list)
    acceptance: list[Row] = field(default_factory=list)
    acceptance_line: list[Row] = field(default_factory=list)
    cancellation: list[Row] = field(default_factory=list)

    def step(self, sheet: Sheet, level: Level, began: datetime | None, days: int) -> Row:
        """A step of the round now running; waiting when it has begun, else still to come."""
        row: Row = {
            "id": len(self.approval_step) + 1,
            "purchase": sheet.id,
            "round": sheet.round,
            "position": level.position,
            "title": level.title,
            "post": level.actor.post,
            "approver": level.actor.person,
            "requester": sheet.buyer.person,
            "status": "now" if began else "later",
            "comment": "",
            "due_at": deadline(began, days).isoformat() if began else None,
            "began_at": began.isoformat() if began else None,
            "decided_at": None,
        }
        self.approval_step.append(row)
        return row

    def ship(self, part: Part, parcel: list[tuple[Entry, int]], at: datetime, seller: Actor) -> Row:
        """A parcel leaves with so many of each line."""
        running = len(self.shipment) + 1
        carrier = CARRIERS[running % len(CARRIERS)]
        row: Row = {
            "id": running,
            "number": number("FH", at.date(), running),
            "order": part.id,
            "carrier": carrier,
            "waybill": "" if carrier == "供应商自送" else f"LS{at:%m%d}{running:06d}",
            "expected_on": add_workdays(at.date(), 1).isoformat(),
            "shipped_by": seller.person,
            "shipped_at": at.isoformat(),
            "received_at": None,
        }
        self.shipment.append(row)
        for entry, quantity in parcel:
            entry.shipped += quantity
            line: Row = {
                "id": len(self.shipment_line) + 1,
                "shipment": running,
                "order_line": entry.id,
                "quantity": quantity,
            }
            self.shipment_line.append(line)
        return row

    def receive(
        self,
        parcel: Row,
        entries: list[Entry],
        at: datetime,
        sheet: Sheet,
        receiver: Actor,
        note: str,
    ) -> None:
        """The parcel is counted in full."""
        parcel["received_at"] = at.isoformat()
        running = len(self.receipt) + 1
        self.receipt.append(
            {
                "id": running,
                "shipment": parcel["id"],
                "received_by": receiver.person,
                "buyer": sheet.buyer.person,
                "note": note,
                "at": at.isoformat(),
            }
        )
        for entry in entries:
            entry.received = entry.shipped
            self.receipt_line.append(
                {
                    "id": len(self.receipt_line) + 1,
                    "receipt": running,
                    "order_line": entry.id,
                    "expected": entry.shipped,
                    "received": entry.received,
                }
            )

    def accept(
        self,
        sheet: Sheet,
        part: Part,
        rejected: dict[int, tuple[int, str, str]],
        at: datetime,
        receiver: Actor,
        note: str,
    ) -> str:
        """The judgement and its conclusion; what is rejected (by line: how many, why, a word) is owed by the supplier."""
        running = len(self.acceptance) + 1
        whole = bool(rejected) and all(
            rejected.get(entry.id, (0, "", ""))[0] == entry.received for entry in part.entries
        )
        conclusion = "failed" if whole else "partly" if rejected else "passed"
        self.acceptance.append(
            {
                "id": running,
                "number": number("YS", at.date(), running),
                "order": part.id,
                "accepted_by": receiver.person,
                "buyer": sheet.buyer.person,
                "conclusion": conclusion,
                "note": note,
                "at": at.isoformat(),
            }
        )
        for entry in part.entries:
            self._judge(running, entry, *rejected.get(entry.id, (0, "", "")))
        return conclusion

    def _judge(self, acceptance: int, entry: Entry, rejected: int, reason: str, note: str) -> None:
        entry.accepted = entry.received - rejected
        self.acceptance_line.append(
            {
                "id": len(self.acceptance_line) + 1,
                "acceptance": acceptance,
                "order_line": entry.id,
                "accepted": entry.accepted,
                "rejected": rejected,
                "reason": reason,
                "looks_right": reason not in ("damaged", "wrong_goods"),
                "works_right": reason != "quality",
                "note": note,
            }
        )
        entry.shipped -= rejected
        entry.received -= rejected

    def cancel(
        self,
        part: Part,
        asked: Actor,
        other: Actor,
        at: datetime,
        answered: datetime,
        reason: str,
    ) -> None:
        """Both sides agree to drop what is left."""
        for entry in part.entries:
            entry.closed = entry.quantity - entry.shipped
        self.cancellation.append(
            {
                "id": len(self.cancellation) + 1,
                "order": part.id,
                "asked_by": asked.person,
                "asked_for": asked.organisation,
                "reason": reason,
                "status": "agreed",
                "asked_at": at.isoformat(),
                "answered_by": other.person,
                "answered_at": answered.isoformat(),
                "answer": "同意取消，额度已退回",
            }
        )
