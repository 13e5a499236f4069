"""Shipping, counting in, judging, and giving up the rest, on real tables."""

import pytest

from emall.database import DB, Broken, ForeignKey
from emall.delivery import actions, queries
from emall.delivery.rules import Finding, Judgement, checklist_of
from emall.delivery.words import CheckResult
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.orders.queries import order_page
from tests.making import make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def quantities(number: str) -> list[tuple[int, int, int, int]]:
    """Shipped, received, accepted, closed of each line."""
    return [(one.shipped, one.received, one.accepted, one.closed) for one in await t.lines_of(number)]


async def test_several_parcels_then_acceptance() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 10})
    first = await t.ship_all(town.sellers[0], order.number, most=4)
    second = await t.ship_all(town.sellers[0], order.number, most=3)
    assert await t.stock(town.goods[0]) == (93, 3)
    await t.receive_all(town.receiver, order.number, first)
    assert (await t.order_of(order.number)).status == "shipped"
    await t.receive_all(town.receiver, order.number, second)
    assert (await t.order_of(order.number)).status == "received"
    assert await t.offences() == {}
    third = await t.ship_all(town.sellers[0], order.number)  # the rest follows before anything is judged
    assert (await t.order_of(order.number)).status == "shipped"
    await t.receive_all(town.receiver, order.number, third)
    await t.accept_all(town.receiver, order.number)
    assert (await t.order_of(order.number)).status == "accepted"
    assert await t.stock(town.goods[0]) == (90, 0)
    acts = await t.deeds_of("order", order.number)
    assert [act.removeprefix("order.") for act in acts[3:]] == [
        "ship",
        "ship",
        "receive",
        "receive",
        "ship",
        "receive",
        "accept",
    ]
    assert await t.offences() == {}


async def test_a_part_is_accepted_while_the_rest_is_still_to_come() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 10})
    parcel = await t.ship_all(town.sellers[0], order.number, most=4)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    assert (await t.order_of(order.number)).status == "part_accepted"
    assert await quantities(order.number) == [(4, 4, 4, 0)]
    assert await t.offences() == {}


async def test_rejected_and_missing_goods_are_owed_again_and_replaced() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 10})
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel, short=2)
    await t.accept_all(town.receiver, order.number, reject=3)
    assert (await t.order_of(order.number)).status == "part_accepted"
    assert await quantities(order.number) == [(5, 5, 5, 0)]
    assert await t.stock(town.goods[0]) == (95, 5)
    paper = await DB.fetch_row("SELECT * FROM acceptance_line")
    assert paper is not None and (paper.accepted, paper.rejected, paper.reason) == (5, 5, "damaged")
    assert await t.offences() == {}
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    assert (await t.order_of(order.number)).status == "accepted"
    assert await t.stock(town.goods[0]) == (90, 0)
    assert await t.offences() == {}


async def test_nothing_arrived_fails_and_can_be_cancelled_by_agreement() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel, short=5)
    await t.accept_all(town.receiver, order.number)
    order = await t.order_of(order.number)
    assert order.status == "failed"
    assert await DB.fetch_value("SELECT reason FROM acceptance_line") == "missing"
    await actions.ask(visitor=town.sellers[0], number=order.number, reason="发不出")
    await actions.answer(visitor=town.buyer, number=order.number, agree=True)
    assert (await t.order_of(order.number)).status == "cancelled"
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.stock(town.goods[0]) == (100, 0)
    assert await t.offences() == {}


async def test_giving_up_the_rest_frees_its_share_once_and_keeps_the_freight() -> None:
    town = await t.make_town()
    await DB.execute(
        "UPDATE supplier_profile SET freight_fen = 1500 WHERE organisation = $1", town.suppliers[0]
    )
    order = await town.confirmed({town.goods[0]: 10})
    parcel = await t.ship_all(town.sellers[0], order.number, most=4)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    await actions.ask(visitor=town.buyer, number=order.number, reason="够用了")
    await actions.answer(visitor=town.sellers[0], number=order.number, agree=True)
    order = await t.order_of(order.number)
    assert order.status == "accepted" and order.total_fen == 115_00
    assert await quantities(order.number) == [(4, 4, 4, 6)]
    assert await t.funds(town.plan) == (0, 55_00, 50_000_00 - 55_00)
    assert await t.stock(town.goods[0]) == (96, 0)
    with pytest.raises(Conflict):
        await actions.answer(visitor=town.sellers[0], number=order.number, agree=True)
    assert await t.offences() == {}


