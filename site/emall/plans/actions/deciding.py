"""Deciding the present review of a plan: passing it on, filing it, or returning it for changes."""

from datetime import datetime

from emall.accounts.actions.posts import hold_posts
from emall.budget.actions.granting import sums_of
from emall.budget.words import PlanStatus
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Refused
from emall.kernel.regions import CITY
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.plans.access import REVIEWERS, may_decide, may_review
from emall.plans.actions.locked import deed, locked, move, terms_of
from emall.plans.actions.reviewing import review_due, tell_reviewers
from emall.plans.queries import steps_of
from emall.plans.rules import refusals_for_share, refusals_for_verdict
from emall.plans.words import FILING_WORDS, Stage, StepStatus, Verdict
from emall.web.visitor import Visitor


async def decide(
    *,
    visitor: Visitor,
    number: str,
    step: int,
    verdict: str,
    comment: str = "",
    version: int,
    now: datetime | None = None,
) -> str:
    """Agree to a plan or return it, as one who may decide its present review; returns the plan's number.

    The last agreement files it: then its line is locked, and Refused says so when other plans have meanwhile taken
    what it asks for. Raises Missing, Forbidden, Conflict (`plan_moved_on`) when it was changed or decided meanwhile.
    """
    now = now or clock.now()
    async with DB.transaction():
        plan = await locked(number, visitor=visitor, version=version)
        present, following = await _present(plan, visitor, step)
        refusals = refusals_for_verdict(verdict=verdict, comment=comment)
        if refusals:
            raise Refused(*refusals)
        await hold_posts([visitor.post], duty=visitor.duty)
        await _close(present, visitor, plan, agreed=verdict == Verdict.AGREE, comment=comment, now=now)
        if verdict == Verdict.RETURN:
            told = await _send_back(plan, visitor, comment, now)
        elif following is not None:
            told = await _pass_on(plan, following, comment, now)
        else:
            told = await _file(plan, comment, now)
        await record(visitor.actor(), told)
    return number


async def _present(plan: Row, visitor: Visitor, step: int) -> tuple[Row, Row | None]:
    """The review decided on and the one after it, if this visitor may decide it."""
    steps = await steps_of(plan.id)
    present = next((one for one in steps if one.status == StepStatus.NOW), None)
    if present is None or present.id != step:
        raise Conflict("version", "plan_moved_on")
    if not may_review(visitor, plan, present.stage, present.organisation):
        raise Forbidden(REVIEWERS)
    if visitor.is_also(plan.made_by):
        raise Refused("", "plan_not_own")
    deciders = {one.decided_by for one in steps if one.decided_by and one.id != step}
    if not may_decide(visitor, plan, present, deciders):
        raise Refused("", "plan_not_twice")
    return present, next((one for one in steps if one.status == StepStatus.LATER), None)


async def _close(
    step: Row, visitor: Visitor, plan: Row, *, agreed: bool, comment: str, now: datetime
) -> None:
    terms = terms_of(plan)
    closed = await DB.execute(
        "UPDATE plan_step SET status = $2, decided_by = $3, decided_at = $4, comment = $5, agreed_fen = $6,"
        " agreed_line = $7, agreed_edition = $8, agreed_code = $9, agreed_method = $10, agreed_imported = $11"
        " WHERE id = $1 AND status = 'now'",
        step.id,
        str(StepStatus.AGREED if agreed else StepStatus.RETURNED),
        visitor.person,
        now,
        comment.strip()[:500],
        terms.amount_fen if agreed else None,
        terms.line if agreed else None,
        terms.edition if agreed else "",
        terms.code if agreed else "",
        terms.method if agreed else "",
        terms.imported and agreed,
    )
    if not closed:
        raise Conflict("version", "plan_moved_on")


async def _send_back(plan: Row, visitor: Visitor, comment: str, now: datetime) -> Deed:
    to = PlanStatus.RETURNED_FOR_EDIT
    await move(plan, to, due_at=None)
    facts = {"reviewer": visitor.organisation_name, "reason": comment.strip()}
    await _tell_maker(MessageKind.PLAN_SENT_BACK, plan, now, **facts)
    return deed("plan.send_back", plan, {"status": plan.status}, {"status": str(to)}, comment.strip())


async def _pass_on(plan: Row, following: Row, comment: str, now: datetime) -> Deed:
    due = await review_due(plan, now)
    await DB.execute(
        "UPDATE plan_step SET status = 'now', began_at = $2, due_at = $3 WHERE id = $1 AND status = 'later'",
        following.id,
        now,
        due,
    )
    await move(plan, PlanStatus(following.stage), due_at=due)
    await tell_reviewers(plan, Stage(following.stage), following.organisation, now)
    return deed("plan.agree", plan, {"status": plan.status}, {"status": following.stage}, comment.strip())


async def _file(plan: Row, comment: str, now: datetime) -> Deed:
    """Give a plan its filing number, if its line still has what it asks for: the line stays locked until the end."""
    line = (await sums_of([plan.budget_line])).get(plan.budget_line)
    refusals = refusals_for_share(
        line=line, unit=plan.organisation, fen=plan.amount_fen, today=clock.day_of(now)
    )
    if refusals:  # the form has no field for any of these
        raise Refused(*refusals).against("")
    filing = await _filing_number(plan.region, clock.day_of(now).year)
    to = PlanStatus.FILED
    await move(plan, to, filing_number=filing, filed_at=now, filed_fen=plan.amount_fen, due_at=None)
    await _tell_maker(MessageKind.PLAN_FILED, plan, now, filing=filing)
    after = {"status": str(to), "filing_number": filing, "amount_fen": plan.amount_fen}
    return deed("plan.file", plan, {"status": plan.status}, after, comment.strip())


async def _filing_number(region: str, year: int) -> str:
    """丽财采确〔2026〕00001号: the word of the county's own finance, the year, and a running number."""
    running: int = await DB.fetch_value("SELECT nextval('filing_number')")
    return f"{FILING_WORDS.get(region, FILING_WORDS[CITY])}〔{year}〕{running:05d}号"


async def _tell_maker(kind: MessageKind, plan: Row, now: datetime, **facts: str) -> None:
    await tell(
        kind,
        organisation=plan.organisation,
        people=(plan.made_by,) if plan.made_by else (),
        link=f"/plans/{plan.number}",
        facts={"number": plan.number, **facts},
        now=now,
    )
