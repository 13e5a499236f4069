"""Index and database agree: every cause of a difference is seen, healed and spread, whatever dies meanwhile."""

import asyncio
import errno
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from emall.catalogue.actions import (
    compare_index,
    heal_index,
    index,
    rebuild_if_needed,
    rebuild_index,
    spread,
    sync_listings,
)
from emall.catalogue.queries import results, use_engine
from emall.catalogue.rules import Browse
from emall.database import DB
from emall.journal import outbox
from search import AsyncSearch, Failed, Pending, SearchQuery, SearchUnavailable, TantivyEngine
from search import tantivy_writer as writing
from tests.catalogue.goods import make_brand, make_listing, make_product
from tests.making import make_supplier
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.usefixtures("db")
KINDS = ("supplier", "brand", "category")
CONSUMERS = {
    "listing": sync_listings,
    **{kind: spread(kind) for kind in KINDS},
    "refresh": sync_listings,
}


@pytest.fixture
async def search(db: None, tmp_path: Path) -> AsyncIterator[AsyncSearch]:
    engine = AsyncSearch(TantivyEngine(tmp_path / "search"), timeout=20)
    use_engine(engine)
    yield engine
    use_engine(None)
    engine.close()


async def drained() -> None:
    while await outbox.drain(CONSUMERS):
        pass


async def nothing_waits() -> bool:
    await drained()
    return (await outbox.state()).waiting == 0


async def queued() -> list[tuple[str, str]]:
    return [(row.key, row.reason) for row in await DB.fetch("SELECT key, reason FROM outbox ORDER BY id")]


async def test_what_is_missing_left_over_and_stale_is_told_apart(search: AsyncSearch) -> None:
    missing, extra, stale, right = [await make_listing() for _ in range(4)]
    await sync_listings([str(extra), str(stale), str(right)])
    await DB.execute("UPDATE listing SET status = 'off_shelf' WHERE id = $1", extra)
    await DB.execute("UPDATE listing SET price_fen = price_fen + 1 WHERE id = $1", stale)
    found = await compare_index()
    assert (found.missing, found.extra, found.stale) == ([missing], [extra], [stale])
    assert (found.on_sale, found.indexed) == (3, 3)


CAUSES = {
    "price": "UPDATE listing SET price_fen = price_fen + 1",
    "title": "UPDATE listing SET title = title || '新'",
    "stock": "UPDATE listing SET stock_on_hand = 0",
    "tags": "UPDATE listing SET tags = '{sme}'",
    "delivery": "UPDATE listing SET delivery_days = 9",
    "supplier": "UPDATE organisation SET name = name || '新' WHERE kind = 'supplier'",
    "county": "UPDATE organisation SET region = '331181' WHERE kind = 'supplier'",
    "credit": "UPDATE supplier_profile SET grade = 'D'",
    "brand": "UPDATE brand SET name = name || '新'",
    "alias": "UPDATE brand SET aliases = '{neu}'",
    "category": "UPDATE category SET name = name || '新' WHERE parent IS NULL",
    "model": "UPDATE product SET model = model || 'X'",
    "origin": "UPDATE product SET origin_region = '331181'",
}


@pytest.mark.parametrize("cause", CAUSES)
async def test_whatever_a_document_shows_is_watched(search: AsyncSearch, cause: str) -> None:
    listing = await make_listing()
    await rebuild_index()
    assert (await compare_index()).none
    await DB.execute(CAUSES[cause])
    assert (await compare_index()).stale == [listing]


