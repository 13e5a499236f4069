"""Agreeing to a sheet without some of its lines: goods and money free once, every sum the same everywhere."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from emall.approvals import actions
from emall.database import DB, Broken
from emall.journal.once import submit_token
from emall.kernel.refusal import Refused
from emall.orders import actions as orders
from tests.making import Seat
from tests.orders import town as t
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")


async def line_of(number: str, listing: int) -> t.Row:
    """The line of a sheet that buys an offer."""
    row = await DB.fetch_row(
        'SELECT n.*, o.number AS order_number FROM order_line n JOIN purchase_order o ON o.id = n."order"'
        " JOIN purchase p ON p.id = o.purchase WHERE p.number = $1 AND n.listing = $2",
        number,
        listing,
    )
    assert row is not None
    return row


async def struck(number: str, who: t.Visitor, *listings: int, reason: str = "不需要") -> None:
    """Agree to a sheet without the lines that buy these offers."""
    lines = [(await line_of(number, listing)).id for listing in listings]
    await t.decide(
        number, who, verdict="agree", strikes=lines, remarks=dict.fromkeys(lines, reason), comment="其余同意"
    )


async def test_a_struck_line_leaves_with_its_goods_and_money_once() -> None:
    town = await t.make_town(levels=(0,))
    number = await town.submit({town.goods[0]: 2, town.goods[1]: 4, town.goods[2]: 1})
    await struck(number, town.head, town.goods[1])
    sheet = await t.purchase_of(number)
    first, second = await t.orders_of(number)
    assert (sheet.status, sheet.total_fen) == ("released", 20_00 + 7_00)
    assert (first.status, first.goods_fen, first.total_fen) == ("pending_supplier", 20_00, 20_00)
    assert (second.status, second.total_fen) == ("pending_supplier", 7_00)
    assert await t.funds(town.plan) == (27_00, 0, 50_000_00 - 27_00)
    assert await t.stock(town.goods[1]) == (100, 0)
    assert [one.listing for one in await t.lines_of(first.number)] == [town.goods[0]]
    kept = await DB.fetch_row("SELECT * FROM struck_line")
    assert kept is not None and (kept.quantity, kept.line_fen, kept.reason) == (4, 102_00, "不需要")
    assert await t.deeds_of("purchase", number) == ["purchase.submit", "purchase.release", "purchase.strike"]
    assert "order.strike" in await t.deeds_of("order", first.number)
    told = await DB.fetch("SELECT kind FROM message WHERE person = $1 ORDER BY id", town.buyer.person)
    assert {row.kind for row in told} == {"lines_struck", "approved"}
    assert await t.offences() == {}
    await orders.confirm(visitor=town.sellers[0], number=first.number)
    assert await t.funds(town.plan) == (7_00, 20_00, 50_000_00 - 27_00)
    assert await t.offences() == {}


async def test_an_order_struck_as_a_whole_ends_and_the_others_go_on() -> None:
    town = await t.make_town(levels=(0, 0))
    number = await town.submit({town.goods[0]: 2, town.goods[2]: 3})
    await struck(number, town.head, town.goods[2])
    first, second = await t.orders_of(number)
    assert (first.status, second.status, second.reason_code) == ("pending_approval", "withdrawn", "struck")
    assert (await t.purchase_of(number)).total_fen == 20_00
    assert await t.stock(town.goods[2]) == (100, 0) and await t.funds(town.plan) == (20_00, 0, 49_980_00)
    assert await t.offences() == {}
    await t.decide(number, town.chief, verdict="return", comment="再改")  # the struck order stays out of it
    assert [one.status for one in await t.orders_of(number)] == ["returned", "withdrawn"]
    assert await t.offences() == {}
    await town.submit_draft(number)
    assert (await t.purchase_of(number)).total_fen == 20_00
    await town.agree(number)
    await town.agree(number, town.chief)
    assert [one.status for one in await t.orders_of(number)] == ["pending_supplier", "withdrawn"]
    assert await t.offences() == {}


async def test_a_sheet_with_a_struck_order_can_still_be_withdrawn() -> None:
    town = await t.make_town(levels=(0, 0))
    number = await town.submit({town.goods[0]: 2, town.goods[2]: 3})
    await struck(number, town.head, town.goods[2])
    await actions.withdraw_purchase(visitor=town.buyer, number=number)
    assert {one.status for one in await t.orders_of(number)} == {"withdrawn"}
    assert await t.funds(town.plan) == (0, 0, 50_000_00)
    assert await t.offences() == {}


async def test_every_struck_line_needs_its_reason_and_one_line_remains() -> None:
    town = await t.make_town(levels=(0,))
    number = await town.submit({town.goods[0]: 2, town.goods[2]: 3})
    with pytest.raises(Refused, match="strike_reason_needed"):
        await struck(number, town.head, town.goods[0], reason=" ")
    with pytest.raises(Refused, match="strike_leaves_nothing"):
        await struck(number, town.head, town.goods[0], town.goods[2])
    other = await town.submit({town.goods[1]: 1})
    foreign = (await line_of(other, town.goods[1])).id
    with pytest.raises(Refused, match="not_one_of_the_choices"):
        await t.decide(number, town.head, verdict="agree", strikes=[foreign], remarks={foreign: "x"})
    assert (await t.purchase_of(number)).status == "pending_approval"
    assert await t.funds(town.plan) == (41_00 + 25_50, 0, 50_000_00 - 41_00 - 25_50)
    assert await t.offences() == {}


async def test_what_would_change_the_freight_is_returned_instead() -> None:
    town = await t.make_town(levels=(0,))
    await DB.execute(
        "UPDATE supplier_profile SET freight_fen = 800, freight_free_fen = 5000 WHERE organisation = $1",
        town.suppliers[0],
    )
    number = await town.submit({town.goods[0]: 1, town.goods[1]: 2})  # ¥61: travels free, ¥10 alone would not
    with pytest.raises(Refused, match="strike_changes_freight"):
        await struck(number, town.head, town.goods[1])
    await struck(number, town.head, town.goods[0])  # ¥51 still does
    assert await t.offences() == {}


async def test_freight_is_given_back_with_the_money_it_was_taken_from() -> None:
    town = await t.make_town(levels=(0,))
    await DB.execute(
        "UPDATE supplier_profile SET freight_fen = 800 WHERE organisation = $1", town.suppliers[0]
    )
    number = await town.submit({town.goods[0]: 1, town.goods[1]: 1, town.goods[2]: 1})
    await struck(number, town.head, town.goods[0])
    first, _ = await t.orders_of(number)
    assert (first.goods_fen, first.freight_fen, first.total_fen) == (25_50, 8_00, 33_50)
    assert await t.offences() == {}
    again = await town.submit({town.goods[0]: 1, town.goods[2]: 1})
    await struck(again, town.head, town.goods[0])  # a whole order takes its freight with it
    assert (await t.purchase_of(again)).total_fen == 7_00
    assert await t.offences() == {}


async def test_lines_of_a_sent_order_stay_frozen_for_everybody_else() -> None:
    town = await t.make_town(levels=(0,))
    number = await town.submit({town.goods[0]: 2, town.goods[1]: 1})
    line = await line_of(number, town.goods[1])
    with pytest.raises(Broken, match="order_line_frozen"):
        await DB.execute("DELETE FROM order_line WHERE id = $1", line.id)
    await struck(number, town.head, town.goods[1])
    with pytest.raises(Broken, match="struck_line_append_only"):
        await DB.execute("UPDATE struck_line SET reason = '另一个'")
    left = await line_of(number, town.goods[0])
    with pytest.raises(Broken, match="order_line_frozen"):
        await DB.execute("DELETE FROM order_line WHERE id = $1", left.id)


async def test_striking_on_the_page(signed_in: Callable[[Seat], Awaitable[httpx.AsyncClient]]) -> None:
    town = await t.make_town(levels=(0,))
    number = await town.submit({town.goods[0]: 2, town.goods[1]: 1})
    line = await line_of(number, town.goods[1])
    head = await signed_in(Seat(town.head.person, town.head.post or 0, town.unit, "approver"))
    sheet = await t.purchase_of(number)
    sent = {
        "step": str(await DB.fetch_value("SELECT max(id) FROM approval_step")),
        "version": str(sheet.version),
        "verdict": "agree",
        "strike": str(line.id),
        "_csrf_token": await csrf(head),
        "submit_token": submit_token(town.head.person, "approval.decide"),
    }
    wrong = await head.post(f"/approvals/{number}/decision?lang=en", data=sent)
    assert wrong.status_code == 422 and "Give a reason for each line you strike" in wrong.text
    assert f'value="{line.id}" checked' in wrong.text
    good = await head.post(f"/approvals/{number}/decision", data=sent | {f"remark-{line.id}": "库存充足"})
    assert good.status_code == 303
    page = (await head.get(f"/approvals/{number}?lang=en")).text
    assert "Struck by the approver" in page and "库存充足" in page and 'data-fen="2000"' in page
    buyer = await signed_in(Seat(town.buyer.person, town.buyer.post or 0, town.unit, "buyer"))
    order = (await t.orders_of(number))[0]
    shown = (await buyer.get(f"/orders/{order.number}?lang=en")).text
    assert "Lines struck by the approver" in shown and "库存充足" in shown
