"""Finding goods: a few letters, a suggestion by keyboard, filters, order, back and forward, an address to share."""

import pytest

from tests.journeys import inspection
from tests.journeys.window import PHONE, Window, Windows

pytestmark = pytest.mark.browser

COUNTY, POLICY = "331102", "energy"
COMPOSE = """async ([letters, chosen]) => {
  const box = document.querySelector("#search-words");
  box.focus();
  box.dispatchEvent(new CompositionEvent("compositionstart", {bubbles: true}));
  for (let end = 1; end <= letters.length; end++) {
    box.value = letters.slice(0, end);
    box.dispatchEvent(new InputEvent("input", {bubbles: true, isComposing: true, data: box.value}));
    await new Promise((done) => setTimeout(done, 120));
  }
  await new Promise((done) => setTimeout(done, 600));
  const before = document.querySelectorAll("#suggest a").length;
  box.value = chosen;
  box.dispatchEvent(new CompositionEvent("compositionend", {bubbles: true, data: chosen}));
  return before;
}"""


async def total(window: Window) -> int:
    return int((await window.all("#results [data-total]", "data-total"))[0])


async def ids(window: Window) -> list[str]:
    return await window.all("#results .card", "data-id")


async def suggested(window: Window, letters: str) -> None:
    """Type and wait until lines stand under the box."""
    await window.page.locator("#search-words").press_sequentially(letters, delay=30)
    await window.page.locator("#suggest a").first.wait_for()
    await window.settled()


async def narrow(window: Window, field: str, value: str) -> None:
    """Tick a box of the filters."""
    box = window.page.locator(f"#facets input[name={field}][value='{value}']")
    if not await box.is_visible():
        await window.page.locator(f"#facet-{field} summary").last.click()
    await window.follow(box.check(force=True))


async def test_letters_a_suggestion_filters_order_back_forward_and_a_shared_address(windows: Windows) -> None:
    window = await windows.open("buyer")
    await window.go("/mall")
    await suggested(window, "dyj")
    assert "打印机" in await window.text("#suggest")
    assert await inspection.barriers(window) == []
    line = window.page.locator("#suggest a[href*='/mall/search']").first
    steps = 1 + (await window.all("#suggest a", "href")).index(str(await line.get_attribute("href")))
    for _ in range(steps):
        await window.page.keyboard.press("ArrowDown")
    assert "打印" in str(await window.page.evaluate("document.activeElement.textContent"))
    await window.follow(window.page.keyboard.press("Enter"))
    whole = await total(window)
    assert whole > 0 and await window.page.locator("#suggest a").count() == 0

    await narrow(window, "home", COUNTY)
    near = await total(window)
    await narrow(window, "policy", POLICY)
    both, unsorted = await total(window), window.path
    assert 0 < both <= near < whole
    await window.follow(window.page.select_option("#sort-by", "price_asc"))
    prices = await window.fen(".card__price")
    assert prices == sorted(prices) and len(prices) > 1
    sorted_path, shown = window.path, await ids(window)
    assert f"home={COUNTY}" in sorted_path and "sort=price_asc" in sorted_path

    await window.travel(window.page.go_back())
    assert window.path == unsorted
    assert await total(window) == both and await window.page.input_value("#sort-by") == "best"
    await window.travel(window.page.go_forward())
    assert window.path == sorted_path
    assert await ids(window) == shown and await window.page.input_value("#sort-by") == "price_asc"

    guest = await windows.open()
    await guest.go(sorted_path)
    assert await ids(guest) == shown and guest.path == sorted_path and await total(guest) == both