async def test_both_sides_are_walked_in_pages(search: AsyncSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emall.catalogue.actions.comparing.PAGE", 3)
    ids = [await make_listing() for _ in range(11)]
    await rebuild_index()
    await DB.execute(
        "UPDATE listing SET status = 'off_shelf' WHERE id = ANY($1::bigint[])", ids[:1] + ids[-4:]
    )
    await DB.execute("UPDATE listing SET price_fen = price_fen + 1 WHERE id = $1", ids[5])
    late = await make_listing()
    found = await compare_index()
    assert (found.missing, found.extra, found.stale) == ([late], ids[:1] + ids[-4:], [ids[5]])
    assert (found.on_sale, found.indexed) == (7, 11)


async def test_what_differs_is_queued_once_and_healed(search: AsyncSearch) -> None:
    listing = await make_listing()
    found, alarming = await heal_index()
    assert found.missing == [listing] and alarming
    assert await queued() == [(str(listing), "diff")]
    _, alarming = await heal_index()
    assert not alarming  # it waits in the outbox
    await drained()
    found, _ = await heal_index()
    assert found.none and await queued() == []


async def test_names_of_suppliers_brands_and_categories_reach_their_listings(search: AsyncSearch) -> None:
    supplier = await make_supplier(region="331102", name="丽水处州办公有限公司")
    mine = await make_listing(supplier=supplier, product=await make_product(brand="山青"))
    other = await make_listing(product=await make_product(brand="瓯江"))
    away = await make_listing(supplier=supplier, status="off_shelf")
    await rebuild_index()
    category = await DB.fetch_value("SELECT parent FROM category WHERE code = 'copy-paper'")
    for kind, key, change, ids in (
        ("supplier", supplier, "UPDATE organisation SET name = '丽水梦蝶文具有限公司' WHERE id = $1", [mine]),
        ("brand", await make_brand("山青"), "UPDATE brand SET name = '梦蝶' WHERE id = $1", [mine]),
        ("category", category, "UPDATE category SET name = '梦蝶纸张' WHERE id = $1", [mine, other]),
    ):
        async with DB.transaction():
            await DB.execute(change, key)
            await outbox.put(kind, key)
        assert await outbox.drain({kind: spread(kind)}) == 1
        assert await queued() == [(str(one), kind) for one in ids], kind
        await drained()
        page = await search.search(SearchQuery(text="梦蝶"))
        assert sorted(page.ids) == ids, kind
        assert away not in page.ids
        await DB.execute("DELETE FROM outbox")


async def test_many_listings_are_asked_for_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "BATCH", 2)
    supplier = await make_supplier()
    ids = [await make_listing(supplier=supplier) for _ in range(5)]
    await spread("supplier")([str(supplier)])
    assert [key for key, _ in await queued()] == [str(one) for one in ids]


