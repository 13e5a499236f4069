"""Pages in motion: after a mistake, a filter, a dialog, going back, reloading, and with the keyboard alone."""

from collections.abc import Awaitable

import pytest

from tests.journeys import facts, inspection, people
from tests.journeys.pages import places
from tests.journeys.window import DESKTOP, PHONE, Window, Windows
from tests.orders.town import purchase_of

pytestmark = pytest.mark.browser

FOCUS = "() => document.activeElement.tagName + '#' + document.activeElement.id"


async def focus(window: Window) -> str:
    """Where the keyboard is."""
    return str(await window.page.evaluate(FOCUS))


async def test_a_bad_page_is_found_out(windows: Windows) -> None:
    """The tools of these tests see what they are meant to see."""
    window = await windows.open()
    await window.go("/help")
    await window.page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("beforeend",
           '<input type="text"><img src="/favicon.ico" height="4"><p class="bad">Sign in ¥3.5</p>'
           + '<b data-fen="1234">12.43</b>')"""
    )
    await window.page.evaluate(
        """() => { const bad = document.querySelector("p.bad").style;
           bad.setProperty("font-size", "9px"); bad.setProperty("width", "4000px"); }"""
    )
    seen = await inspection.look(window)
    assert len(await inspection.barriers(window)) == 2
    assert await inspection.overflow(window) != []
    assert seen.small == ["9 Sign in ¥3.5"]
    assert inspection.strange_amounts(seen) == ["1234: 12.43", "¥3.5"]
    await window.page.evaluate("() => { document.querySelector('p.bad').textContent = 'Sign in' }")
    assert inspection.untranslated(await inspection.look(window)) == ["Sign in"]
    await window.page.evaluate("() => { document.documentElement.lang = 'en' }")
    assert len(inspection.untranslated(await inspection.look(window))) > 10
    window.troubles.clear()


async def test_mistakes_are_shown_where_they_are_and_to_everybody(windows: Windows) -> None:
    """After a 422 the keyboard is at the summary, and the page has no new barrier."""
    stranger = await windows.open()
    await stranger.go("/login")
    await stranger.page.fill("#f-login", "nobody")
    await stranger.page.fill("#f-password", "wrong")
    await stranger.press("#login button", status=422)
    buyer = await windows.open("buyer", size=PHONE)
    await buyer.go("/lists")
    await buyer.page.fill("#f-rows", "")
    await buyer.press("form:has(#f-rows) .button--primary", status=422)
    approver = await windows.open("approver", size=PHONE)
    await people.decide(approver, (await places())["sheet_to_decide"], "return", status=422)
    for window in (stranger, buyer, approver):
        assert await focus(window) == "DIV#error-summary", window.path
        assert await inspection.barriers(window) == []
        assert await inspection.overflow(window) == []


async def _results(window: Window) -> tuple[str, str, list[str]]:
    return (
        window.path,
        await window.text("#results [data-total]"),
        await window.all("#results .card", "data-id"),
    )


async def test_filters_can_be_gone_back_through_and_sent_to_a_colleague(windows: Windows) -> None:
    """Three filters and a page: Back and Forward show what stood there, and each address opens cold to the same."""
    window = await windows.open("buyer")
    await window.go("/mall/search?q=纸")
    seen = [await _results(window)]
    brand = "#filters input[name=brand]"
    box = f"{brand}[value='{(await window.all(brand, 'value'))[0]}']"  # by its value: ticked, it is still the same
    for deed in (
        lambda: window.page.check(box),
        lambda: window.page.locator(".results__tools a.quick:not(.is-chosen)").first.click(),
        lambda: window.page.select_option("#sort-by", index=1),
        lambda: window.page.locator("#page-nav a[rel=next]").click(),
    ):
        await window.follow(deed())
        seen.append(await _results(window))
        assert await focus(window) != "BODY#", window.path
    assert len({path for path, _, _ in seen}) == len(seen)
    assert await inspection.barriers(window) == []
    for step in reversed(seen[:-1]):
        await window.travel(window.page.go_back())
        assert await _results(window) == step
    for step in seen[1:]:
        await window.travel(window.page.go_forward())
        assert await _results(window) == step
    colleague = await windows.open("buyer")
    await colleague.go(window.path)
    assert await _results(colleague) == seen[-1]


async def _opened(window: Window, path: str, opener: str) -> None:
    await window.go(path)
    await window.page.locator(opener).first.click()
    await window.page.locator("dialog[open]").wait_for()


async def test_dialogs_have_no_barriers_and_give_the_focus_back(windows: Windows) -> None:
    here = await places()
    buyer, seller = await windows.open("buyer"), await windows.open("supplier", size=PHONE)
    opened: list[tuple[Window, tuple[int, int], str, str]] = [
        (buyer, DESKTOP, "/cart", "[data-dialog=keep-list]"),
        (buyer, DESKTOP, f"/orders/{here['pending_supplier']}", "[data-dialog=withdraw]"),
        (buyer, PHONE, "/mall", "[data-dialog=site-menu]"),
        (buyer, PHONE, "/mall/search?q=复印纸", "[data-facets]"),
        (seller, PHONE, "/supplier", "[data-dialog=desk-menu]"),
    ]
    for window, size, path, opener in opened:
        await window.size(*size)
        await _opened(window, path, opener)
        assert await inspection.barriers(window) == [], path
        assert await inspection.overflow(window) == [], path
        await window.page.keyboard.press("Escape")
        await window.page.locator("dialog[open]").wait_for(state="detached")
        assert await window.page.evaluate("one => document.activeElement.matches(one)", opener), path


async def test_reloading_never_sends_a_form_again(windows: Windows) -> None:
    listing, sent = await facts.offered_by("supplier", skip=8), list[str]()
    buyer = await windows.open("buyer", scripts=False)
    buyer.page.on("request", lambda request: sent.append(request.method))

    async def reloads(deed: Awaitable[object]) -> None:
        await deed
        assert "POST" in sent
        sent.clear()
        await buyer.page.reload()
        assert set(sent) == {"GET"}

    await reloads(people.buy_now(buyer, listing))
    await people.only(buyer, {listing: 2})
    await reloads(people.open_sheet(buyer))
    number = buyer.path.rsplit("/", 1)[1]
    await reloads(people.submit(buyer, title="两包纸"))
    assert (await purchase_of(number)).status == "pending_approval"
    approver = await windows.open("approver", scripts=False)
    await people.decide(approver, number, "return", comment="不需要了")
    await approver.page.reload()
    assert (await purchase_of(number)).status == "returned"
    await facts.all_is_well()


async def test_what_was_typed_survives_a_broken_line_and_can_be_sent_again(windows: Windows) -> None:
    """The request never arrives: the page says so and keeps everything; trying again sends it once."""
    listing, buyer = await facts.offered_by("supplier2", skip=6), await windows.open("buyer2")
    await buyer.go(f"/mall/p/{listing}")
    await buyer.page.fill("#quantity", "7")
    asked = list[str]()
    buyer.page.on("request", lambda request: asked.append(request.url))
    await buyer.follow(buyer.page.keyboard.press("Tab"))
    assert len([url for url in asked if "quantity=7" in url and "budget" not in url]) == 1
    await buyer.page.route("**/cart/lines", lambda route: route.abort("connectionfailed"))
    await buyer.page.locator("#buy .buy__deeds .button--primary").click()
    await buyer.page.locator("#alert [data-again]").wait_for()
    assert await buyer.page.input_value("#quantity") == "7"
    assert len(buyer.troubles) > 0 and all("cart/lines" in one or "htmx" in one for one in buyer.troubles)
    buyer.troubles.clear()
    await buyer.page.unroute("**/cart/lines")
    await buyer.press("#alert [data-again]")
    assert await buyer.page.locator("#alert p").count() == 0
    assert await facts.in_cart("buyer2", listing) == 7


async def _tab_to(window: Window, selector: str) -> None:
    """Go on with the Tab key until the element has the focus, and see that one can see it."""
    for _ in range(120):
        await window.page.keyboard.press("Tab")
        if await window.page.evaluate("one => document.activeElement.matches(one)", selector):
            visible = "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
            assert await window.page.evaluate(visible), selector
            return
    raise AssertionError(f"The Tab key never reaches {selector} on {window.path}")


async def test_an_approval_with_the_keyboard_alone(windows: Windows) -> None:
    number = (await places())["sheet_to_decide"]
    window = await windows.open("approver")
    await window.go("/approvals")
    await _tab_to(window, f"a[href='/approvals/{number}'].button")
    await window.follow(window.page.keyboard.press("Enter"))
    await _tab_to(window, "#f-comment")
    await window.page.keyboard.type("同意")
    await _tab_to(window, "button[form=decide][value=agree]")
    await window.press_by(window.page.keyboard.press("Enter"))
    steps = await facts.steps_of(number)
    assert ("agreed", "同意") in steps
    await facts.all_is_well()


async def test_large_text_fits_and_is_large(windows: Windows) -> None:
    here = await places()
    usual, large = await windows.open("buyer"), await windows.open("buyer", large=True)
    paths = ("/mall", "/mall/search?q=复印纸", "/mall/p/2", "/cart", "/orders", f"/orders/{here['shipped']}")
    for path in (*paths, f"/checkout/{here['sheet_draft']}"):
        await large.go(path)
        for size in (DESKTOP, PHONE):
            await large.size(*size)
            assert await inspection.overflow(large) == [], (path, size)
    size_of = "() => parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    await usual.go("/cart")
    await large.go("/cart")
    assert await large.page.evaluate(size_of) > await usual.page.evaluate(size_of)
