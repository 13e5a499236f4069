"""Changes, other processes, kills and rebuilds: nothing twice, nothing lost."""

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from search import (
    Applied,
    AsyncSearch,
    ProductDocument,
    SearchEngine,
    SearchPage,
    SearchQuery,
    SearchUnavailable,
    TantivyEngine,
)
from tests.patience import FOREVER, PATIENCE, Clock

PAPER = ProductDocument(id=7, spu_id=1, version=1, title="得力复印纸", price_fen=2300)


def ids(engine: SearchEngine, text: str = "") -> list[int]:
    return sorted(engine.search(SearchQuery(text=text, size=60)).ids)


def test_an_update_replaces_and_a_delete_deletes(empty: SearchEngine) -> None:
    for version in range(1, 6):
        receipt = empty.apply([replace(PAPER, version=version, title=f"得力复印纸 第{version}版")])
        assert empty.settle(receipt) == Applied()
    assert empty.health().documents == 1
    assert empty.versions() == [(7, 5)]
    empty.apply([replace(PAPER, id=77)], [7])
    assert ids(empty, "复印纸") == [77]
    empty.apply([], [77, 99])
    assert empty.health().documents == 0
    assert ids(empty) == []


def test_versions_are_walked_in_steps(empty: SearchEngine, goods: list) -> None:
    empty.apply(list(reversed(goods)))
    walked: list[tuple[int, int]] = []
    while step := empty.versions(walked[-1][0] if walked else 0, 7):
        walked += step
    assert walked == [(one.id, 1) for one in goods]


def test_an_answer_is_forgotten_when_something_changes(empty: SearchEngine) -> None:
    empty.apply([PAPER])
    assert ids(empty, "复印纸") == ids(empty, "复印纸") == [7]
    empty.apply([replace(PAPER, id=8)])
    assert ids(empty, "复印纸") == [7, 8]


def test_only_one_writes_and_everybody_reads(tmp_path: Path) -> None:
    writer, reader = TantivyEngine(tmp_path), TantivyEngine(tmp_path)
    writer.apply([PAPER])
    assert ids(reader) == [7]
    with pytest.raises(SearchUnavailable):
        reader.apply([replace(PAPER, id=8)])
    writer.close()
    reader.apply([replace(PAPER, id=8)])
    assert ids(writer) == [7, 8]


