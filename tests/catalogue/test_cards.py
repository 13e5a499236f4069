"""Cards of goods: their tags, the offers they count, the one that stands for its product, and the kept HTML."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from emall.catalogue.actions import rebuild_index
from emall.catalogue.queries import results, use_engine
from emall.catalogue.rules import Browse
from search import AsyncSearch, TantivyEngine
from tests.catalogue.goods import make_listing, make_product
from tests.making import make_supplier

pytestmark = pytest.mark.usefixtures("db")
EVERY = ["sme", "environment", "energy", "disabled", "organic"]


@pytest.fixture
async def engine(db: None, tmp_path: Path) -> AsyncIterator[AsyncSearch]:
    engine = AsyncSearch(TantivyEngine(tmp_path / "search"), timeout=20)
    use_engine(engine)
    yield engine
    engine.close()


def tags(page: httpx.Response) -> list[str]:
    """Texts of the tags that are not hidden where cards are narrow."""
    row = re.search(r'<p class="card__tags">(.*?)</p>', page.text, re.DOTALL)
    assert row
    return re.findall(r'<span class="tag tag--\w+">(?:<svg.*?</svg>)?([^<]+)</span>', row[1])


async def test_tags_that_do_not_fit_are_counted_and_named(client: httpx.AsyncClient) -> None:
    await make_listing(tags=EVERY)
    page = await client.get("/mall/c/copy-paper?lang=en")
    shown, over = tags(page), re.findall(r"tag--over", page.text)
    assert shown[:2] == ["SME", "Eco label"] and len(shown) + len(over) == len(EVERY)
    rest = re.search(r'tag--rest" aria-hidden="true" title="([^"]+)">\+(\d)<', page.text)
    assert rest and int(rest[2]) == len(over) == len(rest[1].split(", ")) and "Organic" in rest[1]


async def test_tags_filtered_by_stand_first_and_the_kept_card_does_not_forget(
    client: httpx.AsyncClient,
) -> None:
    await make_listing(tags=EVERY)
    before = tags(await client.get("/mall/c/copy-paper?lang=en"))
    narrowed = tags(await client.get("/mall/c/copy-paper?policy=organic&policy=disabled&lang=en"))
    assert set(narrowed[:2]) == {"Disability welfare", "Organic"}
    assert tags(await client.get("/mall/c/copy-paper?lang=en")) == before != narrowed


async def test_few_tags_are_all_there(client: httpx.AsyncClient) -> None:
    await make_listing(tags=["sme", "energy"], local_store=True)
    page = await client.get("/mall/c/copy-paper?lang=en")
    assert tags(page) == ["SME", "Energy saving", "Local store"] and "tag--rest" not in page.text


async def offered(product: int) -> tuple[int, int, int]:
    """One product from three suppliers: the dear one sells best, the cheapest sits elsewhere."""
    near = [await make_supplier(region="331102") for _ in range(2)]
    far = await make_supplier(region="331181")
    return (
        await make_listing(product=product, supplier=near[0], price_fen=30000, sales_90d=900, tags=["sme"]),
        await make_listing(product=product, supplier=near[1], price_fen=20000, tags=["sme"]),
        await make_listing(product=product, supplier=far, price_fen=10000, sales_90d=1),
    )


async def both_ways(engine: AsyncSearch, browse: Browse) -> list[list[int]]:
    """The ids of a list, found by the engine and by the database alone."""
    found = [[card.id for card in (await results(browse)).cards]]
    use_engine(None)
    found.append([card.id for card in (await results(browse)).cards])
    use_engine(engine)
    return found


async def test_one_per_product_shows_the_cheapest_that_passes(engine: AsyncSearch) -> None:
    dear, middle, cheap = await offered(await make_product())
    await rebuild_index()
    grouped = Browse(text="复印纸", grouped=True)
    assert await both_ways(engine, grouped) == [[cheap], [cheap]]
    assert await both_ways(engine, grouped.having(sort="sales")) == [[cheap], [cheap]]
    assert await both_ways(engine, grouped.having(homes=("331102",))) == [[middle], [middle]]
    assert await both_ways(engine, grouped.having(sort="price_desc")) == [[dear], [dear]]


async def test_a_product_keeps_the_place_of_its_best_offer(engine: AsyncSearch) -> None:
    _, _, cheap = await offered(await make_product())
    other = await make_listing(price_fen=500, sales_90d=400)
    await rebuild_index()
    bestsellers = Browse(text="复印纸", grouped=True, sort="sales")
    assert await both_ways(engine, bestsellers) == [[cheap, other], [cheap, other]]


@pytest.mark.parametrize("away", [False, True])
async def test_the_line_below_counts_what_passes_and_leads_there(
    engine: AsyncSearch, client: httpx.AsyncClient, away: bool
) -> None:
    product = await make_product()
    await offered(product)
    await rebuild_index()
    if away:
        use_engine(None)
    plain = (await client.get("/mall/search?q=复印纸&lang=en")).text
    assert plain.count("3 offers from ¥100.00") == 3
    near = (await client.get("/mall/search?q=复印纸&home=331102&policy=sme&brand=山青&lang=en")).text
    assert near.count("2 offers from ¥200.00") == 2 and "3 offers" not in near
    link = f"/mall/search?product={product}&amp;sort=price_asc&amp;policy=sme&amp;home=331102"
    assert f'href="{link}"' in near
    there = (await client.get(link.replace("&amp;", "&") + "&lang=en")).text
    assert 'data-total="2"' in there and "offers from" not in there  # all of them are listed here


async def test_why_is_asked_with_the_order_of_the_list(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    listing = await make_listing()
    await rebuild_index()
    for sort, order in (("best", ""), ("price_asc", "&amp;sort=price_asc")):
        page = (await client.get(f"/mall/search?q=复印纸&sort={sort}")).text
        assert page.count(f'"/mall/why?listing={listing}&amp;q={quote("复印纸")}{order}"') == 2
