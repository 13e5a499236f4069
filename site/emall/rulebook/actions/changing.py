"""Deciding on a proposed change: another person than its author, by what the rulebook says at that moment."""

from datetime import datetime, timedelta

from emall.accounts.queries import same_human
from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.rulebook.access import may_decide, may_rule
from emall.rulebook.actions.proposing import day_before, lock_change, lock_rulebook
from emall.rulebook.queries import all_rows, forget
from emall.rulebook.rules import Scope, first_day, refusals_for_end, refusals_for_version, replaced_by
from emall.rulebook.words import ChangeStatus
from emall.web.visitor import Visitor


async def decide(
    *, visitor: Visitor, change: str, approve: bool, comment: str = "", now: datetime | None = None
) -> None:
    """Approve a change, which writes the row or ends the one there is, or turn it down with a reason.

    A new version closes the row before it the day before it begins; decisions already made keep theirs. Raises
    Missing; Forbidden for its author and for anybody but finance; Conflict when it was decided meanwhile or the row it
    replaces is another one by now; Refused when it would begin too soon, since a day is judged by one rule.
    """
    now = now or clock.now()
    async with DB.transaction():
        await lock_rulebook()
        row = await lock_change(change)
        _refuse_strangers(visitor, row)
        if await same_human(visitor.person, row.proposed_by):
            raise Refused("", "rule_own_proposal")
        if not approve and not comment.strip():
            raise Refused("comment", "rule_comment_needed")
        made = await _carry_out(row, now) if approve else None
        status = ChangeStatus.APPROVED if approve else ChangeStatus.REFUSED
        await DB.execute(
            "UPDATE rule_change SET status = $2, made = $3, decided_by = $4, decided_at = $5, comment = $6 WHERE id = $1",
            row.id,
            str(status),
            made,
            visitor.person,
            now,
            comment.strip(),
        )
        await _tell_author(row, approve, comment, now)
        await record(visitor.actor(), *_deeds(row, status, made, comment))
    forget()


def _refuse_strangers(visitor: Visitor, change: Row) -> None:
    if not may_rule(visitor, change.region):
        raise Forbidden(Duty.FINANCE)
    if change.status != ChangeStatus.PROPOSED:
        raise Conflict("", "rule_change_decided")
    if not may_decide(visitor, change):
        raise Refused("", "rule_own_proposal")


async def _carry_out(change: Row, now: datetime) -> int | None:
    """Look at the rulebook as it stands, then write; the id of the new row, None where one only ends."""
    rows = [row for row in await all_rows() if row.key == change.key]
    return await (_end(change, rows, now) if change.ending else _begin(change, rows, now))


async def _begin(change: Row, rows: list[Row], now: datetime) -> int:
    scope = Scope(change.key, change.region, change.organisation_kind, change.category)
    old = replaced_by(rows=rows, scope=scope, begins=change.valid_from)
    if (old["id"] if old is not None else None) != change.replaces:
        raise Conflict("", "rule_changed_meanwhile")
    refusals = refusals_for_version(
        rows=rows,
        scope=scope,
        amount=change.amount,
        begins=change.valid_from,
        until=change.valid_until,
        earliest=first_day(now),
    )
    _refuse(refusals)
    if old is not None:
        await _close(old["id"], change)
    made: int = await DB.fetch_value(
        "INSERT INTO rule_value (key, region, organisation_kind, category, amount, unit, valid_from, valid_until, source)"
        " SELECT key, region, organisation_kind, category, amount, unit, valid_from, valid_until, source"
        " FROM rule_change WHERE id = $1 RETURNING id",
        change.id,
    )
    return made


async def _close(row: int, change: Row) -> None:
    await DB.execute(
        "UPDATE rule_value SET valid_until = $2 WHERE id = $1", row, day_before(change.valid_from)
    )


async def _end(change: Row, rows: list[Row], now: datetime) -> None:
    row = next((one for one in rows if one.id == change.replaces), None)
    if row is None or row.valid_from != change.valid_from:
        raise Conflict("", "rule_changed_meanwhile")
    _refuse(refusals_for_end(row=row, last=change.valid_until, earliest=first_day(now)))
    await DB.execute("UPDATE rule_value SET valid_until = $2 WHERE id = $1", row.id, change.valid_until)


def _refuse(refusals: list[Refusal]) -> None:
    """Fields of the proposal are none of the decision's form, so reasons stand on their own."""
    if refusals:
        raise Refused(*refusals).against("")


async def _tell_author(change: Row, approve: bool, comment: str, now: datetime) -> None:
    office = await DB.fetch_value(
        "SELECT organisation FROM post WHERE person = $1 AND duty = $2 AND active ORDER BY id LIMIT 1",
        change.proposed_by,
        str(Duty.FINANCE),
    )
    day = change.valid_until + timedelta(days=1) if change.ending else change.valid_from
    word = {"day": day.isoformat()} if approve else {"comment": comment.strip()}
    if office is not None:
        await tell(
            MessageKind.RULE_CHANGE_APPROVED if approve else MessageKind.RULE_CHANGE_REFUSED,
            organisation=office,
            people=(change.proposed_by,),
            link=f"/desk/rules/changes/{change.number}",
            facts={"number": change.number, **word},
            now=now,
        )


def _deeds(change: Row, status: ChangeStatus, made: int | None, comment: str) -> list[Deed]:
    """The decision; and, where it was approved, each row of the rulebook it touched."""
    deeds = [
        Deed(
            "rule_change.approve" if status == ChangeStatus.APPROVED else "rule_change.refuse",
            "rule_change",
            change.number,
            {"status": change.status},
            {"status": str(status)},
            note=comment.strip(),
        )
    ]
    if status != ChangeStatus.APPROVED:
        return deeds
    if made is not None:
        after = {"key": change.key, "amount": change.amount, "valid_from": change.valid_from.isoformat()}
        deeds.append(Deed("rule.begin", "rule", str(made), None, after))
    if change.replaces is not None:
        last = change.valid_until if change.ending else day_before(change.valid_from)
        deeds.append(Deed("rule.end", "rule", str(change.replaces), None, {"valid_until": last.isoformat()}))
    return deeds
