"""Checkout: a sheet is made of the cart, submitted once with all it moves, or not at all."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from emall.cart.actions import sheet
from emall.cart.actions.lines import change_quantity
from emall.cart.actions.repeat import repeat_order
from emall.cart.queries.sheet import sheet_view
from emall.database import DB
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.rulebook import queries as rulebook
from tests.cart.shop import browser_of, cart_of, fields_of, fill, form_of, make_shop, settle, status_of
from tests.making import make, make_organisation
from tests.orders.town import deeds_of, funds, line, offences, orders_of, purchase_of, seat, stock
from tests.web.csrf_token import csrf


async def opened(town: object, quantities: dict[int, int]) -> str:
    """A sheet of these goods."""
    await fill(town.buyer, quantities)  # type: ignore[attr-defined]
    return await sheet.open_sheet(visitor=town.buyer)  # type: ignore[attr-defined]


async def test_submitting_holds_stock_reserves_money_and_asks_the_first_level(db: None) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 5, town.goods[2]: 2})
    assert await stock(town.goods[0]) == (100, 0)
    await sheet.submit_sheet(
        visitor=town.buyer, number=number, form=await form_of(town.buyer, number, title="纸")
    )
    assert await status_of(number) == "pending_approval"
    assert [row.status for row in await orders_of(number)] == ["pending_approval"] * 2
    assert await stock(town.goods[0]) == (100, 5)
    assert await funds(town.plan) == (64_00, 0, 50_000_00 - 64_00)
    assert await cart_of(town.buyer) == {}
    assert await deeds_of("purchase", number) == ["purchase.submit"]
    assert await offences() == {}


async def test_the_same_cart_opens_the_same_sheet_and_another_one_a_new_sheet(db: None) -> None:
    town = await make_shop()
    first = await opened(town, {town.goods[0]: 5})
    assert await sheet.open_sheet(visitor=town.buyer) == first
    await fill(town.buyer, {town.goods[1]: 1})
    assert await sheet.open_sheet(visitor=town.buyer) != first


@pytest.mark.parametrize("now_fen", [11_00, 9_00])
async def test_a_price_that_moved_since_the_page_was_opened_places_nothing(db: None, now_fen: int) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 5})
    form = await form_of(town.buyer, number)
    await DB.execute(
        "UPDATE listing SET price_fen = $2, price_version = 2 WHERE id = $1", town.goods[0], now_fen
    )
    with pytest.raises(Conflict) as caught:
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
    assert [one.key for one in caught.value.refusals] == ["prices_have_moved"]
    assert await status_of(number) == "draft"
    assert await stock(town.goods[0]) == (100, 0)
    await sheet.accept_prices(visitor=town.buyer, number=number)
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=await form_of(town.buyer, number))
    assert (await purchase_of(number)).total_fen == 5 * now_fen


async def test_more_than_is_left_or_off_the_shelf_is_refused_and_changes_nothing(db: None) -> None:
    town = await make_shop(stock=10)
    number = await opened(town, {town.goods[0]: 5, town.goods[1]: 1})
    form = await form_of(town.buyer, number)
    await DB.execute("UPDATE listing SET stock_on_hand = 4 WHERE id = $1", town.goods[0])
    await DB.execute("UPDATE listing SET status = 'off_shelf' WHERE id = $1", town.goods[1])
    with pytest.raises(Refused) as caught:
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
    assert len(caught.value.refusals) == 2
    assert await stock(town.goods[0]) == (4, 0)
    assert await offences() == {}


async def test_an_exhausted_plan_is_refused_with_what_is_missing(db: None) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 90})
    form = await form_of(town.buyer, number)
    await DB.execute("UPDATE plan SET amount_fen = 10000 WHERE id = $1", town.plan)
    with pytest.raises(Refused) as caught:
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
    assert [(one.key, one.params["short_fen"]) for one in caught.value.refusals] == [
        ("plan_too_small", 800_00)
    ]
    assert await stock(town.goods[0]) == (100, 0)


async def test_another_buyers_sheet_does_not_exist(db: None) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 1})
    colleague = await seat("buyer", town.unit)
    with pytest.raises(Missing):
        await sheet.submit_sheet(visitor=colleague, number=number, form=await form_of(town.buyer, number))


async def test_lines_may_be_paid_from_different_plans(db: None) -> None:
    from tests.orders.town import plan

    town = await make_shop()
    second = await plan(town.unit, town.line, fen=1_000_00)
    number = await opened(town, {town.goods[0]: 5, town.goods[1]: 2})
    form = await form_of(town.buyer, number)
    lines = sorted(form.price)
    await sheet.submit_sheet(
        visitor=town.buyer,
        number=number,
        form=await form_of(town.buyer, number, plan=town.plan, line_plan={lines[1]: second}),
    )
    assert (await funds(town.plan))[0] == 50_00
    assert (await funds(second))[0] == 51_00


async def test_an_enterprise_buys_on_a_cost_centre(db: None) -> None:
    from dataclasses import replace

    town = await make_shop()
    firm = await make_organisation(kind="state_enterprise", region="331100")
    await settle(firm)
    centre = await line(firm, kind="cost_centre", fen=1_000_00)
    buyer = replace(await seat("buyer", firm), organisation_kind="state_enterprise")
    await fill(buyer, {town.goods[0]: 5})
    number = await sheet.open_sheet(visitor=buyer)
    form = await form_of(buyer, number)
    with pytest.raises(Refused) as caught:
        await sheet.submit_sheet(visitor=buyer, number=number, form=form)
    assert [one.key for one in caught.value.refusals] == ["choose_a_cost_centre"]
    await sheet.submit_sheet(
        visitor=buyer, number=number, form=await form_of(buyer, number, plan=0, centre=centre)
    )
    assert await status_of(number) == "released"
    held = await DB.fetch_row("SELECT reserved_fen FROM budget_line WHERE id = $1", centre)
    assert held is not None
    assert held.reserved_fen == 50_00


async def test_what_was_typed_comes_back_when_the_sheet_is_refused(
    db: None, client: httpx.AsyncClient
) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 5})
    browser = await browser_of(town.buyer, client)
    sent = fields_of(town.buyer, await form_of(town.buyer, number, reason="急用，请理解")) | {
        "wanted_on": "2020-01-01"
    }
    answer = await browser.post(
        f"/checkout/{number}/submission", data={**sent, "_csrf_token": await csrf(browser)}
    )
    assert answer.status_code == 422
    assert "急用，请理解" in answer.text
    assert 'value="2020-01-01"' in answer.text
    assert await status_of(number) == "draft"


@pytest.mark.committed
async def test_twenty_parallel_posts_of_one_token_make_one_submission(
    visit: Callable[[], httpx.AsyncClient],
) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 5})
    browser = await browser_of(town.buyer, visit())
    sent = fields_of(town.buyer, await form_of(town.buyer, number)) | {"_csrf_token": await csrf(browser)}
    answers = await asyncio.gather(
        *(browser.post(f"/checkout/{number}/submission", data=sent) for _ in range(20))
    )
    assert {(one.status_code, one.headers.get("location")) for one in answers} == {
        (303, f"/checkout/{number}")
    }
    assert await stock(town.goods[0]) == (100, 5)
    assert await deeds_of("purchase", number) == ["purchase.submit"]
    assert await offences() == {}


@pytest.mark.committed
async def test_the_last_item_goes_to_one_of_many(visit: Callable[[], httpx.AsyncClient]) -> None:
    town = await make_shop(stock=1)
    sheets = []
    for _ in range(8):
        buyer = await seat("buyer", town.unit)
        await fill(buyer, {town.goods[0]: 1})
        number = await sheet.open_sheet(visitor=buyer)
        browser = await browser_of(buyer, visit())
        sent = fields_of(buyer, await form_of(buyer, number)) | {"_csrf_token": await csrf(browser)}
        sheets.append((browser, number, sent))
    answers = await asyncio.gather(
        *(browser.post(f"/checkout/{number}/submission", data=sent) for browser, number, sent in sheets)
    )
    assert sorted(one.status_code for one in answers) == [303] + [422] * 7
    assert await stock(town.goods[0]) == (1, 1)
    assert await offences() == {}


async def test_a_rise_not_confirmed_stays_unconfirmed_when_the_quantity_changes(db: None) -> None:
    town = await make_shop()
    await fill(town.buyer, {town.goods[0]: 5})
    await DB.execute("UPDATE listing SET price_fen = 2000, price_version = 2 WHERE id = $1", town.goods[0])
    number = await DB.fetch_value("SELECT id FROM cart_line WHERE person = $1", town.buyer.person)
    await change_quantity(visitor=town.buyer, line=number, quantity=6)
    with pytest.raises(Refused):
        await sheet.open_sheet(visitor=town.buyer)


async def far_address(unit: int) -> int:
    """A place of delivery in a county the town's suppliers do not serve."""
    facts = {"receiver": "李红", "phone": "13900001234", "street": "北街 2 号", "active": True}
    return await make("delivery_address", organisation=unit, region="331123", first_choice=False, **facts)


