"""Telling supervision that a unit stood at the yearly limit of a project's category; once for unit, category and year."""

from collections.abc import Iterable
from datetime import datetime

from emall.accounts.words import Duty
from emall.database import DB
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Refusal
from emall.kernel.regions import within
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.web.visitor import Visitor


async def sound_alarms(*, visitor: Visitor, refusals: Iterable[Refusal], now: datetime | None = None) -> int:
    """After a submission was refused and undone: write down and tell what was held; how many alarms were new.

    A deed of its own, since nothing of the refused submission is kept.
    """
    held = [one for one in refusals if one.key == "split_held"]
    if not held:
        return 0
    now = now or clock.now()
    async with DB.transaction():
        deeds = [deed for one in held if (deed := await _sound(visitor, one, now)) is not None]
        await record(visitor.actor(), *deeds)
    return len(deeds)


async def _sound(visitor: Visitor, held: Refusal, now: datetime) -> Deed | None:
    facts = held.params
    number = await DB.fetch_value(
        "INSERT INTO split_alarm (organisation, year, edition, category, project, total_fen, limit_fen, person, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        " ON CONFLICT (organisation, year, edition, category) DO NOTHING RETURNING id",
        visitor.organisation,
        facts["year"],
        facts["edition"],
        facts["code"],
        facts["project"][:120],
        facts["total_fen"],
        facts["limit_fen"],
        visitor.person,
        now,
    )
    if number is None:
        return None
    await _tell_finance(visitor, held, now)
    after = {name: facts[name] for name in ("year", "code", "project", "total_fen", "limit_fen")}
    return Deed(
        "split.hold", "split_alarm", str(number), None, after, organisations=(visitor.organisation or 0,)
    )


async def _tell_finance(visitor: Visitor, held: Refusal, now: datetime) -> None:
    offices = await DB.fetch(
        "SELECT DISTINCT o.id, o.region FROM organisation o JOIN post p ON p.organisation = o.id AND p.active"
        " WHERE o.active AND p.duty = $1 ORDER BY o.id",
        str(Duty.FINANCE),
    )
    for office in offices:
        if within(visitor.region, office.region):
            await tell(
                MessageKind.SPLIT_HELD,
                organisation=office.id,
                duties=(Duty.FINANCE,),
                link=f"/desk/budget/units/{visitor.organisation}",
                facts={
                    "unit": visitor.organisation_name,
                    "project": held.params["project"],
                    "code": held.params["code"],
                    "total_fen": held.params["total_fen"],
                    "limit_fen": held.params["limit_fen"],
                },
                now=now,
            )
