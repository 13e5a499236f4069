"""A settlement on its way through the treasury: sent, paid, returned before and after it was paid."""

import httpx
import pytest

from emall.database import DB, Row
from emall.journal import SYSTEM, Actor, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing
from emall.settlement import actions
from emall.settlement.queries import interest_of
from tests.orders import town as t
from tests.orders.desk import see, text_of
from tests.settlement import office

pytestmark = pytest.mark.usefixtures("db")


async def step(town: t.Town, number: str, deed: str, *, by: Actor | None = None, **more: object) -> None:
    """One deed of the payments room on a sheet, recorded."""
    actor = by or town.buyer.actor()
    async with DB.transaction():
        row = await actions.lock_settlement(number)
        deeds = await getattr(actions, f"mark_{deed}")(row, actor=actor, now=clock.now(), **more)
        await record(actor, *deeds)


async def standing(sheet: Row) -> tuple[str, list[str]]:
    """The status of a sheet and of the orders it was made of."""
    row = await office.settlement_of(sheet.number)
    orders = await DB.fetch(
        'SELECT o.status FROM purchase_order o JOIN settlement_order s ON s."order" = o.id'
        " WHERE s.settlement = $1 ORDER BY o.id",
        sheet.id,
    )
    return row.status, [order.status for order in orders]


async def test_what_the_bank_did_is_told_as_the_platforms_own_doing(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    sheet = await office.to_pay(town, [await office.accepted(town)])
    await step(town, sheet.number, "ordered")
    await step(town, sheet.number, "paid", by=SYSTEM, interest_fen=0)
    page = text_of(await see(town.buyer, client, f"/settlements/{sheet.number}?lang=en"))
    assert "Paid The system" in page and "s*" not in page


async def test_sent_and_paid_with_what_lateness_costs() -> None:
    town = await t.make_town()
    first, second = [await office.accepted(town) for _ in range(2)]
    sheet = await office.to_pay(town, [first, second])
    async with DB.transaction():
        locked = await actions.lock_settlement(sheet.number)
        assert (locked.amount_fen, locked.supplier, locked.organisation) == (
            100_00,
            town.suppliers[0],
            town.unit,
        )
        assert [order.id for order in await actions.orders_of(locked.id)] == [first.id, second.id]
    await step(town, sheet.number, "ordered")
    assert await standing(sheet) == ("to_pay", ["paying", "paying"])
    with pytest.raises(Conflict):
        await step(town, sheet.number, "ordered")
    await step(town, sheet.number, "paid", interest_fen=7)
    assert await standing(sheet) == ("paid", ["paid", "paid"])
    row = await office.settlement_of(sheet.number)
    assert (row.interest_fen, row.paid_at is not None, row.due_at) == (7, True, None)
    assert await t.deeds_of("settlement", sheet.number) == [
        "settlement.submit",
        "settlement.agree",
        "settlement.pay",
    ]
    with pytest.raises(Conflict):
        await step(town, sheet.number, "paid", interest_fen=7)


async def test_returned_before_it_was_paid_it_can_be_sent_again() -> None:
    town = await t.make_town()
    sheet = await office.to_pay(town)
    with pytest.raises(Conflict):
        await step(town, sheet.number, "returned", reason="账号有误")
    await step(town, sheet.number, "ordered")
    await step(town, sheet.number, "returned", reason="账号有误")
    assert await standing(sheet) == ("to_pay", ["settling"])
    (order,) = await DB.fetch("SELECT * FROM purchase_order WHERE status = 'settling'")
    assert order.reason == "账号有误" and clock.day_of(order.due_at) == sheet.pay_due_on
    await step(town, sheet.number, "ordered")
    await step(town, sheet.number, "paid", interest_fen=0)
    assert await standing(sheet) == ("paid", ["paid"])


async def test_paid_money_that_comes_back_opens_the_sheet_again() -> None:
    town = await t.make_town()
    sheet = await office.to_pay(town)
    await step(town, sheet.number, "ordered")
    await step(town, sheet.number, "paid", interest_fen=12)
    await step(town, sheet.number, "returned", reason="户名不符")
    assert await standing(sheet) == ("to_pay", ["settling"])
    row = await office.settlement_of(sheet.number)
    assert (row.paid_at, row.interest_fen) == (None, 0)
    told = await DB.fetch_row(
        "SELECT before, after, note FROM journal_entry WHERE act = 'settlement.return_payment'"
    )
    assert told is not None and (told.before, told.after) == ({"status": "paid"}, {"status": "to_pay"})


async def test_interest_follows_the_day_of_payment() -> None:
    town = await t.make_town()
    order = await office.accepted(town, {town.goods[0]: 100})
    late = await office.to_pay(town, [order], due_in=-20)
    assert await interest_of(late.id, on=clock.today()) == 10_00  # 1,000 yuan, 20 days, 0.05 %
    assert await interest_of(late.id, on=late.pay_due_on) == 0


async def test_there_is_no_sheet_of_that_number() -> None:
    async with DB.transaction():
        with pytest.raises(Missing):
            await actions.lock_settlement("JS202601010001")
