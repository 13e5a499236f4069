"""Cards and heads of lists on real screens: nothing is cut, nothing lies over another, whatever the text size."""

import pytest

from tests.journeys import inspection
from tests.journeys.window import DESKTOP, NARROW, PHONE, Window, Windows

pytestmark = pytest.mark.browser
PRINTERS = "/mall/search?q=打印机"
MIDDLE = (920, 800)  # three cards in a row, as narrow as they get

COLLISIONS = """() => {
  const wrong = [];
  const box = (one) => one.getBoundingClientRect();
  const seen = (one) => { const b = box(one); return b.width > 1 && b.height > 1; };
  for (const card of document.querySelectorAll(".card")) {
    const parts = [...card.querySelectorAll(
      ".card__title a, .price__figure, .price__unit, .difference, .tag, .card__place, .card__add, .card__more a, .toggle"
    )].filter(seen);
    const whole = box(card);
    for (const one of parts) {
      const b = box(one);
      if (b.left < whole.left - 1 || b.right > whole.right + 1 || b.bottom > whole.bottom + 1)
        wrong.push(`${card.dataset.id}: ${one.className} sticks out`);
      if (!one.matches(".card__title a") && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
        wrong.push(`${card.dataset.id}: ${one.className} is cut`);
      for (const other of parts) {
        if (one === other || one.contains(other) || other.contains(one)) continue;
        if (one.matches(".card__title a") || other.matches(".card__title a")) continue;
        const o = box(other);
        if (b.left < o.right - 1 && o.left < b.right - 1 && b.top < o.bottom - 1 && o.top < b.bottom - 1)
          wrong.push(`${card.dataset.id}: ${one.className} over ${other.className}`);
      }
    }
    const row = card.querySelector(".card__tags");
    if (row.scrollHeight > row.clientHeight + 1) wrong.push(`${card.dataset.id}: tags are cut`);
    const hidden = card.querySelectorAll(".tag--over").length;
    const rest = card.querySelector(".tag--rest");
    const over = [...card.querySelectorAll(".tag--over")].filter(seen).length;
    if (hidden && !over && !(rest && seen(rest))) wrong.push(`${card.dataset.id}: tags are hidden and not counted`);
    if (over && seen(rest)) wrong.push(`${card.dataset.id}: tags are counted and not hidden`);
  }
  return wrong;
}"""
ROWS = """() => Math.max(...[...document.querySelectorAll(".card__tags")].map((row) => new Set([...row.children]
  .map((one) => one.getBoundingClientRect()).filter((b) => b.width > 1).map((b) => Math.round(b.top))).size))"""
HEAD = """() => {
  const [h, t] = ["#results-title", ".results__tools .end"].map((one) => document.querySelector(one));
  const words = document.createRange();
  words.selectNodeContents(document.querySelector(".results__head"));
  const b = words.getBoundingClientRect(), o = t.getBoundingClientRect();
  const name = document.createRange();
  name.selectNodeContents(h);
  return [b.right <= o.left + 1 || b.bottom <= o.top + 1, name.getBoundingClientRect().left];
}"""


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("large", [False, True])
async def test_nothing_on_a_card_is_cut_or_covered(windows: Windows, lang: str, large: bool) -> None:
    window = await windows.open(lang=lang, large=large)
    for path in (f"{PRINTERS}&policy=energy", "/mall/search?q=茶叶", "/mall"):
        await window.go(path)
        for size in (DESKTOP, MIDDLE, PHONE, NARROW):
            await window.size(*size)
            assert await window.page.evaluate(COLLISIONS) == [], (path, size)
            assert await inspection.overflow(window) == [], (path, size)
            if not large and size in (DESKTOP, MIDDLE):
                assert await window.page.evaluate(ROWS) <= 2, (path, size)


@pytest.mark.parametrize("scripts", [True, False])
async def test_the_head_of_a_list_holds_name_number_and_order(windows: Windows, scripts: bool) -> None:
    for large in (False, True):
        window = await windows.open(size=PHONE, scripts=scripts, large=large)
        for path in (
            PRINTERS,
            "/mall/search?q=鸿印 L3258 A4 彩色喷墨打印机 墨仓式 USB 无线",
            "/mall/c/copy-paper",
        ):
            await window.go(path)
            for size in (PHONE, NARROW):
                await window.size(*size)
                apart, left = await window.page.evaluate(HEAD)
                assert apart and left >= 0, (path, size, left)
                assert await inspection.overflow(window) == [], (path, size)


async def test_filters_on_a_phone_open_at_their_title_and_close_twice(windows: Windows) -> None:
    window = await windows.open(size=PHONE)
    await window.go(PRINTERS)
    for way in (".facets__shut", ".action-bar button"):
        await window.page.locator("[data-facets]").click()
        assert await window.page.evaluate("() => document.activeElement.id") == "filters-title"
        said = await window.text("dialog .action-bar button")
        counted = (await window.text(".results__head p")).removeprefix("共 ")
        assert counted and counted in said
        assert await inspection.barriers(window) == []
        await window.page.locator(f"dialog {way}").click()
        await window.page.locator("dialog[open]").wait_for(state="detached")
        assert await window.page.evaluate("() => document.activeElement.matches('[data-facets]')")
    await window.page.locator("[data-facets]").click()
    box = window.page.locator("#facets input[name=group]")
    await window.follow(box.check(force=True))
    assert (await window.text(".results__head p")).removeprefix("共 ") in await window.text(
        "dialog .action-bar button"
    )


async def test_saving_stands_above_the_goods_and_keeps_the_focus(windows: Windows) -> None:
    for size in (DESKTOP, PHONE):
        window = await windows.open("buyer", size=size)
        await window.go(f"{PRINTERS}&min=800&max=4000")
        await window.page.locator("#save-search summary").click()
        assert await inspection.barriers(window) == [] and await inspection.overflow(window) == []
        above = "() => document.querySelector('#save-search').getBoundingClientRect().bottom < document.querySelector('.cards').getBoundingClientRect().top"
        assert await window.page.evaluate(above)
        await window.press("#save-search .button--primary")
        assert await window.page.evaluate("() => document.activeElement.id") == "save-search"


async def why(window: Window, path: str) -> str:
    """What the dialog of the first card says."""
    await window.go(path)
    link = window.page.locator(".card__why").first
    named = await link.inner_text()
    await window.follow(link.click())
    await window.page.locator("#why-words").wait_for()
    assert await window.text("#why-box-title") == named
    return await window.text("#why-words")


async def test_why_follows_the_order_of_the_list(windows: Windows) -> None:
    window = await windows.open(lang="en")
    assert "You sorted by price, low to high" in await why(window, f"{PRINTERS}&sort=price_asc")
    best = await why(window, PRINTERS)
    assert "You sorted" not in best and "Delivery time" in best and "What never counts" in best
