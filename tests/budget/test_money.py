"""Reserving, binding and freeing money on real tables."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from emall.budget import actions, queries
from emall.budget.rules import Charge
from emall.database import DB, Broken, counted
from emall.journal import SYSTEM, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Refused
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")

GOODS = (("2022", "A02010104"),)


class Purse:
    """A unit with one line and one plan, and the four deeds on its money."""

    def __init__(self, unit: int, line: int, plan: int | None) -> None:
        self.unit, self.line, self.plan = unit, line, plan

    async def reserve(self, order: int, fen: int, *, plan: int | None = None) -> None:
        charge = Charge(order, f"LS{order}", self.line, plan or self.plan, fen, GOODS)
        await self.do(lambda: actions.reserve([charge], organisation=self.unit, actor=SYSTEM))

    async def release(self, *orders: int) -> None:
        await self.do(lambda: actions.release(orders, actor=SYSTEM))

    async def commit(self, *orders: int) -> None:
        await self.do(lambda: actions.commit(orders, actor=SYSTEM))

    async def give_back(self, order: int, fen: int) -> None:
        charge = Charge(order, f"LS{order}", self.line, self.plan, fen)
        await self.do(lambda: actions.give_back([charge], actor=SYSTEM))

    async def do(self, deed: Callable[[], Awaitable[list[t.Any]]]) -> None:
        async with DB.transaction():
            await record(SYSTEM, *await deed())


async def make_purse(*, fen: int = 100_00) -> Purse:
    unit = await t.make_organisation(kind="public_unit")
    line = await t.line(unit, fen=1_000_00)
    return Purse(unit, line, await t.plan(unit, line, fen=fen))


async def broken() -> list[str]:
    """Names of budget checks that find something."""
    return sorted(
        name for name in await t.offences() if not name.startswith(("order", "listing", "purchase"))
    )


async def test_the_whole_way_of_money() -> None:
    purse = await make_purse()
    await purse.reserve(1, 60_00)
    assert await t.funds(purse.plan) == (60_00, 0, 40_00)
    await purse.commit(1)
    assert await t.funds(purse.plan) == (0, 60_00, 40_00)
    await purse.give_back(1, 25_00)
    assert await t.funds(purse.plan) == (0, 35_00, 65_00)
    rows = await DB.fetch("SELECT kind, amount_fen FROM ledger_entry WHERE order_id = 1 ORDER BY id")
    assert [(row.kind, row.amount_fen) for row in rows] == [
        ("reserve", 60_00),
        ("commit", 60_00),
        ("uncommit", 25_00),
    ]
    assert await broken() == []


async def test_what_is_done_twice_happens_once() -> None:
    purse = await make_purse()
    await purse.reserve(1, 60_00)
    await purse.release(1)
    await purse.release(1)
    await purse.commit(1)
    assert await t.funds(purse.plan) == (0, 0, 100_00)
    await purse.reserve(1, 10_00)
    await purse.commit(1)
    await purse.commit(1)
    await purse.give_back(1, 10_00)
    with pytest.raises(Conflict):
        await purse.give_back(1, 10_00)
    assert await t.funds(purse.plan) == (0, 0, 100_00)
    assert await broken() == []


async def test_refused_to_the_fen_with_numbers() -> None:
    purse = await make_purse()
    await purse.reserve(1, 99_99)
    with pytest.raises(Refused) as refused:
        await purse.reserve(2, 2)
    (refusal,) = refused.value.refusals
    assert (refusal.key, refusal.params["short_fen"], refusal.params["left_fen"]) == ("plan_too_small", 1, 1)
    assert await t.funds(purse.plan) == (99_99, 0, 1)


async def test_two_orders_of_one_purchase_are_weighed_together() -> None:
    purse = await make_purse()
    charges = [Charge(order, f"LS{order}", None, purse.plan, 60_00, GOODS) for order in (1, 2)]
    with pytest.raises(Refused) as refused:
        await purse.do(lambda: actions.reserve(charges, organisation=purse.unit, actor=SYSTEM))
    assert refused.value.refusals[0].params["short_fen"] == 20_00
    assert await t.funds(purse.plan) == (0, 0, 100_00)


async def test_what_plans_may_not_pay() -> None:
    purse = await make_purse()
    unit, line = purse.unit, purse.line
    cases = {
        "plan_not_filed": await t.plan(unit, line, status="draft"),
        "plan_other_method": await t.plan(unit, line, method="tender"),
        "plan_other_category": await t.plan(unit, line, code="B01"),
        "plan_expired": await t.plan(unit, line, until=clock.today() - timedelta(days=1)),
        "plan_other_unit": await t.plan(await t.make_organisation(kind="public_unit"), line),
    }
    for key, plan in cases.items():
        with pytest.raises(Refused) as refused:
            await purse.reserve(1, 1, plan=plan)
        assert [one.key for one in refused.value.refusals] == [key]


async def test_lines_refuse_when_frozen_of_another_year_or_without_a_plan() -> None:
    unit = await t.make_organisation(kind="public_unit")
    frozen = await t.line(unit, frozen=True)
    with pytest.raises(Refused) as refused:
        await Purse(unit, frozen, await t.plan(unit, frozen)).reserve(1, 1)
    assert [one.key for one in refused.value.refusals] == ["line_frozen"]
    old = await t.line(unit, year=t.YEAR - 1)
    with pytest.raises(Refused) as refused:
        await Purse(unit, old, await t.plan(unit, old, year=t.YEAR - 1)).reserve(1, 1)
    assert {one.key for one in refused.value.refusals} == {"plan_other_year", "line_other_year"}
    with pytest.raises(Refused) as refused:
        await Purse(unit, await t.line(unit), None).reserve(1, 1)
    assert [one.key for one in refused.value.refusals] == ["plan_needed"]


async def test_enterprises_spend_from_cost_centres_without_a_plan() -> None:
    firm = await t.make_organisation(kind="state_enterprise")
    centre = await t.line(firm, fen=50_00, kind="cost_centre")
    purse = Purse(firm, centre, None)
    await purse.reserve(1, 30_00)
    await purse.reserve(2, 20_00)
    with pytest.raises(Refused) as refused:
        await purse.reserve(3, 1)
    assert refused.value.refusals[0].key == "line_too_small"
    await purse.release(1)
    await purse.commit(2)
    await purse.give_back(2, 5_00)
    (row,) = await queries.cost_centres_for(organisation=firm, year=t.YEAR)
    assert (row.reserved_fen, row.committed_fen, row.left_fen) == (0, 15_00, 35_00)
    assert await broken() == []


async def test_line_is_the_wall_behind_several_plans() -> None:
    unit = await t.make_organisation(kind="public_unit")
    line = await t.line(unit, fen=100_00)
    plans = [await t.plan(unit, line, fen=80_00) for _ in range(2)]
    await Purse(unit, line, plans[0]).reserve(1, 80_00)
    with pytest.raises(Refused) as refused:
        await Purse(unit, line, plans[1]).reserve(2, 30_00)
    assert [one.key for one in refused.value.refusals] == ["line_too_small"]
    assert "plans_within_their_line" in await t.offences()


async def test_status_of_plans_follows_their_money() -> None:
    purse = await make_purse()
    number = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", purse.plan)
    await purse.reserve(1, 40_00)
    await purse.reserve(2, 60_00)
    await purse.release(1)
    assert await t.deeds_of("plan", number) == ["plan.use", "plan.use_up", "plan.reopen"]
    assert await DB.fetch_value("SELECT status FROM plan WHERE id = $1", purse.plan) == "in_use"
    whole = await make_purse()
    await whole.reserve(3, 100_00)
    number = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", whole.plan)
    assert await t.deeds_of("plan", number) == ["plan.use", "plan.use_up"]
    assert await broken() == []


async def test_database_itself_refuses_what_slips_through() -> None:
    purse = await make_purse()
    for table, row in (("plan", purse.plan), ("budget_line", purse.line)):
        with pytest.raises(Broken):
            async with DB.transaction():
                await DB.execute(f"UPDATE {table} SET reserved_fen = 99999999 WHERE id = $1", row)
        with pytest.raises(Broken):
            async with DB.transaction():
                await DB.execute(f"UPDATE {table} SET committed_fen = -1 WHERE id = $1", row)


async def test_checks_find_a_fen_that_is_not_accounted_for() -> None:
    purse = await make_purse()
    await purse.reserve(1, 10_00)
    await DB.execute("UPDATE plan SET reserved_fen = reserved_fen + 1 WHERE id = $1", purse.plan)
    assert {"plan_equals_its_holds", "plan_equals_its_ledger"} <= set(await t.offences())
    await DB.execute("UPDATE hold SET reserved_fen = reserved_fen + 1")
    found = set(await t.offences())
    assert {"budget_line_equals_its_holds", "hold_equals_its_ledger"} <= found


async def test_choice_of_plans_says_what_fits() -> None:
    purse = await make_purse()
    await t.plan(purse.unit, purse.line, code="B01")
    await t.plan(purse.unit, purse.line, status="draft")
    old = await t.plan(purse.unit, purse.line, code="A0201", edition="2013")
    await t.make(
        "crosswalk", from_edition="2013", from_code="A02010104", to_edition="2022", to_code="A02010104"
    )
    with counted() as count:
        choices = await queries.plans_for(organisation=purse.unit, day=clock.today(), categories=GOODS)
    assert count.queries == 2
    assert [choice.fits for choice in choices] == [True, True, False]
    assert {choice.row.id for choice in choices if choice.fits} == {purse.plan, old}
    assert choices[-1].misfits == GOODS and not choices[-1].covers(*GOODS[0])
    assert choices[0].row.left_fen == 100_00 and choices[0].row.line_left_fen == 1_000_00
    other = await t.make_organisation(kind="public_unit")
    assert await queries.plans_for(organisation=other, day=clock.today()) == []


async def test_bars_and_ledger() -> None:
    purse = await make_purse()
    await purse.reserve(1, 40_00)
    (bar,) = await queries.bars(organisation=purse.unit, year=t.YEAR)
    assert (bar.appropriated_fen, bar.reserved_fen, bar.left_fen, bar.plans) == (1_000_00, 40_00, 960_00, 1)
    ledger = await queries.ledger_of(organisation=purse.unit, line=purse.line)
    assert [row.kind for row in ledger] == ["reserve", "appropriate"]
    other = await t.make_organisation(kind="public_unit")
    assert await queries.ledger_of(organisation=other, line=purse.line) == []
