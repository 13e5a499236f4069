"""Signing an acceptance sheet together: the last signature makes it count, an objection makes it void."""

from datetime import datetime

from emall.database import DB, Row
from emall.delivery.access import may_sign
from emall.delivery.actions.acceptance import conclude
from emall.delivery.actions.locked import Locked, locked
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.access import UNIT_READERS, may_view
from emall.web.visitor import Visitor


async def sign(
    *, visitor: Visitor, number: str, paper: str, digest: str = "", now: datetime | None = None
) -> str:
    """A member signs the sheet of an order that waits for it; returns the sheet's number.

    `digest` is that of the sheet as shown: another one is a Conflict. With the last signature the order moves on.
    """
    now = now or clock.now()
    async with DB.transaction():
        found, sheet = await _to_sign(visitor, number, paper)
        if digest and digest != sheet.digest:
            raise Conflict("sheet", "signed_already")
        await DB.execute(
            "UPDATE acceptance_member SET signed_at = $3 WHERE acceptance = $1 AND person = $2",
            sheet.id,
            visitor.person,
            now,
        )
        deeds = [_deed(found.order, sheet, "acceptance.sign", {"digest": sheet.digest})]
        if await _everybody_signed(sheet.id):
            deeds += await conclude(found, paper, actor=visitor.actor(), now=now)
        await record(visitor.actor(), *deeds)
    return paper


async def object_to(
    *, visitor: Visitor, number: str, paper: str, reason: str, now: datetime | None = None
) -> str:
    """A member does not agree with the sheet, or whoever filled it in takes it back: it is void, the goods are judged anew."""
    now = now or clock.now()
    async with DB.transaction():
        found, sheet = await _to_sign(visitor, number, paper, also_author=True)
        if not reason.strip():
            raise Refused("reason", "reason_needed_to_object")
        await DB.execute(
            "UPDATE acceptance SET status = 'void', objection = $2 WHERE id = $1",
            sheet.id,
            reason.strip()[:300],
        )
        await _tell_members(found.order, sheet, visitor, reason, now)
        deed = _deed(found.order, sheet, "acceptance.object", {"status": "void"}, note=reason)
        await record(visitor.actor(), deed)
    return paper


async def _to_sign(
    visitor: Visitor, number: str, paper: str, *, also_author: bool = False
) -> tuple[Locked, Row]:
    """The order, locked, and its sheet, for a member who has not signed (or its author). Missing, Forbidden, Conflict."""
    found = await locked(number)
    if not may_view(visitor, found.facts):
        raise Missing
    sheet = await DB.fetch_row(
        'SELECT * FROM acceptance WHERE number = $1 AND "order" = $2', paper, found.order.id
    )
    if sheet is None:
        raise Missing
    member = await DB.fetch_row(
        "SELECT * FROM acceptance_member WHERE acceptance = $1 AND person = $2", sheet.id, visitor.person
    )
    if member is None or visitor.organisation != found.order.organisation:
        raise Forbidden(UNIT_READERS)
    author = also_author and sheet.accepted_by == visitor.person
    if sheet.status != "to_sign" or not (author or may_sign(visitor, found.facts, member)):
        raise Conflict("sheet", "signed_already")
    return found, sheet


async def _everybody_signed(acceptance: int) -> bool:
    return not await DB.fetch_value(
        "SELECT EXISTS (SELECT FROM acceptance_member WHERE acceptance = $1 AND signed_at IS NULL)",
        acceptance,
    )


async def _tell_members(order: Row, sheet: Row, visitor: Visitor, reason: str, now: datetime) -> None:
    people = await DB.fetch("SELECT person FROM acceptance_member WHERE acceptance = $1", sheet.id)
    await tell(
        MessageKind.ACCEPTANCE_VOID,
        organisation=order.organisation,
        people=[row.person for row in people if row.person != visitor.person],
        link=f"/orders/{order.number}/acceptance",
        facts={"number": order.number, "paper": sheet.number, "reason": reason.strip()},
        now=now,
    )


def _deed(order: Row, sheet: Row, act: str, after: dict[str, object], note: str = "") -> Deed:
    return Deed(
        act,
        "acceptance",
        sheet.number,
        {"status": "to_sign"},
        {"order": order.number, **after},
        note=note.strip(),
        organisations=(order.organisation,),
    )