async def test_a_whole_order_given_up_frees_the_freight_too() -> None:
    town = await t.make_town()
    await DB.execute(
        "UPDATE supplier_profile SET freight_fen = 1500 WHERE organisation = $1", town.suppliers[0]
    )
    order = await town.confirmed({town.goods[0]: 10, town.goods[1]: 1})
    await actions.ask(visitor=town.buyer, number=order.number, reason="不要了")
    await actions.answer(visitor=town.sellers[0], number=order.number, agree=True)
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.offences() == {}


async def test_a_wish_nobody_answered_falls_away_with_the_last_piece() -> None:
    """Agreeing to it later would take an invoiced order back to where its invoice is not known."""
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    await actions.ask(visitor=town.buyer, number=order.number, reason="不要了")
    parcel = await t.ship_all(town.sellers[0], order.number, most=3)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    page = await order_page(order.number, town.buyer)
    assert page is not None and [one["status"] for one in page.cancellations] == ["asked"]
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    page = await order_page(order.number, town.buyer)
    assert page is not None and [one["status"] for one in page.cancellations] == ["lapsed"]
    with pytest.raises(Conflict, match="cancellation_moved_on"):
        await actions.answer(visitor=town.sellers[0], number=order.number, agree=True)
    assert (await t.order_of(order.number)).status == "accepted"
    assert await t.deeds_of("cancellation", order.number) == ["cancellation.ask", "cancellation.lapse"]
    assert await t.offences() == {}


async def test_a_wish_to_cancel_is_refused_or_taken_back_and_then_nothing_changes() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    await actions.ask(visitor=town.buyer, number=order.number, reason="不要了")
    await actions.answer(visitor=town.sellers[0], number=order.number, agree=False, text="已备货")
    await actions.ask(visitor=town.buyer, number=order.number, reason="再问一次")
    await actions.take_back(visitor=town.buyer, number=order.number)
    with pytest.raises(Conflict):
        await actions.take_back(visitor=town.buyer, number=order.number)
    page = await order_page(order.number, town.buyer)
    assert page is not None
    assert [one["status"] for one in page.cancellations] == ["taken_back", "refused"]
    assert (await t.order_of(order.number)).status == "confirmed"
    with pytest.raises(Refused):
        await actions.ask(visitor=town.buyer, number=order.number, reason="  ")
    await t.ship_all(town.sellers[0], order.number)
    with pytest.raises(Refused) as refused:
        await actions.ask(visitor=town.buyer, number=order.number, reason="晚了")
    assert refused.value.refusals[0].key == "nothing_left_to_cancel"
    assert await t.offences() == {}


async def test_goods_shipped_while_a_wish_to_cancel_waits_stay_shipped() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 10})
    await actions.ask(visitor=town.buyer, number=order.number, reason="不要了")
    await t.ship_all(town.sellers[0], order.number, most=3)
    await actions.answer(visitor=town.sellers[0], number=order.number, agree=True)
    assert await quantities(order.number) == [(3, 0, 0, 7)]
    assert (await t.order_of(order.number)).status == "shipped"
    assert await t.funds(town.plan) == (0, 30_00, 50_000_00 - 30_00)
    assert await t.offences() == {}


async def test_more_than_ordered_never_leaves() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    (line,) = await t.lines_of(order.number)
    with pytest.raises(Refused):
        await actions.ship(
            visitor=town.sellers[0], number=order.number, quantities={line.id: 6}, carrier="顺丰"
        )
    await t.ship_all(town.sellers[0], order.number)
    with pytest.raises(Conflict):
        await t.ship_all(town.sellers[0], order.number)
    with pytest.raises(Broken):
        async with DB.transaction():
            await DB.execute("UPDATE order_line SET shipped = 6 WHERE id = $1", line.id)


