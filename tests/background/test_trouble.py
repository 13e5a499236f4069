"""An engine that is unreachable, slow, hanging or full: pages answer in time, writes go on, all is well afterwards."""

import asyncio
import errno
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from emall import background
from emall.cart.actions import sheet
from emall.catalogue.actions import change_price, compare_index, rebuild_index
from emall.catalogue.queries import engine, use_engine
from emall.database import DB
from emall.journal import outbox
from emall.settings import settings
from search import AsyncSearch, SearchEngine, SearchUnavailable, TantivyEngine
from tests.cart.shop import fill, form_of, make_shop, status_of
from tests.catalogue.goods import make_listing
from tests.making import make_seat
from tests.patience import FOREVER, PATIENCE, Clock, in_time, until

pytestmark = pytest.mark.usefixtures("db")
ASKING = ("/mall/search?q=瓯江", "/mall/suggest?q=瓯", "/api/v1/products?q=瓯江")
FAULTS = ("unreachable", "slow", "hanging", "full", "refusing connections late")


class Ailing:
    """An engine as the protocol has it, before which a fault can be put."""

    def __init__(self, engine: SearchEngine) -> None:
        self.engine, self.name, self.fault = engine, engine.name, ""
        self.well = threading.Event()
        self.calls: list[str] = []  # appended to by many threads, none of which may be lost

    @property
    def asked(self) -> int:
        return len(self.calls)

    def falls(self, fault: str) -> None:
        self.fault = fault
        self.well.clear()

    def recovers(self) -> None:
        self.fault = ""
        self.well.set()

    def __getattr__(self, name: str) -> Any:
        whole = getattr(self.engine, name)

        def call(*given: Any, **named: Any) -> Any:
            self.calls.append(name)
            self._ail(name)
            return whole(*given, **named)

        return call

    def _ail(self, name: str) -> None:
        if self.fault == "unreachable":
            raise SearchUnavailable("connection refused")
        if self.fault == "slow":
            self.well.wait(5)
        if self.fault == "hanging":
            self.well.wait(FOREVER)  # accepts, and never answers
        if self.fault == "full" and name in ("apply", "start_rebuild"):
            raise OSError(errno.ENOSPC, "No space left on device")
        if self.fault == "refusing connections late":
            time.sleep(0.2)
            raise SearchUnavailable("connection reset")


@pytest.fixture
async def ailing(db: None, tmp_path: Path) -> AsyncIterator[Ailing]:
    ailing = Ailing(TantivyEngine(tmp_path / "search"))
    search = AsyncSearch(ailing, timeout=PATIENCE)
    use_engine(search)
    yield ailing
    use_engine(None)
    ailing.recovers()
    search.close()


async def refusals(search: AsyncSearch, number: int) -> list[str]:
    """What so many searches at once are told, none of which is answered."""
    outcomes = await asyncio.gather(*[search.suggest("a") for _ in range(number)], return_exceptions=True)
    assert all(isinstance(outcome, SearchUnavailable) for outcome in outcomes), outcomes
    return [str(outcome) for outcome in outcomes]


async def answered(search: AsyncSearch) -> bool:
    """Whether a search is answered again."""
    try:
        return await search.suggest("a") == []
    except SearchUnavailable:
        return False


async def test_the_engine_of_the_site_has_four_tenths_for_a_page(tmp_path: Path) -> None:
    async with background.searching(replace(settings(), data=tmp_path)):
        search = engine()
        assert search is not None and search.timeout == background.PAGE_WAITS == 0.4


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_page_waits_once_at_most(ailing: Ailing, client: httpx.AsyncClient, fault: str) -> None:
    listing = await make_listing(brand="瓯江")
    await rebuild_index()
    # an engine that answers is not given up here, however slow the machine
    search = AsyncSearch(ailing, timeout=0.1 if fault in ("slow", "hanging") else PATIENCE)
    use_engine(search)
    ailing.falls(fault)
    before = ailing.asked
    for path in (*ASKING, "/mall"):
        async with asyncio.timeout(PATIENCE):
            assert (await client.get(path)).status_code == 200
    assert fault == "full" or ailing.asked - before <= len(ASKING)
    page = await client.get("/mall/search?q=瓯江&lang=en")
    assert f'data-id="{listing}"' in page.text
    assert ("Search is being repaired" in page.text) is (fault != "full")  # a full engine still answers


