"""Words that find little: a better spelling is offered when something matches it, and an empty index is not believed."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from emall.catalogue.actions import rebuild_index
from emall.catalogue.queries import lexicon, results, use_correction, use_engine
from emall.catalogue.rules import Browse
from search import AsyncSearch, TantivyEngine
from search.correction import Lexicon
from tests.catalogue.goods import make_listing

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def search(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncSearch]:
    engine = AsyncSearch(TantivyEngine(tmp_path / "search"), timeout=20)
    use_engine(engine)
    monkeypatch.setattr(lexicon, "_lexicon", Lexicon(()))
    use_correction(lexicon.better)
    yield engine
    use_engine(None)
    use_correction(lambda words: None)
    engine.close()


async def test_a_name_said_alike_is_offered_once_the_names_are_known(
    search: AsyncSearch, client: httpx.AsyncClient
) -> None:
    await make_listing(brand="山青")
    await rebuild_index()
    assert lexicon.better("复印只") is None
    await lexicon.learn()
    found = await results(Browse(text="复印只"))
    assert found.found is not None
    assert (found.found.relaxed, found.found.meant) == (True, "复印纸")
    page = await client.get("/mall/search", params={"q": "复印只"})
    assert "您是不是要找" in page.text
    # filters of goods that are merely close can be ticked, and say nothing of what they would leave
    box = page.text.partition('id="next_day-1"')[2].partition("</label>")[0]
    assert box and "disabled" not in box and "facet__count" not in box


async def test_a_brand_on_sale_is_known_by_its_name(search: AsyncSearch) -> None:
    await make_listing(brand="ThinkPad")
    await rebuild_index()
    await lexicon.learn()
    assert lexicon.better("thinkpda") == "ThinkPad"


async def test_a_spelling_that_matches_nothing_is_not_offered(search: AsyncSearch) -> None:
    await make_listing(brand="山青")
    await rebuild_index()
    await lexicon.learn()
    assert lexicon.better("硒古") == "硒鼓"  # a name of goods, but none on sale
    found = await results(Browse(text="硒古"))
    assert found.found is not None
    assert found.found.meant == ""


async def test_an_index_without_anything_is_not_believed(
    search: AsyncSearch, client: httpx.AsyncClient
) -> None:
    listing = await make_listing(brand="山青")
    found = await results(Browse(text="复印纸"))
    assert [card.id for card in found.cards] == [listing]  # found in the database
    page = await client.get("/mall/search", params={"q": "复印纸"})
    assert "搜索服务正在恢复" in page.text


async def test_goods_found_by_a_slip_say_by_which_word_and_mark_it(
    search: AsyncSearch, client: httpx.AsyncClient
) -> None:
    listing = await make_listing(brand="山青")
    for _ in range(3):
        await make_listing(brand="山青")
    await rebuild_index()
    await lexicon.learn()
    found = await results(Browse(text="fuyinzhii"))
    assert found.found is not None
    assert (found.found.relaxed, found.found.went_by, found.found.meant) == (False, "复印纸", "")
    client.cookies.set("emall_lang", "en")
    page = (await client.get("/mall/search?q=fuyinzhii")).text
    assert 'Nothing is called “<span lang="zh-CN">fuyinzhii</span>”' in page
    assert "<mark>复印纸</mark>" in page
    why = (await client.get(f"/mall/why?q=fuyinzhii&listing={listing}")).text
    assert "is spelt almost as" in why
    for words in ("fuyinzhi", "复印纸", "copy paper", "shanqing"):
        plain = await results(Browse(text=words))
        assert plain.found is not None
        assert (plain.total, plain.found.went_by) == (4, "")


async def test_ordinary_words_are_not_compared_with_every_name(search: AsyncSearch) -> None:
    for _ in range(3):
        await make_listing(brand="山青")
    await rebuild_index()
    asked: list[str] = []
    use_correction(lambda words: asked.append(words))  # type: ignore[func-returns-value]
    for words in ("复印纸", "fuyinzhi", "a4 复印纸", "paper"):
        await results(Browse(text=words))
    assert asked == []
    await results(Browse(text="fuyinzhii"))
    assert asked == ["fuyinzhii"]
