"""The work beside the pages: it goes on whatever fails, and the index is level before anyone searches."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from emall import background
from emall.catalogue.actions import compare_index, sync_listings
from emall.catalogue.queries import use_engine
from emall.database import DB
from emall.journal import outbox
from emall.paths import PACKAGE
from emall.settings import settings
from search import AsyncSearch, SearchQuery, SearchUnavailable, TantivyEngine
from tests.catalogue.goods import make_listing
from tests.making import make_seat
from tests.patience import PATIENCE, until


@pytest.mark.committed
async def test_a_failing_turn_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stop, done = asyncio.Event(), []

    async def fails() -> None:
        raise ZeroDivisionError

    async def works() -> None:
        done.append(1)
        if len(done) == 2:
            stop.set()

    monkeypatch.setattr(background, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(background, "turns", lambda: [background.Turn(0, fails), background.Turn(0, works)])
    with caplog.at_level(logging.CRITICAL, logger="emall.background"):
        await asyncio.wait_for(background.work(stop), PATIENCE)
    assert len(done) == 2


@pytest.mark.committed
async def test_a_turn_waits_for_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = asyncio.Event(), []

    async def once_an_hour() -> None:
        done.append(1)

    async def end() -> None:
        if len(done) == 1 and ends.due > 0:
            stop.set()

    ends = background.Turn(0, end)
    monkeypatch.setattr(background, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(background, "turns", lambda: [background.Turn(3600, once_an_hour), ends])
    await asyncio.wait_for(background.work(stop), PATIENCE)
    assert done == [1]


async def test_everything_the_clock_asks_for_can_be_done(db: None, tmp_path: Path) -> None:
    with_engine = AsyncSearch(TantivyEngine(tmp_path), timeout=20)
    use_engine(with_engine)
    try:
        for turn in [*background.turns(), *background.index_turns()]:
            await turn.deed()
    finally:
        use_engine(None)
        with_engine.close()


@pytest.mark.world
async def test_the_index_is_level_with_the_database_after_catching_up(tmp_path: Path) -> None:
    async with background.searching(replace(settings(), data=tmp_path)):
        assert await background.catch_up() > 0
        assert (await compare_index()).none
        assert (await outbox.state()).waiting == 0
        assert await background.catch_up() == 0


@pytest.mark.world
async def test_a_lost_index_is_built_anew(tmp_path: Path) -> None:
    await DB.execute("DELETE FROM outbox")  # as after a restored copy: everything was told long ago
    async with background.searching(replace(settings(), data=tmp_path)):
        assert await background.catch_up() > 0
        assert (await compare_index()).none


async def test_every_topic_anybody_writes_has_a_consumer() -> None:
    topics = {
        topic
        for file in PACKAGE.rglob("*.py")
        for topic in re.findall(r"outbox\.put\(\s*\"([a-z_]+)\"", file.read_text(encoding="utf-8"))
    }
    assert topics and topics <= set(background.CONSUMERS)


@pytest.fixture
async def search(tmp_path: Path) -> AsyncIterator[AsyncSearch]:
    engine = AsyncSearch(TantivyEngine(tmp_path / "search"), timeout=20)
    use_engine(engine)
    yield engine
    use_engine(None)
    engine.close()


@pytest.mark.world
async def test_an_engine_that_is_away_does_not_keep_the_site_from_opening(
    search: AsyncSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object) -> None:
        raise SearchUnavailable("away")

    monkeypatch.setattr(search.engine, "apply", refuse)
    monkeypatch.setattr(search.engine, "start_rebuild", refuse)
    assert await background.catch_up() == 0


async def letters() -> list[str]:
    return [row.kind for row in await DB.fetch("SELECT kind FROM message ORDER BY id")]


async def test_the_system_administrator_is_told_of_parked_rows_once(db: None) -> None:
    seat = await make_seat("system")
    await make_seat("audit")

    async def poison(keys: list[str]) -> None:
        raise ValueError("100% bad")

    await outbox.put("listing", 1, 2)
    await DB.execute("UPDATE outbox SET attempts = $1", outbox.MOST_ATTEMPTS - 1)
    outbox.use_alarm(background.tell_parked)
    try:
        await outbox.drain({"listing": poison})
    finally:
        outbox.use_alarm(None)
    rows = await DB.fetch("SELECT person, kind, facts FROM message")
    assert [(row.person, row.kind, row.facts["count"]) for row in rows] == [
        (seat.person, "changes_parked", 2)
    ]


async def test_differing_once_is_mended_in_silence_and_twice_is_told(db: None, search: AsyncSearch) -> None:
    await make_seat("system")
    listing = await make_listing()
    watch = background.Watch()
    for told in (0, 1):
        await watch.compare()
        assert [row.reason for row in await DB.fetch("SELECT reason FROM outbox")] == ["diff"]
        assert len(await letters()) == told
        await DB.execute("DELETE FROM outbox")  # as if it was lost again
    await sync_listings([str(listing)])
    await watch.compare()
    assert not watch.differed and len(await letters()) == 1


async def test_what_waits_in_the_outbox_is_no_drift(db: None, search: AsyncSearch) -> None:
    await make_seat("system")
    await outbox.put("listing", await make_listing())
    watch = background.Watch()
    await watch.compare()
    await watch.compare()
    assert await letters() == []


@pytest.mark.committed
@pytest.mark.world
async def test_a_change_is_in_the_index_after_the_next_look(
    search: AsyncSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two looks a fifth of a second apart are well within a second; nothing that takes longer stands before them."""
    assert background.SECONDS_BETWEEN_LOOKS <= 0.2
    await background.catch_up()
    ids = [row.id for row in await DB.fetch("SELECT id FROM listing WHERE status = 'live' LIMIT 10")]
    stop, looks, drain = asyncio.Event(), [], outbox.drain

    async def look(*given: Any, **named: Any) -> int:
        looks.append(await drain(*given, **named))
        return looks[-1]

    monkeypatch.setattr(background, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(outbox, "drain", look)
    monkeypatch.setattr(background, "turns", lambda: [background.Turn(0, stop.wait)])  # takes for ever
    work = asyncio.create_task(background.work(stop))
    try:
        for listing in ids:
            price = await dearer(listing)
            committed = len(looks)
            await until(lambda committed=committed: len(looks) >= committed + 2)  # one was perhaps under way
            only = SearchQuery(price_min_fen=price, price_max_fen=price, size=60)
            assert listing in (await search.search(only)).ids
    finally:
        stop.set()
        await work


async def dearer(listing: int) -> int:
    """The new price of a listing, whose change is committed."""
    async with DB.transaction():
        price = await DB.fetch_value(
            "UPDATE listing SET price_fen = price_fen + 1, version = version + 1 WHERE id = $1 RETURNING price_fen",
            listing,
        )
        await outbox.put("listing", listing, reason="price")
    return int(price)
