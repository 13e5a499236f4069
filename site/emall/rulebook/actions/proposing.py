"""Proposing a change of the rulebook, and taking a proposal back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.numbers import number
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refusal, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.rulebook.access import may_propose, may_rule, may_withdraw
from emall.rulebook.queries import all_rows
from emall.rulebook.queries.changes import category_known
from emall.rulebook.rules import Scope, first_day, refusals_for_end, refusals_for_version, replaced_by
from emall.rulebook.words import CHANGE_PREFIX, UNITS, ChangeStatus, Rule
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change as it is asked for: a new row from a day on, or with `ending` the last day of one that is there.

    `amount` is in the unit of the rule; `until` is a last day, None for no end.
    """

    scope: Scope
    amount: int
    begins: date
    until: date | None
    source: str
    reason: str
    replaces: int | None = None
    ending: bool = False


async def lock_rulebook() -> None:
    """One change of the rulebook at a time: what was looked at stays so until the transaction ends."""
    await DB.execute("SELECT pg_advisory_xact_lock(hashtextextended('rule_value', 0))")


async def propose(*, visitor: Visitor, proposal: Proposal, now: datetime | None = None) -> str:
    """Propose a new row; the change's number. It decides nothing until another person of finance has agreed.

    Raises Forbidden, Refused with every reason: too soon, overlapping, without source or reason.
    """
    now = now or clock.now()
    _refuse_strangers(visitor, proposal.scope.region)
    async with DB.transaction():
        await lock_rulebook()
        rows = [row for row in await all_rows() if row.key == proposal.scope.key]
        refusals = refusals_for_version(
            rows=rows,
            scope=proposal.scope,
            amount=proposal.amount,
            begins=proposal.begins,
            until=proposal.until,
            earliest=first_day(now),
        )
        code = proposal.scope.category
        if code and not refusals and not await category_known(code):
            refusals.append(Refusal("category", "rule_category_unknown"))
        _refuse(refusals + _unfounded(proposal))
        old = replaced_by(rows=rows, scope=proposal.scope, begins=proposal.begins)
        return await _write(visitor, proposal, old["id"] if old is not None else None, now)


async def propose_end(
    *, visitor: Visitor, row: int, last: date, reason: str, now: datetime | None = None
) -> str:
    """Propose that a row ends, with `last` its last day; the change's number. Raises Forbidden, Missing, Refused."""
    now = now or clock.now()
    async with DB.transaction():
        await lock_rulebook()
        found = next((one for one in await all_rows() if one.id == row), None)
        if found is None:
            raise Missing
        _refuse_strangers(visitor, found.region)
        scope = Scope(found.key, found.region, found.organisation_kind, found.category)
        proposal = Proposal(
            scope, found.amount, found.valid_from, last, found.source, reason, found.id, ending=True
        )
        _refuse(refusals_for_end(row=found, last=last, earliest=first_day(now)) + _unfounded(proposal))
        return await _write(visitor, proposal, found.id, now)


async def withdraw(*, visitor: Visitor, change: str) -> None:
    """Take an own proposal back. Raises Missing, Forbidden, Conflict when it was decided meanwhile."""
    async with DB.transaction():
        row = await lock_change(change)
        if row.status != ChangeStatus.PROPOSED:
            raise Conflict("", "rule_change_decided")
        if not may_withdraw(visitor, row):
            raise Forbidden(Duty.FINANCE)
        await DB.execute(
            "UPDATE rule_change SET status = $2 WHERE id = $1", row.id, str(ChangeStatus.WITHDRAWN)
        )
        await record(
            visitor.actor(),
            Deed(
                "rule_change.withdraw", "rule_change", change, {"status": row.status}, {"status": "withdrawn"}
            ),
        )


async def lock_change(number: str) -> Row:
    """A change, locked. Raises Missing."""
    row = await DB.fetch_row("SELECT * FROM rule_change WHERE number = $1 FOR NO KEY UPDATE", number)
    if row is None:
        raise Missing
    return row


def _refuse_strangers(visitor: Visitor, region: str) -> None:
    if not may_propose(visitor) or not may_rule(visitor, region):
        raise Forbidden(Duty.FINANCE)


def _unfounded(proposal: Proposal) -> list[Refusal]:
    refusals = [] if proposal.reason.strip() else [Refusal("reason", "rule_reason_needed")]
    if not proposal.source.strip():
        refusals.append(Refusal("source", "rule_source_needed"))
    return refusals


def _refuse(refusals: list[Refusal]) -> None:
    if refusals:
        raise Refused(*refusals)


async def _write(visitor: Visitor, proposal: Proposal, replaces: int | None, now: datetime) -> str:
    running: int = await DB.fetch_value("SELECT nextval('rule_change_number')")
    numbered, scope = number(CHANGE_PREFIX, clock.day_of(now), running), proposal.scope
    await DB.execute(
        "INSERT INTO rule_change (number, replaces, key, region, organisation_kind, category, amount, unit, valid_from,"
        " valid_until, source, reason, ending, status, proposed_by, proposed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        numbered,
        replaces,
        str(scope.key),
        scope.region,
        scope.kind,
        scope.category,
        proposal.amount,
        str(UNITS[Rule(scope.key)]),
        proposal.begins,
        proposal.until,
        proposal.source.strip(),
        proposal.reason.strip(),
        proposal.ending,
        str(ChangeStatus.PROPOSED),
        visitor.person,
        now,
    )
    await _tell_colleagues(visitor, numbered, now)
    await record(
        visitor.actor(), Deed("rule_change.propose", "rule_change", numbered, None, _facts(proposal))
    )
    return numbered


def _facts(proposal: Proposal) -> dict[str, object]:
    scope = proposal.scope
    return {
        "key": str(scope.key),
        "scope": [scope.region, scope.kind, scope.category],
        "amount": proposal.amount,
        "begins": proposal.begins.isoformat(),
        "until": proposal.until.isoformat() if proposal.until else None,
        "ending": proposal.ending,
    }


async def _tell_colleagues(visitor: Visitor, numbered: str, now: datetime) -> None:
    """Ask the others of finance in the same bureau; whoever proposed it cannot decide and is not asked."""
    others = await DB.fetch(
        "SELECT DISTINCT person FROM post WHERE organisation = $1 AND duty = $2 AND active AND person <> $3",
        visitor.organisation,
        str(Duty.FINANCE),
        visitor.person,
    )
    await tell(
        MessageKind.RULE_CHANGE_ASKED,
        organisation=visitor.organisation or 0,
        people=[row.person for row in others],
        link=f"/desk/rules/changes/{numbered}",
        facts={"who": visitor.person_name, "number": numbered},
        now=now,
    )


def day_before(day: date) -> date:
    """The last day of a row whose next version begins on that day."""
    return day - timedelta(days=1)
