"""Requests from the first word to the goods on the table, on real tables."""

from datetime import timedelta
from typing import Any

import pytest

from emall.cart.actions import sheet
from emall.database import DB
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.orders import actions as orders
from emall.requisitions import actions
from emall.requisitions.rules import Wish
from tests.making import make_organisation
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def asked(visitor: t.Visitor, *wishes: tuple[Any, int], **more: Any) -> tuple[str, list[int]]:
    """A request for offers (by id) or words; its number and the ids of its lines."""
    rows = [
        Wish(row, f"/mall/p/{what}" if isinstance(what, int) else what, quantity, "件")
        for row, (what, quantity) in enumerate(wishes, start=1)
    ]
    number = await actions.ask(visitor=visitor, wishes=rows, reason="会议", **more)
    found = await DB.fetch(
        "SELECT n.id FROM requisition_line n JOIN requisition r ON r.id = n.requisition WHERE r.number = $1"
        " ORDER BY n.position",
        number,
    )
    return number, [row.id for row in found]


async def stands(*lines: int) -> list[str]:
    """Where these lines stand."""
    rows = await DB.fetch(
        "SELECT status FROM requisition_line WHERE id = ANY($1::bigint[]) ORDER BY id", list(lines)
    )
    return [row.status for row in rows]


async def told(visitor: t.Visitor) -> list[str]:
    """Kinds of message somebody has, oldest first."""
    rows = await DB.fetch("SELECT kind FROM message WHERE person = $1 ORDER BY id", visitor.person)
    return [row.kind for row in rows]


async def in_cart(visitor: t.Visitor) -> dict[int, int]:
    """Offers and quantities in a cart."""
    rows = await DB.fetch("SELECT listing, quantity FROM cart_line WHERE person = $1", visitor.person)
    return {row.listing: row.quantity for row in rows}


async def submitted(town: t.Town) -> str:
    """What is in the buyer's cart, submitted; the sheet's number."""
    number = await sheet.open_sheet(visitor=town.buyer)
    return await town.submit_draft(number)


async def test_from_the_first_word_to_the_goods_on_the_table() -> None:
    town = await t.make_town()
    teacher, clerk = await t.seat("requester", town.unit), await t.seat("requester", town.unit)
    _, mine = await asked(teacher, (town.goods[0], 2), ("白板擦", 3))
    _, theirs = await asked(clerk, (town.goods[0], 4))
    code = await DB.fetch_value("SELECT sku_code FROM listing WHERE id = $1", town.goods[1])
    kinds = await actions.merge(visitor=town.buyer, lines=[*mine, *theirs], chosen={mine[1]: code.lower()})
    assert (kinds, await in_cart(town.buyer)) == (2, {town.goods[0]: 6, town.goods[1]: 3})
    number = await submitted(town)
    assert await stands(*mine, *theirs) == ["ordered"] * 3
    await town.agree(number)
    (order,) = await t.orders_of(number)
    await orders.confirm(visitor=town.sellers[0], number=order.number)
    parcel = await t.ship_all(town.sellers[0], order.number)
    await t.receive_all(town.receiver, order.number, parcel)
    assert await stands(*mine, *theirs) == ["arrived"] * 3
    await t.accept_all(town.receiver, order.number)
    wanted = ["request_merged", "request_ordered", "request_arrived"]
    assert await told(teacher) == wanted and await told(clerk) == wanted
    assert (await told(town.buyer))[:2] == ["request_made"] * 2
    assert await t.offences() == {}


async def test_each_request_has_one_entry_for_each_deed() -> None:
    town = await t.make_town()
    number, lines = await asked(town.head, (town.goods[0], 1), (town.goods[2], 1), ("笔", 1))
    await actions.merge(visitor=town.buyer, lines=lines[:2], chosen={})
    await actions.refuse(visitor=town.buyer, lines=lines[2:], reason="仓库还有")
    await submitted(town)
    acts = await t.deeds_of("requisition", number)
    assert acts == ["requisition.make", "requisition.merge", "requisition.refuse"] + ["requisition.order"] * 2
    assert await told(town.head) == ["request_merged", "request_refused", "approval_asked"]
    assert await t.offences() == {}


async def test_nothing_goes_into_the_cart_when_one_line_cannot() -> None:
    town = await t.make_town()
    _, lines = await asked(town.head, (town.goods[0], 1), ("笔", 1))
    with pytest.raises(Refused, match="choose_an_offer"):
        await actions.merge(visitor=town.buyer, lines=lines, chosen={})
    with pytest.raises(Refused, match="offer_not_on_sale"):
        await actions.merge(visitor=town.buyer, lines=lines, chosen={lines[1]: "没有这个货号"})
    await DB.execute("UPDATE listing SET status = 'off_shelf' WHERE id = $1", town.goods[0])
    with pytest.raises(Refused, match="offer_not_on_sale"):
        await actions.merge(visitor=town.buyer, lines=lines[:1], chosen={})
    with pytest.raises(Refused, match="tick_some_lines"):
        await actions.merge(visitor=town.buyer, lines=[], chosen={})
    assert await in_cart(town.buyer) == {} and await stands(*lines) == ["open", "open"]