@pytest.mark.parametrize("answer", [Pending(), SearchUnavailable("away"), OSError(errno.ENOSPC, "no space")])
async def test_an_engine_that_cannot_take_changes_is_away(
    search: AsyncSearch, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    def settle(*given: Any) -> Any:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(search.engine, "settle", settle)
    await outbox.put("listing", *[await make_listing() for _ in range(3)])
    for _ in range(12):
        await DB.execute("UPDATE outbox SET due_at = now() - interval '1 second'")
        assert await outbox.drain(CONSUMERS) == 0
    assert await DB.fetch_value("SELECT max(attempts) FROM outbox") == 0


async def test_a_document_the_engine_refuses_is_found_and_the_others_go_in(
    search: AsyncSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [await make_listing() for _ in range(5)]
    apply = search.engine.apply
    monkeypatch.setattr(
        search.engine, "apply", lambda up, down=(): replace(apply(up, down), reference=repr(up))
    )
    monkeypatch.setattr(
        search.engine, "settle", lambda r, t: Failed("bad") if f"id={ids[2]}," in r.reference else None
    )
    await outbox.put("listing", *ids)
    assert await outbox.drain(CONSUMERS) == 4
    row = await DB.fetch_row("SELECT key, attempts, error FROM outbox")
    assert row is not None
    assert (row.key, row.attempts, row.error) == (str(ids[2]), 1, "ChangeRefused: bad")


async def test_a_full_disk_keeps_every_row_and_is_over_when_it_is_over(
    search: AsyncSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [await make_listing() for _ in range(3)]
    await sync_listings([str(ids[0])])

    def full(*given: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write", full)
        await outbox.put("listing", *ids)
        assert await outbox.drain(CONSUMERS) == 0
        with pytest.raises((SearchUnavailable, OSError)):
            await rebuild_index()
        assert (await search.search(SearchQuery())).ids == [ids[0]]
    assert await DB.fetch_value("SELECT max(attempts) FROM outbox") == 0
    await drained()
    assert (await compare_index()).none
    assert await rebuild_index() == 3


def torn(folder: Path) -> None:
    """Cut a file of the newest segment."""
    for file in sorted(folder.glob("f*/*.store")):
        os.truncate(file, file.stat().st_size // 2)


def gone(folder: Path) -> None:
    for file in folder.glob("f*/*.idx"):
        file.unlink()


def garbage(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"\xff\xfe nonsense")


def elsewhere(folder: Path) -> None:
    current = (folder / "CURRENT").read_text().strip()
    (folder / "CURRENT").write_text(current.rpartition("-")[0] + "-999999\n")


def no_meta(folder: Path) -> None:
    for file in folder.glob("f*/meta.json"):
        file.write_text("{")


def nothing(folder: Path) -> None:
    (folder / "CURRENT").unlink()


@pytest.mark.parametrize("harm", [torn, gone, garbage, elsewhere, no_meta, nothing])
async def test_a_broken_index_is_done_without_and_built_anew(
    tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    listing = await make_listing(brand="瓯江")
    folder = tmp_path / "search"
    before = AsyncSearch(TantivyEngine(folder), timeout=20)
    use_engine(before)
    await rebuild_index()
    use_engine(None)
    before.close()
    harm(folder)
    engine = AsyncSearch(TantivyEngine(folder), timeout=20)
    use_engine(engine)
    try:
        shown = await results(Browse(text="瓯江"))
        assert [card.id for card in shown.cards] in ([listing], [])
        assert await rebuild_if_needed() == 1
        shown = await results(Browse(text="瓯江"))
        assert [card.id for card in shown.cards] == [listing] and shown.found and not shown.found.degraded
        assert await rebuild_if_needed() == 0
        assert (await compare_index()).none
    finally:
        use_engine(None)
        engine.close()


async def test_an_empty_index_is_filled_only_where_goods_are_on_sale(search: AsyncSearch) -> None:
    assert await rebuild_if_needed() == 0
    listing = await make_listing(status="off_shelf")
    assert await rebuild_if_needed() == 0
    await DB.execute("UPDATE listing SET status = 'live' WHERE id = $1", listing)
    assert await rebuild_if_needed() == 1
    assert await rebuild_if_needed() == 0


# Real commits, a real drainer: what is acknowledged is in the index at the end.


async def edits(
    ids: list[int], dice: random.Random, stop: asyncio.Event, made: list[tuple[int, int]]
) -> None:
    """Change prices at random until told to stop; `made` holds what was acknowledged: listing and price, in order."""
    while not stop.is_set():
        listing, price = dice.choice(ids), dice.randint(1_00, 900_00)
        async with DB.transaction():
            await DB.execute(
                "UPDATE listing SET price_fen = $2, version = version + 1 WHERE id = $1", listing, price
            )
            await outbox.put("listing", listing)
        made.append((listing, price))
        await asyncio.sleep(0.002)


async def drainer(stop: asyncio.Event) -> None:
    pauses = outbox.Pauses()
    while not stop.is_set() or (await outbox.state()).waiting:
        if not await outbox.drain(CONSUMERS, pauses=pauses):
            await asyncio.sleep(0.01)


async def agrees(search: AsyncSearch, last: dict[int, int]) -> None:
    assert (await compare_index()).none
    for listing, price in list(last.items())[:20]:
        only = SearchQuery(price_min_fen=price, price_max_fen=price, size=60)
        assert listing in (await search.search(only)).ids


@pytest.mark.committed
async def test_rebuilding_while_goods_change_loses_nothing(
    search: AsyncSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "BATCH", 40)
    product = await make_product()
    ids = [await make_listing(product=product) for _ in range(200)]
    await rebuild_index()
    stop, over = asyncio.Event(), asyncio.Event()
    made: list[tuple[int, int]] = []
    editing = asyncio.create_task(edits(ids, random.Random(7), stop, made))
    draining = asyncio.create_task(drainer(over))
    generations = set()
    for _ in range(3):
        await rebuild_index()
        generations.add((await search.search(SearchQuery(size=1))).generation)
        before = len(made)
        await until(lambda before=before: len(made) >= before + 10)
    stop.set()
    await editing
    over.set()
    await asyncio.wait_for(draining, PATIENCE)
    assert len(generations) == 3
    await agrees(search, dict(made))


@pytest.mark.committed
async def test_a_rebuild_broken_off_leaves_the_old_index_and_the_next_one_works(
    search: AsyncSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [await make_listing() for _ in range(5)]
    await rebuild_index()
    with monkeypatch.context() as patch:
        patch.setattr(index, "document", lambda row, path: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            await rebuild_index()
    assert len((await search.search(SearchQuery())).ids) == 5
    stop = asyncio.Event()
    stop.set()
    await outbox.put("listing", *ids)
    await drainer(stop)
    assert await rebuild_index() == 5
    assert (await compare_index()).none


PROCESS = """
import asyncio, os, signal, sys
from emall.commands.opening import database
from emall.catalogue.actions import rebuild_index, sync_listings
from emall.catalogue.queries import use_engine
from emall.journal import outbox
from search import AsyncSearch, TantivyEngine

async def main():
    engine = AsyncSearch(TantivyEngine(sys.argv[1]), timeout=20)
    use_engine(engine)
    if sys.argv[2] == "rebuild":
        started = engine.engine.start_rebuild
        def dies():
            rebuild = started()
            add = rebuild.add
            rebuild.add = lambda batch: (add(batch), os.kill(os.getpid(), signal.SIGKILL))
            return rebuild
        engine.engine.start_rebuild = dies
        await rebuild_index()
    settle = engine.engine.settle
    engine.engine.settle = lambda receipt, timeout: os.kill(os.getpid(), signal.SIGKILL)
    await outbox.drain({"listing": sync_listings})

async def whole():
    async with database():
        await main()
asyncio.run(whole())
"""


async def dies(folder: Path, what: str) -> None:
    """Run a process that is killed in the middle of its work."""
    environment = {**os.environ, "DATABASE_URL": DB.config["dsn"], "EMALL_DATA": str(folder.parent)}
    command = [sys.executable, "-c", PROCESS, str(folder), what]
    done = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.committed
async def test_a_killed_rebuilder_and_a_killed_drainer_lose_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "search"
    product = await make_product()
    ids = [await make_listing(product=product) for _ in range(6)]
    TantivyEngine(folder).close()
    await dies(folder, "rebuild")
    search = AsyncSearch(TantivyEngine(folder), timeout=20)
    use_engine(search)
    assert (await compare_index()).missing == ids  # the half index is not the one in use
    assert await rebuild_index() == 6
    search.close()
    await DB.execute("UPDATE listing SET price_fen = 777, version = 2 WHERE id = $1", ids[0])
    await DB.execute("UPDATE listing SET status = 'off_shelf', version = 2 WHERE id = $1", ids[1])
    await outbox.put("listing", *ids[:2])
    await dies(folder, "drain")
    assert (await outbox.state()).waiting == 2  # written, but the row was not yet taken away
    await until(
        nothing_waits
    )  # the server notices a moment later that the drainer is gone, and frees its rows
    assert (await compare_index()).none
    assert (await outbox.state()).waiting == 0
    search.close()
