"""Goods that come back: rejected or accepted ones, returned, exchanged, repaired, refused, disputed, decided."""

from datetime import timedelta
from typing import Any

import pytest

from emall.database import DB, Broken, Row
from emall.delivery import actions, queries
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.web.visitor import Visitor
from tests.making import CITY, make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def case_of(number: str) -> Row:
    """The row of an after-sale."""
    row = await DB.fetch_row("SELECT * FROM after_sale WHERE number = $1", number)
    assert row is not None
    return row


async def cases_of(order: Row) -> list[tuple[str, str, str]]:
    """Kind, status and outcome of every after-sale of an order, oldest first."""
    rows = await DB.fetch(
        'SELECT kind, status, outcome FROM after_sale WHERE "order" = $1 ORDER BY id', order.id
    )
    return [tuple(row) for row in rows]


async def ask(town: t.Town, order: Row, quantities: dict[int, int] | int, **more: Any) -> str:
    """The buyer asks; a number means so many of the first line."""
    if isinstance(quantities, int):
        quantities = {(await t.lines_of(order.number))[0].id: quantities}
    said = {"kind": "return", "source": "rejected", "reason_code": "damaged", **more}
    who = said.pop("visitor", town.buyer)
    return await actions.ask_back(visitor=who, number=order.number, quantities=quantities, **said)


async def back(town: t.Town, case: str, *, resaleable: bool = True) -> None:
    """The supplier agrees, the goods travel, the supplier finds them in order."""
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=True)
    await actions.send_back(visitor=town.receiver, number=case, carrier="顺丰", waybill="SF8")
    await actions.inspect(visitor=town.sellers[0], number=case, fine=True, resaleable=resaleable)


async def part_accepted(town: t.Town, *, pieces: int = 5, reject: int = 2) -> Row:
    """An order some pieces of which were rejected."""
    order = await town.received({town.goods[0]: pieces})
    await t.accept_all(town.receiver, order.number, reject=reject)
    return await t.order_of(order.number)


async def accepted(town: t.Town, quantities: dict[int, int] | None = None) -> Row:
    """An order all of which was accepted."""
    order = await town.received(quantities or {town.goods[0]: 5})
    await t.accept_all(town.receiver, order.number)
    return await t.order_of(order.number)


async def centre() -> Visitor:
    """Somebody of the procurement centre of the city."""
    return await t.seat("centre", await make_organisation(kind="government", region=CITY))


async def test_what_is_rejected_is_exchanged_by_default() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    assert await cases_of(order) == [("exchange", "agreed", "")]
    assert await queries.open_after_sales([order.id]) == {order.id}
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number, reject=1)
    assert await cases_of(order) == [
        ("exchange", "agreed", "")
    ]  # one of the two is still owed, and no second paper
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    assert await cases_of(order) == [("exchange", "closed", "replaced")]
    assert await queries.open_after_sales([order.id]) == set()
    assert (await t.order_of(order.number)).status == "accepted"
    assert await t.offences() == {}


async def test_rejected_goods_are_returned_and_their_money_is_free() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    before = await t.funds(town.plan)
    case = await ask(town, order, 2)
    assert await cases_of(order) == [("exchange", "closed", "superseded"), ("return", "requested", "")]
    with pytest.raises(Conflict):  # what is to be returned is not replaced
        await t.ship_all(town.sellers[0], order.number)
    assert await t.offences() == {}
    await back(town, case)
    row = await case_of(case)
    assert (row.status, row.outcome, row.given_back_fen) == ("closed", "returned", 20_00)
    after = await t.funds(town.plan)
    assert (before[1] - after[1], after[2] - before[2]) == (20_00, 20_00)
    assert await t.stock(town.goods[0]) == (97, 0)
    assert (await t.order_of(order.number)).status == "accepted"
    assert await t.deeds_of("after_sale", case) == [
        "after_sale.ask",
        "after_sale.agree",
        "after_sale.send_back",
        "after_sale.inspect",
        "after_sale.close",
    ]
    assert await t.offences() == {}


