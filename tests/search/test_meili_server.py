"""The server engine on a real search server: settings, keys, late changes, formats, and pages with fixed places."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from search import Failed, ProductDocument, Receipt, SearchQuery, SearchUnavailable, TantivyEngine
from search.meili_documents import server_document
from search.meili_engine import MeiliEngine
from search.meili_indexes import add, done
from search.meili_keys import provision
from search.meili_rebuild import Journal
from search.meili_text import Names
from tests.search.meili_server import PATIENCE, WAY, SettledEngine, search_server

PAPER = ProductDocument(
    id=7, spu_id=1, version=1, title="得力复印纸", price_fen=2300, category_names=("复印纸",)
)


@pytest.fixture
def engine() -> Iterator[SettledEngine]:
    """An engine with an empty index of its own."""
    if search_server() is None:
        pytest.skip(WAY)
    made = SettledEngine(*search_server())
    yield made
    made.close()


def twin(engine: SettledEngine, key: str = "") -> MeiliEngine:
    """Another process's engine on the same index."""
    url, own = search_server()
    return MeiliEngine(url, key or own, index=engine._uid, page_seconds=PATIENCE)


def ids(engine: MeiliEngine, text: str = "", **more: object) -> list[int]:
    return engine.search(SearchQuery(text=text, size=60, **more)).ids


def test_settings_are_those_of_the_code_and_drift_is_mended(engine: SettledEngine) -> None:
    assert engine.drift() == []
    task = engine._server.index(
        engine._uid,
        lambda index: index.update_settings({"searchCutoffMs": 900, "rankingRules": ["words"]}).task_uid,
    )
    done(engine._server, [task])
    assert engine.drift() == ["rankingRules", "searchCutoffMs"]
    engine.configure()
    assert engine.drift() == []
    assert MeiliEngine(*search_server(), index="test_of_nothing").drift() == ["index"]


def test_a_name_that_is_taught_works_without_a_reindex(engine: SettledEngine) -> None:
    engine.apply([PAPER, replace(PAPER, id=8, title="螺钿屏风", category_names=())])
    assert ids(engine, "云贝") == []
    engine.teach({"云贝": ("螺钿",), "螺钿": ("云贝",)})
    assert engine.drift() == ["synonyms"]
    assert ids(engine, "螺钿") == [8]  # before the server is told it still finds itself
    engine.configure()
    assert ids(engine, "云贝") == [8]
    engine.teach({})
    engine.configure()
    assert ids(engine, "云贝") == []


def test_documents_that_come_before_the_index_get_our_settings() -> None:
    if search_server() is None:
        pytest.skip(WAY)
    late = SettledEngine(*search_server())
    late._server.write(lambda wire: wire.index(late._uid).delete())
    fresh = MeiliEngine(*search_server(), index=late._uid + "_fresh")
    try:
        fresh.settle(fresh.apply([PAPER]))
        assert ids(fresh, "印纸") == [7]
        assert fresh.drift() == []
    finally:
        fresh._server.write(lambda wire: wire.index(fresh._uid).delete())
        late.close()


def test_a_refused_change_is_failed_with_the_reason(engine: SettledEngine) -> None:
    wrong = add(engine._server, engine._uid, [{"id": "no id has blanks"}])
    failed = engine.settle(Receipt(str(wrong), 1, 0))
    assert isinstance(failed, Failed)
    assert "no id has blanks" in failed.reason
    assert type(engine.settle(Receipt("", 0, 0))).__name__ == "Applied"


def test_listings_of_another_format_are_not_found_and_call_for_a_rebuild(engine: SettledEngine) -> None:
    assert engine.health().rebuild_needed  # empty
    engine.apply([PAPER])
    assert not engine.health().rebuild_needed
    old = server_document(replace(PAPER, id=8), Names({})) | {"format": 0}
    done(engine._server, [add(engine._server, engine._uid, [old])])
    assert ids(engine, "复印纸") == [7]
    assert engine.versions() == [(7, 1)]
    assert engine.suggest("复印纸")[0].count == 1
    health = engine.health()
    assert (health.ok, health.documents, health.rebuild_needed) == (True, 2, True)
    rebuild = engine.start_rebuild()
    rebuild.add([PAPER])
    rebuild.publish()
    health = engine.health()
    assert (health.ok, health.documents, health.rebuild_needed) == (True, 1, False)


