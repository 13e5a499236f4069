"""Lists of goods by category and by words: filters, counts, order, pages, and what they cost."""

import re
from typing import Any

import httpx
import pytest

from emall.catalogue.queries import results
from emall.catalogue.rules import Browse
from emall.database import counted
from tests.catalogue.goods import make_category, make_listing, make_product
from tests.making import make_supplier

pytestmark = pytest.mark.usefixtures("db")
SHELF = Browse(category="copy-paper")


async def ids(browse: Browse) -> list[int]:
    return [card.id for card in (await results(browse)).cards]


async def three() -> tuple[int, int, int]:
    near, far = (
        await make_supplier(region="331102"),
        await make_supplier(region="331181"),
    )
    first = await make_listing(
        brand="山青",
        price_fen=10000,
        tags=["sme"],
        supplier=near,
        local_store=True,
        sales_90d=5,
        delivery_days=1,
    )
    second = await make_listing(
        brand="瓯江",
        price_fen=20000,
        tags=["sme", "environment"],
        supplier=far,
        spec=[["规格", "A3"], ["定量", "80 g/m²"]],
        regions=["331181"],
    )
    third = await make_listing(brand="瓯江", price_fen=30000, supplier=far, sales_90d=9, stock_on_hand=0)
    return first, second, third


async def test_each_filter_leaves_what_it_says() -> None:
    first, second, third = await three()
    assert set(await ids(SHELF)) == {first, second, third}
    assert await ids(SHELF.having(brands=("瓯江",), sort="price_asc")) == [
        second,
        third,
    ]
    assert await ids(SHELF.having(policies=("sme", "environment"))) == [second]
    assert await ids(SHELF.having(homes=("331102",))) == [first]
    assert await ids(SHELF.having(county="331181")) == [second]
    assert await ids(SHELF.having(attributes=(("a1", "A3"),))) == [second]
    assert set(await ids(SHELF.having(attributes=(("a1", "A3"), ("a1", "A4"))))) == {
        first,
        second,
        third,
    }
    assert await ids(SHELF.having(least_fen=15000, most_fen=20000)) == [second]
    assert await ids(SHELF.having(next_day=True)) == await ids(SHELF.having(local=True)) == [first]
    assert set(await ids(SHELF.having(in_stock=True))) == {first, second}


async def test_each_order_is_kept() -> None:
    first, second, third = await three()
    assert await ids(SHELF.having(sort="price_desc")) == [third, second, first]
    assert await ids(SHELF.having(sort="sales")) == [third, first, second]
    assert (await ids(SHELF))[-1] == third  # nothing in stock comes last


async def test_counts_of_a_group_leave_its_own_filter_out() -> None:
    await three()
    found = (await results(SHELF.having(brands=("瓯江",), policies=("sme",)))).facets
    assert found.total == 1
    assert found.counts["brands"] == {"山青": 1, "瓯江": 1}
    assert found.counts["policies"] == {"sme": 1, "environment": 1}
    assert found.counts["a.a1"] == {"A3": 1, "A4": 0}
    assert found.counts["homes"] == {"331102": 0, "331181": 1}
    assert sum(found.bars) == 1
    assert (found.least_fen, found.most_fen) == (10000, 30000)


async def test_what_is_not_on_sale_is_in_no_list() -> None:
    for status in ("draft", "in_review", "price_hold", "off_shelf", "refused"):
        await make_listing(status=status)
    assert await ids(SHELF) == []


async def test_a_group_shows_what_is_in_its_shelves() -> None:
    listing = await make_listing()
    await make_category("toner", name="硒鼓")
    assert await ids(Browse(category="group-copy-paper")) == [listing]
    assert await ids(Browse(category="toner")) == []


async def test_without_the_engine_words_match_models_numbers_and_titles() -> None:
    product = await make_product(model="CZ-26X", gtin="06901234567892", title="处州 CZ-26X 硒鼓 100%")
    listing = await make_listing(product=product, sku_code="AB-77")
    for words in ("cz-26x", "ab-77", "06901234567892", "硒鼓", "100%"):
        found = await results(Browse(text=words))
        assert [card.id for card in found.cards] == [listing], words
        assert found.found is not None and found.found.degraded
    assert await ids(Browse(text="没有的货")) == []
    assert await ids(Browse(text="%%")) == []


async def test_the_page_names_what_was_found_and_every_card(
    client: httpx.AsyncClient,
) -> None:
    first, _, _ = await three()
    page = await client.get("/mall/c/copy-paper?brand=山青&view=list")
    assert page.status_code == 200
    assert re.findall(r'class="card" data-id="(\d+)"', page.text) == [str(first)]
    assert 'data-total="1"' in page.text
    assert 'id="brand-山青" name="brand" value="山青" checked' in page.text


