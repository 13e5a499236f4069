"""Purchases that do not go straight: returned and submitted again, declined, accepted in part and made good."""

import pytest

from emall.database import DB
from tests.journeys import facts, people
from tests.journeys.people import Budget
from tests.journeys.window import PHONE, Window, Windows
from tests.orders.town import deeds_of, order_of, purchase_of, stock

pytestmark = pytest.mark.browser

SCHOOL_PLAN = "LQXX-2026-0101"


async def test_a_school_is_sent_back_declined_and_served_in_two_parts(windows: Windows) -> None:
    """The Longquan unit: each detour gives goods and money back, and the second try is a purchase like any other."""
    one, two = await facts.offered_by("supplier", skip=3), await facts.offered_by("supplier2", skip=1)
    before, had, had2 = await facts.plan(SCHOOL_PLAN), await stock(one), await stock(two)
    buyer, approver = await windows.open("buyer2"), await windows.open("approver2", size=PHONE)
    await people.explain_what_is_late(buyer, "buyer2")
    number = await _sheet_of(buyer, {one: 8, two: 5}, plan=before.id)

    await _returned(approver, number)
    assert (await facts.plan(SCHOOL_PLAN)).left_fen == before.left_fen
    assert [await stock(one), await stock(two)] == [had, had2]
    await _submitted_again(buyer, number)
    await people.decide(approver, number, "agree")

    declined, kept = await facts.order_from(number, "supplier2"), await facts.order_from(number, "supplier")
    await people.decline_order(await windows.open("supplier2"), declined.number, "no_stock", "本周断货")
    assert (await order_of(declined.number)).status == "declined"
    assert await stock(two) == had2
    assert (await facts.plan(SCHOOL_PLAN)).left_fen == before.left_fen - kept.total_fen

    await _served_in_two_parts(windows, kept.number)
    assert await stock(one) == (had[0] - 8, had[1])
    spent = await facts.plan(SCHOOL_PLAN)
    assert (spent.reserved_fen, spent.committed_fen - before.committed_fen) == (
        before.reserved_fen,
        kept.total_fen,
    )
    deeds = ["purchase.submit", "purchase.return", "purchase.submit", "purchase.release"]
    assert await deeds_of("purchase", number) == deeds
    await facts.all_is_well()


async def _returned(approver: Window, number: str) -> None:
    """Returned for changes: not without a word."""
    await people.decide(approver, number, "return", status=422)
    assert await approver.page.locator("#error-summary").is_visible()
    assert (await purchase_of(number)).status == "pending_approval"
    await people.decide(approver, number, "return", comment="请说明用途")
    assert await facts.statuses(number) == ["returned", "returned"]


async def _submitted_again(buyer: Window, number: str) -> None:
    """The buyer reads why and says what it is for."""
    await buyer.go(f"/checkout/{number}")
    assert "请说明用途" in await buyer.text("#main")
    await people.submit(buyer, title="高三模拟考印卷", reason="高三模拟考八个班")
    assert await facts.statuses(number) == ["pending_approval", "pending_approval"]


async def _sheet_of(buyer: Window, goods: dict[int, int], *, plan: int) -> str:
    for listing in goods:
        await people.buy_now(buyer, listing)
    await people.only(buyer, goods)
    number = await people.open_sheet(buyer)
    await buyer.page.locator(f"#plan-{plan}").check()
    await people.submit(buyer, title="印卷")
    return number


async def _served_in_two_parts(windows: Windows, order: str) -> None:
    """Five of eight come first; one of them is broken, so four more are owed."""
    seller, receiver = await windows.open("supplier"), await windows.open("receiver2", size=PHONE)
    line = await facts.only_line(order)
    await people.accept_order(seller, order)
    await people.ship(seller, order, quantities={line.id: 5})
    await people.count_in(receiver, order)
    await people.judge(receiver, order, good={line.id: 4}, reason="damaged")
    assert (await order_of(order)).status == "part_accepted"
    await people.ship(seller, order)
    assert (await facts.only_line(order)).shipped == 8
    await people.count_in(receiver, order)
    await people.judge(receiver, order)
    assert (await order_of(order)).status == "accepted"
    assert (await deeds_of("order", order))[-6:] == ["order.ship", "order.receive", "order.accept"] * 2


async def test_an_enterprise_buys_on_a_cost_centre(windows: Windows) -> None:
    """No plan is asked for; the cost centre carries the money, and reading is in English."""
    goods = await facts.offered_by("supplier", skip=5)
    before, had = await facts.centre("CC-101", "soebuyer"), await stock(goods)
    buyer = await windows.open("soebuyer", lang="en")
    await people.explain_what_is_late(buyer, "soebuyer")
    await people.buy_now(buyer, goods)
    await people.only(buyer, {goods: 4})
    number = await people.open_sheet(buyer)
    total = (await purchase_of(number)).total_fen
    await buyer.page.locator(f"#centre-{before.id}").check()
    shown = await people.budget(buyer, f".plan:has(#centre-{before.id})")
    assert shown == Budget(before.appropriated_fen - before.left_fen, total, before.left_fen - total)
    await people.submit(buyer, title="集团本部打印用纸")
    await people.decide(await windows.open("soeapprover", size=PHONE, lang="en"), number, "agree")

    order = await facts.order_from(number, "supplier")
    await _served_at_once(windows, order.number)
    spent = await facts.centre("CC-101", "soebuyer")
    assert (spent.reserved_fen, spent.committed_fen) == (before.reserved_fen, before.committed_fen + total)
    assert await stock(goods) == (had[0] - 4, had[1])
    assert (
        await DB.fetch_value("SELECT count(*) FROM hold WHERE order_id = $1 AND plan IS NULL", order.id) == 1
    )
    await facts.all_is_well()


async def _served_at_once(windows: Windows, order: str) -> None:
    """Everything in one parcel, all of it good."""
    seller = await windows.open("supplier", lang="en")
    await people.accept_order(seller, order)
    await people.ship(seller, order)
    receiver = await windows.open("soereceiver", size=PHONE, lang="en")
    await people.count_in(receiver, order)
    await people.judge(receiver, order)
