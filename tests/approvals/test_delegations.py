"""Standing in on real tables: who may, for how long, in whose name, and that the journal says so."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from emall.accounts.actions import people
from emall.approvals import actions, queries
from emall.database import DB, Broken
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from tests.making import make, make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def stand_in(town: t.Town, delegate: t.Visitor, **more: Any) -> int:
    """The head is away from today on, a colleague stands in."""
    today = clock.today()
    absence = actions.Absence(
        town.head.post or 0, delegate.post or 0, today, today + timedelta(days=6), "年休假"
    )
    return await actions.name_stand_in(visitor=more.pop("by", town.head), absence=replace(absence, **more))


async def last_deed(number: str) -> Any:
    """The last entry of the journal about a sheet."""
    return await DB.fetch_row(
        "SELECT * FROM journal_entry WHERE kind = 'purchase' AND ref = $1 ORDER BY sequence DESC LIMIT 1",
        number,
    )


async def test_whoever_stands_in_decides_in_their_own_name() -> None:
    town = await t.make_town(levels=(0,))
    vice = await t.seat("approver", town.unit)
    number = await town.submit({town.goods[0]: 1})
    with pytest.raises(Forbidden):
        await town.agree(number, vice)
    await stand_in(town, vice)
    (row,) = (await queries.inbox(vice)).rows
    assert (row.number, row.stands_for) == (number, f"人员{town.head.person}") or row.stands_for
    await town.agree(number, vice, comment="同意")
    step = await DB.fetch_row("SELECT * FROM approval_step")
    assert step is not None
    assert (step.approver, step.decided_by, step.status) == (town.head.person, vice.person, "agreed")
    deed = await last_deed(number)
    assert (deed.actor, deed.act, deed.note) == (vice.person, "purchase.release", "同意")
    assert deed.after["for"] == row.stands_for
    assert (await queries.inbox(town.head, done=True)).total == 1
    assert (await queries.inbox(vice, done=True)).total == 1
    assert await t.offences() == {}


async def test_the_holder_may_still_decide_and_the_second_comes_too_late() -> None:
    town = await t.make_town(levels=(0,))
    vice = await t.seat("approver", town.unit)
    await stand_in(town, vice)
    number = await town.submit({town.goods[0]: 1})
    version = (await t.purchase_of(number)).version
    await town.agree(number)
    with pytest.raises(Conflict):
        await town.agree(number, vice, version=version)
    assert (await t.deeds_of("purchase", number))[1:] == ["purchase.release"]


async def test_both_are_asked_and_both_are_told() -> None:
    town = await t.make_town(levels=(0,))
    vice = await t.seat("approver", town.unit)
    await stand_in(town, vice)
    await town.submit({town.goods[0]: 1})
    for person in (town.head, vice):
        kinds = await DB.fetch("SELECT kind FROM message WHERE person = $1 ORDER BY id", person.person)
        assert [row.kind for row in kinds] == ["stand_in_named", "approval_asked"]


async def ended_by_date(town: t.Town, delegation: int, vice: t.Visitor) -> None:
    """The last day is over."""
    await DB.execute(
        "UPDATE delegation SET first_day = first_day - 9, last_day = $2 WHERE id = $1",
        delegation,
        clock.today() - timedelta(days=1),
    )


async def ended_by_hand(town: t.Town, delegation: int, vice: t.Visitor) -> None:
    """The holder ends it."""
    await actions.end_delegation(visitor=town.head, delegation=delegation)


async def ended_with_the_own_post(town: t.Town, delegation: int, vice: t.Visitor) -> None:
    """The stand-in's post is taken away."""
    admin = await t.seat("unit_admin", town.unit)
    await people.remove_post(visitor=admin, post=vice.post or 0, organisation=town.unit)


async def ended_with_the_post_stood_in_for(town: t.Town, delegation: int, vice: t.Visitor) -> None:
    """The absent one's post is taken away."""
    admin = await t.seat("unit_admin", town.unit)
    await people.remove_post(visitor=admin, post=town.head.post or 0, organisation=town.unit)


