"""Judging what has arrived (验收): by somebody other than the buyer, line by line, alone or together with others.

The sheet counts once every member named on it has signed. Until then the order waits where it is: nothing is shipped,
nobody judges again. Alone, judging and signing are one deed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from emall.accounts.queries import humans_of
from emall.accounts.words import Duty
from emall.catalogue.actions.stock import take_back_stock
from emall.database import DB, Row
from emall.delivery.access import may_accept
from emall.delivery.actions.locked import Locked, by_listing, locked_for, write_counts
from emall.delivery.actions.settling import owe_replacement, settle
from emall.delivery.actions.sheets import Sheet, write_sheet
from emall.delivery.queries.pages import people_of
from emall.delivery.rules import (
    Judgement,
    after_judgement,
    checklist_of,
    conclusion_of,
    counts_of,
    owed_again,
    refusals_for_acceptance,
    refusals_for_members,
    status_after_judgement,
)
from emall.delivery.words import ACCEPTANCE_PREFIX, Outcome
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.access import is_receiver_of
from emall.orders.actions import move, next_number, tell_supplier, tell_unit
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def accept(
    *,
    visitor: Visitor,
    number: str,
    judged: Mapping[int, Judgement],
    note: str = "",
    members: Iterable[int] = (),
    supplier_person: str = "",
    now: datetime | None = None,
) -> str:
    """A receiver judges everything received so far; returns the number of the acceptance sheet.

    `judged` maps order lines to a judgement of what was received and not judged before; `members` are people of the
    unit who take part besides the receiver and have to sign before the sheet counts. Rejected and missing goods go
    back to the supplier's stock, set aside: a replacement is owed, or they are returned, or given up by agreement.
    """
    now = now or clock.now()
    async with DB.transaction():
        found = await locked_for(visitor, number, may_accept, is_receiver_of, Duty.RECEIVER)
        others = sorted(set(members) - {visitor.person})
        refusals = await _refusals(found, judged, [visitor.person, *others], now)
        if refusals:
            raise Refused(*refusals)
        paper = await next_number(ACCEPTANCE_PREFIX, "acceptance_number", now)
        sheet = _sheet(found, judged, paper, note, supplier_person, visitor.person, others)
        await write_sheet(found, sheet, now)
        deeds = [_filled(found.order, sheet)]
        if others:
            await ask_to_sign(found.order, sheet, now)
        else:
            deeds = await conclude(found, paper, actor=visitor.actor(), now=now)
        await record(visitor.actor(), *deeds)
    return paper


async def _refusals(
    found: Locked, judged: Mapping[int, Judgement], members: list[int], now: datetime
) -> list[Refusal]:
    order = found.order
    panel_from = await rule(Rule.PANEL_FROM, region=order.region, kind=order.unit_kind, on=clock.day_of(now))
    people = await people_of(order.organisation)
    return refusals_for_acceptance(
        lines=found.counts,
        judged=judged,
        checklists={line.id: checklist_of(line) for line in found.lines},
    ) + refusals_for_members(
        members=members,
        people=[row.id for row in people],
        buyer=order.buyer,
        total_fen=order.total_fen,
        panel_from_fen=panel_from,
        humans=await humans_of([*members, order.buyer]),
    )


def _sheet(
    found: Locked,
    judged: Mapping[int, Judgement],
    paper: str,
    note: str,
    supplier_person: str,
    person: int,
    others: list[int],
) -> Sheet:
    """Lines that had something to judge: received pieces, or shipped ones that never arrived."""
    said = {line.id: judged.get(line.id, Judgement(0)) for line in found.counts}
    lines = {line.id: said[line.id] for line in found.counts if line.unjudged or line.missing}
    failed = {line.id: owed_again(line, said[line.id]) for line in found.counts}
    conclusion = conclusion_of(
        accepted=sum(one.accepted for one in lines.values()), failed=sum(failed.values())
    )
    return Sheet(
        paper, conclusion, note.strip()[:500], supplier_person.strip()[:40], person, others, lines, failed
    )


def _filled(order: Row, sheet: Sheet) -> Deed:
    """The sheet is filled in and waits for signatures; the order itself has not moved."""
    return Deed(
        "acceptance.fill",
        "acceptance",
        sheet.number,
        None,
        {"status": "to_sign", "conclusion": str(sheet.conclusion), "order": order.number},
        organisations=(order.organisation,),
    )


async def ask_to_sign(order: Row, sheet: Sheet, now: datetime) -> None:
    """Tell the other members that their signature is awaited."""
    await tell(
        MessageKind.SIGNATURE_ASKED,
        organisation=order.organisation,
        people=sheet.others,
        link=f"/orders/{order.number}/acceptance/signature",
        facts={"number": order.number, "paper": sheet.number},
        now=now,
    )


async def conclude(found: Locked, paper: str, *, actor: Actor, now: datetime) -> list[Deed]:
    """Everybody has signed: quantities, stock and the order follow what stands on the sheet. Inside a transaction."""
    head = await DB.fetch_row(
        "UPDATE acceptance SET status = 'signed', signed_at = $2 WHERE number = $1 RETURNING id, conclusion,"
        " accepted_by",
        paper,
        now,
    )
    assert head is not None
    rows = await DB.fetch(
        "SELECT order_line, accepted, rejected, reason FROM acceptance_line WHERE acceptance = $1", head.id
    )
    await DB.execute(
        'UPDATE delivery_photo SET acceptance = $2 WHERE "order" = $1 AND acceptance IS NULL',
        found.order.id,
        head.id,
    )
    accepted = {row.order_line: row.accepted for row in rows}
    failed = {row.order_line: row.rejected for row in rows if row.rejected}
    if failed:
        await take_back_stock(by_listing(found, failed))
    after = [after_judgement(line, Judgement(accepted.get(line.id, 0))) for line in found.counts]
    await write_counts(after)
    deed = await move(found.order, status_after_judgement(after), actor=actor, now=now)
    told = {**(deed.after or {}), "acceptance": paper, "conclusion": str(head.conclusion)}
    deeds = [replace(deed, after=told)]
    deeds += await settle(found.order, after, outcome=Outcome.REPLACED, now=now, accepted=accepted)
    reason = next((row.reason for row in rows if row.rejected), "")
    deeds += await owe_replacement(found.order, failed, person=head.accepted_by, reason_code=reason, now=now)
    await _tell(found, sum(failed.values()), now)
    return deeds


async def _tell(found: Locked, failed: int, now: datetime) -> None:
    kind = MessageKind.REJECTED if failed else MessageKind.ACCEPTED
    if failed or all(counts_of(line).open == 0 for line in found.lines):
        invoice = "" if failed else f"/supplier/invoices/new?order={found.order.number}"
        await tell_supplier(kind, found.order, now=now, link=invoice, rejected=failed)
        await tell_unit(kind, found.order, now=now, rejected=failed)