async def test_what_cannot_be_sold_again_does_not_come_into_store() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    await back(town, await ask(town, order, 2), resaleable=False)
    assert await t.stock(town.goods[0]) == (95, 0)
    other = await accepted(town)
    await back(town, await ask(town, other, 1, source="accepted", reason_code="defect"), resaleable=False)
    assert await t.stock(town.goods[0]) == (90, 0)
    assert await t.offences() == {}


async def test_all_that_was_accepted_is_returned_and_the_order_is_cancelled_with_its_freight() -> None:
    town = await t.make_town()
    await DB.execute(
        "UPDATE supplier_profile SET freight_fen = 800 WHERE organisation = $1", town.suppliers[0]
    )
    order = await accepted(town)
    assert order.freight_fen == 800
    case = await ask(town, order, 5, source="accepted", reason_code="not_wanted")
    await back(town, case)
    now = await t.order_of(order.number)
    assert (now.status, now.reason_code) == ("cancelled", "all_returned")
    assert (await case_of(case)).given_back_fen == 50_00 + 8_00
    assert (await t.funds(town.plan))[:2] == (0, 0)
    assert await t.stock(town.goods[0]) == (100, 0)
    assert await t.offences() == {}


async def test_a_part_of_what_was_accepted_is_returned_and_the_rest_is_invoiced() -> None:
    town = await t.make_town()
    order = await accepted(town, {town.goods[0]: 5, town.goods[1]: 2})
    first, second = await t.lines_of(order.number)
    case = await ask(town, order, {first.id: 1, second.id: 2}, source="accepted", reason_code="quality")
    with pytest.raises(Refused):  # the same pieces are not asked for twice
        await ask(town, order, {first.id: 5}, source="accepted", reason_code="quality")
    assert await queries.open_after_sales([order.id]) == {order.id}
    await back(town, case)
    assert (await t.order_of(order.number)).status == "accepted"
    assert [(row.accepted, row.closed) for row in await t.lines_of(order.number)] == [(4, 1), (0, 2)]
    assert (await case_of(case)).given_back_fen == 10_00 + 51_00
    assert await t.offences() == {}


@pytest.mark.parametrize(
    ("kind", "resaleable", "shelf"), [("exchange", True, 95), ("exchange", False, 94), ("repair", False, 95)]
)
async def test_accepted_goods_are_exchanged_or_repaired_and_judged_again(
    kind: str, resaleable: bool, shelf: int
) -> None:
    town = await t.make_town()
    order = await accepted(town)
    case = await ask(town, order, 1, kind=kind, source="accepted", reason_code="defect")
    await back(town, case, resaleable=resaleable)
    assert (await t.order_of(order.number)).status == "part_accepted"
    assert (await case_of(case)).status == "inspected"
    assert await t.offences() == {}
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    row = await case_of(case)
    assert (row.status, row.outcome, row.given_back_fen) == ("closed", "replaced", 0)
    assert (await t.order_of(order.number)).status == "accepted"
    assert (await t.stock(town.goods[0]))[0] == shelf
    assert await t.offences() == {}


async def test_an_exchange_of_everything_makes_the_order_owed_as_a_whole() -> None:
    town = await t.make_town()
    order = await accepted(town)
    await back(town, await ask(town, order, 5, kind="exchange", source="accepted", reason_code="quality"))
    assert (await t.order_of(order.number)).status == "failed"
    assert (await t.deeds_of("order", order.number))[-1] == "order.reopen"
    assert await t.offences() == {}


async def test_what_nobody_has_in_store_cannot_replace_what_is_broken() -> None:
    town = await t.make_town(stock=5)
    order = await accepted(town)
    case = await ask(town, order, 2, kind="exchange", source="accepted", reason_code="defect")
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=True)
    await actions.send_back(visitor=town.receiver, number=case, carrier="顺丰")
    with pytest.raises(Refused, match="no_stock"):
        await actions.inspect(visitor=town.sellers[0], number=case, fine=True, resaleable=False)
    assert await t.offences() == {}


async def test_nothing_needs_to_be_sent_back_when_the_supplier_says_so() -> None:
    town = await t.make_town()
    order = await part_accepted(town, reject=5)
    assert order.status == "failed"
    case = await ask(town, order, 5)
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=True, goods_needed=False)
    assert (await t.order_of(order.number)).status == "cancelled"
    assert (await case_of(case)).outcome == "returned"
    assert await t.offences() == {}


