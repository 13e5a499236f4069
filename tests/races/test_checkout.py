"""Many buyers, too few goods or too little money: exactly as many orders as there is room for, and kind words for the rest."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from emall.database import DB
from emall.web.visitor import Visitor
from tests.cart.shop import make_shop, settle
from tests.making import make_organisation, make_supplier
from tests.orders import town as t
from tests.races.crowd import PLACED, Crowd, all_at_once, outcome

BUYERS = 50
PRICE = 10_00


async def buyers(unit: int, number: int = BUYERS) -> list[Visitor]:
    """New buyers of one unit."""
    return [await t.seat("buyer", unit) for _ in range(number)]


@asynccontextmanager
async def watched(sql: str, *args: object) -> AsyncIterator[list[int]]:
    """Ask for a figure again and again during the block; all that was seen."""
    seen: list[int] = []

    async def look() -> None:
        while True:
            seen.append(int(await DB.fetch_value(sql, *args)))
            await asyncio.sleep(0.02)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()


async def test_the_last_piece_goes_to_exactly_one(people: Crowd) -> None:
    town = await make_shop()
    last = await t.listing(town.suppliers[0], fen=PRICE, stock=1)
    letters = [await people.checkout(who, {last: 1}) for who in await buyers(town.unit)]
    free = "SELECT stock_on_hand - stock_held FROM listing WHERE id = $1"
    async with watched(free, last) as seen:
        answers = await all_at_once(letters)
    assert outcome(answers) == (1, BUYERS - 1)
    assert await t.stock(last) == (1, 1)
    assert set(seen) <= {0, 1} and len(seen) > 3
    assert await t.funds(town.plan) == (PRICE, 0, 50_000_00 - PRICE)


async def test_the_last_yuan_of_two_plans_on_one_line(people: Crowd) -> None:
    """Room for seven and for four: whoever is too late is told how much is missing."""
    town = await make_shop()
    line = await t.line(town.unit, fen=12 * PRICE)
    plans = {
        await t.plan(town.unit, line, fen=7 * PRICE + 1): 7,
        await t.plan(town.unit, line, fen=4 * PRICE): 4,
    }
    some, goods = list(plans), await t.listing(town.suppliers[0], fen=PRICE, stock=1000)
    letters = [
        await people.checkout(who, {goods: 1}, plan=str(some[place % 2]))
        for place, who in enumerate(await buyers(town.unit))
    ]
    held = "SELECT max(reserved_fen + committed_fen - appropriated_fen) FROM budget_line WHERE id = $1"
    async with watched(held, line) as seen:
        answers = await all_at_once(letters)
    assert outcome(answers) == (11, BUYERS - 11)
    assert max(seen) <= 0
    for plan, room in plans.items():
        assert (await t.funds(plan))[0] == room * PRICE
    assert await t.stock(goods) == (1000, 11)


async def test_the_last_yuan_of_a_cost_centre(people: Crowd) -> None:
    unit, supplier = await make_organisation(kind="state_enterprise"), await make_supplier()
    await settle(unit)
    centre = await t.line(unit, fen=9 * PRICE + PRICE // 2, kind="cost_centre")
    goods = await t.listing(supplier, fen=PRICE, stock=1000)
    letters = [await people.checkout(who, {goods: 1}) for who in await buyers(unit)]
    assert outcome(await all_at_once(letters)) == (9, BUYERS - 9)
    reserved = await DB.fetch_value("SELECT reserved_fen FROM budget_line WHERE id = $1", centre)
    assert reserved == 9 * PRICE
    placed = await DB.fetch_value(
        "SELECT count(*) FROM purchase_order WHERE organisation = $1 AND status = 'pending_supplier'", unit
    )
    assert placed == 9


async def test_one_form_sent_twenty_times_is_one_purchase(people: Crowd) -> None:
    town = await make_shop()
    letter = await people.checkout(town.buyer, {town.goods[0]: 2, town.goods[2]: 1})
    answers = await all_at_once([letter] * 20)
    number = letter.address.split("/")[2]
    assert {answer.status_code for answer in answers} == {PLACED}
    assert {answer.headers["location"] for answer in answers} == {f"/checkout/{number}"}
    again = await letter.send()
    assert (again.status_code, again.headers["location"]) == (PLACED, f"/checkout/{number}")
    assert await t.deeds_of("purchase", number) == ["purchase.submit"]
    assert len(await t.orders_of(number)) == 2
    assert [await t.stock(one) for one in (town.goods[0], town.goods[2])] == [(100, 2), (100, 1)]


async def test_the_same_goods_and_plans_in_opposite_order_all_get_through(people: Crowd) -> None:
    town = await make_shop()
    goods = [await t.listing(seller, fen=PRICE, stock=1000) for seller in town.suppliers]
    plans = [str(town.plan), str(await t.plan(town.unit, town.line))]
    letters = []
    for place, who in enumerate(await buyers(town.unit, 40)):
        ahead = place % 2 == 0
        letter = await people.checkout(who, dict.fromkeys(goods if ahead else reversed(goods), 1), plan="")
        lines = [name for name in letter.fields if name.startswith("line_plan-")]
        letter.fields.update(zip(lines, plans if ahead else reversed(plans), strict=True))
        letters.append(letter)
    assert outcome(await all_at_once(letters)) == (40, 0)
    assert [await t.stock(one) for one in goods] == [(1000, 40), (1000, 40)]
    assert [(await t.funds(int(plan)))[0] for plan in plans] == [40 * PRICE, 40 * PRICE]
