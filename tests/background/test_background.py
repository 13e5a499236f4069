"""The work beside the pages: it goes on whatever fails, and the index is level before anyone searches."""

import asyncio
import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest

from emall import background
from emall.catalogue.actions import compare_index
from emall.database import DB
from emall.journal import outbox
from emall.paths import PACKAGE
from emall.settings import settings


async def test_a_failing_turn_does_not_stop_the_others(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
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
        await asyncio.wait_for(background.work(stop), 10)
    assert len(done) == 2


async def test_a_turn_waits_for_its_time(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, done = asyncio.Event(), []

    async def once_an_hour() -> None:
        done.append(1)

    async def end() -> None:
        if len(done) == 1 and ends.due > 0:
            stop.set()

    ends = background.Turn(0, end)
    monkeypatch.setattr(background, "SECONDS_BETWEEN_LOOKS", 0.01)
    monkeypatch.setattr(background, "turns", lambda: [background.Turn(3600, once_an_hour), ends])
    await asyncio.wait_for(background.work(stop), 10)
    assert done == [1]


async def test_everything_the_clock_asks_for_can_be_done(db: None) -> None:
    for turn in background.turns():
        await turn.deed()


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