@pytest.mark.parametrize(
    "ended", [ended_by_date, ended_by_hand, ended_with_the_own_post, ended_with_the_post_stood_in_for]
)
async def test_it_ends(ended: Any) -> None:
    town = await t.make_town(levels=(0,))
    vice = await t.seat("approver", town.unit)
    delegation = await stand_in(town, vice)
    number = await town.submit({town.goods[0]: 1})
    await ended(town, delegation, vice)
    with pytest.raises(Forbidden):
        await town.agree(number, vice)
    assert (await queries.inbox(vice)).total == 0
    assert (await t.purchase_of(number)).status == "pending_approval"
    assert await t.offences() == {}


async def test_a_post_given_again_brings_no_stand_in_back() -> None:
    town = await t.make_town(levels=(0,))
    vice = await t.seat("approver", town.unit)
    delegation = await stand_in(town, vice)
    admin = await t.seat("unit_admin", town.unit)
    await people.remove_post(visitor=admin, post=vice.post or 0, organisation=town.unit)
    await people.grant_post(visitor=admin, person=vice.person, organisation=town.unit, duty="approver")  # type: ignore[arg-type]
    assert await queries.covered_by(vice.post, today=clock.today()) == []
    assert await t.deeds_of("delegation", str(delegation)) == ["delegation.name", "delegation.end"]


async def test_coming_days_count_only_when_they_have_come() -> None:
    town = await t.make_town(levels=(0,))
    vice = await t.seat("approver", town.unit)
    tomorrow = clock.today() + timedelta(days=1)
    await stand_in(town, vice, first_day=tomorrow)
    number = await town.submit({town.goods[0]: 1})
    with pytest.raises(Forbidden):
        await town.agree(number, vice)
    with clock.frozen(clock.now() + timedelta(days=1)):
        await town.agree(number, vice)


async def test_only_a_colleague_in_the_same_post_stands_in() -> None:
    town = await t.make_town()
    foreign = await t.seat("approver", await make_organisation())
    for wrong in (town.receiver, foreign, town.buyer):
        with pytest.raises(Refused, match="delegate_not_here"):
            await stand_in(town, wrong)
    with pytest.raises(Refused, match="delegate_is_same_human"):
        await stand_in(town, town.head)
    with pytest.raises(Missing):
        await stand_in(town, town.chief, by=town.chief)  # somebody else's post is not the chief's to give
    with pytest.raises(Missing):
        await stand_in(town, town.chief, by=town.receiver)
    stranger = await t.seat("unit_admin", await make_organisation())
    with pytest.raises(Refused, match="absent_not_here"):
        await stand_in(town, town.chief, by=stranger)


async def test_the_administrator_names_somebody_for_the_absent() -> None:
    town = await t.make_town()
    admin = await t.seat("unit_admin", town.unit)
    delegation = await stand_in(town, town.chief, by=admin)
    assert [row.person for row in await queries.stand_ins_of(town.head.post or 0, today=clock.today())] == [
        town.chief.person
    ]
    await actions.end_delegation(visitor=admin, delegation=delegation)
    with pytest.raises(Conflict):
        await actions.end_delegation(visitor=admin, delegation=delegation)
    with pytest.raises(Missing):
        await actions.end_delegation(visitor=town.receiver, delegation=delegation)


async def test_one_stand_in_at_a_time() -> None:
    town = await t.make_town()
    first = await stand_in(town, town.chief)
    other = await t.seat("approver", town.unit)
    with pytest.raises(Refused, match="delegate_days_taken"):
        await stand_in(town, other)
    await actions.end_delegation(visitor=town.chief, delegation=first)
    await stand_in(town, other)


async def test_the_database_lets_nobody_decide_who_does_not_stand_in() -> None:
    town = await t.make_town(levels=(0,))
    await town.submit({town.goods[0]: 1})
    with pytest.raises(Broken, match="approval_step_by_its_holder"):
        await DB.execute(
            "UPDATE approval_step SET status = 'agreed', decided_at = now(), decided_by = $1",
            town.chief.person,
        )
    with pytest.raises(Broken, match="delegation_among_colleagues"):
        await make(
            "delegation",
            post=town.head.post,
            delegate=town.receiver.post,
            first_day=clock.today(),
            last_day=clock.today(),
            reason="出差",
            made_by=town.head.person,
            made_at=clock.now(),
        )