async def test_when_every_thread_hangs_the_next_search_fails_at_once(
    ailing: Ailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.facade._REST", 0.0)  # nothing but the hanging threads may refuse
    search = AsyncSearch(ailing, threads=4, timeout=0.1)
    ailing.falls("hanging")

    async def all_hang() -> bool:
        return "all threads" in (await refusals(search, 4))[0]

    await until(all_hang)  # a thread that was slow to begin was not counted
    await until(lambda: ailing.asked == 4)
    threads = threading.active_count()
    search.timeout = FOREVER
    async with asyncio.timeout(PATIENCE):
        assert all("all threads" in told for told in await refusals(search, 200))
    assert ailing.asked == 4 and threading.active_count() <= threads
    ailing.recovers()
    await until(lambda: answered(search))  # recovers by itself


async def test_a_slow_engine_is_asked_by_one_search_at_a_time_only(
    ailing: Ailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("search.facade.time", clock)
    search = AsyncSearch(ailing, threads=16, timeout=0.1)
    ailing.falls("hanging")
    late, resting = "no answer within 0.1 s", "the engine was too slow several times running"
    assert [(await refusals(search, 1))[0] for _ in range(3)] == [late] * 3
    search.timeout = FOREVER
    async with asyncio.timeout(PATIENCE):
        assert await refusals(search, 20) == [resting] * 20  # the fourth and later ones did not wait
    clock.now += 2.0
    search.timeout = 0.1
    assert await refusals(search, 20) == [late] + [resting] * 19  # one finds out, the others go on without
    assert await refusals(search, 1) == [resting]


async def test_searches_nobody_waits_for_any_more_are_not_begun(ailing: Ailing) -> None:
    search = AsyncSearch(ailing, threads=1, timeout=PATIENCE)
    ailing.falls("hanging")
    first = asyncio.create_task(search.suggest("a"))
    await until(lambda: ailing.asked == 1)
    search.timeout = 0.1
    await refusals(search, 10)
    ailing.recovers()
    assert await first == []
    search.timeout = PATIENCE
    assert await search.suggest("a") == []
    assert ailing.asked == 2


async def test_changes_do_not_take_the_threads_of_searches(ailing: Ailing) -> None:
    search = AsyncSearch(ailing, timeout=PATIENCE)
    begun, held = threading.Event(), threading.Event()

    def holds() -> None:
        begun.set()
        held.wait(FOREVER)

    work = [asyncio.create_task(search.call(holds)) for _ in range(30)]
    try:
        await until(begun.is_set)
        assert await search.suggest("a") == []
    finally:
        held.set()
    await asyncio.gather(*work)


@pytest.mark.parametrize("fault", FAULTS)
async def test_writes_go_on_and_everything_is_caught_up_with(ailing: Ailing, fault: str) -> None:
    seat = await make_seat("seller")
    listing = await make_listing(supplier=seat.organisation, price_fen=11800)
    town = await make_shop()
    await rebuild_index()
    ailing.falls(fault)
    before = ailing.asked
    drain = asyncio.create_task(waits()) if fault in ("slow", "hanging") else None
    if drain:
        await until(lambda: ailing.asked > before)
    asked = ailing.asked
    async with asyncio.timeout(PATIENCE):
        await change_price(
            actor=seat.actor(), supplier=seat.organisation, listing=listing, version=1, price_fen=9900, tiers=[],
            reason="原料降价",
        )  # fmt: skip
        await fill(town.buyer, {town.goods[0]: 5})
        number = await sheet.open_sheet(visitor=town.buyer)
        await sheet.submit_sheet(
            visitor=town.buyer, number=number, form=await form_of(town.buyer, number, title="纸")
        )
    assert ailing.asked == asked  # whoever writes asks nothing of the engine
    assert await status_of(number) == "pending_approval"
    if drain:
        drain.cancel()
        await asyncio.gather(drain, return_exceptions=True)
    else:
        assert await outbox.drain(background.CONSUMERS) == 0
    assert (
        await DB.fetch_value("SELECT count(*) FROM outbox WHERE attempts > 0 OR parked_at IS NOT NULL") == 0
    )
    ailing.recovers()
    await until(caught_up)


async def caught_up() -> bool:
    """Drain once; whether nothing is left and nothing is missing."""
    await outbox.drain(background.CONSUMERS)
    return not (await outbox.state()).waiting and (await compare_index()).none


async def waits() -> None:
    """Something of the background process that hangs in the engine while pages write."""
    await background.rebuild_if_needed()


@pytest.mark.committed
async def test_the_background_process_notices_within_two_seconds_that_the_engine_is_back(
    ailing: Ailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    pauses = outbox.Pauses(clock)
    monkeypatch.setattr(outbox, "Pauses", lambda: pauses)
    monkeypatch.setattr(background, "SECONDS_BETWEEN_LOOKS", 0.01)
    listing = await make_listing()
    await rebuild_index()
    stop = asyncio.Event()
    work = asyncio.create_task(background.work(stop))
    try:
        ailing.falls("unreachable")
        await outbox.put("listing", listing)
        for tries in range(1, 7):  # rests as long as it ever will from the third on
            await until(lambda: pauses.resting("listing"))
            assert ailing.calls.count("apply") == tries
            clock.now += 2.0
        await until(lambda: pauses.resting("listing"))
        assert (await outbox.state()).waiting == 1
        ailing.recovers()
        clock.now += 2.0
        await until(nothing_waits)
    finally:
        stop.set()
        await work


async def nothing_waits() -> bool:
    return not (await outbox.state()).waiting


PATHS = ("/mall/search", "/mall/suggest", "/api/v1/products")


@pytest.mark.parametrize(
    "text", ["*" * 100, "?" * 100, "%" * 100, "a* b* c* " * 11, "纸" * 100, "a" * 100, ". * [a-z] " * 10]
)
async def test_storms_of_signs_cost_little(ailing: Ailing, client: httpx.AsyncClient, text: str) -> None:
    """The engine answers them itself: it is given all the time it wants here, and would need minutes if it blew up."""
    for _ in range(20):
        await make_listing()
    await rebuild_index()
    for path in PATHS:
        async with in_time():
            answer = await client.get(path, params={"q": text, "lang": "en"})
        assert answer.status_code == 200
        assert "Search is being repaired" not in answer.text, path


async def test_ten_kilobytes_of_words_cost_little(ailing: Ailing, client: httpx.AsyncClient) -> None:
    await make_listing()
    await rebuild_index()
    for path in PATHS:
        async with in_time():
            answer = await client.get(path, params={"q": "复印纸 a4 " * 1500, "lang": "en"})
        assert answer.status_code in (200, 422)
        assert "Search is being repaired" not in answer.text, path
