"""Another catalogue code for a filed plan, in place: at once within its group of goods, else on one person's word."""

from datetime import datetime

from emall.accounts.actions.posts import hold_posts
from emall.accounts.words import Duty
from emall.budget.queries import crosswalk
from emall.budget.rules import Category, Crossing
from emall.budget.words import PlanStatus
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.plans.access import REVIEWERS, may_answer, may_correct
from emall.plans.actions.locked import deed, locked, move
from emall.plans.actions.reviewing import DUTY_OF, finance_reasons, review_due
from emall.plans.queries import finance_of, found_category
from emall.plans.rules import correction_at_once, refusals_for_code, refusals_for_correction
from emall.plans.words import EDITION, CorrectionStatus, Stage, Verdict
from emall.web.visitor import Visitor


async def correct(
    *, visitor: Visitor, number: str, code: str, reason: str = "", version: int, now: datetime | None = None
) -> bool:
    """Ask for another official code of a plan one may buy on; whether it holds at once.

    Within the plan's group of goods, and before anything is bought, it does, and the reviewer is told. Otherwise the
    plan stays as it is until the one who filed it has answered. Raises Missing, Forbidden, Conflict, Refused.
    """
    now = now or clock.now()
    async with DB.transaction():
        plan = await locked(number, visitor=visitor, version=version)
        if not may_correct(visitor, plan):
            raise Forbidden(Duty.BUYER)
        old = (plan.official_edition, plan.official_code)
        found = await found_category(code)
        new = (EDITION, found.code if found else code.strip().upper())
        crossings = await _crossings(old, new)
        refusals = refusals_for_code(edition=EDITION, code=new[1], known=found is not None)
        refusals += refusals_for_correction(
            old=old, new=new, used_fen=plan.used_fen, waiting=await _waits(plan.id), crosswalk=crossings
        )
        if refusals:
            raise Refused(*refusals)
        at_once = correction_at_once(old=old, new=new, used_fen=plan.used_fen, crosswalk=crossings)
        stage, organisation = await _whose(plan, now)
        if at_once:
            told = await _rewrite(plan, new, reason)
        else:
            told = await _ask(plan, new, reason, stage, organisation, visitor, now)
        await _tell_reviewer(plan, new[1], stage, organisation, at_once, now)
        await record(visitor.actor(), told)
    return at_once


async def answer(
    *,
    visitor: Visitor,
    number: str,
    correction: int,
    verdict: str,
    comment: str = "",
    now: datetime | None = None,
) -> str:
    """Agree to another code or refuse it, as the one who would file the plan; the plan stays filed either way.

    Raises Missing, Forbidden, Conflict when it was answered meanwhile, Refused.
    """
    now = now or clock.now()
    async with DB.transaction():
        plan = await locked(number, visitor=visitor)
        asked = await _open(plan.id)
        if asked is None or asked.id != correction:
            raise Conflict("version", "plan_correction_gone")
        if not may_answer(visitor, plan, asked):
            raise Forbidden(REVIEWERS)
        await hold_posts([visitor.post], duty=visitor.duty)
        agreed = verdict == Verdict.AGREE
        if not agreed and not comment.strip():
            raise Refused("comment", "plan_comment_needed")
        told = await _answered(plan, asked, comment.strip(), agreed=agreed)
        await DB.execute(
            "UPDATE plan_correction SET status = $2, decided_by = $3, decided_at = $4, comment = $5 WHERE id = $1",
            asked.id,
            str(CorrectionStatus.AGREED if agreed else CorrectionStatus.REFUSED),
            visitor.person,
            now,
            comment.strip()[:300],
        )
        await _tell_asker(plan, asked, comment.strip(), now, agreed=agreed)
        await record(visitor.actor(), told)
    return number


async def _answered(plan: Row, asked: Row, comment: str, *, agreed: bool) -> Deed:
    if not agreed:
        wish = {"code": asked.to_code, "edition": asked.to_edition}
        return deed("plan.refuse_correction", plan, wish, {"code": plan.official_code}, comment)
    old, new = (plan.official_edition, plan.official_code), (asked.to_edition, asked.to_code)
    refusals = refusals_for_correction(
        old=old, new=new, used_fen=plan.used_fen, waiting=False, crosswalk=await _crossings(old, new)
    )
    if refusals:  # something was bought meanwhile; the form has no field for a code
        raise Refused(*refusals).against("")
    return await _rewrite(plan, new, comment or asked.reason)


async def _rewrite(plan: Row, new: Category, note: str) -> Deed:
    await move(plan, PlanStatus(plan.status), official_edition=new[0], official_code=new[1])
    before = {"edition": plan.official_edition, "code": plan.official_code}
    return deed("plan.correct", plan, before, {"edition": new[0], "code": new[1]}, note.strip())


async def _ask(
    plan: Row, new: Category, reason: str, stage: Stage, organisation: int, visitor: Visitor, now: datetime
) -> Deed:
    await DB.execute(
        "INSERT INTO plan_correction (plan, from_edition, from_code, to_edition, to_code, reason, stage, organisation,"
        " asked_by, asked_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        plan.id,
        plan.official_edition,
        plan.official_code,
        *new,
        reason.strip()[:300],
        str(stage),
        organisation,
        visitor.person,
        now,
        await review_due(plan, now),
    )
    before = {"edition": plan.official_edition, "code": plan.official_code}
    return deed("plan.ask_correction", plan, before, {"edition": new[0], "code": new[1]}, reason.strip())


async def _whose(plan: Row, now: datetime) -> tuple[Stage, int]:
    """Who answers: finance where it decided on the plan, else the unit's own approver; nobody else needs to see it."""
    fen = plan.filed_fen or plan.amount_fen
    why = await finance_reasons(
        plan.method, plan.imported_goods, fen, region=plan.region, on=clock.day_of(now)
    )
    office = await finance_of(plan.region) if why else None
    if office is not None:
        return Stage.FINANCE, office.organisation
    return Stage.UNIT, plan.organisation


async def _crossings(old: Category, new: Category) -> list[Crossing]:
    return await crosswalk([old, new]) if old[0] != new[0] else []


async def _waits(plan: int) -> bool:
    return await _open(plan) is not None


async def _open(plan: int) -> Row | None:
    return await DB.fetch_row(
        "SELECT * FROM plan_correction WHERE plan = $1 AND status = 'asked' FOR NO KEY UPDATE", plan
    )


async def _tell_reviewer(
    plan: Row, code: str, stage: Stage, organisation: int, at_once: bool, now: datetime
) -> None:
    kind = MessageKind.PLAN_CODE_CORRECTED if at_once else MessageKind.PLAN_CODE_ASKED
    facts = {"number": plan.number, "unit": plan.unit_name, "code": code, "old": plan.official_code}
    link = f"/plans/{plan.number}"
    await tell(kind, organisation=organisation, duties=(DUTY_OF[stage],), link=link, facts=facts, now=now)


async def _tell_asker(plan: Row, asked: Row, comment: str, now: datetime, *, agreed: bool) -> None:
    kind = MessageKind.PLAN_CODE_CORRECTED if agreed else MessageKind.PLAN_CODE_REFUSED
    facts = {"number": plan.number, "code": asked.to_code, "old": plan.official_code, "reason": comment}
    link = f"/plans/{plan.number}"
    await tell(
        kind, organisation=plan.organisation, people=(asked.asked_by,), link=link, facts=facts, now=now
    )
