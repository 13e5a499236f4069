"""What the people of a purchase do at their windows, each step by the page's own forms and links."""

from collections.abc import Mapping
from dataclasses import dataclass

from emall.delays.queries import blocking
from emall.world.planting import PASSWORD
from tests import making
from tests.journeys.window import Window


async def sign_in(window: Window, login: str) -> None:
    """Come in by the door, with the password."""
    await window.go("/login")
    await window.page.fill("#f-login", login)
    await window.page.fill("#f-password", PASSWORD)
    await window.press("#login button")


async def explain_what_is_late(window: Window, login: str) -> None:
    """Say of every late thing of the own unit why it is late, so that the unit may buy again."""
    seat = await making.seat_of(login)
    for late in await blocking(seat.organisation or 0):
        await window.go(f"/delays/{late.kind}/{late.ref}/explanation")
        await window.page.fill("#f-reason", "经办人外出培训，本周内办结")
        await window.press("#main form .button--primary")


async def search(window: Window, words: str) -> None:
    """Look for goods from wherever there is a search box."""
    await window.page.fill("#search-words", words)
    await window.follow(window.page.press("#search-words", "Enter"))


async def compare(window: Window, listings: tuple[int, int]) -> list[int]:
    """Tick two goods of a list and lay them side by side; their prices in fen."""
    for listing in listings:
        await window.page.locator(f"label:has(input[data-compare][value='{listing}'])").click()
    await window.follow(window.page.locator("#compare-tray button[form=compare-form]").click())
    return [(await window.fen(f"thead th[data-id='{listing}'] .price"))[0] for listing in listings]


async def put_into_cart(window: Window, listing: int) -> None:
    """Take goods from a list or a comparison."""
    here = window.path
    await window.press(f"button[form=add-to-cart][value='{listing}']")
    if not window.scripts:
        await window.go(here)


async def buy_now(window: Window, listing: int) -> None:
    """Take goods from their own page."""
    await window.go(f"/mall/p/{listing}")
    await window.press("#buy .buy__deeds .button--primary")


async def only(window: Window, quantities: Mapping[int, int]) -> None:
    """Leave only these goods ticked in the cart, in these quantities; the page ends on the cart."""
    await window.go("/cart")
    for listing, quantity in quantities.items():
        await _set_quantity(window, listing, quantity)
    rows = window.page.locator(".cart-line:has(input[form=cart-choice])")
    lines = [await _listing(window, place) for place in range(await rows.count())]
    for line, listing in lines:
        if listing in quantities:
            continue
        box = window.page.locator(f"#choose-{line}")
        if await box.is_checked():
            await (window.press_by(box.uncheck()) if window.scripts else box.uncheck())
    if not window.scripts:
        await window.press("noscript button[form=cart-choice]")


async def _listing(window: Window, place: int) -> tuple[str, int]:
    row = window.page.locator(".cart-line:has(input[form=cart-choice])").nth(place)
    href = await row.locator("a[href^='/mall/p/']").first.get_attribute("href")
    return str(await row.get_attribute("data-id")), int(str(href).rsplit("/", 1)[1])


async def _set_quantity(window: Window, listing: int, quantity: int) -> None:
    row = f".cart-line:has(a[href='/mall/p/{listing}'])"
    field = window.page.locator(f"{row} .quantity__input")
    await field.fill(str(quantity))
    if window.scripts:
        await window.press_by(field.press("Tab"))
    else:
        await window.press(f"{row} .quantity-form noscript button")


async def open_sheet(window: Window) -> str:
    """From the cart to the purchase sheet; its number."""
    await window.press("#cart-total button")
    assert window.path.startswith("/checkout/"), window.path
    return window.path.removeprefix("/checkout/")


@dataclass(frozen=True, slots=True)
class Budget:
    """What a page shows of a plan or cost centre, in fen: used before, this time, left after."""

    used: int
    this: int
    left: int


async def budget(window: Window, selector: str) -> Budget:
    """The three figures beside a bar."""
    return Budget(*await window.fen(f"{selector} .budget__figures"))


async def submit(window: Window, *, title: str, reason: str = "") -> None:
    """Say what it is for and submit the sheet."""
    await window.page.fill("#f-title", title)
    await window.page.fill("#f-reason", reason)
    await window.press("#summary .button--primary")
    if window.path.endswith("/submission"):
        raise AssertionError(await window.text("#error-summary"))


async def decide(window: Window, number: str, verdict: str, *, comment: str = "", status: int = 0) -> None:
    """Open a sheet from the list of those that wait, and agree or return it."""
    await window.go("/approvals")
    await window.follow(window.page.locator(f"#row-{number} a").first.click())
    if comment:
        await window.page.fill("#f-comment", comment)
    await window.press(f"button[form=decide][value={verdict}]", status=status)


async def accept_order(window: Window, number: str) -> None:
    """The supplier takes an order on, from the row in the list."""
    await window.go("/supplier/orders")
    await window.press(f"#row-{number} button")


async def decline_order(window: Window, number: str, code: str, reason: str) -> None:
    """The supplier declines an order for a reason of the list."""
    await window.go(f"/supplier/orders/{number}")
    await window.page.locator("#refusal summary").click()
    await window.page.locator(f"#refusal input[value={code}]").check()
    await window.page.fill("#refusal textarea[name=reason]", reason)
    await window.press("#refusal form button")


async def ship(window: Window, number: str, *, quantities: Mapping[int, int] | None = None) -> None:
    """A parcel with everything that is open, or with these quantities by order line."""
    await window.go(f"/supplier/orders/{number}/shipments")
    for line, quantity in (quantities or {}).items():
        await window.page.fill(f"[name=quantity-{line}]", str(quantity))
    await window.page.fill("#f-carrier", "自有车辆")
    await window.page.fill("#f-waybill", "浙K-20881")
    await window.press("form[action$='/shipments'] .button--primary")
    assert window.path == f"/supplier/orders/{number}", window.path


async def count_in(window: Window, number: str) -> None:
    """The receiver counts every piece of the oldest parcel in."""
    await window.go(f"/orders/{number}/acceptance")
    await window.press("form[action$='/receipts'] .button--primary >> nth=0")


async def judge(
    window: Window, number: str, *, good: Mapping[int, int] | None = None, reason: str = ""
) -> None:
    """The receiver judges what was counted in; of the lines named only so many are good."""
    assert window.path == f"/orders/{number}/acceptance", window.path
    for line, pieces in (good or {}).items():
        await window.page.fill(f"[name=accepted-{line}]", str(pieces))
        for fold in await window.page.locator(f"#acc-line-{line} summary").all():
            await fold.click()
        await window.page.select_option(f"[name=reason-{line}]", reason)
        await window.page.select_option(
            f"[name=check-{line}-2]", "failed"
        )  # the second item is the appearance
    await window.press("#judging .form__deeds button" if good else "button[value=as_ordered]")
    assert window.path == f"/orders/{number}", window.path
