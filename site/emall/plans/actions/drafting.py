"""Making a plan, changing it, sending it to be reviewed, and taking it back."""

from datetime import date, datetime
from typing import Any

from emall.accounts.words import Duty
from emall.budget.queries import line_sums, with_sums
from emall.budget.words import PlanStatus
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.numbers import number as number_of
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refusal, Refused
from emall.plans.access import is_enterprise, may_edit, may_plan, may_withdraw
from emall.plans.actions.ending import forget_reviews
from emall.plans.actions.locked import deed, facts_of, locked, move
from emall.plans.actions.reviewing import begin_review, finance_reasons
from emall.plans.queries import found_category, plan_row
from emall.plans.rules import Wish, refusals_for_code, refusals_for_share, refusals_for_submission
from emall.plans.words import EDITION, PLAN_PREFIX
from emall.web.visitor import Visitor


async def draft(*, visitor: Visitor, wish: Wish, submit: bool, now: datetime | None = None) -> str:
    """Make a plan, and send it to be reviewed at once if `submit`; its number.

    Raises Forbidden for anybody but a buyer, Refused with every reason: a draft needs an own line and a category that
    exists, a submitted plan room on its line as well.
    """
    now = now or clock.now()
    _buyer(visitor)
    async with DB.transaction():
        columns = await _looked_at(wish, visitor, now, whole=submit)
        running: int = await DB.fetch_value("SELECT nextval('plan_number')")
        columns["number"] = number_of(PLAN_PREFIX, clock.day_of(now), running)
        columns |= {"organisation": visitor.organisation, "status": str(PlanStatus.DRAFT)}
        columns |= {"made_by": visitor.person, "version": 1}
        places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
        await DB.execute(f"INSERT INTO plan ({', '.join(columns)}) VALUES ({places})", *columns.values())
        plan = await _read(columns["number"])
        after = {"status": str(PlanStatus.DRAFT), **facts_of(plan)}
        made = deed("plan.draft", plan, None, after)
        if submit:
            made = await begin_review(plan, now=now, before=None)
        await record(visitor.actor(), made)
    return str(plan.number)


async def change(
    *, visitor: Visitor, number: str, wish: Wish, version: int, submit: bool, now: datetime | None = None
) -> str:
    """Change a draft or a plan returned for changes, and send it on if `submit`. Raises Missing, Conflict, Refused."""
    now = now or clock.now()
    async with DB.transaction():
        before = await _own(number, visitor, version)
        columns = await _looked_at(wish, visitor, now, whole=submit)
        await move(before, PlanStatus(before.status), made_by=visitor.person, **columns)
        plan = await _read(number)
        old, new = facts_of(before), facts_of(plan)
        changed = {name for name in new if new[name] != old[name]}
        before_facts = {name: old[name] for name in old if name in changed}
        after_facts = {name: new[name] for name in new if name in changed}
        told = deed("plan.edit", plan, before_facts, after_facts)
        if submit:
            told = await begin_review(plan, now=now, before=before_facts, after=after_facts)
        if submit or changed:
            await record(visitor.actor(), told)
    return number


async def submit(*, visitor: Visitor, number: str, version: int, now: datetime | None = None) -> str:
    """Send a draft or returned plan to be reviewed as it stands. Raises Missing, Conflict, Refused."""
    plan = await plan_row(number)
    if plan is None:
        raise Missing
    if plan.official_edition != EDITION:
        raise Refused("code", "plan_edition_old", code=plan.official_code, edition=plan.official_edition)
    wish = Wish(
        title=plan.title,
        line=plan.budget_line,
        code=plan.official_code,
        amount=plan.amount_fen,
        method=plan.method,
        imported=plan.imported_goods,
        valid_until=plan.valid_until,
        reason=plan.reason,
    )
    return await change(visitor=visitor, number=number, wish=wish, version=version, submit=True, now=now)


async def withdraw(*, visitor: Visitor, number: str, version: int, now: datetime | None = None) -> str:
    """Take a plan under review back for changes; it will come back to the review that now waits. Raises as `change`."""
    async with DB.transaction():
        plan = await locked(number, visitor=visitor, version=version)
        if not may_withdraw(visitor, plan):
            raise Conflict("version", "plan_moved_on")
        await DB.execute(
            "UPDATE plan_step SET status = 'later', due_at = NULL WHERE plan = $1 AND status = 'now'", plan.id
        )
        await move(plan, PlanStatus.RETURNED_FOR_EDIT, due_at=None)
        told = _moved("plan.withdraw", plan, PlanStatus.RETURNED_FOR_EDIT)
        await record(visitor.actor(), told)
    return number


async def give_up(*, visitor: Visitor, number: str, version: int) -> str:
    """End a plan that was never filed: it keeps its page and can never be filed. Raises Missing, Conflict."""
    async with DB.transaction():
        plan = await _own(number, visitor, version)
        await move(plan, PlanStatus.CLOSED, due_at=None)
        await forget_reviews([plan.id])
        await record(visitor.actor(), _moved("plan.give_up", plan, PlanStatus.CLOSED))
    return number


def _moved(act: str, plan: Row, to: PlanStatus) -> Deed:
    return deed(act, plan, {"status": plan.status}, {"status": str(to)})


def _buyer(visitor: Visitor) -> None:
    if is_enterprise(visitor):
        raise Refused("", "plan_not_for_enterprises")
    if not may_plan(visitor):
        raise Forbidden(Duty.BUYER)


async def _own(number: str, visitor: Visitor, version: int) -> Row:
    plan = await locked(number, visitor=visitor, version=version)
    if not may_edit(visitor, plan):
        raise Forbidden(Duty.BUYER)
    return plan


async def _read(number: str) -> Row:
    plan = await plan_row(number)
    assert plan is not None
    return plan


async def _looked_at(wish: Wish, visitor: Visitor, now: datetime, *, whole: bool) -> dict[str, Any]:
    """The columns of a wish, after everything that speaks against it has been said."""
    today = clock.day_of(now)
    rows = await with_sums("l.id = $2", wish.line)
    line = line_sums(rows[0]) if rows else None
    asked = wish.amount if whole else 0
    refusals = refusals_for_share(line=line, unit=visitor.organisation or 0, fen=asked, today=today)
    found = await found_category(wish.code)
    code = found.code if found else wish.code
    refusals += refusals_for_code(edition=EDITION, code=code, known=found is not None)
    until = wish.valid_until or date(line.year if line else today.year, 12, 31)
    if whole and line is not None:
        why = await finance_reasons(wish.method, wish.imported, wish.amount, region=visitor.region, on=today)
        refusals += refusals_for_submission(
            valid_until=until, year=line.year, today=today, finance=bool(why), reason=wish.reason
        )
    if refusals:
        raise Refused(*_once(refusals))
    assert line is not None
    return _columns(wish, code, line.year, until)


def _once(refusals: list[Refusal]) -> list[Refusal]:
    return list({(one.field, one.key): one for one in refusals}.values())


def _columns(wish: Wish, code: str, year: int, until: date) -> dict[str, Any]:
    return {
        "budget_line": wish.line,
        "year": year,
        "title": wish.title,
        "official_edition": EDITION,
        "official_code": code,
        "method": str(wish.method),
        "amount_fen": wish.amount,
        "valid_until": until,
        "reason": wish.reason,
        "imported_goods": wish.imported,
    }
