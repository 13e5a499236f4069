"""Messages of the story: one to each person whose turn an order or sheet now is, or who waits for its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.messages.words import MessageKind
from emall.orders.words import OrderStatus
from emall.world.calendar import moment, workday_before
from emall.world.reading import Row
from emall.world.sheets import Part, Sheet
from emall.world.story import Story

READ_AFTER = 3  # working days; younger messages are still unread


@dataclass(frozen=True, slots=True)
class Letter:
    """What a status makes somebody hear: the kind, the duty it goes to, where it leads, and the moment it tells of."""

    kind: MessageKind
    duty: Duty
    path: str
    moment: str


LETTERS = {
    OrderStatus.PENDING_APPROVAL: Letter(
        MessageKind.APPROVAL_ASKED, Duty.APPROVER, "/approvals/", "submitted_at"
    ),
    OrderStatus.RETURNED: Letter(MessageKind.RETURNED, Duty.BUYER, "/checkout/", "decided"),
    OrderStatus.PENDING_SUPPLIER: Letter(
        MessageKind.ORDER_TO_CONFIRM, Duty.SELLER, "/supplier/orders/", "approved_at"
    ),
    OrderStatus.CONFIRMED: Letter(MessageKind.CONFIRMED, Duty.BUYER, "/orders/", "confirmed_at"),
    OrderStatus.DECLINED: Letter(MessageKind.DECLINED, Duty.BUYER, "/orders/", "ended_at"),
    OrderStatus.EXPIRED: Letter(MessageKind.EXPIRED, Duty.BUYER, "/orders/", "ended_at"),
    OrderStatus.RECEIVED: Letter(MessageKind.TO_ACCEPT, Duty.RECEIVER, "/orders/", "received_at"),
    OrderStatus.ACCEPTED: Letter(MessageKind.ACCEPTED, Duty.SELLER, "/supplier/orders/", "accepted_at"),
}
OF_THE_SHEET = frozenset({MessageKind.APPROVAL_ASKED, MessageKind.RETURNED})  # led to by the sheet's number


def message_rows(story: Story) -> list[Row]:
    """Rows of `message`."""
    told = [
        (LETTERS[OrderStatus(part.status)], sheet, part)
        for sheet, part in story.parts()
        if OrderStatus(part.status) in LETTERS
    ]
    return [_message(number, story, *one) for number, one in enumerate(told, 1)]


def _message(number: int, story: Story, letter: Letter, sheet: Sheet, part: Part) -> Row:
    organisation = part.supplier if letter.duty == Duty.SELLER else sheet.organisation
    at = _moment(letter, sheet, part)
    read = at < moment(workday_before(story.stage.today, READ_AFTER), 0)
    return {
        "id": number,
        "person": story.stage.cast.actor(organisation, letter.duty).person,
        "organisation": organisation,
        "kind": str(letter.kind),
        "facts": _facts(story, letter, sheet, part),
        "link": letter.path + (sheet.number if letter.kind in OF_THE_SHEET else part.number),
        "created_at": at.isoformat(),
        "read_at": at.isoformat() if read else None,
    }


def _moment(letter: Letter, sheet: Sheet, part: Part) -> datetime:
    return (sheet.decided or sheet.created) if letter.moment == "decided" else part.stamps[letter.moment]


def _facts(story: Story, letter: Letter, sheet: Sheet, part: Part) -> dict[str, Any]:
    """The facts the text of the kind asks for."""
    cast = story.stage.cast
    if letter.kind == MessageKind.APPROVAL_ASKED:
        return {
            "buyer": sheet.buyer.name,
            "number": sheet.number,
            "total_fen": sheet.fen,
        }
    if letter.kind == MessageKind.RETURNED:
        approver = cast.levels(sheet.organisation)[0].actor.name
        return {"approver": approver, "number": sheet.number, "reason": part.reason}
    return {
        "number": part.number,
        "total_fen": part.goods_fen + part.freight_fen,
        "unit": sheet.unit["name"],
        "supplier": cast.organisations[part.supplier]["name"],
    }
