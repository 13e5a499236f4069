"""Naming a colleague to stand in while somebody is away (委托代办), and ending it early."""

from dataclasses import dataclass
from datetime import date, datetime

from emall.accounts.queries import same_human
from emall.accounts.words import DELEGABLE, Duty
from emall.approvals.rules import refusals_for_delegation
from emall.database import DB, Duplicate, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away (a post) and who stands in (a post of the same duty and unit), from day to day, and why."""

    post: int
    delegate: int
    first_day: date
    last_day: date
    reason: str


async def name_stand_in(*, visitor: Visitor, absence: Absence, now: datetime | None = None) -> int:
    """Let a colleague stand in; the id. The holder names somebody for their own post, the administrator for anybody's.

    The holder may still act: whoever comes first decides. Raises Missing for a post that is not the visitor's to give,
    Refused with every reason.
    """
    now = now or clock.now()
    refusals = refusals_for_delegation(
        first=absence.first_day, last=absence.last_day, today=clock.day_of(now), reason=absence.reason
    )
    if refusals:
        raise Refused(*refusals)
    try:
        async with DB.transaction():
            posts = await _locked([absence.post, absence.delegate])
            away, stand_in = await _fitting(visitor, absence, posts)
            delegation = await _write(absence, visitor, now)
            await _tell(MessageKind.STAND_IN_NAMED, away, stand_in, absence.first_day, absence.last_day, now)
            await record(visitor.actor(), _naming(delegation, absence, away, stand_in))
    except Duplicate:
        raise Refused("first_day", "delegate_days_taken") from None
    return delegation


async def _locked(posts: list[int]) -> dict[int, Row]:
    """Posts in service among these, which cannot end before the delegation is written."""
    rows = await DB.fetch(
        "SELECT p.id, p.person, p.organisation, p.duty, h.name FROM post p JOIN person h ON h.id = p.person AND h.active"
        " WHERE p.id = ANY($1::bigint[]) AND p.active ORDER BY p.id FOR SHARE OF p",
        sorted(set(posts)),
    )
    return {row.id: row for row in rows}


async def _fitting(visitor: Visitor, absence: Absence, posts: dict[int, Row]) -> tuple[Row, Row]:
    away, stand_in = posts.get(absence.post), posts.get(absence.delegate)
    if away is None or away.organisation != visitor.organisation or away.duty not in DELEGABLE:
        raise Refused("post", "absent_not_here")
    if visitor.duty != Duty.UNIT_ADMIN and away.id != visitor.post:
        raise Missing
    if stand_in is None or stand_in.organisation != away.organisation or stand_in.duty != away.duty:
        raise Refused("delegate", "delegate_not_here")
    if await same_human(away.person, stand_in.person):
        raise Refused("delegate", "delegate_is_same_human")
    return away, stand_in


async def _write(absence: Absence, visitor: Visitor, now: datetime) -> int:
    delegation: int = await DB.fetch_value(
        "INSERT INTO delegation (post, delegate, first_day, last_day, reason, made_by, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        absence.post,
        absence.delegate,
        absence.first_day,
        absence.last_day,
        absence.reason.strip()[:200],
        visitor.person,
        now,
    )
    return delegation


def _naming(delegation: int, absence: Absence, away: Row, stand_in: Row) -> Deed:
    after = {
        "away": away.name,
        "stand_in": stand_in.name,
        "duty": away.duty,
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat(),
    }
    return Deed(
        "delegation.name",
        "delegation",
        str(delegation),
        None,
        after,
        note=absence.reason.strip(),
        organisations=(away.organisation,),
    )


async def end_delegation(*, visitor: Visitor, delegation: int, now: datetime | None = None) -> None:
    """End a delegation at once, by whoever is away, whoever stands in, or the administrator of the unit.

    Raises Missing, and Conflict when it is over already.
    """
    now = now or clock.now()
    async with DB.transaction():
        row = await DB.fetch_row(_ONE, delegation, visitor.organisation)
        mine = row is not None and visitor.post in (row.post, row.delegate)
        if row is None or not (mine or visitor.duty == Duty.UNIT_ADMIN):
            raise Missing
        if row.ended_at is not None or row.last_day < clock.day_of(now):
            raise Conflict("", "delegation_over")
        await DB.execute(
            "UPDATE delegation SET ended_at = $2, ended_by = $3 WHERE id = $1",
            delegation,
            now,
            visitor.person,
        )
        away, stand_in = await _people(row)
        await _tell(MessageKind.STAND_IN_ENDED, away, stand_in, row.first_day, row.last_day, now)
        deed = Deed(
            "delegation.end",
            "delegation",
            str(delegation),
            {"last_day": row.last_day.isoformat()},
            {"ended": True},
            organisations=(row.organisation,),
        )
        await record(visitor.actor(), deed)


_ONE = """
SELECT d.*, p.organisation FROM delegation d JOIN post p ON p.id = d.post
WHERE d.id = $1 AND p.organisation = $2 FOR NO KEY UPDATE OF d"""


async def _people(delegation: Row) -> tuple[Row, Row]:
    rows = await DB.fetch(
        "SELECT p.id, p.person, p.organisation, h.name FROM post p JOIN person h ON h.id = p.person"
        " WHERE p.id = ANY($1::bigint[])",
        [delegation.post, delegation.delegate],
    )
    found = {row.id: row for row in rows}
    return found[delegation.post], found[delegation.delegate]


async def _tell(kind: MessageKind, away: Row, stand_in: Row, first: date, last: date, now: datetime) -> None:
    """Both are told, so that nobody stands in without the holder of the post knowing."""
    await tell(
        kind,
        organisation=away.organisation,
        people=(away.person, stand_in.person),
        link="/account/delegations",
        facts={
            "away": away.name,
            "stand_in": stand_in.name,
            "first": first.isoformat(),
            "last": last.isoformat(),
        },
        now=now,
    )