def test_a_rebuild_loses_nothing_that_changes_meanwhile(engine: SettledEngine, goods: list) -> None:
    other = twin(engine)
    engine.apply(goods)
    before = other.health().generation
    rebuild = other.start_rebuild()
    assert rebuild.add(goods[:30]) == 30
    engine.apply([replace(goods[0], version=9), replace(PAPER, id=100)], [2, 60])
    assert (100 in ids(other, "复印纸"), other.health().generation) == (True, before)
    with pytest.raises(SearchUnavailable):
        engine.start_rebuild()
    assert rebuild.add(goods[30:]) == 60
    generation = rebuild.publish()
    expected = {one.id: 1 for one in goods} | {1: 9, 100: 1}
    del expected[2], expected[60]
    for one in (engine, other):
        assert one.health().generation == generation != before
        assert dict(one.versions()) == expected
        assert one.drift() == []
    engine.apply([replace(PAPER, id=101)])
    assert 101 in dict(other.versions())
    with pytest.raises(SearchUnavailable):
        rebuild.add(goods)
    assert engine._journal.mark() is None


def test_changes_beside_the_swap_itself_reach_the_new_index(engine: SettledEngine, goods: list) -> None:
    engine.apply(goods)
    other, over, newest = twin(engine), threading.Event(), {}

    def edit() -> None:
        version = 1
        while not over.is_set():
            version += 1
            for one in goods[:3]:
                # one change after the other is done: handed over faster, a slow server would fall behind for ever
                other.settle(other.apply([replace(one, version=version)]))
                newest[one.id] = version

    editor = threading.Thread(target=edit)
    editor.start()
    for _ in range(2):
        rebuild = engine.start_rebuild()
        rebuild.add(goods)
        rebuild.publish()
    over.set()
    editor.join()
    engine.apply([goods[-1]])  # the last task: everything before it is done
    found = dict(engine.versions())
    assert {one: found[one] for one in newest} == newest
    assert len(found) == 60


def test_a_rebuild_whose_process_died_gives_way(engine: SettledEngine, goods: list) -> None:
    engine.apply(goods)
    engine.start_rebuild().add(goods[:3])  # and nobody goes on with it
    journal = Journal(engine._server, engine._uid)
    with pytest.raises(SearchUnavailable):
        engine.start_rebuild()
    done(engine._server, journal.note([{"id": 0, "generation": "old", "sign": 1_000_000}], ()))
    rebuild = engine.start_rebuild()
    rebuild.add(goods)
    rebuild.publish()
    assert len(engine.versions()) == 60


def test_keys_may_do_what_their_holders_need_and_no_more(engine: SettledEngine) -> None:
    url, master = search_server()
    keys = provision(url, master, engine._uid)
    assert {*keys} == {"search", "indexer"}
    assert provision(url, master, engine._uid) == keys
    indexer, shopper = twin(engine, keys["indexer"]), twin(engine, keys["search"])
    indexer.settle(indexer.apply([PAPER]))
    rebuild = indexer.start_rebuild()
    rebuild.add([PAPER])
    rebuild.publish()
    assert indexer.health().documents == 1
    assert ids(shopper, "复印纸") == [7]
    assert shopper.suggest("fy")[0].text == "复印纸"
    assert shopper.health().ok
    for refused in (lambda: shopper.apply([PAPER]), shopper.versions, shopper.drift):
        with pytest.raises(SearchUnavailable):
            refused()
    stranger = MeiliEngine(url, keys["indexer"], index="somebody_elses")
    with pytest.raises(SearchUnavailable):
        stranger.search(SearchQuery())
    for key in engine._server.read(lambda wire: wire.http.get("keys?limit=1000"))["results"]:
        if engine._uid in (key["name"] or ""):
            engine._server.write(lambda wire, uid=key["uid"]: wire.http.delete(f"keys/{uid}"))


OFFERS = [
    replace(
        PAPER,
        id=number,
        spu_id=100 + number % 4,
        price_fen=1000 + number,
        home="331102" if number % 2 else "331181",
        origin="331127" if number % 3 else "",
        fresh=number % 5 == 0,
        in_stock=number % 2 == 0,
        credit=80 + number % 3,
        boost=number / 100,
    )
    for number in range(1, 13)
]


def test_goods_by_home_origin_product_freshness_credit_and_stock(engine: SettledEngine) -> None:
    engine.apply(OFFERS)
    assert {*ids(engine, homes=("331102",))} == {1, 3, 5, 7, 9, 11}
    assert {*ids(engine, origins=("331127",))} == {1, 2, 4, 5, 7, 8, 10, 11}
    assert {*ids(engine, products=(101, 102))} == {1, 2, 5, 6, 9, 10}
    assert {*ids(engine, fresh_only=True)} == {5, 10}
    page = engine.search(
        SearchQuery(
            homes=("331102",),
            in_stock_only=True,
            credit_min=81,
            facets=("home", "origin", "credit", "stock"),
        )
    )
    counted = {name: {bucket.value: bucket.count for bucket in found} for name, found in page.facets.items()}
    assert counted["home"] == {"331181": 4}
    assert counted["stock"] == {}
    assert page.total == 0
    everything = engine.search(SearchQuery(facets=("credit", "stock"), credit_min=82))
    assert {one.value: one.count for one in everything.facets["credit"]} == {"80": 4, "81": 4, "82": 4}
    assert {one.value: one.count for one in everything.facets["stock"]} == {"1": 2}


