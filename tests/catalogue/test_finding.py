"""Searching by words in a page: what is shown beside the hits, what nobody may break, and what is told to whom."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from emall.catalogue.actions import rebuild_index
from emall.catalogue.queries import (
    Asked,
    finding,
    results,
    use_correction,
    use_engine,
    use_recent,
    use_witness,
)
from emall.catalogue.queries.ways_out import closest
from emall.catalogue.rules import Browse
from emall.database import DB, counted
from search import AsyncSearch, SearchQuery, TantivyEngine
from search.synonyms import shipped
from tests.catalogue.goods import make_category, make_listing, make_product
from tests.making import make_supplier
from tests.patience import FOREVER, PATIENCE, in_time

pytestmark = pytest.mark.usefixtures("db")
SWAP = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
async def hooks() -> AsyncIterator[None]:
    """Whoever listens to one test does not listen to the next."""
    kept = (finding._witness, finding._correction, finding._recent)
    yield
    finding._witness, finding._correction, finding._recent = kept


@pytest.fixture
async def engine(db: None, tmp_path: Path) -> AsyncIterator[AsyncSearch]:
    engine = AsyncSearch(TantivyEngine(tmp_path / "search"), timeout=20)
    use_engine(engine)
    yield engine
    engine.close()


async def old_supplier(**more: Any) -> int:
    """A supplier admitted long ago."""
    supplier = await make_supplier(**more)
    await DB.execute(
        "UPDATE supplier_profile SET admitted_on = '2020-01-01' WHERE organisation = $1", supplier
    )
    return supplier


def shown(page: httpx.Response) -> list[int]:
    return [int(one) for one in re.findall(r'<article class="card[^"]*" data-id="(\d+)"', page.text)]


async def test_new_suppliers_take_turns_and_pages_neither_repeat_nor_skip(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    old = {await make_listing(supplier=await old_supplier(), sales_90d=900 - at) for at in range(50)}
    new = {
        await make_listing(supplier=await make_supplier(), delivery_days=9, stock_on_hand=0) for _ in range(6)
    }
    await rebuild_index()
    pages = [await client.get(f"/mall/search?q=复印纸&page={page}&lang=en") for page in (1, 2, 3)]
    ids = [shown(page) for page in pages]
    assert [one in new for one in ids[0]] == [at in (5, 13) for at in range(24)]
    assert sorted(one for page in ids for one in page) == sorted(old | new)
    assert pages[0].text.count("New supplier") == 2 and "&amp;turn=1" in pages[0].text
    for query in ("sort=price_asc", "size=12", "group=1"):
        assert "New supplier" not in (await client.get(f"/mall/search?q=复印纸&lang=en&{query}")).text


async def test_without_new_suppliers_nothing_more_is_asked(
    engine: AsyncSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_listing(supplier=await old_supplier())
    await rebuild_index()
    asked: list[SearchQuery] = []
    plain = engine.search

    async def listening(query: SearchQuery) -> Any:
        asked.append(query)
        return await plain(query)

    monkeypatch.setattr(engine, "search", listening)
    for _ in range(3):
        await results(Browse(text="复印纸"))
    assert [query.fresh_only for query in asked] == [True, False, False, False]


async def test_each_search_by_words_is_told_once(engine: AsyncSearch, client: httpx.AsyncClient) -> None:
    for _ in range(30):
        await make_listing()
    await rebuild_index()
    told: list[Asked] = []
    use_witness(told.append)
    await client.get("/mall/search?q=%20复印纸%20")
    await client.get("/mall/search?q=复印纸&page=2")
    await client.get("/mall/search?q=复印纸&page=99")
    await client.get("/mall/c/copy-paper")
    await client.get("/api/v1/products?q=没有的货")
    assert [(one.words, one.total, one.relaxed) for one in told] == [
        ("复印纸", 30, False),
        ("没有的货", 0, False),
    ]
    assert all(one.engine == "tantivy" and one.took_ms > 0 for one in told)
    use_engine(None)
    await client.get("/mall/search?q=复印纸")
    assert (told[-1].engine, told[-1].total) == ("database", 30)


class Slow:
    """An engine that answers when nobody asks it any more."""

    name = "slow"

    def __init__(self) -> None:
        self.over = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return lambda *given: self.over.wait(FOREVER)


async def test_a_slow_engine_is_not_waited_for(client: httpx.AsyncClient) -> None:
    listing, slow = await make_listing(), Slow()
    use_engine(AsyncSearch(slow, timeout=0.1))  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(PATIENCE):
            page = await client.get("/mall/search?q=复印纸&lang=en")
    finally:
        slow.over.set()
    assert shown(page) == [listing] and "Search is being repaired" in page.text


@pytest.mark.parametrize("away", [True, False])
async def test_every_filter_works_with_and_without_the_engine(
    engine: AsyncSearch, away: bool, client: httpx.AsyncClient
) -> None:
    near, far = await make_supplier(region="331102"), await make_supplier(region="331181")
    await DB.execute("UPDATE supplier_profile SET grade = 'C' WHERE organisation = $1", far)
    product = await make_product(brand="山青", origin_region="331122")
    first = await make_listing(product=product, supplier=near, tags=["hall"], price_fen=9000)
    other = await make_listing(product=product, supplier=far, price_fen=8000)
    third = await make_listing(brand="瓯江", origin_region="331181", supplier=far, spec=[["规格", "A3"]])
    await rebuild_index()
    if away:
        use_engine(None)
    for query, wanted in (
        ("origin=331122", {first, other}),
        ("origin=331122&origin=331181", {first, other, third}),
        ("credit=A", {first}),
        ("credit=C", {first, other, third}),
        ("hall=1", {first}),
        ("home=331181", {other, third}),
        ("a.a1=A3&of=copy-paper", {third}),
        (f"category=copy-paper&brand={quote('瓯江')}", {third}),
    ):
        page = await client.get(f"/mall/search?q=复印纸&{query}")
        assert set(shown(page)) == wanted, query
        assert f'data-total="{len(wanted)}"' in page.text, query
    grouped = await client.get("/mall/search?q=复印纸&group=1&lang=en")
    assert (
        len(shown(grouped)) == 2 and "2 products" in grouped.text and "2 offers from ¥80.00" in grouped.text
    )
    offers = await client.get(f"/mall/search?product={product}&sort=price_asc&lang=en")
    assert shown(offers) == [other, first] and "Offers of the same product" in offers.text


async def test_a_category_path_leads_up_and_down_with_counts(engine: AsyncSearch) -> None:
    group = await make_category("group-copy-paper", name="办公耗材", attributes=[])
    await make_category("toner", parent=group, name="硒鼓")
    await make_listing()
    await make_listing(category="toner", title="山青 T1 硒鼓 打印用纸")
    await rebuild_index()
    from emall.catalogue.handlers.narrowing import categories

    for browse in (Browse(text="纸", category="copy-paper"), Browse(category="copy-paper")):
        steps = categories(await results(browse))
        assert [(step.level, step.count, step.current) for step in steps] == [
            (0, None, False),
            (1, 2, False),
            (2, 1, True),
            (2, 1, False),
        ]
    wide = categories(await results(Browse(text="纸")))
    assert [(step.level, step.count) for step in wide] == [(1, 2), (2, 1), (2, 1)]


async def test_attributes_of_the_category_nearly_all_lie_in_are_offered(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    for _ in range(9):
        await make_listing()
    await make_listing(category="toner", title="山青 T1 硒鼓 复印纸用")
    await rebuild_index()
    page = await client.get("/mall/search?q=复印纸")
    assert 'name="a.a1" value="A4"' in page.text and 'name="of" value="copy-paper"' in page.text
    swapped = await client.get(
        "/mall/search?q=复印纸&a.a1=A4&of=copy-paper", headers={**SWAP, "HX-Target": "results"}
    )
    assert swapped.headers["hx-push-url"].endswith("&a.a1=A4&of=copy-paper")
    assert 'value="A4" checked' in swapped.text


async def test_little_found_shows_what_comes_close_apart(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    hit = await make_listing(title="处州 彩色 粘胶 便利贴")
    others = [await make_listing(title=f"处州 便利贴 {at} 本") for at in range(4)]
    await rebuild_index()
    page = await client.get("/mall/search?q=粘胶便利贴&lang=en")
    hits, _, close = page.text.partition("Perhaps you are looking for these")
    assert 'data-total="1"' in hits and f'data-id="{hit}"' in hits
    assert f'data-id="{hit}"' not in close and any(f'data-id="{one}"' in close for one in others)
    relaxed = await client.get("/mall/search?q=粘胶 便利贴 香槟&lang=en")
    assert "Goods that come close" in relaxed.text and "Nothing matches all your words" in relaxed.text


async def test_a_better_spelling_is_offered_where_little_is_found(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    for _ in range(4):
        await make_listing()
    await rebuild_index()
    use_correction(lambda words: "复印纸" if words != "复印纸" else None)
    page = await client.get("/mall/search?q=付印智<b>&brand=x&lang=en")
    assert "Did you mean:" in page.text and f"q={quote('复印纸')}" in page.text
    assert "Did you mean" not in (await client.get("/mall/search?q=复印纸&lang=en")).text


async def test_nothing_found_offers_words_to_leave_out_and_categories(
    engine: AsyncSearch, client: httpx.AsyncClient, signed_in: Any
) -> None:
    for brand in ("山青", "山青", "山青", "瓯江"):
        await make_listing(brand=brand)
    await rebuild_index()
    page = await client.get("/mall/search?q=山青 复印纸&brand=瓯江&lang=en")
    text = re.sub(r"<[^>]+>", "", page.text)
    assert 'data-total="0"' in page.text
    assert "Without 瓯江: 3 items" in text and "Clear all filters: 3 items" in text
    assert "Without “山青”: 1 item" in text
    assert "Categories that come close" in text and "/mall/c/copy-paper" in page.text
    assert "/lists" not in page.text.partition('id="results"')[2].partition("compare-tray")[0]
    buyer = await (await signed_in("buyer")).get("/mall/search?q=山青 复印纸&brand=瓯江")
    assert 'href="/lists"' in buyer.text.partition('id="results"')[2].partition("compare-tray")[0]


def results_of(page: httpx.Response) -> str:
    """The list of a page, without filters, head and foot."""
    html = page.text.partition('id="results"')[2].partition("compare-tray")[0]
    return html.replace('<span lang="zh-CN">', "").replace("</span>", "")


async def test_an_empty_list_says_what_left_nothing(engine: AsyncSearch, client: httpx.AsyncClient) -> None:
    await make_listing()
    await rebuild_index()
    filtered = await client.get("/mall/search?q=复印纸&brand=没有&lang=en")
    assert "Nothing under these filters" in results_of(filtered) and "data-facets" in filtered.text
    assert 'name="brand"' in filtered.text and 'id="next_day-1"' not in filtered.text
    nothing = await client.get("/mall/search?q=zzqqxx&lang=en")
    assert "Nothing found for “zzqqxx”" in results_of(nothing) and "/mall/c/group-" in results_of(nothing)
    assert "data-facets" not in nothing.text and 'type="checkbox"' not in nothing.text
    assert "facets--bare" in nothing.text and 'name="q" value="zzqqxx"' in nothing.text
    neither = await client.get("/mall/search?q=zzqqxx&brand=没有&lang=en")
    assert "Nothing found for" in results_of(neither)
    for page in (filtered, nothing, neither):
        assert 'href="tel:05782091234"' in results_of(page)


async def test_what_comes_close_is_said_once_and_filters_promise_no_number(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    listing = await make_listing(supplier=await make_supplier(region="331102"), price_fen=5000)
    await rebuild_index()
    words = "我们科室想要一些便宜的复印纸和别的东西"
    assert (await results(Browse(text=words))).relaxed
    page = await client.get(f"/mall/search?q={words}&lang=en")
    assert (
        shown(page) == [listing] and page.text.count("come close") == 3
    )  # the notice, a hidden head, the note
    assert '<h2 class="visually-hidden">Goods that come close' in page.text
    filters = page.text.partition('id="filters"')[2].partition("</form>")[0]
    assert "facet__count" not in filters and " disabled>" not in filters and 'id="home-331102"' in filters
    assert 'id="sort-by"' not in page.text
    assert shown(await client.get(f"/mall/search?q={words}&max=50")) == [listing]
    assert shown(await client.get(f"/mall/search?q={words}&max=49")) == []
    by_price = await client.get(
        f"/mall/search?q={words}&sort=price_asc", headers={**SWAP, "HX-Target": "results"}
    )
    assert shown(by_price) == [listing] and "sort=" not in by_price.headers["hx-push-url"]


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "纸" * 3400,
        "q=" + "%2A%3F" * 500,
        "q=%00%01%1B%5B31m",
        "q=%ED%A0%80",
        "q=纸&" + "&".join(f"brand=b{at}" for at in range(200)),
        "q=纸&" + "&".join(f"a.k{at}=v" for at in range(200)),
        "q=纸&" + "&".join("policy=x" for _ in range(200)),
        "q=纸&page=999999999999",
        "q=纸&page=-1&size=1000&sort=DROP&credit=Z&product=x&hall=&origin=1&of=%27",
        "q=" + quote("brand:'x' OR 1=1 -- \"]}"),
        "product=9223372036854775807",
    ],
    ids=lambda query: query[:24],
)
@pytest.mark.parametrize("away", [True, False])
async def test_odd_addresses_are_answered(
    engine: AsyncSearch, client: httpx.AsyncClient, query: str, away: bool
) -> None:
    await make_listing()
    await rebuild_index()
    if away:
        use_engine(None)
    for path in ("/mall/search", "/mall/suggest"):
        async with in_time():
            page = await client.get(f"{path}?{query}")
        assert page.status_code == 200, page.text[:400]


async def test_what_is_cut_is_said(engine: AsyncSearch, client: httpx.AsyncClient) -> None:
    listing = await make_listing()
    await rebuild_index()
    long = await client.get(f"/mall/search?q={'复印纸 ' * 40}&lang=en")
    assert "Only the first 100 characters are searched" in long.text and shown(long) == [listing]
    many = "&".join(f"brand=b{at}" for at in range(25))
    wide = await client.get(f"/mall/search?q=复印纸&{many}&lang=en")
    assert "Only the first 20 values" in wide.text and wide.text.count('name="brand"') == 21
    mixed = await client.get("/mall/search?q=复印纸&policy=nothing&policy=sme&lang=en")
    assert 'value="sme" checked' in mixed.text  # one unknown value does not switch off the others
    invisible = await client.get(f"/mall/search?q={quote('复印' + chr(0x200B) + '纸')}")
    assert shown(invisible) == [listing]


async def test_why_is_a_page_and_a_fragment(client: httpx.AsyncClient) -> None:
    supplier = await make_supplier()
    await DB.execute("UPDATE supplier_profile SET on_time_permille = 942 WHERE organisation = $1", supplier)
    listing = await make_listing(title="山青 <i> A4 复印纸", supplier=supplier, sales_90d=53)
    page = await client.get(f"/mall/why?listing={listing}&q=复印纸 shanqing 没有的<b>&lang=en")
    text = re.sub(r"<[^>]+>", "", page.text)
    assert "“复印纸” is in the name." in text and "94.2%" in text and "53 ordered" in text
    assert (
        "was not found" in text and "have no weight" in text and "<b>" not in page.text.partition("<main")[2]
    )
    assert "New supplier" not in text and "admitted lately" not in text
    part = await client.get(
        f"/mall/why?listing={listing}&q=纸&turn=1&lang=en", headers={**SWAP, "HX-Target": "why"}
    )
    assert "<html" not in part.text and "admitted lately" in part.text
    for query in ("", "?listing=999999&q=纸", f"?listing={listing}", "?listing=x&q=纸"):
        assert (await client.get(f"/mall/why{query}")).status_code == 404


@pytest.mark.parametrize(
    ("sort", "said", "fact"),
    [
        ("price_asc", "You sorted by price, low to high", "¥118.00 for one 箱"),
        ("price_desc", "You sorted by price, high to low", "¥118.00 for one 箱"),
        ("sales", "You sorted by sales", "53 ordered in the last 90 days"),
        ("newest", "You sorted by newest", "on sale since"),
    ],
)
async def test_why_answers_by_the_order_chosen(
    client: httpx.AsyncClient, sort: str, said: str, fact: str
) -> None:
    listing = await make_listing(sales_90d=53)
    address = f"/mall/why?listing={listing}&q=复印纸&sort={sort}&turn=1&lang=en"
    part = {**SWAP, "HX-Target": "why"}
    for answer in (await client.get(address), await client.get(address, headers=part)):
        text = re.sub(r"<[^>]+>", "", answer.text)
        assert said in text and fact in text and "“复印纸” is in the name." in text
        assert "admitted lately" not in text and "Delivery time" not in text
    assert "You sorted" not in (await client.get(address.replace(sort, "x"))).text  # as if not given


async def test_a_title_is_marked_escaped_and_never_broken_inside_a_measure(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    await make_listing(title="山青 A4复印纸 500张/包 <厚>")
    await rebuild_index()
    page = (await client.get("/mall/search?q=a4 500 复印纸&lang=en")).text
    measure = '<span class="nowrap"><mark>500</mark>张/包</span>'
    assert f'lang="zh-CN">山青 <mark>A4复印纸</mark> {measure} &lt;厚&gt;</a>' in page
    assert 'aria-label="Compare: 山青 A4复印纸 500张/包 &lt;厚&gt;"' in page  # read out whole
    plain = (await client.get("/mall/c/copy-paper")).text
    assert '>山青 A4复印纸 <span class="nowrap">500张/包</span> &lt;厚&gt;</a>' in plain


async def test_every_card_of_a_search_leads_to_its_explanation(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    listing = await make_listing()
    await rebuild_index()
    first, second = [await client.get(f"/mall/search?q={words}") for words in ("复印纸", "A4%20%26%22")]
    assert f'href="/mall/why?listing={listing}&amp;q={quote("复印纸")}"' in first.text
    assert 'q=A4%20%26%22"' in second.text
    assert "/mall/why" not in (await client.get("/mall/c/copy-paper")).text


async def test_suggestions_mark_what_was_typed_keep_the_scope_and_know_own_searches(
    engine: AsyncSearch, client: httpx.AsyncClient, signed_in: Any
) -> None:
    await make_listing(brand="山青")
    await rebuild_index()

    async def recent(person: int) -> list[str]:
        return ["山青 便签", "胶水", "<i>"]

    use_recent(recent)
    plain = await client.get("/mall/suggest?q=山&cat=copy-paper", headers={**SWAP, "HX-Target": "suggest"})
    assert "便签" not in plain.text and "<html" not in plain.text and "<b>山</b>青" in plain.text
    assert f"/mall/c/copy-paper?brand={quote('山青')}" in plain.text
    buyer = await signed_in("buyer")
    typed = (await buyer.get("/mall/suggest?q=山", headers={**SWAP, "HX-Target": "suggest"})).text
    assert "便签" in typed and "胶水" not in typed
    empty = (await buyer.get("/mall/suggest?q=", headers={**SWAP, "HX-Target": "suggest"})).text
    assert "胶水" in empty and "&lt;i&gt;" in empty and empty.index("便签") < empty.index("胶水")
    assert (await client.get("/mall/suggest?q=复印")).status_code == 200


async def test_as_many_queries_for_one_row_as_for_forty(
    engine: AsyncSearch, client: httpx.AsyncClient, signed_in: Any
) -> None:
    buyer, costs = await signed_in("buyer"), list[tuple[int, int]]()
    product = await make_product()
    for rows in (1, 39):
        for _ in range(rows):
            await make_listing(product=product, supplier=await make_supplier())
        await rebuild_index()
        for asking in (client, buyer):
            await asking.get("/mall/search?q=复印纸&size=40")
        for asking in (client, buyer):
            with counted() as count:
                page = await asking.get("/mall/search?q=复印纸&size=40")
            costs.append((len(shown(page)), count.queries))
    assert [rows for rows, _ in costs] == [1, 1, 40, 40]
    anonymous, buying = (costs[0][1], costs[2][1]), (costs[1][1], costs[3][1])
    assert anonymous[0] == anonymous[1] <= 3 and buying[0] == buying[1] <= 5


def shelf(name: str, name_en: str, hint: str = "") -> Any:
    return SimpleNamespace(name=name, name_en=name_en, hint=hint, hint_en="")


def test_categories_come_close_by_their_names_in_both_languages() -> None:
    shelves = [
        shelf("路由器", "Routers", "无线路由 WiFi AP"),
        shelf("复印纸", "Copy paper", "打印纸 A4纸"),
        shelf("黑白激光打印机", "Mono laser printers"),
        shelf("生活用纸", "Tissue paper"),
    ]
    for text, first in (
        ("paper", "复印纸"),
        ("wifi", "路由器"),
        ("printer", "黑白激光打印机"),
        ("复印只", "复印纸"),
    ):
        assert closest(text, shelves, shipped())[0].name == first
    assert [one.name for one in closest("paper", shelves, shipped())] == ["复印纸", "生活用纸"]
    assert closest("apepr", shelves, shipped()) == []


async def test_categories_are_suggested_by_their_english_names_and_shown_in_the_language_in_use(
    engine: AsyncSearch, client: httpx.AsyncClient
) -> None:
    await make_listing(product=await make_product(category="copy-paper"))
    await rebuild_index()
    part = {**SWAP, "HX-Target": "suggest"}
    chinese = (await client.get("/mall/suggest?q=pap", headers=part)).text
    assert (
        '<span lang="zh-CN">复印纸</span> <span class="muted" lang="en">Copy <b>pap</b>er</span>' in chinese
    )
    client.cookies.set("emall_lang", "en")
    english = (await client.get("/mall/suggest?q=copy", headers=part)).text
    assert '<span lang="en"><b>Copy</b> paper</span>' in english
    assert 'href="/mall/c/copy-paper"' in english
    tail = (await client.get("/mall/suggest?q=复印", headers=part)).text
    assert '<span lang="en">Copy paper</span> <span class="muted" lang="zh-CN"><b>复印</b>纸</span>' in tail
