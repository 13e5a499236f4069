"""The unit's money on a page: its own lines, plans and ledger, nobody else's."""

from collections.abc import Callable

import httpx
import pytest

from emall.database import counted
from tests.cart.shop import browser_of
from tests.orders import town as t

pytestmark = pytest.mark.usefixtures("db")


async def test_lines_plans_and_the_ledger_of_the_own_unit(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    (order,) = await town.released({town.goods[0]: 5})
    browser = await browser_of(await t.seat("accountant", town.unit), client)
    page = await browser.get("/budget?lang=en")
    assert 'data-fen="5000"' in page.text
    assert "Purchase plans" in page.text
    ledger = await browser.get(f"/budget/{town.line}?lang=en")
    assert order.number in ledger.text
    assert "Reserved for an order" in ledger.text


async def test_another_units_line_does_not_exist(visit: Callable[[], httpx.AsyncClient]) -> None:
    town, other = await t.make_town(), await t.make_town()
    browser = await browser_of(town.buyer, visit())
    assert (await browser.get(f"/budget/{other.line}")).status_code == 404


async def test_one_plan_or_forty_take_the_same_queries(client: httpx.AsyncClient) -> None:
    town = await t.make_town()
    browser = await browser_of(town.buyer, client)
    counts = []
    for more in (0, 39):
        for _ in range(more):
            await t.plan(town.unit, town.line)
        with counted() as count:
            assert (await browser.get("/budget")).status_code == 200
        counts.append(count.queries)
    assert counts[0] == counts[1] <= 4