async def test_a_filter_swap_brings_results_facets_and_words(
    client: httpx.AsyncClient,
) -> None:
    await three()
    swap = {"HX-Request": "true", "HX-Target": "results", "HX-Trigger": "filters"}
    part = await client.get("/mall/c/copy-paper?policy=sme&min=&max=", headers=swap)
    assert part.text.lstrip().startswith("<title>") or 'id="results"' in part.text
    assert "<html" not in part.text and 'id="results"' in part.text
    assert 'id="facets" hx-swap-oob="true"' in part.text
    assert part.headers["hx-push-url"] == "/mall/c/copy-paper?policy=sme"
    assert "ui:live" in part.headers["hx-trigger-after-settle"]
    assert "ui:focus" not in part.headers["hx-trigger-after-settle"]


async def test_ticked_boxes_survive_a_turn_of_the_page(client: httpx.AsyncClient) -> None:
    first, second, _ = await three()
    swap = {"HX-Request": "true", "HX-Target": "results"}
    part = await client.get(
        f"/mall/c/copy-paper?sort=price_asc&size=1&page=2&ids={first}&compare=9", headers=swap
    )
    assert part.headers["hx-push-url"].endswith(f"compare={first}&sort=price_asc&size=1&page=2")
    assert re.findall(r'class="card" data-id="(\d+)"', part.text) == [str(second)]
    assert f'name="ids" value="{first}" data-compare=' in part.text
    cold = await client.get(part.headers["hx-push-url"])
    assert f'name="ids" value="{first}" data-compare=' in cold.text


@pytest.mark.parametrize("path", ["/mall/c/copy-paper?size=40", "/mall/search?q=A4"])
async def test_signed_in_two_queries_more_are_enough(signed_in: Any, path: str) -> None:
    listing = await make_listing()
    buyer = await signed_in("buyer")
    for address in (path, f"/mall/p/{listing}"):
        with counted() as count:
            assert (await buyer.get(address)).status_code == 200
        assert count.queries <= 5


async def test_head_button_and_chips_say_the_same_number_in_words(client: httpx.AsyncClient) -> None:
    await three()
    page = (await client.get("/mall/c/copy-paper?min=100&max=4000&policy=sme&lang=en")).text
    assert 'data-show="Show 2 items">2 items</p>' in page and ">¥100.00–4,000.00<" in page
    assert "on each page" not in page  # where all of them stand
    one = (await client.get("/mall/search?q=A4&brand=山青&group=1&lang=en")).text
    assert 'data-show="Show 1 product">1 product</p>' in one
    assert 'id="filters-title" tabindex="-1"' in page and "data-shut" in page
    assert "all must hold" in page.partition('id="facet-policy"')[2].partition("</legend>")[0]
    for _ in range(3):
        await make_listing()
    assert "2 on each page" in (await client.get("/mall/c/copy-paper?size=2&lang=en")).text


async def test_nothing_found_offers_a_way_on(client: httpx.AsyncClient) -> None:
    await three()
    page = await client.get("/mall/c/copy-paper?brand=山青&policy=environment")
    assert "data-id" not in page.text.partition('id="results"')[2].partition("compare-tray")[0]
    assert "/mall/c/copy-paper?brand=%E5%B1%B1%E9%9D%92" in page.text
    assert "/mall/c/copy-paper?policy=environment" in page.text


async def test_pages_are_cut_and_the_last_stands_in_for_any_beyond(
    client: httpx.AsyncClient,
) -> None:
    for number in range(7):
        await make_listing(price_fen=1000 + number)
    shown = [await ids(SHELF.having(sort="price_asc", size=3).turned(number)) for number in (1, 2, 3, 99)]
    assert [len(page) for page in shown] == [3, 3, 1, 1]
    assert len({number for page in shown for number in page}) == 7
    assert shown[3] == shown[2]


@pytest.mark.parametrize(
    "query",
    [
        "min=abc",
        "page=0",
        "page=99999999999999999999",
        "size=61",
        "sort=x",
        "policy=x",
        "county=1",
        "a.a1=%00",
        "brand=",
    ],
)
async def test_what_cannot_be_read_counts_as_not_given(client: httpx.AsyncClient, query: str) -> None:
    await make_listing()
    page = await client.get(f"/mall/c/copy-paper?{query}")
    assert page.status_code == 200
    assert 'data-total="1"' in page.text


async def test_an_unknown_category_is_not_there(client: httpx.AsyncClient) -> None:
    assert (await client.get("/mall/c/nothing")).status_code == 404
    assert (await client.get("/mall/search?q=x&category=nothing")).status_code == 404


@pytest.mark.parametrize("rows", [1, 40])
async def test_a_list_takes_three_queries_however_long(client: httpx.AsyncClient, rows: int) -> None:
    for _ in range(rows):
        await make_listing(tags=["sme"])
    for path in ("/mall/c/copy-paper?size=40", "/mall/search?q=A4&size=40"):
        with counted() as count:
            page = await client.get(path)
        assert page.text.count('class="card"') == rows
        assert count.queries <= 4 if "q=" in path else count.queries <= 3


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_supplier_words_are_escaped(client: httpx.AsyncClient, language: str) -> None:
    product = await make_product(title="<b>&'纸", brand="<i>牌")
    await make_listing(product=product)
    page = await client.get(f"/mall/search?q=纸&lang={language}")
    assert "<b>" not in page.text.partition('id="results"')[2] and "<i>牌" not in page.text
    assert "&lt;b&gt;" in page.text
