"""The way of a plan to its filing number: every review, back to the same point, nobody twice, no yuan promised twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from emall.budget import actions as budget
from emall.database import DB, Broken, Duplicate
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.plans import actions
from emall.plans.queries import plan_row
from emall.web.visitor import Visitor
from tests.making import make_organisation, make_post
from tests.orders import town as t
from tests.plans import office as o

pytestmark = pytest.mark.usefixtures("db")
LONGQUAN = "331181"


async def refused(deed: Any) -> set[str]:
    """The keys of what a deed was refused for."""
    with pytest.raises((Refused, Conflict)) as error:
        await deed
    return {one.key for one in error.value.refusals}


async def told(number: str, kind: str) -> list[int]:
    """Who got a message of that kind about a plan."""
    rows = await DB.fetch(
        "SELECT person FROM message WHERE link = $1 AND kind = $2 ORDER BY person", f"/plans/{number}", kind
    )
    return [row.person for row in rows]


async def test_a_small_plan_is_filed_by_one_word() -> None:
    office = await o.make_office()
    number = await office.submitted()
    plan = await o.plan(number)
    assert (plan.status, plan.made_by, plan.due_at > clock.now()) == (
        "unit_review",
        office.buyer.person,
        True,
    )
    assert await told(number, "plan_to_review") == [office.head.person]
    await office.agree(number, comment="同意")
    plan = await o.plan(number)
    assert plan.status == "filed" and plan.filed_fen == plan.amount_fen == 10_000_00 and plan.due_at is None
    assert plan.filing_number.startswith(f"丽财采确〔{t.YEAR}〕") and plan.filing_number.endswith("号")
    assert await o.reviews(number) == [("unit", "agreed")]
    assert await t.deeds_of("plan", number) == ["plan.submit", "plan.file"]
    assert await told(number, "plan_filed") == [office.buyer.person]
    assert not await t.offences()


async def test_a_large_plan_of_a_school_takes_three_reviews() -> None:
    office = await o.make_office(parent=True, region=LONGQUAN, fen=90_000_000)
    plan = await office.filed(amount=60_000_000)
    assert await o.reviews(plan.number) == [("unit", "agreed"), ("dept", "agreed"), ("finance", "agreed")]
    assert plan.filing_number.startswith("龙财采确")
    acts = await t.deeds_of("plan", plan.number)
    assert acts == ["plan.submit", "plan.agree", "plan.agree", "plan.file"]
    assert not await t.offences()


@pytest.mark.parametrize("who", ["unit", "dept", "finance"])
async def test_a_returned_plan_comes_back_to_whoever_returned_it(who: str) -> None:
    office = await o.make_office(parent=True)
    number = await office.submitted(imported=True)
    before = ["unit", "dept", "finance"][: ["unit", "dept", "finance"].index(who)]
    for _ in before:
        await office.agree(number)
    await office.send_back(number)
    assert (await o.plan(number)).status == "returned_for_edit"
    assert await told(number, "plan_sent_back") == [office.buyer.person]
    await office.change(number, imported=True, code="A02010104", amount=9_000_00)
    assert (await o.plan(number)).status == f"{who}_review"
    assert [stage for stage, status in await o.reviews(number) if status == "agreed"] == before
    while (await o.plan(number)).status != "filed":
        await office.agree(number)
    assert not await t.offences()


@pytest.mark.parametrize("change", [{"amount": 10_000_01}, {"code": "A05040101"}, {"method": "tender"}])
async def test_what_was_agreed_is_asked_again_when_it_grew(change: dict) -> None:
    office = await o.make_office()
    number = await office.submitted(imported=True)
    await office.agree(number)
    await office.send_back(number)
    await office.change(number, **{"imported": True, **change})
    assert await o.reviews(number) == [("unit", "now"), ("finance", "later")]
    await office.agree(number)
    await office.agree(number)
    assert (await o.plan(number)).status == "filed"
    assert not await t.offences()


async def test_another_line_is_agreed_anew() -> None:
    office = await o.make_office()
    number = await office.submitted(imported=True)
    await office.agree(number)
    await office.send_back(number)
    await office.change(number, imported=True, line=await t.line(office.unit))
    assert (await o.plan(number)).status == "unit_review"


async def test_its_maker_takes_a_plan_back_and_it_returns_to_the_same_review() -> None:
    office = await o.make_office(parent=True)
    number = await office.submitted()
    await office.agree(number)
    version = (await o.plan(number)).version
    with pytest.raises(Conflict):
        await actions.withdraw(visitor=office.colleague, number=number, version=version)
    await actions.withdraw(visitor=office.buyer, number=number, version=version)
    assert (await o.plan(number)).status == "returned_for_edit"
    assert await o.step(number) == 0
    version = (await o.plan(number)).version
    await actions.submit(visitor=office.buyer, number=number, version=version)
    assert (await o.plan(number)).status == "dept_review"
    acts = await t.deeds_of("plan", number)
    assert acts == ["plan.submit", "plan.agree", "plan.withdraw", "plan.resubmit"]
    assert not await t.offences()


async def test_a_draft_is_kept_changed_given_up_and_never_filed() -> None:
    office = await o.make_office()
    number = await actions.draft(visitor=office.buyer, wish=office.wish(amount=500_000_00), submit=False)
    assert (await o.plan(number)).status == "draft" and await o.reviews(number) == []
    assert "plan_beyond_line" in await refused(office.change(number, amount=500_000_00))
    await office.change(number, submit=False, title="台式机", amount=500_000_00)
    assert (await o.plan(number)).title == "台式机"
    await office.change(number, submit=False, title="台式机", amount=500_000_00)  # nothing new to tell
    version = (await o.plan(number)).version
    await actions.give_up(visitor=office.buyer, number=number, version=version)
    assert (await o.plan(number)).status == "closed"
    assert await t.deeds_of("plan", number) == ["plan.draft", "plan.edit", "plan.give_up"]
    with pytest.raises((Conflict, Forbidden)):
        await office.change(number)
    assert not await t.offences()


async def test_a_plan_nobody_could_decide_is_not_sent() -> None:
    office = await o.make_office()
    await DB.execute("UPDATE post SET active = false WHERE person = $1", office.head.person)
    await make_post(person=office.buyer.person, organisation=office.unit, duty="approver")
    assert await refused(office.submitted()) == {"plan_no_reviewer"}  # the maker alone is nobody
    await t.seat("approver", office.unit)
    assert await office.submitted()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "A99999999"}, "plan_category_unknown"),
        ({"code": "A"}, "plan_category_too_wide"),
        ({"amount": 100_000_01}, "plan_beyond_line"),
        ({"valid_until": date(2020, 1, 1)}, "plan_day_outside"),
        ({"imported": True, "reason": ""}, "plan_why_needed"),
        ({"line": 2**40}, "plan_line_unknown"),
    ],
)
async def test_what_a_plan_lacks_is_said_before_it_is_sent(change: dict, said: str) -> None:
    office = await o.make_office()
    assert said in await refused(office.submitted(**change))
    assert await DB.fetch_value("SELECT count(*) FROM plan") == 0


async def test_codes_are_taken_as_people_write_them() -> None:
    office = await o.make_office()
    number = await office.submitted(code=" a0201 ")
    assert (await o.plan(number)).official_code == "A02010000"


async def test_another_units_line_and_lines_that_bear_nothing_are_refused() -> None:
    office, other = await o.make_office(), await o.make_office()
    assert await refused(office.submitted(line=other.line)) == {"plan_line_unknown"}
    centre = await t.line(office.unit, kind="cost_centre")
    assert await refused(office.submitted(line=centre)) == {"plan_line_unknown"}
    frozen = await t.line(office.unit, frozen=True)
    assert await refused(office.submitted(line=frozen)) == {"line_frozen"}
    old = await t.line(office.unit, year=t.YEAR - 1)
    assert "line_other_year" in await refused(office.submitted(line=old))


async def test_enterprises_and_others_make_no_plans() -> None:
    office = await o.make_office()
    firm = await make_organisation(kind="state_enterprise")
    boss = replace(await t.seat("buyer", firm), organisation_kind="state_enterprise")
    wish = office.wish()
    assert await refused(actions.draft(visitor=boss, wish=wish, submit=False)) == {"plan_not_for_enterprises"}
    with pytest.raises(Forbidden):
        await actions.draft(visitor=office.accountant, wish=wish, submit=False)


async def test_nobody_decides_their_own_plan_nor_two_reviews_of_one() -> None:
    office = await o.make_office(parent=True)
    number = await office.submitted()
    await make_post(person=office.buyer.person, organisation=office.unit, duty="approver")
    me = replace(office.buyer, duty="approver")
    assert await refused(office.agree(number, me)) == {"plan_not_own"}
    assert await refused(office.agree(number, replace(office.head, twins=(me.person,)))) == {"plan_not_own"}
    await office.agree(number)
    post = await make_post(person=office.head.person, organisation=office.parent or 0, duty="approver")
    twice = replace(office.head, organisation=office.parent, post=post)
    assert await refused(office.agree(number, twice)) == {"plan_not_twice"}
    assert office.director is not None
    same = replace(office.director, twins=(office.head.person,))
    assert await refused(office.agree(number, same)) == {"plan_not_twice"}
    with pytest.raises(Broken):
        await DB.execute("UPDATE plan_step SET decided_by = $1 WHERE status = 'now'", office.buyer.person)
    with pytest.raises(Duplicate):
        await DB.execute("UPDATE plan_step SET decided_by = $1 WHERE status = 'now'", office.head.person)
    with pytest.raises(Broken):
        await DB.execute("UPDATE plan SET made_by = $1 WHERE number = $2", office.head.person, number)
    await office.agree(number)
    assert (await o.plan(number)).status == "filed"


async def test_only_the_asked_decide_and_only_what_they_saw() -> None:
    office, other = await o.make_office(parent=True), await o.make_office()
    number = await office.submitted()
    for stranger in (other.head, other.buyer):
        with pytest.raises(Missing):
            await office.agree(number, stranger)
    for wrong in (office.colleague, office.accountant, office.director, office.finance):
        assert wrong is not None
        with pytest.raises(Forbidden):
            await office.agree(number, wrong)
    assert await refused(office.agree(number, version=99)) == {"plan_moved_on"}
    assert await refused(office.agree(number, step=2**40)) == {"plan_moved_on"}
    assert await refused(office.agree(number, verdict="return")) == {"plan_comment_needed"}
    assert await refused(office.agree(number, verdict="")) == {"plan_verdict_needed"}
    await DB.execute("UPDATE post SET active = false WHERE id = $1", office.head.post)
    with pytest.raises(Forbidden):
        await office.agree(number)
    assert (await o.plan(number)).status == "unit_review"


async def test_a_county_files_its_own_and_the_city_all() -> None:
    office = await o.make_office(region=LONGQUAN)
    number = await office.submitted(imported=True)
    await office.agree(number)
    elsewhere = o.of_county(office.finance, "331121")
    with pytest.raises(Forbidden):
        await office.agree(number, elsewhere)
    await office.agree(number, o.of_county(office.finance, LONGQUAN))
    assert (await o.plan(number)).filing_number.startswith("龙财采确")


async def test_the_narrowest_finance_is_asked() -> None:
    office = await o.make_office(region=LONGQUAN)
    bureau = await make_organisation(kind="bureau", region=LONGQUAN)
    clerk = await t.seat("finance", bureau, region=LONGQUAN)
    number = await office.submitted(imported=True)
    await office.agree(number)
    assert await told(number, "plan_to_review") == sorted([office.head.person, clerk.person])


async def test_plans_never_ask_more_than_their_line_has() -> None:
    office = await o.make_office(fen=15_000_00)
    first, second = await office.submitted(), await office.submitted()
    await office.agree(first)
    assert await refused(office.agree(second)) == {"plan_beyond_line"}
    assert (await o.plan(second)).status == "unit_review" and (await o.plan(second)).filing_number is None
    with pytest.raises(Broken):  # and the database would not have it either
        await DB.execute("UPDATE plan SET status = 'filed' WHERE number = $1", second)
    await office.send_back(second)
    await office.change(second, amount=5_000_00)
    await office.agree(second)
    assert (await o.plan(second)).status == "filed"
    assert not await t.offences()


async def test_a_line_frozen_or_cut_meanwhile_files_nothing() -> None:
    office = await o.make_office()
    number = await office.submitted()
    await DB.execute("UPDATE budget_line SET frozen = true WHERE id = $1", office.line)
    assert await refused(office.agree(number)) == {"line_frozen"}
    await DB.execute("UPDATE budget_line SET frozen = false WHERE id = $1", office.line)
    await office.agree(number)
    cut = budget.set_amount(visitor=office.finance, line=office.line, fen=9_999_99, reason="核减")
    assert await refused(cut) == {"below_planned"}


async def test_a_filed_plan_keeps_its_filing() -> None:
    office = await o.make_office()
    plan = await office.filed()
    for change in ("filing_number = 'x'", "filed_fen = 1", "split_from = id"):
        with pytest.raises(Broken):
            await DB.execute(f"UPDATE plan SET {change} WHERE id = $1", plan.id)


async def test_a_plan_of_the_old_catalogue_is_looked_at_before_it_goes() -> None:
    """The same code means other goods in another edition, so it is never sent on unread."""
    office = await o.make_office()
    plan = await t.plan(office.unit, office.line, code="A02010105", edition="2013", status="draft")
    number = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", plan)
    assert await refused(actions.submit(visitor=office.buyer, number=number, version=1)) == {
        "plan_edition_old"
    }
    await office.change(number)
    found = await o.plan(number)
    assert (found.official_edition, found.made_by, found.status) == (
        "2022",
        office.buyer.person,
        "unit_review",
    )


async def test_the_end_of_a_year_ends_what_was_never_filed() -> None:
    office = await o.make_office(parent=True)
    draft = await actions.draft(visitor=office.buyer, wish=office.wish(), submit=False)
    waiting = await office.submitted()
    filed = await office.filed()
    await o.spend(office, filed.id, 4_000_00)
    last = datetime(t.YEAR, 12, 31, 1, tzinfo=UTC)
    keeper: Visitor = office.finance
    await budget.close_year(visitor=keeper, year=t.YEAR, carry=True, reason="年终", now=last)
    assert [(await o.plan(one)).status for one in (draft, waiting)] == ["closed", "closed"]
    assert await o.reviews(waiting) == [("unit", "dropped"), ("dept", "dropped")]
    found = await o.plan(filed.number)
    assert (found.status, found.amount_fen, found.returned_fen) == ("used_up", 4_000_00, 6_000_00)
    assert not await t.offences()


async def test_a_deadline_is_shown_and_moves_nothing() -> None:
    office = await o.make_office()
    number = await office.submitted()
    await DB.execute("UPDATE plan SET due_at = $2 WHERE number = $1", number, clock.now() - timedelta(days=9))
    found = await plan_row(number)
    assert found is not None and found.status == "unit_review"
