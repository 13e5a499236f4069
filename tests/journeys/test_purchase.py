"""One purchase from the first search to the last accepted line, by everybody who takes part in it."""

import pytest

from tests.journeys import facts, people
from tests.journeys.people import Budget
from tests.journeys.window import PHONE, Windows
from tests.orders.town import deeds_of, lines_of, order_of, orders_of, purchase_of, stock

pytestmark = pytest.mark.browser

PLAN = "LSJY-2026-0317"
LIFE = ["order.submit", "order.approve", "order.confirm", "order.ship", "order.receive", "order.accept"]


@pytest.mark.parametrize(("scripts", "lang"), [(True, "zh-CN"), (False, "en")])
async def test_a_purchase_from_search_to_acceptance(windows: Windows, scripts: bool, lang: str) -> None:
    """Goods of two suppliers on one sheet: money, stock, status and journal agree after every step."""
    look = {"scripts": scripts, "lang": lang}
    buyer = await windows.open(**look)
    await people.sign_in(buyer, "buyer")
    await people.search(buyer, "复印纸")
    shown = await buyer.all("#results .card", "data-id")
    one, two = [await facts.first_offered_by(login, shown) for login in ("supplier", "supplier2")]
    prices = dict(zip((one, two), await people.compare(buyer, (one, two)), strict=True))
    for listing in (one, two):
        await people.put_into_cart(buyer, listing)
    before, (had, held), (had2, held2) = await facts.plan(PLAN), await stock(one), await stock(two)

    await people.only(buyer, {one: 10, two: 6})
    number = await people.open_sheet(buyer)
    total = (await purchase_of(number)).total_fen
    assert await buyer.fen("#summary .sum") == [total]
    await buyer.page.locator(f"#plan-{before.id}").check()
    shown_budget = await people.budget(buyer, f".plan:has(#plan-{before.id})")
    assert shown_budget == Budget(before.amount_fen - before.left_fen, total, before.left_fen - total)
    await people.submit(buyer, title="教研室打印用纸", reason="十二月月考印卷")
    assert buyer.path == f"/checkout/{number}"
    assert await facts.statuses(number) == ["pending_approval", "pending_approval"]
    assert (await facts.plan(PLAN)).reserved_fen == before.reserved_fen + total
    assert [await stock(one), await stock(two)] == [(had, held + 10), (had2, held2 + 6)]

    approver = await windows.open("approver", size=PHONE, **look)
    await approver.go(f"/approvals/{number}")
    assert await people.budget(approver, f"[data-id='{PLAN}']") == shown_budget
    await people.decide(approver, number, "agree")
    assert (await purchase_of(number)).status == "released"
    assert await facts.statuses(number) == ["pending_supplier", "pending_supplier"]

    for order in await orders_of(number):
        seller = await windows.open(await facts.seller_of(order), **look)
        await people.accept_order(seller, order.number)
        assert (await order_of(order.number)).status == "confirmed"
        await people.ship(seller, order.number)
        assert (await order_of(order.number)).status == "shipped"
    spent = await facts.plan(PLAN)
    assert (spent.reserved_fen, spent.committed_fen) == (before.reserved_fen, before.committed_fen + total)
    assert [await stock(one), await stock(two)] == [(had - 10, held), (had2 - 6, held2)]

    receiver = await windows.open("receiver", size=PHONE, **look)
    for order in await orders_of(number):
        await people.count_in(receiver, order.number)
        assert (await order_of(order.number)).status == "received"
        await people.judge(receiver, order.number)
        assert (await order_of(order.number)).status == "accepted"
        assert await deeds_of("order", order.number) == LIFE
        for line in await lines_of(order.number):
            assert line.quantity == line.accepted and line.price_fen <= prices[line.listing]
    assert await deeds_of("purchase", number) == ["purchase.submit", "purchase.release"]
    await facts.all_is_well()
