"""Settlement sheets on real tables: made, reviewed, sent back, taken back, and the hands that are kept apart."""

from datetime import timedelta
from typing import Any

import pytest

from emall.database import DB, Broken
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.settlement import actions
from emall.settlement.rules import pay_due
from tests.orders import town as t
from tests.settlement import office

pytestmark = pytest.mark.usefixtures("db")


def keys(refused: Any) -> list[str]:
    """Keys of what was refused."""
    return [one.key for one in refused.value.refusals]


async def test_one_deed_confirms_and_settles_what_matches() -> None:
    town = await t.make_town()
    orders = [await office.accepted(town), await office.accepted(town, {town.goods[1]: 2})]
    invoices = [await office.issued(town, [order]) for order in orders]
    await actions.confirm(visitor=town.buyer, invoice=invoices[0].id, version=1)
    invoices[0] = await office.invoice_of(invoices[0].id)
    sheet = await office.submitted(town, invoices)
    assert (sheet.status, sheet.amount_fen, sheet.made_by) == ("to_review", 101_00, town.buyer.person)
    assert [await office.status_of(order) for order in orders] == ["settling", "settling"]
    assert [(await office.invoice_of(one.id)).status for one in invoices] == ["confirmed", "confirmed"]
    assert sheet.pay_due_on == pay_due(delivered=clock.today(), days=30)
    asked = await DB.fetch("SELECT person FROM message WHERE kind = 'settlement_to_review' ORDER BY person")
    assert [row.person for row in asked] == sorted([town.head.person, town.chief.person])
    assert await t.offences() == {}


async def test_agreed_it_waits_for_payment_with_the_clock_of_the_payment() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    sheet = await office.submitted(town, [await office.issued(town, [order])])
    await actions.review(visitor=town.head, number=sheet.number, version=1, verdict="agree", comment="已核对")
    sheet = await office.settlement_of(sheet.number)
    assert (sheet.status, sheet.reviewed_by, sheet.comment) == ("to_pay", town.head.person, "已核对")
    row = await t.order_of(order.number)
    assert row.status == "settling" and row.due_at == sheet.due_at
    assert clock.day_of(sheet.due_at) == sheet.pay_due_on
    with pytest.raises(Conflict):
        await actions.review(visitor=town.chief, number=sheet.number, version=1, verdict="agree")
    assert await t.deeds_of("settlement", sheet.number) == ["settlement.submit", "settlement.agree"]
    assert await t.offences() == {}


async def test_sent_back_its_orders_can_stand_on_another_sheet() -> None:
    town = await t.make_town()
    order = await office.accepted(town)
    invoice = await office.issued(town, [order])
    sheet = await office.submitted(town, [invoice])
    with pytest.raises(Refused) as refused:
        await actions.review(visitor=town.head, number=sheet.number, version=1, verdict="return")
    assert keys(refused) == ["reason_needed_to_return"]
    await actions.review(
        visitor=town.head, number=sheet.number, version=1, verdict="return", comment="请合并本月订单"
    )
    assert (await office.settlement_of(sheet.number)).status == "returned"
    assert await office.status_of(order) == "invoiced"
    again = await office.submitted(town, [await office.invoice_of(invoice.id)])
    assert again.number != sheet.number
    assert await t.offences() == {}


async def test_its_maker_takes_it_back_until_it_is_reviewed() -> None:
    town = await t.make_town()
    sheet = await office.submitted(town)
    colleague = await t.seat("buyer", town.unit)
    for who in (colleague, town.head):
        with pytest.raises(Forbidden):
            await actions.take_back(visitor=who, number=sheet.number, version=1)
    await actions.take_back(visitor=town.buyer, number=sheet.number, version=1)
    row = await office.settlement_of(sheet.number)
    assert (row.status, row.reviewed_by) == ("returned", None)
    with pytest.raises(Conflict):
        await actions.review(visitor=town.head, number=sheet.number, version=1, verdict="agree")
    assert await t.offences() == {}


async def test_nobody_reviews_what_they_bought_settled_or_accepted() -> None:
    town = await t.make_town()
    colleague = await t.seat("buyer", town.unit)  # makes the sheet for orders somebody else placed
    sheet = await office.submitted(town, maker=colleague)
    for person in (colleague.person, town.buyer.person, town.receiver.person):
        with pytest.raises(Refused) as refused:
            await actions.review(
                visitor=await t.seat("approver", town.unit, person=person),
                number=sheet.number,
                version=1,
                verdict="agree",
            )
        assert keys(refused) == ["reviewer_apart"]
    for person in (town.buyer.person, town.receiver.person):
        with pytest.raises(Broken):
            await DB.execute("UPDATE settlement SET reviewed_by = $2 WHERE id = $1", sheet.id, person)
    for who, error in ((town.receiver, Forbidden), (town.sellers[0], Forbidden), (town.sellers[1], Missing)):
        with pytest.raises(error):
            await actions.review(visitor=who, number=sheet.number, version=1, verdict="agree")
    elsewhere = await t.make_town()
    with pytest.raises(Missing):
        await actions.review(visitor=elsewhere.head, number=sheet.number, version=1, verdict="agree")