async def test_whether_a_place_is_served_is_asked_of_the_address_chosen_now(db: None) -> None:
    town = await make_shop()
    far = await far_address(town.unit)
    number = await opened(town, {town.goods[0]: 5})
    form = await form_of(town.buyer, number, address=far)
    with pytest.raises(Refused) as caught:
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
    assert [one.key for one in caught.value.refusals] == ["line_not_served"]
    await sheet.save_sheet(visitor=town.buyer, number=number, form=form)
    near = await DB.fetch_value(
        "SELECT id FROM delivery_address WHERE organisation = $1 AND first_choice", town.unit
    )
    form = await form_of(town.buyer, number, address=near, plan=town.plan)
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
    assert await status_of(number) == "pending_approval"


@pytest.mark.parametrize("what", ["address", "invoice"])
async def test_what_was_chosen_and_is_gone_is_never_replaced_quietly(db: None, what: str) -> None:
    town, other = await make_shop(), await make_organisation()
    await settle(other)
    table = {"address": "delivery_address", "invoice": "invoice_profile"}[what]
    theirs = await DB.fetch_value(f"SELECT id FROM {table} WHERE organisation = $1 LIMIT 1", other)
    far = await far_address(town.unit)
    await DB.execute("UPDATE delivery_address SET active = false WHERE id = $1", far)
    number = await opened(town, {town.goods[0]: 1})
    for gone in (theirs, far) if what == "address" else (theirs,):
        with pytest.raises(Refused) as caught:
            form = await form_of(town.buyer, number, **{what: gone})
            await sheet.submit_sheet(visitor=town.buyer, number=number, form=form)
        assert [one.field for one in caught.value.refusals] == [what]
    assert (await status_of(number), await stock(town.goods[0])) == ("draft", (100, 0))


