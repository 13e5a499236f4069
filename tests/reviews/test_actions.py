"""Reviews of both sides on the database: once each, in the window, and the completion they or the clock bring."""

from datetime import timedelta

import pytest

from emall.database import DB, DatabaseError
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.actions import lock_order
from emall.reviews import actions, queries
from tests.orders import town as t
from tests.payments.cashier import make_cashier, paid_order
from tests.runs.road import paid, step

pytestmark = pytest.mark.usefixtures("db")
MARKS = {"goods": 5, "delivery": 4, "service": 3}


async def test_two_words_complete_an_order_and_only_then_each_reads_the_other() -> None:
    cashier = await make_cashier()
    town, number = cashier.town, await paid_order(cashier)
    await actions.write(visitor=town.receiver, number=number, marks=MARKS, comment="纸很好")
    assert (await t.order_of(number)).status == "paid"
    seen = await queries.reviewed(number, town.sellers[0])
    assert seen is not None and not seen.reviews and seen.written == {"unit"} and seen.side == "supplier"
    await actions.write(visitor=town.sellers[0], number=number, marks=MARKS, comment="")
    order = await t.order_of(number)
    assert order.status == "completed" and order.ended_at is not None
    for visitor in (town.buyer, town.sellers[0]):
        seen = await queries.reviewed(number, visitor)
        assert seen is not None and set(seen.reviews) == {"unit", "supplier"} and seen.side is None
    assert await t.deeds_of("review", number) == ["review.write", "review.write"]
    assert await t.offences() == {}


async def test_a_side_speaks_once_and_what_it_said_stays() -> None:
    town = await t.make_town()
    number = await paid(town)
    await actions.write(visitor=town.buyer, number=number, marks=MARKS, comment="一")
    for visitor in (town.buyer, town.receiver):
        with pytest.raises(Conflict, match="reviewed_already"):
            await actions.write(visitor=visitor, number=number, marks=MARKS, comment="二")
    with pytest.raises(DatabaseError):
        await DB.execute("UPDATE review SET comment = '二'")


async def test_who_may_not_review_and_when_nobody_may() -> None:
    town, other = await t.make_town(), await t.make_town()
    early = (await town.received()).number
    number = await paid(town)
    for visitor in (other.buyer, other.sellers[0], town.head, town.sellers[1]):
        with pytest.raises(Missing):
            await actions.write(visitor=visitor, number=number, marks=MARKS, comment="")
    with pytest.raises(Conflict, match="review_not_open"):
        await actions.write(visitor=town.buyer, number=early, marks=MARKS, comment="")
    with pytest.raises(Conflict, match="review_not_open"):
        await actions.write(
            visitor=town.buyer, number=number, marks=MARKS, comment="", now=clock.now() + timedelta(days=17)
        )
    with pytest.raises(Refused):
        await actions.write(visitor=town.buyer, number=number, marks={"goods": 1}, comment="")
    assert await DB.fetch_value("SELECT count(*) FROM review") == 0


async def test_the_clock_completes_what_nobody_reviewed_and_not_before() -> None:
    number = await paid_order(await make_cashier())
    assert await actions.complete_due(clock.now() + timedelta(days=14)) == 0
    assert await actions.complete_due(clock.now() + timedelta(days=17)) == 1
    assert (await t.order_of(number)).status == "completed"
    assert await actions.complete_due(clock.now() + timedelta(days=17)) == 0
    assert await t.offences() == {}


async def test_money_that_comes_back_closes_the_window_and_opens_it_again_when_paid() -> None:
    town = await t.make_town()
    number = await paid(town)
    await actions.write(visitor=town.buyer, number=number, marks=MARKS, comment="")
    await step(number, "settling")
    with pytest.raises(Conflict, match="review_not_open"):
        await actions.write(visitor=town.sellers[0], number=number, marks=MARKS, comment="")
    await step(number, "paying", town.chief)
    await step(number, "paid")
    await actions.write(visitor=town.sellers[0], number=number, marks=MARKS, comment="")
    assert (await t.order_of(number)).status == "completed"


async def test_both_sides_are_asked_when_an_order_is_paid() -> None:
    town = await t.make_town()
    order = await t.order_of(await paid(town))
    async with DB.transaction():
        await actions.invite(await lock_order(order.number), "completed", town.buyer.actor(), clock.now())
    told = await DB.fetch("SELECT person, link FROM message WHERE kind = 'review_open' ORDER BY link")
    assert [(row.person, row.link) for row in told] == [
        (town.buyer.person, f"/orders/{order.number}/review"),
        (town.sellers[0].person, f"/supplier/orders/{order.number}/review"),
    ]
