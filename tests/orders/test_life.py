"""The life of an order on real tables: each deed moves status, money, goods and journal together."""

from datetime import timedelta

import pytest

from emall.approvals import actions as approvals
from emall.database import DB, Broken
from emall.delivery import actions as delivery
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.orders import actions as orders
from emall.orders.words import DeclineReason
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def test_from_submission_to_acceptance() -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5, town.goods[1]: 2})
    await t.accept_all(town.receiver, order.number)
    order = await t.order_of(order.number)
    assert order.status == "accepted"
    assert order.total_fen == 5 * 10_00 + 2 * 25_50
    assert await t.funds(town.plan) == (0, order.total_fen, 50_000_00 - order.total_fen)
    assert await t.stock(town.goods[0]) == (95, 0)
    assert await t.deeds_of("order", order.number) == [
        "order.submit",
        "order.approve",
        "order.confirm",
        "order.ship",
        "order.receive",
        "order.accept",
    ]
    assert await t.offences() == {}


async def test_submission_holds_goods_and_money_until_declined() -> None:
    town = await t.make_town()
    (order,) = await town.released()
    assert await t.funds(town.plan) == (50_00, 0, 50_000_00 - 50_00)
    assert await t.stock(town.goods[0]) == (100, 5)
    await orders.decline(
        visitor=town.sellers[0], number=order.number, reason_code=DeclineReason.NO_STOCK, reason="缺货"
    )
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.stock(town.goods[0]) == (100, 0)
    order = await t.order_of(order.number)
    assert (order.status, order.reason, order.reason_code) == ("declined", "缺货", "no_stock")
    assert order.ended_at is not None and order.due_at is None
    assert await t.offences() == {}


async def test_declining_needs_a_known_reason() -> None:
    town = await t.make_town()
    (order,) = await town.released()
    with pytest.raises(Refused) as refused:
        await orders.decline(visitor=town.sellers[0], number=order.number, reason_code="mood")
    assert refused.value.refusals[0].key == "reason_needed_to_decline"


async def test_confirmed_twice_is_a_conflict_and_moves_nothing() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    with pytest.raises(Conflict):
        await orders.confirm(visitor=town.sellers[0], number=order.number)
    assert await t.funds(town.plan) == (0, 50_00, 50_000_00 - 50_00)
    assert await t.offences() == {}


async def test_another_supplier_finds_nothing() -> None:
    town = await t.make_town()
    (order,) = await town.released()
    with pytest.raises(Missing):
        await orders.confirm(visitor=town.sellers[1], number=order.number)
    with pytest.raises(Forbidden):
        await orders.confirm(visitor=town.buyer, number=order.number)


async def test_one_order_for_each_supplier_and_each_goes_its_own_way() -> None:
    town = await t.make_town()
    first, second = await town.released({town.goods[0]: 1, town.goods[1]: 1, town.goods[2]: 4})
    assert (first.supplier, second.supplier) == tuple(town.suppliers)
    assert (first.total_fen, second.total_fen) == (35_50, 28_00)
    await orders.confirm(visitor=town.sellers[0], number=first.number)
    await approvals.withdraw(visitor=town.buyer, number=second.number, reason="不需要了")
    assert await t.funds(town.plan) == (0, 35_50, 50_000_00 - 35_50)
    assert await t.stock(town.goods[2]) == (100, 0)
    assert await t.offences() == {}


async def test_withdrawing_before_release_takes_the_whole_sheet() -> None:
    town = await t.make_town()
    number = await town.submit({town.goods[0]: 1, town.goods[2]: 1})
    order = (await t.orders_of(number))[0]
    await approvals.withdraw(visitor=town.buyer, number=order.number)
    assert {one.status for one in await t.orders_of(number)} == {"withdrawn"}
    assert (await t.purchase_of(number)).status == "withdrawn"
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.offences() == {}


async def test_nothing_is_withdrawn_once_confirmed() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    with pytest.raises(Conflict):
        await approvals.withdraw(visitor=town.buyer, number=order.number)
    with pytest.raises(Forbidden):
        await approvals.withdraw(visitor=town.head, number=order.number)


async def test_draft_and_returned_sheets_hold_nothing_and_can_be_withdrawn() -> None:
    town = await t.make_town()
    draft = await orders.draft(visitor=town.buyer, quantities={town.goods[0]: 3})
    await approvals.withdraw_purchase(visitor=town.buyer, number=draft.number)
    number = await town.submit({town.goods[0]: 3})
    await t.decide(number, town.head, verdict="return", comment="数量太多")
    assert await t.stock(town.goods[0]) == (100, 0)
    await approvals.withdraw_purchase(visitor=town.buyer, number=number)
    assert await t.stock(town.goods[0]) == (100, 0)
    assert await t.offences() == {}