async def test_whoever_accepted_does_not_settle() -> None:
    town = await t.make_town()
    invoice = await office.issued(town)
    receiver = await t.seat("buyer", town.unit, person=town.receiver.person)
    with pytest.raises(Refused) as refused:
        await actions.settle(visitor=receiver, invoices={invoice.id: 1})
    assert keys(refused) == ["settler_accepted"]


async def test_a_post_taken_away_reviews_nothing() -> None:
    town = await t.make_town()
    sheet = await office.submitted(town)
    await DB.execute("UPDATE post SET active = false WHERE id = $1", town.head.post)
    with pytest.raises(Forbidden):
        await actions.review(visitor=town.head, number=sheet.number, version=1, verdict="agree")


async def test_a_unit_without_a_second_pair_of_eyes_is_told_so() -> None:
    town = await t.make_town()
    invoice = await office.issued(town)
    await DB.execute(
        "UPDATE post SET active = false WHERE organisation = $1 AND duty = 'approver'", town.unit
    )
    with pytest.raises(Refused) as refused:
        await actions.settle(visitor=town.buyer, invoices={invoice.id: 1})
    assert keys(refused) == ["nobody_to_review"]


async def test_one_sheet_is_for_one_supplier_and_one_unit() -> None:
    town, other = await t.make_town(), await t.make_town()
    own, foreign = await office.issued(town), await office.issued(other)
    order = (await town.released({town.goods[2]: 1}))[0]
    from emall.orders import actions as orders

    await orders.confirm(visitor=town.sellers[1], number=order.number)
    parcel = await t.ship_all(town.sellers[1], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    second = await office.issued(town, [await t.order_of(order.number)], seller=town.sellers[1])
    with pytest.raises(Refused) as refused:
        await actions.settle(visitor=town.buyer, invoices={own.id: 1, second.id: 1})
    assert keys(refused) == ["settlement_one_supplier"]
    with pytest.raises(Missing):
        await actions.settle(visitor=town.buyer, invoices={own.id: 1, foreign.id: 1})
    with pytest.raises(Missing):
        await actions.settle(visitor=town.buyer, invoices={9_999_999: 1})
    with pytest.raises(Conflict):
        await actions.settle(visitor=town.buyer, invoices={own.id: 2})
    with pytest.raises(Refused):
        await actions.settle(visitor=town.buyer, invoices={})


async def test_what_stands_on_a_sheet_is_neither_settled_again_nor_refused() -> None:
    town = await t.make_town()
    invoice = await office.issued(town)
    await office.submitted(town, [invoice])
    with pytest.raises(Refused) as refused:
        await actions.settle(visitor=town.buyer, invoices={invoice.id: 2})
    assert keys(refused) == ["order_not_to_settle"]
    with pytest.raises(Conflict):
        await actions.refuse(visitor=town.buyer, invoice=invoice.id, version=2, reason="晚了")


async def test_large_firms_have_the_same_day_without_interest() -> None:
    town = await t.make_town()
    await DB.execute("UPDATE supplier_profile SET size = 'large' WHERE organisation = $1", town.suppliers[0])
    sheet = await office.submitted(town)
    (row,) = await DB.fetch("SELECT * FROM settlement_order WHERE settlement = $1", sheet.id)
    assert (row.pay_due_on, row.interest_ppm) == (sheet.pay_due_on, 0)
    small = await t.make_town()
    sheet = await office.submitted(small)
    assert (
        await DB.fetch_value("SELECT interest_ppm FROM settlement_order WHERE settlement = $1", sheet.id)
        == 500
    )


async def test_the_period_runs_from_delivery_of_the_earliest_order() -> None:
    town = await t.make_town()
    early, late = await office.accepted(town), await office.accepted(town)
    await DB.execute(
        "UPDATE purchase_order SET received_at = received_at - interval '12 days' WHERE id = $1", early.id
    )
    sheet = await office.submitted(town, [await office.issued(town, [early, late])])
    assert sheet.pay_due_on == pay_due(delivered=clock.today() - timedelta(days=12), days=30)


async def test_a_submitted_sheet_stays_as_it_is() -> None:
    town = await t.make_town()
    sheet = await office.submitted(town)
    for sql in (
        "UPDATE settlement SET amount_fen = amount_fen + 1 WHERE id = $1",
        "DELETE FROM settlement WHERE id = $1",
    ):
        with pytest.raises(Broken):
            await DB.execute(sql, sheet.id)