async def test_an_order_without_lines_is_not_submitted_for_its_freight(db: None) -> None:
    town = await make_shop()
    await DB.execute("UPDATE supplier_profile SET freight_fen = 1000")
    number = await opened(town, {town.goods[0]: 5, town.goods[2]: 2})
    opened_before = await form_of(town.buyer, number)
    other = await DB.fetch_value(
        'SELECT n.id FROM order_line n JOIN purchase_order o ON o.id = n."order" JOIN purchase p ON p.id = o.purchase'
        " WHERE p.number = $1 AND n.listing = $2",
        number,
        town.goods[2],
    )
    await sheet.remove_line(visitor=town.buyer, number=number, line=other)
    with pytest.raises(Conflict):  # that page still shows both
        await sheet.submit_sheet(visitor=town.buyer, number=number, form=opened_before)
    await sheet.submit_sheet(visitor=town.buyer, number=number, form=await form_of(town.buyer, number))
    assert [row.total_fen for row in await orders_of(number)] == [60_00]
    assert await offences() == {}


async def test_removing_a_line_leaves_the_prices_of_the_others_to_be_looked_at(db: None) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 5, town.goods[1]: 1})
    await DB.execute("UPDATE listing SET price_fen = 1200, price_version = 2 WHERE id = $1", town.goods[0])
    view = await sheet_view(visitor=town.buyer, number=number)
    rows = {one.row.listing: one.row.id for one in view.lines.lines}
    await sheet.remove_line(visitor=town.buyer, number=number, line=rows[town.goods[1]])
    (left,) = (await sheet_view(visitor=town.buyer, number=number)).lines.lines
    assert left.moved_fen == 2_00


async def test_the_deadlines_announced_are_those_of_the_rulebook(db: None, client: httpx.AsyncClient) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 1})
    await DB.execute("UPDATE rule_value SET amount = 9 WHERE key = 'approval_days'")
    rulebook.forget()
    browser = await browser_of(town.buyer, client)
    assert "9 个工作日内" in (await browser.get(f"/checkout/{number}")).text


async def test_a_colleagues_draft_cannot_be_bought_again(db: None) -> None:
    town = await make_shop()
    number = await opened(town, {town.goods[0]: 1})
    (order,) = await orders_of(number)
    with pytest.raises(Missing):
        await repeat_order(visitor=await seat("buyer", town.unit), number=order.number)
    assert await repeat_order(visitor=town.buyer, number=order.number) == (1, 0)
