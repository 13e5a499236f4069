"""One purchase from the first search to the last accepted line, by everybody who takes part in it."""

import pytest
from emall.database import DB, Row
from emall.journal import audit

from tests.journeys import people
from tests.journeys.window import PHONE, Windows
from tests.orders.town import deeds_of, offences, order_of, orders_of, purchase_of, stock

pytestmark = pytest.mark.browser

LIFE = ["order.submit", "order.approve", "order.confirm", "order.ship", "order.receive", "order.accept"]


async def offered_by(shown: list[str], login: str) -> int:
    """The first of the listings shown that this seller has plenty of."""
    found = await DB.fetch_value(
        """SELECT l.id FROM listing l JOIN post t ON t.organisation = l.supplier JOIN person p ON p.id = t.person
           WHERE p.login = $2 AND l.id = ANY($1::bigint[]) AND l.stock_on_hand - l.stock_held > 50
           ORDER BY array_position($1::bigint[], l.id) LIMIT 1""",
        [int(one) for one in shown],
        login,
    )
    assert found is not None, f"nothing of {login} among {shown}"
    return int(found)


async def plan(number: str) -> Row:
    """A plan as it stands."""
    row = await DB.fetch_row(
        "SELECT *, amount_fen - reserved_fen - committed_fen - paid_fen AS left_fen FROM plan WHERE number = $1", number
    )
    assert row is not None
    return row


async def statuses(number: str) -> list[str]:
    """Statuses of the orders of a sheet."""
    return [order.status for order in await orders_of(number)]


@pytest.mark.parametrize(("scripts", "lang"), [(True, "zh-CN"), (False, "en")])
async def test_a_purchase_from_search_to_acceptance(windows: Windows, scripts: bool, lang: str) -> None:
    """Goods of two suppliers on one sheet: money, stock, status and journal agree after every step."""
    look = {"scripts": scripts, "lang": lang}
    buyer = await windows.open(**look)
    await people.sign_in(buyer, "buyer")
    await people.search(buyer, "复印纸")
    shown = await buyer.all("#results .card", "data-id")
    one, two = [await offered_by(shown, login) for login in ("supplier", "supplier2")]
    prices = await people.compare(buyer, (one, two))
    for listing in (one, two):
        await people.put_into_cart(buyer, listing)
    before, stocks = await plan("LSJY-2026-0317"), [await stock(one), await stock(two)]

    await people.only(buyer, {one: 10, two: 6})
    number = await people.open_sheet(buyer)
    total = (await purchase_of(number)).total_fen
    assert total >= 10 * prices[0] + 6 * prices[1] - 16
    await buyer.page.locator(f"#plan-{before.id}").check()
    shown_budget = await people.budget(buyer, f".plan:has(#plan-{before.id})")
    assert shown_budget == people.Budget(before.amount_fen - before.left_fen, total, before.left_fen - total)
    await people.submit(buyer, title="教研室打印用纸", reason="十二月月考印卷")
    assert buyer.path == f"/checkout/{number}"
    assert await statuses(number) == ["pending_approval", "pending_approval"]
    reserved = await plan(before.number)
    assert reserved.reserved_fen == before.reserved_fen + total
    assert [await stock(one), await stock(two)] == [
        (stocks[0][0], stocks[0][1] + 10),
        (stocks[1][0], stocks[1][1] + 6),
    ]

    approver = await windows.open("approver", size=PHONE, **look)
    await approver.go(f"/approvals/{number}")
    assert await people.budget(approver, f"[data-id='{before.number}']") == shown_budget
    await people.decide(approver, number, "agree")
    assert (await purchase_of(number)).status == "released"
    assert await statuses(number) == ["pending_supplier", "pending_supplier"]

    for order in await orders_of(number):
        login = await DB.fetch_value(
            "SELECT p.login FROM post t JOIN person p ON p.id = t.person WHERE t.organisation = $1 AND p.password <> ''",
            order.supplier,
        )
        seller = await windows.open(login, **look)
        await people.accept_order(seller, order.number)
        assert (await order_of(order.number)).status == "confirmed"
        await people.ship(seller, order.number)
        assert (await order_of(order.number)).status == "shipped"
    committed = await plan(before.number)
    assert committed.committed_fen == before.committed_fen + total
    assert committed.reserved_fen == before.reserved_fen

    receiver = await windows.open("receiver", size=PHONE, **look)
    for order in await orders_of(number):
        await people.count_in(receiver, order.number)
        assert (await order_of(order.number)).status == "received"
        await people.judge(receiver, order.number)
        assert (await order_of(order.number)).status == "accepted"
        assert await deeds_of("order", order.number) == LIFE

    assert [await stock(one), await stock(two)] == [
        (stocks[0][0] - 10, stocks[0][1]),
        (stocks[1][0] - 6, stocks[1][1]),
    ]
    assert await deeds_of("purchase", number) == ["purchase.submit", "purchase.release"]
    assert await offences() == {}
    assert (await audit.verify()).ok
