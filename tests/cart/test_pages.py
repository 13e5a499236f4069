"""The cart's pages as a browser uses them: with and without htmx, with wrong input, with other people's numbers."""

from typing import Any

import httpx
import pytest

from emall.database import DB, counted
from tests.cart.shop import browser_of, cart_of, fill, make_shop
from tests.orders.town import listing, make_town, seat
from tests.web.csrf_token import csrf


async def post(browser: httpx.AsyncClient, url: str, *, htmx: bool = False, **fields: Any) -> httpx.Response:
    """Send a form."""
    headers = {"HX-Request": "true"} if htmx else {}
    return await browser.post(url, data={**fields, "_csrf_token": await csrf(browser)}, headers=headers)


async def first_line(person: int) -> int:
    """The id of somebody's first cart line."""
    return int(await DB.fetch_value("SELECT min(id) FROM cart_line WHERE person = $1", person))


async def test_goods_go_into_the_cart_with_and_without_htmx(db: None, client: httpx.AsyncClient) -> None:
    town = await make_shop()
    browser = await browser_of(town.buyer, client)
    plain = await post(browser, "/cart/lines", listing=town.goods[0], quantity=3)
    assert (plain.status_code, plain.headers["location"]) == (303, f"/mall/p/{town.goods[0]}")
    swapped = await post(browser, "/cart/lines", htmx=True, listing=town.goods[0], quantity=2)
    assert swapped.status_code == 200
    assert 'id="cart-count"' in swapped.text
    assert "<html" not in swapped.text
    assert await cart_of(town.buyer) == {town.goods[0]: 5}


@pytest.mark.parametrize("wrong", ["0", "-1", "1e3", "NaN", "1.5", "٣", "9999999", "x" * 50])
async def test_a_quantity_that_is_none_is_refused_at_the_door(
    db: None, client: httpx.AsyncClient, wrong: str
) -> None:
    town = await make_shop()
    browser = await browser_of(town.buyer, client)
    answer = await post(browser, "/cart/lines", listing=town.goods[0], quantity=wrong)
    assert answer.status_code == 422
    assert await cart_of(town.buyer) == {}


@pytest.mark.parametrize("wrong", ["0", "99999999999999999999", "abc", "999999"])
async def test_an_unknown_product_is_answered_without_a_crash(
    db: None, client: httpx.AsyncClient, wrong: str
) -> None:
    town = await make_shop()
    browser = await browser_of(town.buyer, client)
    answer = await post(browser, "/cart/lines", listing=wrong, quantity=1)
    assert answer.status_code in (404, 422)


async def test_another_persons_line_answers_like_a_missing_one(db: None, client: httpx.AsyncClient) -> None:
    town = await make_shop()
    await fill(town.buyer, {town.goods[0]: 3})
    line = await first_line(town.buyer.person)
    colleague = await browser_of(await seat("buyer", town.unit), client)
    for deed in ("quantity", "mending", "removal"):
        answer = await post(colleague, f"/cart/lines/{line}/{deed}", quantity=9)
        assert answer.status_code == 404
    assert await cart_of(town.buyer) == {town.goods[0]: 3}


async def test_quantity_tick_and_removal_change_the_cart(db: None, client: httpx.AsyncClient) -> None:
    town = await make_shop()
    await fill(town.buyer, {town.goods[0]: 3, town.goods[1]: 1})
    browser = await browser_of(town.buyer, client)
    line = await first_line(town.buyer.person)
    changed = await post(browser, f"/cart/lines/{line}/quantity", htmx=True, quantity=8)
    assert 'data-fen="8000"' in changed.text
    await post(browser, "/cart/choice", shown=[line])
    page = await browser.get("/cart")
    assert 'data-fen="2550"' in page.text
    await post(browser, f"/cart/lines/{line}/removal")
    assert await cart_of(town.buyer) == {town.goods[1]: 1}


async def test_a_price_rise_waits_for_a_word_and_a_fall_is_mentioned(
    db: None, client: httpx.AsyncClient
) -> None:
    town = await make_shop()
    await fill(town.buyer, {town.goods[0]: 3, town.goods[1]: 1})
    await DB.execute("UPDATE listing SET price_fen = 1200, price_version = 2 WHERE id = $1", town.goods[0])
    await DB.execute("UPDATE listing SET price_fen = 2000, price_version = 2 WHERE id = $1", town.goods[1])
    browser = await browser_of(town.buyer, client)
    page = await browser.get("/cart?lang=en")
    assert "Accept the new price" in page.text
    assert "The price fell by ¥5.50 each" in page.text
    await post(browser, f"/cart/lines/{await first_line(town.buyer.person)}/mending")
    assert "Accept the new price" not in (await browser.get("/cart?lang=en")).text


async def test_the_cart_asks_the_database_as_often_for_one_line_as_for_forty(
    db: None, client: httpx.AsyncClient
) -> None:
    town = await make_town()
    browser = await browser_of(town.buyer, client)
    counts = []
    for more in (1, 39):
        goods = [await listing(town.suppliers[0]) for _ in range(more)]
        await fill(town.buyer, dict.fromkeys(goods, 1))
        await browser.get("/cart")
        with counted() as count:
            assert (await browser.get("/cart")).status_code == 200
        counts.append(count.queries)
    assert counts[0] == counts[1] <= 6


