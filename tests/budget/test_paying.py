"""Bound money paid by the treasury and money that came back, on real tables."""

import pytest

from emall.budget import actions
from emall.budget.rules import Charge
from emall.database import DB
from emall.journal import SYSTEM
from emall.kernel.refusal import Conflict
from tests.budget.test_money import GOODS, Purse, broken, make_purse
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def pay(purse: Purse, *orders: int) -> None:
    await purse.do(lambda: actions.pay(orders, actor=SYSTEM))


async def refund(purse: Purse, *orders: int, reason: str = "账号有误") -> None:
    await purse.do(lambda: actions.refund(orders, actor=SYSTEM, reason=reason))


async def sums(table: str, row: int | None) -> tuple[int, int, int]:
    """Reserved, committed and paid of a plan or a line."""
    found = await DB.fetch_row(f"SELECT * FROM {table} WHERE id = $1", row)
    assert found is not None
    return found.reserved_fen, found.committed_fen, found.paid_fen


async def entries(order: int) -> list[tuple[str, int, str]]:
    rows = await DB.fetch(
        "SELECT kind, amount_fen, reason FROM ledger_entry WHERE order_id = $1 ORDER BY id", order
    )
    return [(row.kind, row.amount_fen, row.reason) for row in rows]


async def bound(purse: Purse, order: int, fen: int) -> None:
    await purse.reserve(order, fen)
    await purse.commit(order)


async def test_paying_moves_what_is_bound_and_nothing_else() -> None:
    purse = await make_purse()
    await bound(purse, 1, 40_00)
    await bound(purse, 2, 10_00)
    await purse.reserve(3, 5_00)
    await pay(purse, 1, 3)
    assert await sums("plan", purse.plan) == (5_00, 10_00, 40_00)
    assert await sums("budget_line", purse.line) == (5_00, 10_00, 40_00)
    assert (await entries(1))[-1] == ("pay", 40_00, "")
    assert [kind for kind, _, _ in await entries(3)] == ["reserve"]
    assert await broken() == []


async def test_paying_twice_pays_once() -> None:
    purse = await make_purse()
    await bound(purse, 1, 40_00)
    await pay(purse, 1)
    await pay(purse, 1)
    assert await sums("plan", purse.plan) == (0, 0, 40_00)
    assert [kind for kind, _, _ in await entries(1)] == ["reserve", "commit", "pay"]


async def test_paid_money_is_neither_released_nor_given_back() -> None:
    purse = await make_purse()
    await bound(purse, 1, 40_00)
    await pay(purse, 1)
    await purse.release(1)
    with pytest.raises(Conflict, match="funds_changed"):
        await purse.give_back(1, 1)
    assert await sums("plan", purse.plan) == (0, 0, 40_00)


async def test_a_refund_is_an_opposite_entry_with_its_reason() -> None:
    purse = await make_purse()
    await bound(purse, 1, 40_00)
    await pay(purse, 1)
    await refund(purse, 1)
    await refund(purse, 1)
    assert await sums("plan", purse.plan) == (0, 40_00, 0)
    assert (await entries(1))[-2:] == [("pay", 40_00, ""), ("refund", 40_00, "账号有误")]
    await pay(purse, 1)
    assert await sums("budget_line", purse.line) == (0, 0, 40_00)
    assert [kind for kind, _, _ in await entries(1)][-3:] == ["pay", "refund", "pay"]
    assert await broken() == []


async def test_a_refund_of_what_was_never_paid_moves_nothing() -> None:
    purse = await make_purse()
    await bound(purse, 1, 40_00)
    await refund(purse, 1)
    assert await sums("plan", purse.plan) == (0, 40_00, 0)
    assert [kind for kind, _, _ in await entries(1)] == ["reserve", "commit"]


async def test_several_lines_and_plans_of_one_order_are_paid_together() -> None:
    purse = await make_purse()
    second = await t.line(purse.unit, fen=20_00)
    other = await t.plan(purse.unit, second, fen=20_00)
    charges = [
        Charge(1, "LS1", None, purse.plan, 30_00, GOODS),
        Charge(1, "LS1", None, other, 20_00, GOODS),
    ]
    await purse.do(lambda: actions.reserve(charges, organisation=purse.unit, actor=SYSTEM))
    await purse.commit(1)
    await pay(purse, 1)
    assert (await sums("plan", purse.plan), await sums("plan", other)) == ((0, 0, 30_00), (0, 0, 20_00))
    status = await DB.fetch_value("SELECT status FROM plan WHERE id = $1", other)
    assert status == "used_up"
    await refund(purse, 1)
    assert (await sums("budget_line", second), await broken()) == ((0, 20_00, 0), [])


async def test_enterprises_pay_from_their_cost_centre() -> None:
    firm = await t.make_organisation(kind="state_enterprise")
    purse = Purse(firm, await t.line(firm, fen=50_00, kind="cost_centre"), None)
    await bound(purse, 1, 30_00)
    await pay(purse, 1)
    assert await sums("budget_line", purse.line) == (0, 0, 30_00)
    assert await broken() == []
