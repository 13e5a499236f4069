"""Money taken from a line while it is being ordered from (T-C7): cut, moved away or handed back, never from under an order."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from emall.budget import actions as budget
from emall.database import DB
from emall.kernel.refusal import Conflict, Refused
from emall.plans import actions as plans
from emall.web.visitor import Visitor
from tests.cart.shop import make_shop
from tests.making import make_organisation
from tests.orders import town as t
from tests.plans import office as o
from tests.races.crowd import Crowd, Letter, all_at_once, outcome
from tests.races.test_checkout import PRICE, buyers, watched

ROUNDS, ASKING, ROOM = 3, 12, 7
OVER = "SELECT reserved_fen + committed_fen + paid_fen - appropriated_fen FROM budget_line WHERE id = $1"


async def bureau() -> Visitor:
    """Somebody of the finance bureau."""
    return await t.seat("finance", await make_organisation(kind="bureau"))


async def asking(people: Crowd, town: t.Town, plan: int) -> list[Letter]:
    """Twelve buyers about to submit a piece each from one plan."""
    goods = await t.listing(town.suppliers[0], fen=PRICE, stock=1000)
    who = await buyers(town.unit, ASKING)
    return [await people.checkout(one, {goods: 1}, plan=str(plan)) for one in who]


async def tried(*deeds: Awaitable[object]) -> list[bool]:
    """Which of these came through together; the others were refused."""
    done: list[Any] = await asyncio.gather(*deeds, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException) and not isinstance(one, (Refused, Conflict)):
            raise one
    return [not isinstance(one, BaseException) for one in done]


async def granted(line: int) -> int:
    """What a line was granted, in fen."""
    return int(await DB.fetch_value("SELECT appropriated_fen FROM budget_line WHERE id = $1", line))


async def test_a_line_is_cut_while_it_is_ordered_from(people: Crowd) -> None:
    """Down to what is planned it may be cut, below not, whoever comes first."""
    town, finance = await make_shop(), await bureau()
    for _ in range(ROUNDS):
        line = await t.line(town.unit, fen=12 * PRICE)
        letters = await asking(people, town, await t.plan(town.unit, line, fen=ROOM * PRICE))
        cuts = [
            budget.set_amount(visitor=finance, line=line, fen=fen, reason="压减")
            for fen in (ROOM * PRICE, ROOM * PRICE - 1)
        ]
        async with watched(OVER, line) as seen:
            answers, done = await asyncio.gather(all_at_once(letters), tried(*cuts))
        assert outcome(answers) == (ROOM, ASKING - ROOM)
        assert (done, await granted(line), max(seen) <= 0) == ([True, False], ROOM * PRICE, True)


async def test_money_moves_to_another_line_while_it_is_ordered_from(people: Crowd) -> None:
    """Five of twelve are free: of two who want three moved away each, one is refused."""
    town, finance = await make_shop(), await bureau()
    for _ in range(ROUNDS):
        line, other = await t.line(town.unit, fen=12 * PRICE), await t.line(town.unit, fen=PRICE)
        letters = await asking(people, town, await t.plan(town.unit, line, fen=ROOM * PRICE))
        moves = [
            budget.transfer(visitor=finance, source=line, target=other, fen=3 * PRICE, reason="调剂")
            for _ in range(2)
        ]
        async with watched(OVER, line) as seen:
            answers, done = await asyncio.gather(all_at_once(letters), tried(*moves))
        assert outcome(answers) == (ROOM, ASKING - ROOM)
        assert sorted(done) == [False, True] and max(seen) <= 0
        assert (await granted(line), await granted(other)) == (9 * PRICE, 4 * PRICE)


async def test_a_plan_is_handed_back_and_its_line_cut_while_it_is_ordered_from(people: Crowd) -> None:
    """What is ordered stays covered; what was handed back nobody orders from."""
    town, finance = await make_shop(), await bureau()
    accountant = await t.seat("accountant", town.unit)
    for _ in range(ROUNDS):
        line = await t.line(town.unit, fen=12 * PRICE)
        plan = await t.plan(town.unit, line, fen=10 * PRICE)
        letters = await asking(people, town, plan)
        row = await DB.fetch_row("SELECT number, version FROM plan WHERE id = $1", plan)
        assert row is not None

        async def hand_back(number: str = row.number, plan: int = plan) -> object:
            version = await DB.fetch_value("SELECT version FROM plan WHERE id = $1", plan)
            facts = {"number": number, "reason": "结余", "version": version}
            return await plans.hand_back(visitor=accountant, **facts)

        cut = budget.set_amount(visitor=finance, line=line, fen=4 * PRICE, reason="压减")
        async with watched(OVER, line) as seen:
            answers, _ = await asyncio.gather(all_at_once(letters), tried(hand_back(), cut))
        through, _ = outcome(answers)
        found = await o.plan(row.number)
        used = found.reserved_fen + found.committed_fen
        assert used == through * PRICE <= found.amount_fen and max(seen) <= 0
        assert await granted(line) >= used
