"""Rounds of approval on real tables: who decides, what comes back, what time does."""

from datetime import timedelta

import pytest

from emall.approvals import actions
from emall.database import DB, Broken
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from tests.making import make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def steps(number: str) -> list[tuple[int, int, str]]:
    """Round, position and status of a sheet's steps."""
    rows = await DB.fetch(
        "SELECT s.round, s.position, s.status FROM approval_step s JOIN purchase p ON p.id = s.purchase"
        " WHERE p.number = $1 ORDER BY s.round, s.position",
        number,
    )
    return [(row.round, row.position, row.status) for row in rows]


async def messages(visitor: t.Visitor) -> list[str]:
    """Kinds of message this person has, oldest first."""
    rows = await DB.fetch("SELECT kind FROM message WHERE person = $1 ORDER BY id", visitor.person)
    return [row.kind for row in rows]


async def test_small_sums_take_one_step_large_ones_two() -> None:
    town = await t.make_town(levels=(0, 100_00))
    small = await town.submit({town.goods[0]: 9})
    assert await steps(small) == [(1, 1, "now")]
    large = await town.submit({town.goods[0]: 10})
    await town.agree(large, comment="同意")
    assert await steps(large) == [(1, 1, "agreed"), (1, 2, "now")]
    assert (await t.purchase_of(large)).status == "pending_approval"
    await town.agree(large, town.chief)
    assert (await t.purchase_of(large)).status == "released"
    assert {one.status for one in await t.orders_of(large)} == {"pending_supplier"}
    assert await t.deeds_of("purchase", large) == ["purchase.submit", "purchase.agree", "purchase.release"]
    assert await messages(town.chief) == ["approval_asked"]
    assert await messages(town.buyer) == ["approved"]
    assert await messages(town.sellers[0]) == ["order_to_confirm"]
    assert await t.offences() == {}


async def test_without_levels_orders_go_straight_to_their_suppliers() -> None:
    town = await t.make_town(levels=())
    number = await town.submit({town.goods[0]: 1, town.goods[2]: 1})
    orders = await t.orders_of(number)
    assert {one.status for one in orders} == {"pending_supplier"}
    assert all(one.submitted_at and one.approved_at and one.due_at for one in orders)
    assert await t.deeds_of("order", orders[0].number) == ["order.submit"]
    assert await t.offences() == {}


async def test_returned_with_a_word_on_each_line_and_submitted_again() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 2, town.goods[2]: 3})
    first = (await t.orders_of(number))[0]
    (line,) = await t.lines_of(first.number)
    with pytest.raises(Refused):
        await t.decide(number, town.head, verdict="return", comment=" ")
    await t.decide(number, town.head, verdict="return", comment="请核对", remarks={line.id: "型号不对"})
    assert {one.status for one in await t.orders_of(number)} == {"returned"}
    assert (await t.lines_of(first.number))[0].remark == "型号不对"
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.stock(town.goods[0]) == (100, 0)
    assert await t.offences() == {}
    await town.submit_draft(number)
    assert (await t.lines_of(first.number))[0].remark == ""
    assert await steps(number) == [(1, 1, "returned"), (2, 1, "now")]
    assert await t.funds(town.plan) == (41_00, 0, 50_000_00 - 41_00)
    await town.agree(number)
    assert await t.offences() == {}


async def test_remarks_on_lines_of_other_sheets_are_not_written() -> None:
    town = await t.make_town()
    mine, other = await town.submit({town.goods[0]: 1}), await town.submit({town.goods[0]: 1})
    (line,) = await t.lines_of((await t.orders_of(other))[0].number)
    await t.decide(mine, town.head, verdict="return", comment="改", remarks={line.id: "越界"})
    assert (await t.lines_of((await t.orders_of(other))[0].number))[0].remark == ""


async def test_only_the_holder_of_the_present_step_decides() -> None:
    town = await t.make_town(levels=(0, 0))
    number = await town.submit({town.goods[0]: 1})
    for other in (town.chief, town.buyer, town.receiver):
        with pytest.raises(Forbidden):
            await town.agree(number, other)
    stranger = await t.seat("approver", await make_organisation(kind="public_unit"))
    with pytest.raises(Missing):
        await town.agree(number, stranger)
    same_person = await t.seat("receiver", town.unit, person=town.head.person)
    with pytest.raises(Forbidden):
        await town.agree(number, same_person)
    assert await steps(number) == [(1, 1, "now"), (1, 2, "later")]


