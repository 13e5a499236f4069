"""Several people at once, each on a connection of their own and really committing: one deed wins, nothing is lost."""

import asyncio
from collections.abc import Awaitable, Coroutine
from contextvars import Context
from datetime import timedelta
from typing import Any

import pytest

from emall.approvals import actions as approvals
from emall.budget import actions as budget
from emall.budget.rules import Charge
from emall.database import DB
from emall.journal import SYSTEM, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Refused
from emall.orders import actions as orders
from tests.orders import town as t

pytestmark = pytest.mark.committed

ROUNDS = 5


async def at_once(*deeds: Awaitable[Any]) -> list[Any]:
    """Start all together, each in a context and so on a connection of its own; results or exceptions."""
    gate = asyncio.Event()

    async def waiting(deed: Awaitable[Any]) -> Any:
        await gate.wait()
        return await deed

    def begin(deed: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        return asyncio.get_running_loop().create_task(deed, context=Context())

    tasks = [begin(waiting(deed)) for deed in deeds]
    await asyncio.sleep(0)
    gate.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


def outcome(results: list[Any], *losses: type[Exception]) -> tuple[int, int]:
    """How many succeeded and how many lost politely; anything else is raised."""
    for one in results:
        if isinstance(one, BaseException) and not isinstance(one, losses):
            raise one
    lost = sum(isinstance(one, BaseException) for one in results)
    return len(results) - lost, lost


async def test_two_windows_of_one_approver() -> None:
    town = await t.make_town()
    for _ in range(ROUNDS):
        number = await town.submit({town.goods[0]: 1})
        results = await at_once(
            town.agree(number), t.decide(number, town.head, verdict="return", comment="不")
        )
        assert outcome(results, Conflict) == (1, 1)
    assert await t.offences() == {}


async def test_two_approvers_only_the_holder_of_the_step_decides() -> None:
    town = await t.make_town()
    for _ in range(ROUNDS):
        number = await town.submit({town.goods[0]: 1})
        results = await at_once(town.agree(number), town.agree(number, town.chief))
        assert outcome(results, Forbidden, Conflict) == (1, 1)
        assert (await t.deeds_of("purchase", number)) == ["purchase.submit", "purchase.release"]
    assert await t.offences() == {}


async def test_approve_against_withdraw() -> None:
    town = await t.make_town()
    for _ in range(ROUNDS):
        number = await town.submit({town.goods[0]: 1, town.goods[2]: 1})
        results = await at_once(
            town.agree(number), approvals.withdraw_purchase(visitor=town.buyer, number=number)
        )
        assert outcome(results, Conflict) == (1, 1)
        assert (await t.purchase_of(number)).status in ("released", "withdrawn")
    assert await t.offences() == {}


async def test_confirm_against_withdraw() -> None:
    town = await t.make_town()
    for _ in range(ROUNDS):
        (order,) = await town.released()
        results = await at_once(
            orders.confirm(visitor=town.sellers[0], number=order.number),
            approvals.withdraw(visitor=town.buyer, number=order.number),
        )
        assert outcome(results, Conflict) == (1, 1)
        assert (await t.order_of(order.number)).status in ("confirmed", "withdrawn")
    assert await t.offences() == {}


async def test_expire_against_confirm() -> None:
    town = await t.make_town()
    late = clock.now() + timedelta(days=30)
    for _ in range(ROUNDS):
        (order,) = await town.released()
        confirmed, expired, again = await at_once(
            orders.confirm(visitor=town.sellers[0], number=order.number),
            orders.expire_overdue(late),
            orders.expire_overdue(late),
        )
        won = not isinstance(confirmed, Exception)
        assert won or isinstance(confirmed, Conflict)
        assert int(won) + expired + again == 1
    assert await t.offences() == {}


async def test_money_is_released_once() -> None:
    town = await t.make_town()
    (order,) = await town.released()

    async def release() -> int:
        async with DB.transaction():
            await budget.release([order.id], actor=SYSTEM)
            return 1

    outcome(await at_once(*(release() for _ in range(6))))
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    entries = await DB.fetch("SELECT kind FROM ledger_entry WHERE order_id = $1 ORDER BY id", order.id)
    assert [row.kind for row in entries] == ["reserve", "release"]


async def test_last_yuan_of_a_plan() -> None:
    """Twenty ask for a yuan each of a plan that has seven."""
    town = await t.make_town()
    plan = await t.plan(town.unit, town.line, fen=7_00)

    async def take(order: int) -> None:
        async with DB.transaction():
            charge = Charge(order, f"LS{order}", town.line, plan, 1_00, (("2022", "A02010104"),))
            deeds = await budget.reserve([charge], organisation=town.unit, actor=SYSTEM)
            await record(SYSTEM, *deeds)

    results = await at_once(*(take(order) for order in range(1, 21)))
    assert outcome(results, Refused) == (7, 13)
    assert await t.funds(plan) == (7_00, 0, 0)
    number = await DB.fetch_value("SELECT number FROM plan WHERE id = $1", plan)
    assert await t.deeds_of("plan", number) == ["plan.use", "plan.use_up"]


async def test_opposite_order_never_locks_up() -> None:
    """Two sheets with the same goods and plans named the other way round, again and again."""
    town = await t.make_town(levels=())
    second = await t.plan(town.unit, town.line)
    plans = [town.plan, second]

    async def place(goods: list[int], pays: list[int]) -> None:
        draft = await orders.draft(visitor=town.buyer, quantities=dict.fromkeys(goods, 1))
        lines = await DB.fetch(
            'SELECT n.id FROM order_line n JOIN purchase_order o ON o.id = n."order" WHERE o.purchase = $1'
            " ORDER BY n.id",
            draft.id,
        )
        await town.submit_draft(draft.number)
        charges = [
            Charge(line.id + 1_000_000, "LS", town.line, plan, 1, (("2022", "A02010104"),))
            for line, plan in zip(lines, pays, strict=False)
        ]
        async with DB.transaction():
            await record(SYSTEM, *await budget.reserve(charges, organisation=town.unit, actor=SYSTEM))

    forward = town.goods
    deeds = [place(forward, plans) for _ in range(6)] + [place(forward[::-1], plans[::-1]) for _ in range(6)]
    assert outcome(await at_once(*deeds)) == (12, 0)
    assert await t.stock(town.goods[0]) == (100, 12)


async def test_last_piece_in_stock() -> None:
    town = await t.make_town(stock=1)
    results = await at_once(*(town.submit({town.goods[0]: 1}) for _ in range(8)))
    assert outcome(results, Refused) == (1, 7)
    assert await t.stock(town.goods[0]) == (1, 1)
    drafts = await DB.fetch_value("SELECT count(*) FROM purchase_order WHERE status <> 'draft'")
    assert drafts == 1
    assert await t.offences() == {}
