"""Judging what has arrived (验收): by somebody other than the buyer, line by line."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from emall.accounts.words import Duty
from emall.catalogue.actions.stock import take_back_stock
from emall.database import DB
from emall.delivery.access import may_accept
from emall.delivery.actions.locked import Locked, locked_for
from emall.delivery.rules import (
    Judgement,
    after_judgement,
    conclusion_of,
    counts_of,
    owed_again,
    refusals_for_acceptance,
    status_after_judgement,
)
from emall.delivery.words import ACCEPTANCE_PREFIX, Conclusion, RejectReason
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.messages.words import MessageKind
from emall.orders.access import is_receiver_of
from emall.orders.actions import move, next_number, tell_supplier, tell_unit
from emall.web.visitor import Visitor


async def accept(
    *,
    visitor: Visitor,
    number: str,
    judged: Mapping[int, Judgement],
    note: str = "",
    now: datetime | None = None,
) -> str:
    """A receiver judges everything received so far; returns the number of the acceptance.

    `judged` maps order lines to a judgement of what was received and not judged before. Rejected and missing goods go
    back to the supplier's stock, set aside: a replacement is owed, or the rest is given up by agreement.
    """
    now = now or clock.now()
    async with DB.transaction():
        found = await locked_for(visitor, number, may_accept, is_receiver_of, Duty.RECEIVER)
        refusals = refusals_for_acceptance(lines=found.counts, judged=judged)
        if refusals:
            raise Refused(*refusals)
        said = {line.id: judged.get(line.id, Judgement(0)) for line in found.lines}
        failed = await _take_back(found, said)
        conclusion = conclusion_of(accepted=sum(one.accepted for one in said.values()), failed=failed)
        paper = await next_number(ACCEPTANCE_PREFIX, "acceptance_number", now)
        await _write(found, paper, said, conclusion, visitor.person, note, now)
        deed = await _conclude(found, said, paper, conclusion, visitor, now)
        await _tell(found, failed, now)
        await record(visitor.actor(), deed)
    return paper


async def _take_back(found: Locked, said: Mapping[int, Judgement]) -> int:
    """Rejected and missing goods back on the supplier's shelf, still set aside; how many pieces."""
    owed = {line.listing: owed_again(counts_of(line), said[line.id]) for line in found.lines}
    if any(owed.values()):
        await take_back_stock({listing: quantity for listing, quantity in owed.items() if quantity})
    return sum(owed.values())


async def _conclude(
    found: Locked,
    said: Mapping[int, Judgement],
    paper: str,
    conclusion: Conclusion,
    visitor: Visitor,
    now: datetime,
) -> Deed:
    after = [after_judgement(line, said[line.id]) for line in found.counts]
    await DB.execute(
        "UPDATE order_line l SET shipped = x.shipped, received = x.received, accepted = x.accepted"
        " FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[]) x(id, shipped, received, accepted)"
        " WHERE l.id = x.id",
        [line.id for line in after],
        [line.shipped for line in after],
        [line.received for line in after],
        [line.accepted for line in after],
    )
    deed = await move(found.order, status_after_judgement(after), actor=visitor.actor(), now=now)
    told = {**(deed.after or {}), "acceptance": paper, "conclusion": str(conclusion)}
    return replace(deed, after=told)


async def _write(
    found: Locked,
    paper: str,
    said: Mapping[int, Judgement],
    conclusion: Conclusion,
    person: int,
    note: str,
    now: datetime,
) -> None:
    acceptance = await DB.fetch_value(
        'INSERT INTO acceptance (number, "order", accepted_by, buyer, conclusion, note, at)'
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        paper,
        found.order.id,
        person,
        found.order.buyer,
        str(conclusion),
        note.strip()[:500],
        now,
    )
    await DB.execute_many(
        "INSERT INTO acceptance_line (acceptance, order_line, accepted, rejected, reason, looks_right, works_right, note)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [_paper_line(acceptance, found, line, judgement) for line, judgement in _to_write(found, said)],
    )


def _to_write(found: Locked, said: Mapping[int, Judgement]) -> list[tuple[int, Judgement]]:
    """Lines that had something to judge: received pieces, or shipped ones that never arrived."""
    return [(line.id, said[line.id]) for line in found.counts if line.unjudged or line.missing]


def _paper_line(acceptance: int, found: Locked, line: int, judgement: Judgement) -> tuple[object, ...]:
    """A line of the paper; pieces that never arrived count as rejected, by that reason if there is no other."""
    missing = next(one.missing for one in found.counts if one.id == line)
    rejected = judgement.rejected + missing
    reason = judgement.reason or str(RejectReason.MISSING) if rejected else ""
    return (
        acceptance,
        line,
        judgement.accepted,
        rejected,
        reason,
        judgement.looks_right,
        judgement.works_right,
        judgement.note.strip()[:200],
    )


async def _tell(found: Locked, failed: int, now: datetime) -> None:
    kind = MessageKind.REJECTED if failed else MessageKind.ACCEPTED
    if failed or all(line.open == 0 for line in found.counts):
        await tell_supplier(kind, found.order, now=now, rejected=failed)
        await tell_unit(kind, found.order, now=now, rejected=failed)