async def test_post_taken_away_decides_no_more() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 1})
    await DB.execute("UPDATE post SET active = false WHERE id = $1", town.head.post)
    with pytest.raises(Forbidden):
        await town.agree(number)
    assert await steps(number) == [(1, 1, "now")]


async def test_requester_who_is_also_approver_is_passed_over_and_kept_out_by_the_database() -> None:
    town = await t.make_town(levels=(0, 99_999_00))
    own = await t.seat("approver", town.unit, person=town.buyer.person)
    await DB.execute("UPDATE approval_level SET post = $1 WHERE id = $2", own.post, town.levels[0])
    number = await town.submit({town.goods[0]: 1})
    with pytest.raises(Refused, match="same_human"):
        await town.agree(number, own)
    with pytest.raises(Broken):
        await DB.execute("UPDATE approval_step SET approver = $1", town.buyer.person)
    await town.agree(number, town.chief)
    assert (await t.purchase_of(number)).status == "released"


async def test_nobody_left_to_approve_refuses_and_undoes_everything() -> None:
    town = await t.make_town(levels=(0,))
    own = await t.seat("approver", town.unit, person=town.buyer.person)
    await DB.execute("UPDATE approval_level SET post = $1 WHERE id = $2", own.post, town.levels[0])
    with pytest.raises(Refused) as refused:
        await town.submit({town.goods[0]: 1})
    assert refused.value.refusals[0].key == "nobody_to_approve"
    assert await t.stock(town.goods[0]) == (100, 0)
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.offences() == {}


async def test_decision_on_an_outdated_version_is_a_conflict() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 1})
    seen = (await t.purchase_of(number)).version
    await t.decide(number, town.head, verdict="return", comment="改")
    await town.submit_draft(number)
    with pytest.raises(Conflict) as conflict:
        await town.agree(number, version=seen)
    (refusal,) = conflict.value.refusals
    assert (refusal.key, refusal.params["status"]) == ("step_moved_on", "pending_approval")
    assert await steps(number) == [(1, 1, "returned"), (2, 1, "now")]


async def test_withdrawn_while_waiting_tells_the_approver_and_drops_the_steps() -> None:
    town = await t.make_town(levels=(0, 0))
    number = await town.submit({town.goods[0]: 1})
    with pytest.raises(Forbidden):
        await actions.withdraw_purchase(visitor=town.head, number=number)
    await actions.withdraw_purchase(visitor=town.buyer, number=number, reason="重复")
    assert await steps(number) == [(1, 1, "dropped"), (1, 2, "dropped")]
    assert await messages(town.head) == ["approval_asked", "approval_withdrawn"]
    assert await t.offences() == {}


async def test_time_returns_and_expires_after_the_deadline_and_not_before() -> None:
    town = await t.make_town()
    waiting = await town.submit({town.goods[0]: 1})
    (order,) = await town.released()
    due = (await t.purchase_of(waiting)).due_at
    assert order.due_at < due  # two working days against three
    assert await actions.run_due(order.due_at) == {"returned": 0, "expired": 0}
    assert await actions.run_due(due) == {"returned": 0, "expired": 1}
    assert await actions.run_due(due + timedelta(seconds=1)) == {"returned": 1, "expired": 0}
    assert await actions.run_due(due + timedelta(days=9)) == {"returned": 0, "expired": 0}
    ended = await t.order_of(order.number)
    assert (ended.status, ended.reason_code) == ("expired", "overdue")
    back = (await t.orders_of(waiting))[0]
    assert (back.status, back.reason_code) == ("returned", "overdue")
    assert await steps(waiting) == [(1, 1, "dropped")]
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert set(await messages(town.head)) == {"approval_asked", "returned_overdue"}
    assert await t.offences() == {}


async def test_deadlines_count_working_days() -> None:
    town = await t.make_town()
    friday = clock.now().replace(year=2026, month=11, day=20, hour=4, minute=0, second=0, microsecond=0)
    number = await town.submit({town.goods[0]: 1}, now=friday)
    due = (await t.purchase_of(number)).due_at
    assert due.astimezone(clock.BEIJING).strftime("%Y-%m-%d %H:%M") == "2026-11-25 18:00"


async def test_no_chain_holds_prices_longer_than_the_rulebook_says() -> None:
    town = await t.make_town(levels=(0, 0))
    monday = clock.now().replace(year=2026, month=11, day=16, hour=4, minute=0, second=0, microsecond=0)
    number = await town.submit({town.goods[0]: 1}, now=monday)
    await town.agree(number, now=monday + timedelta(days=3))
    assert (await t.purchase_of(number)).due_at == monday + timedelta(
        days=7
    )  # the step's own clock ends on the 24th