async def test_who_may_ship_receive_and_accept() -> None:
    town = await t.make_town()
    order = await town.confirmed()
    with pytest.raises(Missing):
        await t.ship_all(town.sellers[1], order.number)
    with pytest.raises(Forbidden):
        await t.ship_all(town.buyer, order.number)
    parcel = await t.ship_all(town.sellers[0], order.number)
    buyer_as_receiver = await t.seat("receiver", town.unit, person=town.buyer.person)
    stranger = await t.seat("receiver", await make_organisation(kind="public_unit"))
    for other, error in ((buyer_as_receiver, Forbidden), (town.head, Forbidden), (stranger, Missing)):
        with pytest.raises(error):
            await t.receive_all(other, order.number, parcel)
    await t.receive_all(town.receiver, order.number, parcel)
    for other, error in ((buyer_as_receiver, Forbidden), (town.sellers[0], Forbidden), (stranger, Missing)):
        with pytest.raises(error):
            await t.accept_all(other, order.number)
    assert await queries.to_accept(order.number, town.receiver) is not None
    assert await queries.to_accept(order.number, buyer_as_receiver) is None


async def test_database_keeps_the_buyer_from_receiving_and_accepting() -> None:
    town = await t.make_town()
    order = await town.received()
    await t.accept_all(town.receiver, order.number)
    for table, column in (("receipt", "received_by"), ("acceptance", "accepted_by")):
        with pytest.raises(Refused, match="same_human"):
            async with DB.transaction():
                await DB.execute(f"UPDATE {table} SET {column} = buyer")


@pytest.mark.parametrize("table", ["receipt", "acceptance", "approval_step", "purchase_order"])
async def test_database_takes_nobody_else_for_the_buyer(table: str) -> None:
    """Else naming a false buyer would let the true one receive, accept or approve."""
    town = await t.make_town()
    order = await town.received()
    await t.accept_all(town.receiver, order.number)
    column = "requester" if table == "approval_step" else "buyer"
    with pytest.raises((Broken, ForeignKey)):
        async with DB.transaction():
            await DB.execute(f"UPDATE {table} SET {column} = $1", town.sellers[0].person)


async def test_a_parcel_is_counted_in_once_and_only_with_its_own_order() -> None:
    town = await t.make_town()
    order, other = await town.confirmed({town.goods[0]: 4}), await town.confirmed()
    first = await t.ship_all(town.sellers[0], order.number, most=2)
    await t.ship_all(town.sellers[0], order.number)
    await t.ship_all(town.sellers[0], other.number)
    await t.receive_all(town.receiver, order.number, first)
    with pytest.raises(Conflict):
        await t.receive_all(town.receiver, order.number, first)
    with pytest.raises(Missing):
        await t.receive_all(town.receiver, other.number, first)
    assert await t.offences() == {}


async def test_checks_of_an_item_are_kept_on_the_paper() -> None:
    town = await t.make_town()
    order = await town.received()
    (line,) = await t.lines_of(order.number)
    items = checklist_of(line)
    assert [item.kind for item in items] == ["quantity", "appearance", "spec", "spec", "function"]
    assert [(item.name, item.expected) for item in items[2:4]] == [("型号", line.model), ("规格", "一")]
    failed = {items[-1].position: Finding(CheckResult.FAILED)}
    judged = {line.id: Judgement(4, 1, "wrong_spec", note="型号不符", findings=failed)}
    number = await actions.accept(visitor=town.receiver, number=order.number, judged=judged, note="当面清点")
    page = await order_page(order.number, town.receiver)
    assert page is not None
    (paper,) = page.acceptances
    (row,) = paper["lines"]
    assert (paper["number"], paper["note"], paper["conclusion"]) == (number, "当面清点", "partly")
    assert (row["works_right"], row["reason"], row["note"]) == (False, "wrong_spec", "型号不符")
