"""A filed plan in people's hands: split into parts, assigned to a buyer, its free rest handed back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from emall.budget.words import PlanStatus
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.plans.access import KEEPERS, may_manage
from emall.plans.actions.ending import drop_corrections
from emall.plans.actions.locked import deed, locked, move
from emall.plans.queries import buyers_of, plan_row
from emall.plans.rules import refusals_for_parts
from emall.plans.words import MANAGED
from emall.web.visitor import Visitor

LONGEST_NUMBER = 24

Part = tuple[int, int | None]
"""Fen of a part, and the buyer it is for, if any."""


async def split(
    *, visitor: Visitor, number: str, parts: Sequence[Part], version: int, now: datetime | None = None
) -> str:
    """Split parts off a plan, each filed with it and numbered after it; the plan keeps the rest.

    Only what no order holds is given away, and no fen is made: the database adds the parts up again at the end.
    Raises Missing, Forbidden, Conflict, Refused.
    """
    now = now or clock.now()
    async with DB.transaction():
        plan = await _managed(number, visitor, version)
        refusals = refusals_for_parts(
            plan=plan, parts=[fen for fen, _ in parts], whole_number=plan.whole_number or ""
        )
        refusals += await _unknown(plan, [person for _, person in parts if person])
        if refusals:
            raise Refused(*refusals)
        asked = sum(fen for fen, _ in parts)
        await _give_away(plan, asked, "split_fen")
        made = [await _part(plan, place, part) for place, part in await _numbered(plan, parts)]
        for row in made:
            await _tell_buyer(row, now)
        after = {"amount_fen": plan.amount_fen - asked, "parts": {row.number: row.amount_fen for row in made}}
        status = await _status(plan.id)
        whole = deed(
            "plan.split",
            plan,
            {"amount_fen": plan.amount_fen, "status": plan.status},
            {"status": status, **after},
        )
        await record(visitor.actor(), whole, *(_born(row, plan) for row in made))
    return number


async def _numbered(plan: Row, parts: Sequence[Part]) -> list[tuple[int, Part]]:
    first = 1 + int(await DB.fetch_value("SELECT count(*) FROM plan WHERE split_from = $1", plan.id))
    if len(f"{plan.number}-{first + len(parts) - 1}") > LONGEST_NUMBER:
        raise Refused("part-1", "plan_parts_long")
    return list(enumerate(parts, start=first))


async def _part(plan: Row, place: int, part: Part) -> Row:
    """A part: everything as in the whole but number, amount and buyer; its filing is that of the whole."""
    fen, person = part
    filing = f"{plan.filing_number.removesuffix('号')}-{place}号" if plan.filing_number else None
    same = (
        "organisation, budget_line, year, title, official_edition, official_code, method, filed_at, valid_until,"
        " reason, imported_goods, made_by, submitted_at"
    )
    await DB.execute(
        f"INSERT INTO plan (number, filing_number, amount_fen, filed_fen, assigned_to, status, split_from, {same})"
        f" SELECT $2, $3, $4, $4, $5, $6, id, {same} FROM plan WHERE id = $1",
        plan.id,
        f"{plan.number}-{place}",
        filing,
        fen,
        person,
        str(PlanStatus.ASSIGNED if person else PlanStatus.FILED),
    )
    made = await plan_row(f"{plan.number}-{place}")
    assert made is not None
    return made


def _born(part: Row, whole: Row) -> Deed:
    after = {"status": part.status, "amount_fen": part.amount_fen, "split_from": whole.number}
    return deed("plan.part", part, None, after | {"assigned_to": part.assigned_to})


async def assign(
    *, visitor: Visitor, number: str, person: int | None, version: int, now: datetime | None = None
) -> str:
    """Give a plan to one buyer of the unit (分派), who alone may then buy on it, or with None to all of them again.

    Raises Missing, Forbidden, Conflict, Refused for somebody who is no buyer of the unit.
    """
    now = now or clock.now()
    async with DB.transaction():
        plan = await _managed(number, visitor, version)
        refusals = await _unknown(plan, [person] if person else [])
        if refusals:
            raise Refused(*refusals).against("person")
        if person != plan.assigned_to:
            used = plan.status == PlanStatus.IN_USE
            to = PlanStatus.IN_USE if used else PlanStatus.ASSIGNED if person else PlanStatus.FILED
            await move(plan, to, assigned_to=person)
            given = await plan_row(number)
            assert given is not None
            await _tell_buyer(given, now)
            before = {"status": plan.status, "assigned_to": plan.assigned_to}
            after = {"status": str(to), "assigned_to": person}
            act = "plan.assign" if person else "plan.unassign"
            await record(visitor.actor(), deed(act, plan, before, after, given.assigned_name))
    return number


async def hand_back(*, visitor: Visitor, number: str, reason: str, version: int) -> str:
    """Give what no order holds back to the budget line (返还): the plan shrinks to what is used, or ends unused.

    Raises Missing, Forbidden, Conflict, Refused without a reason or when nothing is free.
    """
    async with DB.transaction():
        plan = await _managed(number, visitor, version)
        refusals = [] if plan.left_fen else [Refusal("", "plan_nothing_free")]
        if not reason.strip():
            refusals.append(Refusal("reason", "plan_handing_back_why"))
        if refusals:
            raise Refused(*refusals)
        if plan.used_fen:
            await _give_away(plan, plan.left_fen, "returned_fen")
        else:
            await move(plan, PlanStatus.RETURNED)
        await drop_corrections([plan.id])
        status = await _status(plan.id)
        before = {"status": plan.status, "amount_fen": plan.amount_fen}
        after = {"status": status, "amount_fen": plan.used_fen or plan.amount_fen, "freed_fen": plan.left_fen}
        act = "plan.hand_back" if plan.used_fen else "plan.return"
        await record(visitor.actor(), deed(act, plan, before, after, reason.strip()))
    return number


async def _managed(number: str, visitor: Visitor, version: int) -> Row:
    plan = await locked(number, visitor=visitor, version=version)
    if plan.status not in MANAGED:
        raise Conflict("version", "plan_cannot_now")
    if not may_manage(visitor, plan):
        raise Forbidden(KEEPERS)
    return plan


async def _give_away(plan: Row, fen: int, where: str) -> None:
    """Take fen off a plan and keep where they went; a plan with nothing left and something bought is used up."""
    left = plan.left_fen - fen
    columns: dict[str, Any] = {
        "amount_fen": plan.amount_fen - fen,
        "filed_fen": plan.filed_fen or plan.amount_fen + plan.split_fen + plan.returned_fen,
        where: plan[where] + fen,
    }
    await move(plan, PlanStatus.USED_UP if left == 0 else PlanStatus(plan.status), **columns)


async def _status(plan: int) -> str:
    return str(await DB.fetch_value("SELECT status FROM plan WHERE id = $1", plan))


async def _unknown(plan: Row, people: Sequence[int]) -> list[Refusal]:
    known = {row.id for row in await buyers_of(plan.organisation)} if people else set()
    return [] if known >= set(people) else [Refusal("to-1", "plan_buyer_unknown")]


async def _tell_buyer(plan: Row, now: datetime) -> None:
    if plan.assigned_to is None:
        return
    await tell(
        MessageKind.PLAN_ASSIGNED,
        organisation=plan.organisation,
        people=(plan.assigned_to,),
        link=f"/plans/{plan.number}",
        facts={"number": plan.number, "left_fen": plan.left_fen},
        now=now,
    )
