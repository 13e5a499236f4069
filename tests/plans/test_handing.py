"""Filed plans in people's hands: split, assigned, handed back, given another code."""

from dataclasses import replace
from typing import Any

import pytest

from emall.budget import actions as budget
from emall.budget.queries import plans_for
from emall.database import DB, Broken
from emall.journal import record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.plans import actions
from tests.orders import town as t
from tests.plans import office as o

pytestmark = pytest.mark.usefixtures("db")


async def refused(deed: Any) -> set[str]:
    """The keys of what a deed was refused for."""
    with pytest.raises((Refused, Conflict)) as error:
        await deed
    return {one.key for one in error.value.refusals}


async def split(office: o.Office, number: str, *parts: tuple[int, int | None]) -> list[Any]:
    """Split parts off; their rows."""
    plan = await o.plan(number)
    await actions.split(visitor=office.accountant, number=number, parts=parts, version=plan.version)
    return await DB.fetch("SELECT * FROM plan WHERE split_from = $1 ORDER BY id", plan.id)


async def test_parts_and_rest_are_what_was_filed() -> None:
    office = await o.make_office()
    plan = await office.filed()
    first, second = await split(office, plan.number, (3_000_00, None), (2_000_00, office.colleague.person))
    rest = await o.plan(plan.number)
    assert (rest.amount_fen, rest.split_fen, rest.filed_fen) == (5_000_00, 5_000_00, 10_000_00)
    assert [first.number, second.number] == [f"{plan.number}-1", f"{plan.number}-2"]
    assert first.filing_number == plan.filing_number.replace("号", "-1号")
    assert (first.status, second.status, second.assigned_to) == ("filed", "assigned", office.colleague.person)
    assert await t.deeds_of("plan", plan.number) == ["plan.submit", "plan.file", "plan.split"]
    assert await t.deeds_of("plan", second.number) == ["plan.part"]
    (*_, third) = await split(office, plan.number, (1_00, None))
    assert third.number == f"{plan.number}-3"
    await DB.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not await t.offences()


async def test_only_the_free_part_is_split_and_a_rest_is_kept() -> None:
    office = await o.make_office()
    plan = await office.filed()
    assert await refused(split(office, plan.number, (10_000_00, None))) == {"plan_parts_leave_nothing"}
    assert await refused(split(office, plan.number)) == {"plan_parts_needed"}
    await o.spend(office, plan.id, 4_000_00)
    assert await refused(split(office, plan.number, (6_000_01, None))) == {"plan_parts_beyond"}
    assert await refused(split(office, plan.number, (1, office.head.person))) == {"plan_buyer_unknown"}
    (part,) = await split(office, plan.number, (6_000_00, None))
    assert (await o.plan(plan.number)).status == "used_up"
    assert await refused(split(office, part.number, (1, None))) == {"plan_part_not_split"}
    assert not await t.offences()


async def test_the_database_lets_no_part_be_made_up() -> None:
    office = await o.make_office()
    plan = await office.filed()
    await split(office, plan.number, (1_00, None))
    await DB.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(Broken):
        await DB.execute(
            "UPDATE plan SET amount_fen = amount_fen - 1, split_fen = split_fen + 1 WHERE id = $1", plan.id
        )
    with pytest.raises(Broken):
        await DB.execute("UPDATE plan SET amount_fen = amount_fen - 1 WHERE id = $1", plan.id)
    with pytest.raises(Broken):
        await DB.execute(
            "INSERT INTO plan (number, organisation, budget_line, year, title, official_edition, official_code,"
            " method, amount_fen, filed_fen, valid_until, status, split_from) SELECT 'X', organisation, budget_line,"
            " year, title, official_edition, official_code, method, 1, 1, valid_until, 'filed', id FROM plan"
            " WHERE id = $1",
            plan.id,
        )