async def test_a_line_is_answered_once() -> None:
    town = await t.make_town()
    other = await t.seat("buyer", town.unit)
    number, lines = await asked(town.head, (town.goods[0], 1), (town.goods[1], 1))
    await actions.merge(visitor=town.buyer, lines=lines[:1], chosen={})
    for deed in (
        actions.merge(visitor=other, lines=lines, chosen={}),
        actions.refuse(visitor=other, lines=lines, reason="不用"),
        actions.withdraw_line(visitor=town.head, number=number, line=lines[0]),
    ):
        with pytest.raises(Conflict):
            await deed
    assert await in_cart(other) == {}
    await actions.reopen(visitor=other, number=number, line=lines[0])
    await actions.withdraw_line(visitor=town.head, number=number, line=lines[0])
    assert await stands(*lines) == ["withdrawn", "open"]
    assert await t.offences() == {}


async def test_others_see_and_answer_nothing() -> None:
    town, far = await t.make_town(), await t.make_town()
    number, lines = await asked(town.head, (town.goods[0], 1))
    with pytest.raises(Missing):
        await actions.merge(visitor=far.buyer, lines=lines, chosen={})
    with pytest.raises(Missing):
        await actions.withdraw_line(visitor=far.head, number=number, line=lines[0])
    with pytest.raises(Missing):
        await actions.withdraw_line(visitor=town.chief, number=number, line=lines[0])
    for deed in (
        actions.merge(visitor=town.head, lines=lines, chosen={}),
        actions.refuse(visitor=town.receiver, lines=lines, reason="不用"),
        actions.ask(visitor=town.sellers[0], wishes=[Wish(1, "笔", 1)], reason="用"),
    ):
        with pytest.raises(Forbidden):
            await deed
    stranger = await t.seat("expert", await make_organisation())
    with pytest.raises(Forbidden):
        await asked(stranger, ("笔", 1))


async def test_a_returned_sheet_keeps_the_lines_in_the_cart_and_orders_them_again() -> None:
    town = await t.make_town()
    _, lines = await asked(town.head, (town.goods[0], 1))
    await actions.merge(visitor=town.buyer, lines=lines, chosen={})
    number = await submitted(town)
    await t.decide(number, town.head, verdict="return", comment="改")
    assert await stands(*lines) == ["merged"] and await t.offences() == {}
    await town.submit_draft(number)
    assert await stands(*lines) == ["ordered"] and await t.offences() == {}


@pytest.mark.parametrize("how", ["withdrawn", "declined", "expired"])
async def test_what_an_order_did_not_bring_is_open_again(how: str) -> None:
    town = await t.make_town()
    number, lines = await asked(town.head, (town.goods[0], 1))
    await actions.merge(visitor=town.buyer, lines=lines, chosen={})
    sheet_number = await submitted(town)
    await town.agree(sheet_number)
    (order,) = await t.orders_of(sheet_number)
    if how == "withdrawn":
        await orders.withdraw_sent(visitor=town.buyer, number=order.number)
    elif how == "declined":
        await orders.decline(visitor=town.sellers[0], number=order.number, reason_code="no_stock")
    else:
        await orders.expire_overdue(clock.now() + timedelta(days=30))
    assert await stands(*lines) == ["open"]
    assert "request_reopened" in await told(town.head)
    assert (await t.deeds_of("requisition", number))[-1] == "requisition.reopen"
    assert await t.offences() == {}


async def test_only_what_the_order_covers_counts_as_ordered() -> None:
    town = await t.make_town()
    _, lines = await asked(town.head, (town.goods[0], 3), (town.goods[0], 2))
    await actions.merge(visitor=town.buyer, lines=lines, chosen={})
    await DB.execute("UPDATE cart_line SET quantity = 3 WHERE person = $1", town.buyer.person)
    await submitted(town)
    assert await stands(*lines) == ["ordered", "merged"]
    assert await t.offences() == {}


async def test_another_buyers_order_answers_nobody() -> None:
    town = await t.make_town()
    _, lines = await asked(town.head, (town.goods[0], 1))
    await actions.merge(visitor=town.buyer, lines=lines, chosen={})
    other = await t.seat("buyer", town.unit)
    number = (await orders.draft(visitor=other, quantities={town.goods[0]: 5})).number
    await town.submit_draft(number, buyer=other)
    assert await stands(*lines) == ["merged"]


async def test_what_is_asked_by_code_becomes_the_offer() -> None:
    town = await t.make_town()
    code = await DB.fetch_value("SELECT sku_code FROM listing WHERE id = $1", town.goods[0])
    (wish,) = await actions.meant([Wish(1, f" {code.lower()} ", 1)])
    assert (wish.listing, wish.price_fen) == (town.goods[0], 10_00)
    (words,) = await actions.meant([Wish(1, "随便什么", 1)])
    assert words.listing is None and words.words == "随便什么"
