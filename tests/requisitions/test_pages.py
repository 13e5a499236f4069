"""Asking and answering on pages: what was typed stays, each deed is done once, nobody else looks in."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from emall.database import DB, counted
from emall.journal.once import submit_token
from emall.requisitions import actions
from emall.requisitions.rules import Wish
from tests.making import Seat
from tests.orders import town as t
from tests.web.csrf_token import csrf

pytestmark = pytest.mark.usefixtures("db")
Enter = Callable[[str | Seat], Awaitable[httpx.AsyncClient]]


def seat(visitor: t.Visitor) -> Seat:
    """The same visitor as the harness signs them in."""
    assert visitor.post is not None and visitor.organisation is not None
    return Seat(visitor.person, visitor.post, visitor.organisation, visitor.duty)


async def form(browser: httpx.AsyncClient, visitor: t.Visitor, name: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return {
        "_csrf_token": await csrf(browser),
        "submit_token": submit_token(visitor.person, f"requisitions.{name}"),
    }


async def asked(visitor: t.Visitor, *wishes: tuple[str, int]) -> str:
    """A request; its number."""
    rows = [Wish(row, words, quantity, "件") for row, (words, quantity) in enumerate(wishes, start=1)]
    return await actions.ask(visitor=visitor, wishes=rows, reason="会议")


async def lines_of(number: str) -> list[int]:
    """Ids of the lines of a request."""
    rows = await DB.fetch(
        "SELECT n.id FROM requisition_line n JOIN requisition r ON r.id = n.requisition WHERE r.number = $1"
        " ORDER BY n.position",
        number,
    )
    return [row.id for row in rows]


async def test_a_colleague_without_another_post_asks(signed_in: Enter) -> None:
    town = await t.make_town()
    teacher = await t.seat("requester", town.unit)
    browser = await signed_in(seat(teacher))
    product = (await browser.get(f"/mall/p/{town.goods[0]}?lang=en")).text
    assert f"/requests/new?listing={town.goods[0]}" in product and "Ask the buyer for this" in product
    begun = (await browser.get(f"/requests/new?listing={town.goods[0]}&quantity=3&lang=en")).text
    code = await DB.fetch_value("SELECT sku_code FROM listing WHERE id = $1", town.goods[0])
    assert f'value="{code}"' in begun
    sent = await form(browser, teacher, "ask") | {"what-1": code, "quantity-1": "3", "what-2": "白板擦"}
    wrong = await browser.post("/requests/new?lang=en", data=sent)
    assert wrong.status_code == 422 and "白板擦" in wrong.text
    assert "Say how many." in wrong.text and "Say what it is for." in wrong.text
    good = await browser.post("/requests/new", data=sent | {"quantity-2": "2", "reason": "教研活动"})
    assert good.status_code == 303
    page = await browser.get(good.headers["location"])
    assert page.status_code == 200 and "教研活动" in page.text and 'data-status="open"' in page.text
    again = await browser.post("/requests/new", data=sent | {"quantity-2": "2", "reason": "教研活动"})
    assert again.headers["location"] == good.headers["location"]
    assert await DB.fetch_value("SELECT count(*) FROM requisition") == 1
    assert "白板擦" in (await browser.get("/requests")).text or code
    for closed in ("/orders", "/cart", "/approvals", "/budget"):
        assert (await browser.get(closed)).status_code == 403


async def test_the_buyer_ticks_lines_of_several_requests(signed_in: Enter) -> None:
    town = await t.make_town()
    first = await asked(town.head, (f"/mall/p/{town.goods[0]}", 2), ("白板擦", 1))
    second = await asked(town.receiver, (f"/mall/p/{town.goods[0]}", 5))
    buyer = await signed_in(seat(town.buyer))
    page = (await buyer.get("/requests")).text
    assert 'data-fen="7000"' in page  # seven pieces at ¥10 in one row
    lines = await lines_of(first) + await lines_of(second)
    sent = await form(buyer, town.buyer, "answer") | {"line": [str(one) for one in lines]}
    wrong = await buyer.post("/requests/merging?lang=en", data=sent)
    assert (
        wrong.status_code == 422 and "asked for in words" in wrong.text and wrong.text.count("checked") >= 3
    )
    sent[f"offer-{lines[1]}"] = f"http://127.0.0.1/mall/p/{town.goods[1]}"
    good = await buyer.post("/requests/merging", data=sent)
    assert (good.status_code, good.headers["location"]) == (303, "/cart")
    assert await DB.fetch_value("SELECT sum(quantity) FROM cart_line") == 8
    again = await buyer.post("/requests/merging", data=sent)
    assert again.status_code == 303
    assert await DB.fetch_value("SELECT sum(quantity) FROM cart_line") == 8
    assert "In your cart for colleagues" in (await buyer.get("/requests?lang=en")).text
    late = await form(buyer, town.buyer, "answer") | {"line": str(lines[0]), "reason": "不用"}
    assert (await buyer.post("/requests/refusal", data=late)).status_code == 409


async def test_refusing_needs_a_reason_and_tells_it(signed_in: Enter) -> None:
    town = await t.make_town()
    number = await asked(town.head, ("白板擦", 1))
    (line,) = await lines_of(number)
    buyer = await signed_in(seat(town.buyer))
    sent = await form(buyer, town.buyer, "answer") | {"line": str(line)}
    assert "Say why you will not buy it." in (await buyer.post("/requests/refusal?lang=en", data=sent)).text
    good = await buyer.post("/requests/refusal", data=sent | {"reason": "仓库还有"})
    assert good.status_code == 303
    head = await signed_in(seat(town.head))
    assert "仓库还有" in (await head.get(f"/requests/{number}")).text
    assert "仓库还有" in (await head.get("/messages")).text


async def test_requests_are_seen_by_whoever_asked_and_the_units_buyers(signed_in: Enter) -> None:
    town, far = await t.make_town(), await t.make_town()
    number = await asked(town.head, ("白板擦", 1))
    (line,) = await lines_of(number)
    for visitor, status in ((town.head, 200), (town.buyer, 200), (town.chief, 404), (far.buyer, 404)):
        browser = await signed_in(seat(visitor))
        assert (await browser.get(f"/requests/{number}")).status_code == status
        assert (number in (await browser.get("/requests")).text) == (status == 200)
    chief = await signed_in(seat(town.chief))
    token = {"_csrf_token": await csrf(chief)}
    assert (await chief.post(f"/requests/{number}/lines/{line}/withdrawal", data=token)).status_code == 404
    head = await signed_in(seat(town.head))
    token = {"_csrf_token": await csrf(head)}
    assert (await head.post(f"/requests/{number}/lines/{line}/withdrawal", data=token)).status_code == 303
    assert (await head.post(f"/requests/{number}/lines/{line}/withdrawal", data=token)).status_code == 409


async def test_the_list_asks_the_same_with_one_and_with_many(signed_in: Enter) -> None:
    town = await t.make_town()
    buyer = await signed_in(seat(town.buyer))
    await asked(town.head, ("白板擦", 1))
    await buyer.get("/requests")
    with counted() as one:
        await buyer.get("/requests")
    for place in range(5):
        await asked(town.head, (f"笔{place}", 1), (f"/mall/p/{town.goods[0]}", 2))
    with counted() as many:
        await buyer.get("/requests")
    assert many.queries == one.queries