async def test_only_buyers_have_a_cart(db: None, client: httpx.AsyncClient) -> None:
    town = await make_shop()
    browser = await browser_of(town.head, client)
    assert (await browser.get("/cart")).status_code == 403
    browser.cookies.clear()
    assert (await browser.get("/cart")).headers["location"].startswith("/login?next=")


async def test_rows_pasted_from_a_spreadsheet_go_into_the_cart_and_the_others_come_back(
    db: None, client: httpx.AsyncClient
) -> None:
    town = await make_shop()
    code = await DB.fetch_value("SELECT sku_code FROM listing WHERE id = $1", town.goods[0])
    browser = await browser_of(town.buyer, client)
    rows = f"{code.lower()}\t12\nNO-SUCH-CODE，3\n{code}\n\n"
    checked = await post(browser, "/lists/quick/check", rows=rows)
    assert checked.status_code == 200
    assert "NO-SUCH-CODE" in checked.text
    assert await cart_of(town.buyer) == {}
    answer = await post(browser, "/lists/quick", rows=rows)
    assert answer.status_code == 422
    assert await cart_of(town.buyer) == {town.goods[0]: 12}
    assert "NO-SUCH-CODE" in answer.text


async def test_a_cart_is_kept_as_a_list_and_comes_back_from_it(db: None, client: httpx.AsyncClient) -> None:
    town = await make_shop()
    await fill(town.buyer, {town.goods[0]: 3, town.goods[1]: 1})
    browser = await browser_of(town.buyer, client)
    await post(browser, "/cart/list", name="每月文印", shared="1")
    await DB.execute("DELETE FROM cart_line")
    kept = await DB.fetch_value("SELECT id FROM shopping_list")
    assert "每月文印" in (await browser.get("/lists")).text
    assert (await browser.get(f"/lists/{kept}")).status_code == 200
    await post(browser, f"/lists/{kept}/purchase")
    assert await cart_of(town.buyer) == {town.goods[0]: 3, town.goods[1]: 1}


async def test_a_list_is_changed_by_its_owner_only_and_seen_in_its_unit_only(
    db: None, client: httpx.AsyncClient
) -> None:
    town = await make_shop()
    await fill(town.buyer, {town.goods[0]: 3})
    browser = await browser_of(town.buyer, client)
    await post(browser, "/cart/list", name="共享清单", shared="1")
    kept = await DB.fetch_value("SELECT id FROM shopping_list")
    colleague = await browser_of(await seat("buyer", town.unit), client)
    assert (await colleague.get(f"/lists/{kept}")).status_code == 200
    assert (await post(colleague, f"/lists/{kept}/removal")).status_code == 404
    other = await make_town()
    stranger = await browser_of(other.buyer, client)
    assert (await stranger.get(f"/lists/{kept}")).status_code == 404
    assert (await post(stranger, f"/lists/{kept}/purchase")).status_code == 404


async def test_an_order_is_repeated_by_its_own_unit(db: None, client: httpx.AsyncClient) -> None:
    town = await make_shop()
    (order,) = await town.released({town.goods[0]: 5})
    browser = await browser_of(town.buyer, client)
    answer = await post(browser, "/cart/repeat", order=order.number)
    assert answer.headers["location"] == "/cart"
    assert await cart_of(town.buyer) == {town.goods[0]: 5}
    other = await make_town()
    stranger = await browser_of(other.buyer, client)
    assert (await post(stranger, "/cart/repeat", order=order.number)).status_code == 404


async def test_buying_at_once_opens_a_sheet_of_that_product_alone(
    db: None, client: httpx.AsyncClient
) -> None:
    town = await make_shop()
    await fill(town.buyer, {town.goods[1]: 1})
    browser = await browser_of(town.buyer, client)
    answer = await post(browser, "/cart/lines", listing=town.goods[0], quantity=2, then="checkout")
    assert answer.headers["location"].startswith("/checkout/CG")
    held = await DB.fetch("SELECT listing, quantity FROM order_line")
    assert [(row.listing, row.quantity) for row in held] == [(town.goods[0], 2)]
    assert await cart_of(town.buyer) == {town.goods[0]: 2, town.goods[1]: 1}


async def test_an_amount_beyond_all_bounds_waits_in_the_cart_and_is_never_frozen(
    db: None, client: httpx.AsyncClient
) -> None:
    town = await make_shop(stock=2_000_000)
    goods, browser = town.goods[0], await browser_of(town.buyer, client)
    await post(browser, "/cart/lines", listing=goods, quantity=999_999)
    sheet = (await post(browser, "/checkout")).headers["location"]
    await DB.execute("UPDATE listing SET price_fen = 9999999999, price_version = 2 WHERE id = $1", goods)
    for page in ("/cart", sheet, f"/cart/budget-hint?listing={goods}&quantity=999999"):
        assert (await browser.get(page)).status_code == 200, page
    assert (await post(browser, "/checkout")).status_code == 422
    assert (await post(browser, f"{sheet}/prices")).status_code == 422
    line = await first_line(town.buyer.person)
    assert (await post(browser, f"/cart/lines/{line}/mending")).status_code == 303
    assert await cart_of(town.buyer) == {goods: 10_000}
    assert (await post(browser, f"/cart/lines/{line}/removal")).status_code == 303