async def test_refused_it_goes_to_the_centre_which_grants_it() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case, seller = await ask(town, order, 2), town.sellers[0]
    with pytest.raises(Refused):
        await actions.answer_back(visitor=seller, number=case, agree=False, text=" ")
    with pytest.raises(Conflict, match="not_escalated_yet"):
        await actions.escalate(visitor=town.buyer, number=case, text="请裁定")
    await actions.answer_back(visitor=seller, number=case, agree=False, text="外力损坏")
    assert await t.offences() == {}
    with pytest.raises(Refused):
        await actions.escalate(visitor=town.buyer, number=case, text="")
    await actions.escalate(visitor=town.buyer, number=case, text="运输途中损坏")
    assert await t.offences() == {}
    judge = await centre()
    with pytest.raises(Forbidden):
        await actions.decide_back(visitor=town.chief, number=case, grant=True, reason="x")
    with pytest.raises(Refused):
        await actions.decide_back(visitor=judge, number=case, grant=True, reason="")
    await actions.decide_back(visitor=judge, number=case, grant=True, reason="运输由供应商负责")
    assert (await case_of(case)).status == "agreed"
    await actions.send_back(visitor=town.buyer, number=case, carrier="顺丰")
    await actions.inspect(visitor=seller, number=case, fine=True)
    assert (await case_of(case)).outcome == "returned"
    assert await t.offences() == {}


async def test_what_came_back_in_disorder_is_decided_and_a_refusal_makes_it_owed_again() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case, seller = await ask(town, order, 2), town.sellers[0]
    await actions.answer_back(visitor=seller, number=case, agree=True)
    await actions.send_back(visitor=town.receiver, number=case, carrier="顺丰")
    with pytest.raises(Refused):
        await actions.inspect(visitor=seller, number=case, fine=False)
    await actions.inspect(visitor=seller, number=case, fine=False, finding="缺少配件")
    assert (await case_of(case)).status == "escalated"
    await actions.decide_back(visitor=await centre(), number=case, grant=False, reason="配件应一并退回")
    assert (await cases_of(order))[1:] == [("return", "closed", "refused"), ("exchange", "agreed", "")]
    assert (await t.lines_of(order.number))[0].withheld == 0
    assert await t.offences() == {}


async def test_a_silent_supplier_is_taken_to_the_centre_after_the_clock() -> None:
    town = await t.make_town()
    order = await accepted(town)
    case = await ask(town, order, 1, source="accepted", reason_code="defect")
    late = (await case_of(case)).due_at + timedelta(minutes=1)
    await actions.escalate(visitor=town.receiver, number=case, text="三天未答复", now=late)
    await actions.decide_back(visitor=await centre(), number=case, grant=False, reason="已过质保")
    assert (await case_of(case)).outcome == "refused"
    assert (await t.lines_of(order.number))[0].recalled == 0
    assert await queries.open_after_sales([order.id]) == set()
    assert await t.offences() == {}


async def test_a_refusal_nobody_takes_further_lapses_once() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case = await ask(town, order, 2)
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=False, text="人为损坏")
    due_at = (await case_of(case)).due_at
    assert await actions.lapse_refused(due_at) == 0  # the deadline itself is still in time
    assert await actions.lapse_refused(due_at + timedelta(seconds=1)) == 1
    assert await actions.lapse_refused(due_at + timedelta(seconds=1)) == 0
    assert (await cases_of(order))[1:] == [("return", "closed", "refused"), ("exchange", "agreed", "")]
    assert await t.offences() == {}


async def test_while_refused_the_supplier_may_replace_and_then_nothing_is_left_to_return() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case = await ask(town, order, 2)
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=False, text="改为补发")
    parcel = await t.ship_all(town.sellers[0], order.number)
    with pytest.raises(Conflict, match="pieces_replaced"):
        await actions.escalate(visitor=town.buyer, number=case, text="仍要退货")
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    assert (await case_of(case)).outcome == "replaced"
    assert await t.offences() == {}


