"""A unit says why something is late (逾期说明)."""

from datetime import datetime

from emall.database import DB, Row
from emall.delays.access import may_explain
from emall.delays.queries import late_item
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.kernel.workdays import deadline
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.formats import datetime as written
from emall.web.visitor import Visitor


async def explain(
    *, visitor: Visitor, kind: str, ref: str, reason: str, now: datetime | None = None
) -> datetime:
    """Keep why a late item of the own unit is late; until when it does not count. The rulebook says how long that is.

    Raises Missing for another unit's or where others have to act, Conflict when it is no longer late or explained
    already, Refused without a reason.
    """
    now = now or clock.now()
    async with DB.transaction():
        item = await _locked(visitor, kind, ref, now)
        if not reason.strip():
            raise Refused("reason", "reason_needed_for_delay")
        if item.explained:
            raise Conflict("", "explained_already", until=written(item.explained_until))
        days = await rule(
            Rule.EXPLAINED_DAYS, region=item.region, kind=visitor.organisation_kind, on=clock.day_of(now)
        )
        until = deadline(now, days)
        await DB.execute(
            "INSERT INTO delay_explanation (organisation, kind, ref, due_at, reason, person, at, valid_until)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            *(item.organisation, kind, ref, item.due_at, reason.strip(), visitor.person, now, until),
        )
        await record(visitor.actor(), _deed(item, reason, until))
    return until


async def _locked(visitor: Visitor, kind: str, ref: str, now: datetime) -> Row:
    """The item, with the unit's row locked: two people explaining at once are one after the other."""
    await DB.execute("SELECT FROM organisation WHERE id = $1 FOR NO KEY UPDATE", visitor.organisation)
    item = await late_item(kind, ref, organisation=visitor.organisation, now=now)
    if item is None:
        raise Conflict("", "not_late_any_more")
    if not may_explain(visitor, item):
        raise Missing
    return item


def _deed(item: Row, reason: str, until: datetime) -> Deed:
    return Deed(
        "delay.explain",
        "delay",
        f"{item.kind}:{item.ref}",
        after={"due_at": item.due_at.isoformat(), "party": item.party, "valid_until": until.isoformat()},
        note=reason.strip(),
        organisations=(item.organisation,),
    )