async def test_frozen_lines_keep_the_price_of_submission() -> None:
    town = await t.make_town()
    await t.DB.execute("UPDATE listing SET price_fen = 1200, price_version = 2 WHERE id = $1", town.goods[0])
    (order,) = await town.released()
    await t.DB.execute("UPDATE listing SET price_fen = 9900, title = '改名' WHERE id = $1", town.goods[0])
    (line,) = await t.lines_of(order.number)
    assert (line.price_fen, line.price_version, line.line_fen) == (1200, 2, 6000)
    assert line.title != "改名" and line.brand and line.official_code == "A02010104"


async def test_tier_price_and_freight() -> None:
    town = await t.make_town()
    await t.make("price_tier", listing=town.goods[0], from_quantity=10, price_fen=8_00)
    await t.DB.execute(
        "UPDATE supplier_profile SET freight_fen = 1500, freight_free_fen = 20000 WHERE organisation = $1",
        town.suppliers[0],
    )
    (cheap,) = await town.released({town.goods[0]: 10})
    assert (cheap.goods_fen, cheap.freight_fen, cheap.total_fen) == (80_00, 15_00, 95_00)
    (dear,) = await town.released({town.goods[0]: 25})
    assert (dear.goods_fen, dear.freight_fen) == (200_00, 0)
    assert await t.funds(town.plan) == (295_00, 0, 50_000_00 - 295_00)
    assert await t.offences() == {}


async def test_cancelling_after_confirmation_takes_both_sides() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    await delivery.ask(visitor=town.buyer, number=order.number, reason="项目取消")
    with pytest.raises(Conflict):
        await delivery.ask(visitor=town.sellers[0], number=order.number, reason="我也是")
    with pytest.raises(Conflict):
        await delivery.answer(visitor=town.buyer, number=order.number, agree=True)
    await delivery.answer(visitor=town.sellers[0], number=order.number, agree=True)
    order = await t.order_of(order.number)
    assert (order.status, order.reason_code) == ("cancelled", "by_agreement")
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.stock(town.goods[0]) == (100, 0)
    with pytest.raises(Conflict):
        await delivery.answer(visitor=town.sellers[0], number=order.number, agree=True)
    assert await t.offences() == {}


async def test_what_fails_at_the_very_end_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    town = await t.make_town()
    (order,) = await town.released()

    async def fail(*_: object) -> None:
        raise RuntimeError("the power went off")

    monkeypatch.setattr("emall.orders.actions.answers.record", fail)
    with pytest.raises(RuntimeError):
        await orders.confirm(visitor=town.sellers[0], number=order.number)
    assert (await t.order_of(order.number)).status == "pending_supplier"
    assert await t.funds(town.plan) == (50_00, 0, 50_000_00 - 50_00)
    told = await t.DB.fetch_value("SELECT count(*) FROM message WHERE kind = 'confirmed'")
    assert told == 0
    assert await t.offences() == {}


async def test_one_order_that_cannot_expire_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = await t.make_town()
    (first,) = await town.released()
    (second,) = await town.released()
    original = orders.clock.move

    async def stubborn(order: t.Row, *args: object, **more: object) -> object:
        if order.number == first.number:
            raise Conflict("order", "order_moved_on", number=order.number)
        return await original(order, *args, **more)

    monkeypatch.setattr(orders.clock, "move", stubborn)
    assert await orders.expire_overdue(first.due_at + timedelta(days=30)) == 1
    assert (await t.order_of(second.number)).status == "expired"
    assert (await t.order_of(first.number)).status == "pending_supplier"


async def test_checks_find_a_status_the_journal_does_not_tell() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    await t.DB.execute("UPDATE purchase_order SET status = 'cancelled' WHERE id = $1", order.id)
    found = set(await t.offences())
    assert {"order_status_told_by_journal", "order_holds_its_money", "cancelled_for_a_reason"} <= found
    assert "listing_holds_what_orders_ask" in found


async def test_lines_of_a_sent_order_are_frozen_in_the_database() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    with pytest.raises(Broken):
        async with t.DB.transaction():
            await t.DB.execute("UPDATE order_line SET title = '别的' WHERE \"order\" = $1", order.id)


async def test_no_line_is_slipped_into_a_sent_order() -> None:
    town = await t.make_town()
    (sent,) = await town.released({town.goods[0]: 5})
    draft = await orders.draft(visitor=town.buyer, quantities={town.goods[1]: 1})
    (other,) = await t.orders_of(draft.number)
    with pytest.raises(Broken, match="order_line_frozen"):
        async with DB.transaction():
            await DB.execute('UPDATE order_line SET "order" = $1 WHERE "order" = $2', sent.id, other.id)