async def test_taken_back_it_leaves_everything_as_it_was() -> None:
    town = await t.make_town()
    order = await accepted(town)
    case = await ask(town, order, 3, source="accepted", reason_code="not_wanted")
    with pytest.raises(Forbidden):
        await actions.drop(visitor=town.sellers[0], number=case)
    await actions.drop(visitor=town.buyer, number=case)
    with pytest.raises(Conflict):
        await actions.answer_back(visitor=town.sellers[0], number=case, agree=True)
    assert (await t.lines_of(order.number))[0].recalled == 0
    assert await t.offences() == {}


async def test_repair_of_rejected_goods_takes_the_place_of_the_exchange() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case = await ask(town, order, 2, kind="repair")
    assert await cases_of(order) == [("exchange", "closed", "superseded"), ("repair", "requested", "")]
    await back(town, case)
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    await t.accept_all(town.receiver, order.number)
    assert (await case_of(case)).outcome == "replaced"
    assert await t.stock(town.goods[0]) == (95, 0)
    assert await t.offences() == {}


async def test_an_agreed_cancellation_leaves_alone_what_is_to_be_returned() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case = await ask(town, order, 1)
    await actions.ask(visitor=town.buyer, number=order.number, reason="不再需要")
    await actions.answer(visitor=town.sellers[0], number=order.number, agree=True)
    assert (await t.order_of(order.number)).status == "part_accepted"
    assert await t.offences() == {}
    await back(town, case)
    assert (await t.order_of(order.number)).status == "accepted"
    assert (await t.lines_of(order.number))[0].closed == 2
    assert await t.offences() == {}


async def test_what_may_be_asked_is_what_there_is_and_only_in_time() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    (line,) = await t.lines_of(order.number)
    for wrong in (
        {"quantities": {line.id: 3}},
        {"quantities": {line.id: 0}},
        {"quantities": {line.id + 999: 1}},
        {"quantities": 1, "kind": "exchange"},
        {"quantities": 1, "reason_code": ""},
        {"quantities": 1, "kind": "repair", "reason_code": "not_wanted"},
        {"quantities": 4, "source": "accepted"},
    ):
        with pytest.raises(Refused):
            await ask(town, order, **wrong)
    late = clock.now() + timedelta(days=8)
    with pytest.raises(Refused):
        await ask(town, order, 1, source="accepted", now=late)
    await ask(town, order, 1, source="accepted", now=late - timedelta(days=1))
    for stranger, refusal in (
        (town.sellers[0], Forbidden),
        (town.head, Forbidden),
        (town.sellers[1], Missing),
        (await t.seat("buyer", await make_organisation(kind="public_unit")), Missing),
    ):
        with pytest.raises(refusal):
            await ask(town, order, 1, visitor=stranger)
    assert await t.offences() == {}


async def test_only_the_version_that_was_shown_is_answered() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case = await ask(town, order, 2)
    version = (await case_of(case)).version
    await actions.answer_back(visitor=town.sellers[0], number=case, agree=True, version=version)
    with pytest.raises(Conflict):
        await actions.send_back(visitor=town.buyer, number=case, carrier="顺丰", version=version)
    with pytest.raises(Conflict):
        await actions.answer_back(visitor=town.sellers[0], number=case, agree=False, text="反悔")
    with pytest.raises(Missing):
        await actions.answer_back(visitor=town.sellers[1], number=case, agree=True)


@pytest.mark.parametrize("column", ["withheld", "recalled"])
async def test_the_table_itself_keeps_bound_pieces(column: str) -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    with pytest.raises(Broken):
        async with DB.transaction():
            await DB.execute(f'UPDATE order_line SET {column} = 4 WHERE "order" = $1', order.id)


async def test_checks_find_money_given_back_that_no_hold_released() -> None:
    town = await t.make_town()
    order = await part_accepted(town)
    case = await ask(town, order, 2)
    await back(town, case)
    await DB.execute("UPDATE after_sale SET given_back_fen = given_back_fen + 1 WHERE number = $1", case)
    assert {"returned_money_is_that_of_the_pieces", "returned_money_left_once"} <= set(await t.offences())
