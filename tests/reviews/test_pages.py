"""The page of reviews for both sides."""

import httpx
import pytest

from tests.making import make_organisation
from tests.orders import town as t
from tests.orders.desk import see, send, text_of
from tests.runs.road import paid

pytestmark = pytest.mark.usefixtures("db")
MARKS = {"goods": "5", "delivery": "4", "service": "2"}


async def test_both_sides_write_on_their_own_page(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    number = await paid(town)
    unit, supplier = f"/orders/{number}/review", f"/supplier/orders/{number}/review"
    assert 'name="goods"' in (await see(town.buyer, client, unit)).text
    assert 'name="goods"' not in (await see(town.head, client, unit)).text
    done = await send(town.buyer, client, unit, form="reviews.review", comment="送得很快<b>", **MARKS)
    assert (done.status_code, done.headers["location"]) == (303, unit)
    outside = await see(town.sellers[0], client, supplier)
    assert "送得很快" not in outside.text and 'name="goods"' in outside.text
    await send(town.sellers[0], client, supplier, form="reviews.review", comment="付款及时", **MARKS)
    assert "送得很快&lt;b&gt;" in (await see(town.sellers[0], client, supplier)).text
    finance = await t.seat("finance", await make_organisation(kind="bureau"))
    assert "付款及时" in text_of(await see(finance, client, unit))
    assert (await t.order_of(number)).status == "completed"


async def test_a_missing_mark_comes_back_with_everything_typed(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    url = f"/orders/{await paid(town)}/review"
    again = await send(town.buyer, client, url, form="reviews.review", goods="4", comment="写了很久")
    assert again.status_code == 422 and "写了很久" in again.text
    assert 'href="#f-delivery"' in again.text and 'href="#f-goods"' not in again.text
    long = await send(town.buyer, client, url, form="reviews.review", comment="长" * 301, **MARKS)
    assert long.status_code == 422 and "长" * 301 in long.text


async def test_the_reviews_of_an_order_are_seen_by_whoever_sees_the_order(client: httpx.AsyncClient) -> None:
    town, other = await t.make_town(), await t.make_town()
    number = await paid(town)
    for visitor, path, status in (
        (other.buyer, f"/orders/{number}/review", 404),
        (town.sellers[1], f"/supplier/orders/{number}/review", 404),
        (town.chief, f"/orders/{number}/review", 200),
    ):
        assert (await see(visitor, client, path)).status_code == status
    assert (
        await send(town.head, client, f"/orders/{number}/review", form="reviews.review", **MARKS)
    ).status_code == 403
    refused = await send(other.buyer, client, f"/orders/{number}/review", form="reviews.review", **MARKS)
    assert refused.status_code == 404