async def test_an_assigned_plan_pays_for_its_buyer_alone() -> None:
    office = await o.make_office()
    plan = await office.filed()
    await _assign(office, plan.number, office.colleague.person)
    assert (await o.plan(plan.number)).status == "assigned"
    category = (("2022", "A02010105"),)

    async def fits(person: int) -> bool:
        (choice,) = await plans_for(
            organisation=office.unit, day=clock.today(), categories=category, person=person
        )
        return choice.fits

    assert (await fits(office.colleague.person), await fits(office.buyer.person)) == (True, False)
    assert await refused(o.spend(office, plan.id, 1_00)) == {"plan_of_colleague"}
    theirs = replace(office, buyer=office.colleague)
    await o.spend(theirs, plan.id, 1_00)
    assert (await o.plan(plan.number)).status == "in_use"
    await _assign(office, plan.number, office.buyer.person)
    await o.spend(office, plan.id, 1_00, order=2)
    await _assign(office, plan.number, None)
    assert (await o.plan(plan.number)).status == "in_use"
    assert not await t.offences()


async def _assign(office: o.Office, number: str, person: int | None) -> None:
    version = (await o.plan(number)).version
    await actions.assign(visitor=office.accountant, number=number, person=person, version=version)


async def test_assigning_and_taking_it_back() -> None:
    office = await o.make_office()
    plan = await office.filed()
    assert await refused(_assign(office, plan.number, office.head.person)) == {"plan_buyer_unknown"}
    await _assign(office, plan.number, office.buyer.person)
    await _assign(office, plan.number, office.buyer.person)  # nothing new to tell
    await _assign(office, plan.number, None)
    assert (await o.plan(plan.number)).status == "filed"
    acts = await t.deeds_of("plan", plan.number)
    assert acts == ["plan.submit", "plan.file", "plan.assign", "plan.unassign"]


async def test_who_may_hand_a_plan_on() -> None:
    office, other = await o.make_office(), await o.make_office()
    plan = await office.filed()
    for stranger, error in ((office.colleague, Forbidden), (other.accountant, Missing)):
        with pytest.raises(error):
            await actions.assign(visitor=stranger, number=plan.number, person=None, version=plan.version)
    with pytest.raises(Conflict):
        await actions.assign(visitor=office.buyer, number=plan.number, person=None, version=plan.version - 1)
    await actions.assign(
        visitor=office.buyer, number=plan.number, person=office.colleague.person, version=plan.version
    )


async def _hand_back(office: o.Office, number: str, reason: str = "不再需要") -> None:
    version = (await o.plan(number)).version
    await actions.hand_back(visitor=office.buyer, number=number, reason=reason, version=version)


async def test_an_unused_plan_goes_back_whole_and_its_line_is_free() -> None:
    office = await o.make_office(fen=10_000_00)
    plan = await office.filed()
    assert "plan_beyond_line" in await refused(office.submitted(amount=1_00))
    assert await refused(_hand_back(office, plan.number, " ")) == {"plan_handing_back_why"}
    await _hand_back(office, plan.number)
    assert (await o.plan(plan.number)).status == "returned"
    assert (await office.filed()).status == "filed"
    with pytest.raises(Conflict):
        await _hand_back(office, plan.number)
    assert not await t.offences()


async def test_a_plan_in_use_shrinks_to_what_is_used() -> None:
    office = await o.make_office(fen=10_000_00)
    plan = await office.filed()
    await o.spend(office, plan.id, 4_000_00)
    await _hand_back(office, plan.number)
    found = await o.plan(plan.number)
    assert (found.status, found.amount_fen, found.returned_fen) == ("used_up", 4_000_00, 6_000_00)
    assert (await office.filed(amount=6_000_00)).status == "filed"
    async with DB.transaction():
        await record(office.buyer.actor(), *await budget.release([1], actor=office.buyer.actor()))
    found = await o.plan(plan.number)
    assert (found.status, found.left_fen) == ("in_use", 4_000_00)  # what the order let go is the plan's again
    assert not await t.offences()


async def _correct(office: o.Office, number: str, code: str, **more: Any) -> bool:
    facts = {"visitor": office.buyer, "version": (await o.plan(number)).version, "reason": "品目有误", **more}
    return await actions.correct(number=number, code=code, **facts)


