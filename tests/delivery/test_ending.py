"""The procurement centre ends orders whose suppliers have fallen silent."""

from datetime import datetime, timedelta

import pytest

from emall.database import DB
from emall.delivery import actions
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.kernel.workdays import add_workdays
from tests.making import CITY, make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def late(number: str, workdays: int = 5) -> datetime:
    """A moment so many working days after the deadline of an order."""
    due_at = (await t.order_of(number)).due_at
    assert due_at is not None
    return due_at + (add_workdays(due_at.date(), workdays) - due_at.date())


async def end(number: str, **more: object) -> None:
    """Somebody of the centre ends an order, five working days after its deadline."""
    centre = await t.seat("centre", await make_organisation(kind="government", region=CITY))
    said = {"visitor": centre, "reason": "供应商失联", "now": more.get("now") or await late(number), **more}
    await actions.end_silent(number=number, **said)  # type: ignore[arg-type]


async def test_an_order_nobody_ships_is_ended_and_its_money_is_free() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    for early in (4, -1):
        with pytest.raises(Conflict, match="not_silent_yet"):
            await end(order.number, now=await late(order.number, early))
    with pytest.raises(Refused):
        await end(order.number, reason=" ")
    await end(order.number)
    now = await t.order_of(order.number)
    assert (now.status, now.reason_code, now.reason) == ("cancelled", "ended_by_centre", "供应商失联")
    assert (await t.funds(town.plan))[:2] == (0, 0)
    assert await t.stock(town.goods[0]) == (100, 0)
    row = await DB.fetch_row("SELECT * FROM ending")
    assert row is not None and (row.pieces, row.given_back_fen, row.days_late) == (5, 50_00, 5)
    with pytest.raises(Conflict):
        await end(order.number, now=now.ended_at + timedelta(days=30))
    assert await t.offences() == {}


async def test_a_parcel_that_never_arrives_is_written_off() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    first = await t.ship_all(town.sellers[0], order.number, most=2)
    await t.receive_all(town.receiver, order.number, first)
    await t.accept_all(town.receiver, order.number)
    await t.ship_all(town.sellers[0], order.number, most=2)
    await end(order.number)
    assert (await t.order_of(order.number)).status == "accepted"
    (line,) = await t.lines_of(order.number)
    assert (line.accepted, line.shipped, line.closed) == (2, 2, 3)
    assert await t.stock(town.goods[0]) == (96, 0)
    assert await t.offences() == {}


async def test_what_arrived_is_still_judged() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    first = await t.ship_all(town.sellers[0], order.number, most=2)
    await t.ship_all(town.sellers[0], order.number, most=2)
    await t.receive_all(town.receiver, order.number, first)
    await end(order.number)
    assert (await t.order_of(order.number)).status == "received"
    assert await t.offences() == {}
    await t.accept_all(town.receiver, order.number)
    assert (await t.order_of(order.number)).status == "accepted"
    assert await t.offences() == {}


async def test_goods_that_had_arrived_and_are_wrong_can_end_the_order_again() -> None:
    """The supplier owes a replacement then and may stay silent once more."""
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    first = await t.ship_all(town.sellers[0], order.number, most=2)
    await t.ship_all(town.sellers[0], order.number, most=2)
    await t.receive_all(town.receiver, order.number, first)
    await end(order.number)
    await t.accept_all(town.receiver, order.number, reject=1)
    assert (await t.order_of(order.number)).status == "part_accepted"
    await end(order.number)
    assert (await t.order_of(order.number)).status == "accepted"
    rows = await DB.fetch("SELECT pieces, given_back_fen FROM ending ORDER BY id")
    assert [tuple(row) for row in rows] == [(3, 30_00), (1, 10_00)]
    assert (await t.funds(town.plan))[:2] == (0, 10_00)
    assert await t.stock(town.goods[0]) == (97, 0)
    assert await t.offences() == {}


async def test_what_was_asked_back_ends_with_it() -> None:
    town = await t.make_town()
    order = await town.received({town.goods[0]: 5})
    await t.accept_all(town.receiver, order.number, reject=2)
    (line,) = await t.lines_of(order.number)
    case = await actions.ask_back(
        visitor=town.buyer,
        number=order.number,
        kind="return",
        source="rejected",
        quantities={line.id: 1},
        reason_code="damaged",
    )
    await end(order.number)
    assert (await t.order_of(order.number)).status == "accepted"
    outcomes = await DB.fetch("SELECT number, outcome FROM after_sale ORDER BY id")
    assert [row.outcome for row in outcomes] == ["given_up", "given_up"] and outcomes[1].number == case
    assert await t.offences() == {}


async def test_only_the_centre_ends_and_only_what_waits_for_a_supplier() -> None:
    town = await t.make_town()
    order = await town.confirmed({town.goods[0]: 5})
    elsewhere = await t.seat(
        "centre", await make_organisation(kind="government", region="331181"), region="331181"
    )
    for who, refusal in ((town.buyer, Forbidden), (town.sellers[1], Missing), (elsewhere, Missing)):
        with pytest.raises(refusal):
            await end(order.number, visitor=who)
    arrived = await town.received({town.goods[0]: 1})
    with pytest.raises(Conflict, match="order_moved_on"):
        await end(arrived.number)