def test_fixed_places_are_kept_on_every_page(engine: SettledEngine) -> None:
    engine.apply(OFFERS)
    free = ids(engine, "复印纸")
    assert free == [one.id for one in sorted(OFFERS, key=lambda one: -one.boost)]
    placed = ((2, 1), (5, 3), (7, 999))
    rest = [one for one in free if one not in (1, 3)]
    expected = [*rest[:2], 1, *rest[2:4], 3, *rest[4:]]
    for size in (1, 3, 4, 12, 60):
        pages = [
            engine.search(SearchQuery(text="复印纸", placed=placed, size=size, page=page))
            for page in range(1, 14)
        ]
        assert [one for page in pages for one in page.ids] == expected, size
        assert {page.total for page in pages} == {12}
    last = engine.search(SearchQuery(text="复印纸", placed=((50, 1), (51, 3)), size=60))
    assert last.ids == [*rest, 1, 3]
    assert ids(engine, "复印纸", placed=((0, 1),), homes=("331181",))[0] != 1  # it must match


def test_one_listing_a_product_is_the_best_one_and_products_are_counted(engine: SettledEngine) -> None:
    engine.apply(OFFERS)
    page = engine.search(SearchQuery(text="复印纸", one_per_product=True, sort="price_asc", facets=("home",)))
    assert (page.ids, page.total) == ([1, 2, 3, 4], 4)
    assert sum(bucket.count for bucket in page.facets["home"]) == 12  # listings, as everywhere
    second = engine.search(SearchQuery(one_per_product=True, sort="price_asc", size=3, page=2))
    assert (second.ids, second.total) == ([4], 4)
    placed = SearchQuery(one_per_product=True, sort="price_asc", placed=((1, 5),))
    assert engine.search(placed).ids == [2, 5, 3, 4]  # 5 stands for its product, so 1 does not
    assert engine.search(placed).total == 4


def test_few_hits_come_with_some_that_are_close(engine: SettledEngine, goods: list) -> None:
    engine.apply(goods)
    page = engine.search(SearchQuery(text="会议桌"))
    assert page.ids == [56]
    assert not {hit.id for hit in page.close} & {56}
    page = engine.search(SearchQuery(text="会议桌 椅"))
    assert page.relaxed is bool(page.ids and page.facets == {} and page.total)
    whole = engine.search(SearchQuery(text=goods[15].title))
    assert whole.ids == [16]
    assert {hit.id for hit in whole.close} >= {17}
    assert not engine.search(SearchQuery(text=goods[15].title, page=2)).close
    assert not engine.search(SearchQuery(text=goods[15].title, allow_relaxed=False)).close


def test_totals_are_exact_up_to_the_depth_and_said_to_be_capped_beyond(engine: SettledEngine) -> None:
    engine.apply([replace(PAPER, id=number) for number in range(1, 2001)])
    page = engine.search(SearchQuery(text="复印纸", facets=("stock",)))
    assert (page.total, page.total_capped) == (2000, False)
    engine.apply([replace(PAPER, id=number) for number in range(2001, 2501)])
    page = engine.search(SearchQuery(text="复印纸", facets=("stock",)))
    assert (page.total, page.total_capped) == (2000, True)
    assert page.facets["stock"][0].count == 2500
    assert engine.search(SearchQuery(page=100, size=20)).ids == list(range(1981, 2001))
    assert engine.versions(after_id=2400, limit=60) == [(number, 1) for number in range(2401, 2461)]


def test_both_engines_count_prices_and_facets_alike(
    engine: SettledEngine, goods: list, tmp_path: Path
) -> None:
    embedded = TantivyEngine(tmp_path)
    for one in (engine, embedded):
        one.apply(goods)
    query = SearchQuery(prices=True, facets=("brand", "category", "supplier", "attrs", "policy", "region"))
    for asked in (query, replace(query, text="纸"), replace(query, price_min_fen=5000, brands=("得力",))):
        ours, theirs = engine.search(asked), embedded.search(asked)
        assert (ours.prices, ours.facets, ours.total) == (theirs.prices, theirs.facets, theirs.total)
