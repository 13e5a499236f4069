"""Narrowing a list down, turning pages, comparing and changing a quantity: what a chooser does before the cart."""

import pytest

from tests.journeys.window import PHONE, Window, Windows

pytestmark = pytest.mark.browser
LIST = "/mall/c/copy-paper"


async def total(window: Window) -> int:
    return int((await window.all("#results [data-total]", "data-total"))[0])


async def focus(window: Window) -> str:
    return str(await window.page.evaluate("document.activeElement.id"))


async def test_filters_keep_address_focus_counts_and_words_together(windows: Windows) -> None:
    window = await windows.open()
    await window.go(LIST)
    whole = await total(window)
    brand = window.page.locator("#facets input[name=brand]").first
    count = int(await window.text("#facet-brand .facet__count"))
    chosen = await brand.get_attribute("id")
    await brand.focus()
    await window.follow(window.page.keyboard.press("Space"))
    assert await total(window) == count < whole
    assert await focus(window) == chosen and await brand.is_checked()
    assert "brand=" in window.path and await window.page.locator(".chip").count() == 1
    await window.page.wait_for_function(
        f"() => document.querySelector('#live').textContent.includes('{count}')"
    )
    await window.follow(window.page.select_option("#sort-by", "price_asc"))
    prices = await window.fen(".card__price")
    assert prices == sorted(prices)
    narrowed = window.path
    await window.follow(window.page.locator(".chip").first.click())
    assert await total(window) == whole and await focus(window) == "results-title"
    await window.page.go_back()
    await window.page.wait_for_function(f"() => document.querySelector('#results [data-total=\"{count}\"]')")
    assert window.path == narrowed
    await window.go(narrowed)
    assert await total(window) == count


async def test_ticked_goods_stay_ticked_over_pages(windows: Windows) -> None:
    window = await windows.open()
    await window.go(f"{LIST}?size=12")
    first = (await window.all(".card", "data-id"))[0]
    await window.page.locator("[data-compare]").first.check(force=True)
    await window.follow(window.page.locator("#page-nav a[rel=next]").click())
    assert await window.text("[data-compare-count]") == "1"
    second = (await window.all(".card", "data-id"))[0]
    await window.page.locator(".card [data-compare]").first.check(force=True)
    await window.follow(window.page.locator("#compare-tray .button--primary").click())
    assert sorted(await window.all("thead [data-id]", "data-id")) == sorted([first, second])


async def test_a_quantity_changes_price_and_sum_beside_it(windows: Windows) -> None:
    window = await windows.open("buyer")
    await window.go("/mall/p/2")
    price = (await window.fen("#price-panel .price-panel__now"))[0]
    await window.follow(window.page.locator("[data-step='1']").click())
    await window.settled()
    wanted = int(await window.page.input_value("#quantity"))
    assert (await window.fen("#buy-sum"))[0] == wanted * price
    assert await window.page.evaluate("document.activeElement !== document.body")


async def test_without_scripts_the_same_list_is_narrowed_by_a_button(windows: Windows) -> None:
    window = await windows.open(scripts=False)
    await window.go(LIST)
    count = int(await window.text("#facet-brand .facet__count"))
    await window.page.locator("#facets input[name=brand]").first.check()
    await window.follow(window.page.locator("#facets noscript button").click())
    assert await total(window) == count


async def test_a_phone_opens_the_filters_in_full(windows: Windows) -> None:
    window = await windows.open(size=PHONE)
    await window.go(LIST)
    await window.page.locator("[data-facets]").click()
    brand = window.page.locator("#facets input[name=brand]").first
    await window.follow(brand.check(force=True))
    assert await brand.is_checked() and "brand=" in window.path
    assert await window.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