WRITES = """
import os, signal, sys
from search import ProductDocument, TantivyEngine
engine = TantivyEngine(sys.argv[1])
engine.apply([ProductDocument(id=n, spu_id=n, version=1, title="复印纸", price_fen=1) for n in range(1, 51)])
print("done", flush=True)
sys.stdin.read() if sys.argv[2] == "stay" else os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_writer_leaves_what_it_acknowledged(tmp_path: Path) -> None:
    reader = TantivyEngine(tmp_path)
    assert ids(reader) == []
    command = [sys.executable, "-c", WRITES, str(tmp_path), "die"]
    killed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (killed.returncode, killed.stdout) == (-9, "done\n")
    assert len(ids(reader)) == 50
    reader.apply([replace(PAPER, id=51)])
    assert len(ids(reader)) == 51


def test_another_process_is_seen_while_it_lives(tmp_path: Path) -> None:
    reader = TantivyEngine(tmp_path)
    command = [sys.executable, "-c", WRITES, str(tmp_path), "stay"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "done\n"
        assert len(ids(reader)) == 50
        with pytest.raises(SearchUnavailable):
            reader.apply([PAPER])
        other.stdin.close()
        assert other.wait(timeout=30) == 0
    reader.apply([], [1])
    assert len(ids(reader)) == 49


def test_a_rebuild_loses_nothing_that_changes_meanwhile(tmp_path: Path, goods: list) -> None:
    engine, rebuilder, reader = (TantivyEngine(tmp_path), TantivyEngine(tmp_path), TantivyEngine(tmp_path))
    engine.apply(goods)
    before = reader.health().generation
    rebuild = rebuilder.start_rebuild()
    assert rebuild.add(goods[:30]) == 30
    engine.apply([replace(goods[0], version=9), replace(PAPER, id=100)], [2, 60])
    assert (100 in ids(reader, "复印纸"), reader.health().generation) == (True, before)
    with pytest.raises(SearchUnavailable):
        engine.start_rebuild()
    assert rebuild.add(goods[30:]) == 60
    generation = rebuild.publish()
    expected = {one.id: 1 for one in goods} | {1: 9, 100: 1}
    del expected[2], expected[60]
    for one in (engine, reader):
        assert one.health().generation == generation != before
        assert dict(one.versions()) == expected
    engine.apply([replace(PAPER, id=101)])
    assert 101 in dict(reader.versions())
    with pytest.raises(SearchUnavailable):
        rebuild.add(goods)


def test_an_aborted_rebuild_changes_nothing(empty: SearchEngine, goods: list) -> None:
    empty.apply(goods)
    before = empty.health()
    rebuild = empty.start_rebuild()
    rebuild.add([PAPER])
    rebuild.abort()
    assert empty.health() == before
    empty.start_rebuild().abort()


def test_a_rebuild_that_cannot_be_published_does_not_bar_the_next(
    tmp_path: Path, goods: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = TantivyEngine(tmp_path)
    failed = engine.start_rebuild()
    failed.add(goods)
    with monkeypatch.context() as full:
        full.setattr("search.generations.os.replace", no_room)
        with pytest.raises(OSError, match="no room"):
            failed.publish()
    failed.abort()
    assert engine.health().documents == 0
    again = engine.start_rebuild()
    again.add(goods)
    again.publish()
    assert engine.health().documents == len(goods)
    engine.close()


def no_room(*_: object) -> None:
    """As a full disk answers."""
    raise OSError("no room")


def test_searches_go_on_during_rebuilds(tmp_path: Path, goods: list) -> None:
    engine = TantivyEngine(tmp_path, remembered=0)
    engine.apply(goods)
    wrong: list[object] = []
    over = threading.Event()

    def shop() -> None:
        while not over.is_set():
            try:
                total = engine.search(SearchQuery(text="复印纸", category="A")).total
            except SearchUnavailable as failed:
                total = failed
            if total != 4:
                wrong.append(total)

    shopper = threading.Thread(target=shop)
    shopper.start()
    for _ in range(4):
        rebuild = engine.start_rebuild()
        rebuild.add(goods)
        rebuild.publish()
    over.set()
    shopper.join()
    assert wrong == []


@pytest.mark.parametrize("current", ["f0-000001", "garbage", ""])
def test_an_index_of_another_format_is_not_answered_from_until_rebuilt(
    tmp_path: Path, goods: list, current: str
) -> None:
    (tmp_path / "f0-000001").mkdir()
    (tmp_path / "CURRENT").write_text(f"{current}\n")
    engine, reader = TantivyEngine(tmp_path), TantivyEngine(tmp_path)
    engine.apply([PAPER])
    for one in (engine, reader):
        health = one.health()
        assert (health.ok, health.rebuild_needed) == (False, True)
        with pytest.raises(SearchUnavailable):  # no hits would be a lie
            one.search(SearchQuery(text="复印纸"))
    rebuild = engine.start_rebuild()
    rebuild.add(goods)
    rebuild.publish()
    for one in (engine, reader):
        assert one.health().ok
        assert len(ids(one)) == len(goods)


def test_a_damaged_index_is_away_until_rebuilt(tmp_path: Path, goods: list) -> None:
    TantivyEngine(tmp_path).apply(goods)
    (generation,) = tmp_path.glob("f*-*")
    (generation / "meta.json").write_text("{")
    engine = TantivyEngine(tmp_path)
    assert engine.health().rebuild_needed
    with pytest.raises(SearchUnavailable):
        engine.search(SearchQuery())
    with pytest.raises(SearchUnavailable):
        engine.apply([PAPER])
    rebuild = engine.start_rebuild()
    rebuild.add(goods)
    rebuild.publish()
    assert len(ids(engine)) == len(goods)
    engine.apply([PAPER])
    assert len(ids(engine)) == len(goods)  # PAPER replaced the goods of its number


NASTY = [
    '"',
    "'",
    "((((",
    "[a-z]*",
    ".*",
    "\\",
    "a:b AND (c",
    "\0",
    "纸\0\0",
    "😀",
    "👨‍👩‍👧",
    "+-/#",
    "\ud800",
    "%' OR 1=1",
]


@pytest.mark.parametrize("text", [*NASTY, "a" * 10_000, "复" * 10_000, "x1 " * 3_000, "\u202e纸", "-", "𠮷"])
def test_no_text_raises(filled: SearchEngine, text: str) -> None:
    for sort in ("relevance", "price_asc"):
        page = filled.search(SearchQuery(text=text, sort=sort, facets=("brand", "attrs"), prices=True))
        assert 0 <= len(page.ids) <= page.total <= 60
    assert len(filled.suggest(text, 5)) <= 5
    filled.search(SearchQuery(brands=(text,), category=text, attrs={text: (text,)}))


def test_extreme_numbers_raise_nothing(filled: SearchEngine) -> None:
    assert filled.search(SearchQuery(price_min_fen=-5, price_max_fen=10**30)).total == 60
    assert filled.search(SearchQuery(price_min_fen=10, price_max_fen=5)).total == 0
    assert filled.search(SearchQuery(price_min_fen=10**30)).total == 0
    assert filled.search(SearchQuery(page=10**12)).ids == []
    assert filled.search(SearchQuery(suppliers=(-1, 10**30))).total == 0


def test_the_web_awaits_an_engine_in_threads(filled: SearchEngine) -> None:
    search = AsyncSearch(filled)

    async def both() -> None:
        page = await search.search(SearchQuery(text="复印纸"))
        assert page.total == filled.search(SearchQuery(text="复印纸")).total > 0
        assert (await search.suggest("fu"))[0].text == "复印纸"
        assert (await search.health()).documents == len(await search.versions()) == 60

    anyio.run(both)


def test_a_slow_engine_is_given_up(filled: SearchEngine) -> None:
    late = threading.Event()

    async def wait() -> None:
        with pytest.raises(SearchUnavailable):
            await AsyncSearch(filled).call(late.wait, timeout=0.05)
        late.set()

    anyio.run(wait)


class Hanging:
    """An engine that answers only when it is let go."""

    name = "hanging"

    def __init__(self) -> None:
        self.asked = 0
        self.let_go = threading.Event()

    def search(self, query: SearchQuery) -> SearchPage:
        self.asked += 1
        self.let_go.wait(FOREVER)
        return SearchPage(hits=(), total=0, page=1, size=1)


def test_a_hanging_engine_makes_three_wait_and_nobody_after_them(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, clock = Hanging(), Clock()
    search = AsyncSearch(engine, timeout=0.1)  # type: ignore[arg-type]
    monkeypatch.setattr("search.facade.time", clock)

    async def ask() -> str:
        with pytest.raises(SearchUnavailable) as refused:
            await search.search(SearchQuery(text="纸"))
        return str(refused.value)

    async def many() -> None:
        assert [await ask() for _ in range(3)] == ["no answer within 0.1 s"] * 3
        search.timeout = FOREVER
        with anyio.fail_after(PATIENCE):
            assert {await ask() for _ in range(20)} == {"the engine was too slow several times running"}
        assert engine.asked <= 3  # a thread that was slow to begin asked nothing
        engine.let_go.set()
        clock.now += 2.0
        assert (await search.search(SearchQuery(text="纸"))).total == 0  # it recovers by itself

    try:
        anyio.run(many)
    finally:
        engine.let_go.set()