async def _answer(office: o.Office, number: str, verdict: str = "agree", **more: Any) -> str:
    asked = await DB.fetch_value("SELECT coalesce(max(id), 0) FROM plan_correction WHERE status = 'asked'")
    facts = {"visitor": office.head, "comment": "已核对", "correction": asked, **more}
    return await actions.answer(number=number, verdict=verdict, **facts)


async def test_a_code_within_the_group_is_corrected_at_once() -> None:
    office = await o.make_office()
    plan = await office.filed()
    assert await _correct(office, plan.number, "A02010104") is True
    found = await o.plan(plan.number)
    assert (found.official_code, found.status, found.filing_number) == (
        "A02010104",
        "filed",
        plan.filing_number,
    )
    (heard,) = await DB.fetch("SELECT person FROM message WHERE kind = 'plan_code_corrected'")
    assert heard.person == office.head.person
    assert (await t.deeds_of("plan", plan.number))[-1] == "plan.correct"


async def test_another_group_takes_one_word_and_the_plan_stays_filed() -> None:
    office = await o.make_office(parent=True)
    plan = await office.filed()
    assert await _correct(office, plan.number, "A05040101") is False
    found = await o.plan(plan.number)
    assert (found.official_code, found.status) == ("A02010105", "filed")
    assert await refused(_correct(office, plan.number, "A02020400")) == {"plan_code_waits"}
    await _answer(office, plan.number)
    found = await o.plan(plan.number)
    assert (found.official_code, found.status) == ("A05040101", "filed")
    assert await refused(_answer(office, plan.number, correction=1)) == {"plan_correction_gone"}
    acts = await t.deeds_of("plan", plan.number)
    assert acts[-2:] == ["plan.ask_correction", "plan.correct"]
    assert not await t.offences()


async def test_a_refused_code_leaves_everything_as_it_was() -> None:
    office = await o.make_office()
    plan = await office.filed()
    await _correct(office, plan.number, "A05040101")
    assert await refused(_answer(office, plan.number, "return", comment="")) == {"plan_comment_needed"}
    await _answer(office, plan.number, "return")
    assert (await o.plan(plan.number)).official_code == "A02010105"
    (heard,) = await DB.fetch("SELECT person FROM message WHERE kind = 'plan_code_refused'")
    assert heard.person == office.buyer.person
    assert await _correct(office, plan.number, "A05040101") is False  # and may be asked again


async def test_what_finance_filed_finance_corrects() -> None:
    office = await o.make_office()
    plan = await office.filed(imported=True)
    await _correct(office, plan.number, "A05040101")
    with pytest.raises(Forbidden):
        await _answer(office, plan.number)
    await _answer(office, plan.number, visitor=office.finance)
    assert (await o.plan(plan.number)).official_code == "A05040101"


async def test_what_was_bought_stays_covered() -> None:
    office = await o.make_office()
    plan = await office.filed()
    await o.spend(office, plan.id, 1_00)
    assert await refused(_correct(office, plan.number, "A02010104")) == {"plan_code_used"}
    assert await _correct(office, plan.number, "A02010000") is False  # wider: covers both, on one word
    await _answer(office, plan.number)
    assert (await o.plan(plan.number)).official_code == "A02010000"
    (part,) = await split(office, plan.number, (5_00, None))
    assert (
        await _correct(office, part.number, "A02010104") is True
    )  # the way out: a part nothing is bought on


async def test_nobody_answers_their_own_wish() -> None:
    office = await o.make_office()
    plan = await office.filed()
    await _correct(office, plan.number, "A05040101", visitor=office.colleague)
    for me in (office.colleague, office.buyer):  # who asked, and who made the plan
        with pytest.raises(Forbidden):
            await _answer(office, plan.number, visitor=replace(me, duty="approver"))
        with pytest.raises(Forbidden):
            await _answer(office, plan.number, visitor=replace(office.head, twins=(me.person,)))
    with pytest.raises(Broken):
        await DB.execute("UPDATE plan_correction SET decided_by = asked_by")
    await _hand_back(office, plan.number)
    assert await DB.fetch_value("SELECT status FROM plan_correction") == "dropped"
    assert not await t.offences()
