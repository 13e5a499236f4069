"""The search engine beside the database: kept in step, rebuilt, compared, and done without."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from emall.catalogue.actions import compare_index, hold_stock, rebuild_index, sync_listings
from emall.catalogue.queries import results, use_engine
from emall.catalogue.rules import Browse
from emall.database import DB, counted
from emall.journal import outbox
from search import AsyncSearch, SearchUnavailable, TantivyEngine
from tests.catalogue.goods import make_listing, make_product
from tests.making import make_supplier

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def search(db: None, tmp_path: Path) -> AsyncIterator[AsyncSearch]:
    engine = AsyncSearch(TantivyEngine(tmp_path / "search"), timeout=20)
    use_engine(engine)
    yield engine
    engine.close()


async def found(text: str, **more: Any) -> list[int]:
    return [card.id for card in (await results(Browse(text=text, **more))).cards]


async def test_what_changed_is_found_and_what_left_is_not(search: AsyncSearch) -> None:
    listing = await make_listing(brand="瓯江", product=None)
    await sync_listings([str(listing), str(listing), "999999"])
    assert await found("瓯江") == [listing]
    await DB.execute("UPDATE listing SET status = 'off_shelf', version = 2 WHERE id = $1", listing)
    assert await found("瓯江") == []  # the database decides even before the index knows
    await sync_listings([str(listing)])
    assert (await compare_index()).indexed == 0


async def test_stock_held_reaches_the_index_through_the_outbox(search: AsyncSearch) -> None:
    listing = await make_listing(stock_on_hand=2)
    await sync_listings([str(listing)])
    async with DB.transaction():
        await hold_stock({listing: 2})
    keys = [row.key for row in await DB.fetch("SELECT key FROM outbox WHERE topic = 'listing'")]
    await sync_listings(keys)
    assert await found("复印纸", in_stock=True) == []
    assert await found("复印纸") == [listing]


async def test_filters_of_a_search_leave_what_they_say(search: AsyncSearch) -> None:
    near, far = await make_supplier(region="331102"), await make_supplier(region="331181")
    first = await make_listing(brand="山青", price_fen=10000, tags=["sme"], supplier=near, delivery_days=1)
    second = await make_listing(
        brand="瓯江",
        price_fen=20000,
        tags=["sme", "environment"],
        supplier=far,
        spec=[["规格", "A3"]],
        regions=["331181"],
        local_store=True,
    )
    assert await rebuild_index() == 2
    for state, ids in (
        ({"brands": ("瓯江", "处州")}, [second]),
        ({"policies": ("sme", "environment")}, [second]),
        ({"homes": ("331102",)}, [first]),
        ({"county": "331181"}, [second]),
        ({"category": "copy-paper", "attributes": (("a1", "A3"),)}, [second]),
        ({"least_fen": 15000}, [second]),
        ({"next_day": True}, [first]),
        ({"local": True}, [second]),
        ({"sort": "price_desc"}, [second, first]),
    ):
        assert await found("复印纸", **state) == ids, state
    page = await results(Browse(text="复印纸", brands=("山青",), category="copy-paper"))
    assert page.facets.counts["brands"] == {"山青": 1, "瓯江": 1}
    assert page.facets.counts["homes"]["331102"] == 1
    assert page.facets.counts["a.a1"]["A4"] == 1
    assert page.found is not None and page.found.engine != "database"


async def test_nothing_found_says_what_to_leave_out(search: AsyncSearch, client: httpx.AsyncClient) -> None:
    await make_listing(brand="山青", tags=["sme"])
    await rebuild_index()
    page = await results(Browse(text="复印纸", brands=("山青",), policies=("energy",)))
    assert page.total == 0
    assert [(group, hits) for group, _, hits, _ in page.loosened] == [("policies", 1)]
    shown = await client.get("/mall/search?q=复印纸&brand=山青&policy=energy")
    assert "/mall/search?q=%E5%A4%8D%E5%8D%B0%E7%BA%B8&amp;brand=%E5%B1%B1%E9%9D%92" in shown.text


class Away:
    """An engine that never answers."""

    name = "away"

    def __getattr__(self, name: str) -> Any:
        def refuse(*given: Any, **named: Any) -> Any:
            raise SearchUnavailable("away")

        return refuse


async def test_an_engine_that_is_away_leaves_plain_matching_with_a_word_about_it(
    client: httpx.AsyncClient,
) -> None:
    use_engine(AsyncSearch(Away()))  # type: ignore[arg-type]
    listing = await make_listing(product=await make_product(model="CZ-26X"))
    page = await client.get("/mall/search?q=cz-26x&lang=en")
    assert f'data-id="{listing}"' in page.text and "Search is being repaired" in page.text
    assert (await client.get("/mall/suggest?q=复印")).status_code == 200
    with pytest.raises(outbox.Away):
        await sync_listings([str(listing)])


async def test_a_failed_sync_stays_in_the_outbox(client: httpx.AsyncClient) -> None:
    use_engine(AsyncSearch(Away()))  # type: ignore[arg-type]
    listing = await make_listing()
    async with DB.transaction():
        await outbox.put("listing", listing, reason="price")
    assert await outbox.drain({"listing": sync_listings}) == 0
    assert await DB.fetch_value("SELECT count(*) FROM outbox WHERE topic = 'listing'") == 1


@pytest.mark.parametrize("rows", [1, 40])
async def test_a_search_takes_two_queries_however_long(
    search: AsyncSearch, client: httpx.AsyncClient, rows: int
) -> None:
    for _ in range(rows):
        await make_listing()
    await rebuild_index()
    with counted() as count:
        page = await client.get("/mall/search?q=复印纸&size=40")
    assert page.text.count('class="card"') == rows
    assert count.queries <= 2


async def test_suggestions_lead_on(search: AsyncSearch, client: httpx.AsyncClient) -> None:
    await make_listing(brand="瓯江")
    await rebuild_index()
    part = await client.get("/mall/suggest?q=瓯", headers={"HX-Request": "true", "HX-Target": "suggest"})
    assert "<html" not in part.text and "<b>瓯</b>江" in part.text and "href=" in part.text
    assert (await client.get("/mall/suggest?q=")).status_code == 200


async def test_programs_get_the_same_lists(search: AsyncSearch, client: httpx.AsyncClient) -> None:
    supplier = await make_supplier(region="331102", short_name="处州办公")
    first = await make_listing(price_fen=11800, tags=["sme"], supplier=supplier)
    await make_listing(price_fen=9000)
    await rebuild_index()
    answer = (await client.get("/api/v1/products?q=复印纸&policy=sme&size=5")).json()
    assert (answer["total"], answer["relaxed"]) == (1, False) and answer["engine"]
    item = answer["items"][0]
    assert (item["id"], item["price_fen"], item["supplier"]) == (first, 11800, "处州办公")
    assert {"value": "sme", "count": 1} in answer["facets"]["policy"]
    plain = (await client.get("/api/v1/products?category=copy-paper&sort=price_asc&county=331102")).json()
    assert [entry["price_fen"] for entry in plain["items"]] == [9000, 11800]