async def test_nothing_is_sent_while_chinese_is_being_composed(windows: Windows) -> None:
    window, asked = await windows.open(), list[str]()
    await window.go("/mall")
    window.page.on("request", lambda one: asked.append(one.url) if "/mall/suggest" in one.url else None)
    assert await window.page.evaluate(COMPOSE, ["fuyinzhi", "复印纸"]) == 0
    await window.page.locator("#suggest a").first.wait_for()
    assert len(asked) == 1 and "fu" not in asked[0].partition("q=")[2]
    await window.page.fill("#search-words", "a")
    await window.page.locator("#suggest a").first.wait_for(state="detached")
    await window.page.wait_for_timeout(600)  # whatever would still be sent has been by now
    assert len(asked) == 1
    await window.page.fill("#search-words", "复印")
    await window.page.locator("#suggest a").first.wait_for()
    await window.page.keyboard.press("ArrowDown")
    await window.page.keyboard.press("Escape")
    assert await window.page.evaluate("document.activeElement.id") == "search-words"
    assert await window.page.locator("#suggest a").count() == 0


async def test_a_card_says_why_it_stands_where_it_stands(windows: Windows) -> None:
    window = await windows.open()
    await window.go("/mall/search?q=fuyinzhi")
    why = window.page.locator(".card__why").nth(2)
    await why.focus()
    await window.follow(window.page.keyboard.press("Enter"))
    await window.page.locator("#why-words").wait_for()
    assert "复印纸" in await window.text("#why-words") and await window.page.locator("#why-box").is_visible()
    assert await inspection.barriers(window) == []
    await window.page.keyboard.press("Escape")
    assert await why.evaluate("(one) => one === document.activeElement")
    await window.follow(window.page.locator("a[href*='group=1']").first.click())
    offers = window.page.locator(".card__more a[href*='product=']").first
    assert await offers.count() == 1
    await window.follow(offers.click())
    prices = await window.fen(".card__price")
    assert prices == sorted(prices) and len(prices) > 1


async def test_on_a_phone(windows: Windows) -> None:
    window = await windows.open(size=PHONE)
    await window.go("/mall")
    await suggested(window, "dyj")
    assert await inspection.overflow(window) == []
    boxes = [await one.bounding_box() for one in await window.page.locator("#suggest a").all()]
    assert all(box and box["height"] >= 40 and box["x"] + box["width"] <= PHONE[0] for box in boxes)
    await window.follow(window.page.locator("#suggest a[href*='/mall/search']").first.click())
    await window.page.locator("[data-facets]").click()
    box = window.page.locator(f"#facets input[name=home][value='{COUNTY}']")
    await box.evaluate("(one) => one.scrollIntoView({block: 'center'})")
    await window.follow(box.check(force=True))
    await window.page.locator("dialog .action-bar button").click()
    assert f"home={COUNTY}" in window.path and await total(window) > 0
    assert await inspection.overflow(window) == [] and await inspection.barriers(window) == []
    await window.page.locator(".card__why").first.click()
    await window.page.locator("#why-words").wait_for()
    assert await inspection.overflow(window) == []


async def test_without_scripts_the_same_is_found(windows: Windows) -> None:
    window = await windows.open(scripts=False)
    await window.go("/mall")
    await window.page.fill("#search-words", "dyj")
    await window.follow(window.page.keyboard.press("Enter"))
    whole = await total(window)
    await window.page.locator(f"#facets input[name=home][value='{COUNTY}']").check(force=True)
    await window.page.locator(f"#facets input[name=policy][value='{POLICY}']").check(force=True)
    await window.follow(window.page.locator("#facets noscript button").click())
    both = await total(window)
    assert 0 < both < whole
    await window.page.select_option("#sort-by", "price_asc")
    await window.follow(window.page.locator(".results__tools noscript button").click())
    prices = await window.fen(".card__price")
    assert await total(window) == both and prices == sorted(prices)
    shared, shown = window.path, await ids(window)
    await window.travel(window.page.go_back())
    await window.travel(window.page.go_forward())
    assert window.path == shared and await ids(window) == shown
    await window.follow(window.page.locator(".card__why").first.click())
    assert "/mall/why" in window.path and "打印机" in await window.text("#why-words")
