"""The outbox: nothing before the commit, everything after it, and poison does not block the rest."""

import asyncio
import logging
from contextlib import suppress
from typing import Any

import asyncpg
import pytest

from emall.database import DB, Busy, DatabaseError
from emall.journal import leading, outbox
from tests.patience import PATIENCE, Clock, until


class Ear:
    """A consumer that remembers what it was told and refuses some keys."""

    def __init__(self, *refused: str) -> None:
        self.heard: list[list[str]] = []
        self.refused = set(refused)

    async def __call__(self, keys: list[str]) -> None:
        self.heard.append(keys)
        if self.refused.intersection(keys):
            raise ValueError("cannot digest")


class Down:
    """A consumer that is away until told otherwise."""

    def __init__(self) -> None:
        self.down, self.heard = True, list[list[str]]()

    async def __call__(self, keys: list[str]) -> None:
        self.heard.append(keys)
        if self.down:
            raise outbox.Away("down")


async def due_now() -> None:
    await DB.execute("UPDATE outbox SET due_at = now() - interval '1 second'")


async def test_keys_come_in_order_once_per_batch_and_leave(db: None) -> None:
    await outbox.put("listing", 3, "1", 3)
    await outbox.put("listing", 1, reason="price")
    ear = Ear()
    assert await outbox.drain({"listing": ear}) == 3
    assert ear.heard == [["3", "1"]]
    assert (await outbox.state()).waiting == 0


async def test_nothing_is_told_of_what_was_undone(db: None) -> None:
    with pytest.raises(ZeroDivisionError):
        async with DB.transaction():
            await outbox.put("listing", 1)
            raise ZeroDivisionError
    ear = Ear()
    assert (await outbox.drain({"listing": ear}), ear.heard) == (0, [])


async def test_topics_without_a_consumer_wait(db: None) -> None:
    await outbox.put("mail", 1)
    assert await outbox.drain({"listing": Ear()}) == 0
    assert (await outbox.state()).waiting == 1


async def test_poison_is_put_off_and_the_rest_goes_on(db: None) -> None:
    await outbox.put("listing", 1, 2, 3)
    ear = Ear("2")
    assert await outbox.drain({"listing": ear}) == 2
    assert ear.heard == [["1", "2", "3"], ["1"], ["2", "3"], ["2"], ["3"]]
    assert await outbox.drain({"listing": ear}) == 0  # it is not due yet
    row = await DB.fetch_row("SELECT key, attempts, error, due_at > now() AS later FROM outbox")
    assert row is not None
    assert (row.key, row.attempts, row.error, row.later) == ("2", 1, "ValueError: cannot digest", True)


async def test_after_ten_attempts_poison_is_parked(db: None) -> None:
    await outbox.put("listing", 2)
    ear = Ear("2")
    for _ in range(outbox.MOST_ATTEMPTS + 2):
        await due_now()
        await outbox.drain({"listing": ear})
    assert len(ear.heard) == outbox.MOST_ATTEMPTS
    state = await outbox.state()
    assert (state.waiting, state.parked) == (0, 1)


async def test_a_limit_leaves_the_rest_for_later(db: None) -> None:
    await outbox.put("listing", *range(1, 6))
    ear = Ear()
    assert [await outbox.drain({"listing": ear}, limit=2) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.committed
async def test_only_one_drains_at_a_time_and_what_comes_meanwhile_stays() -> None:
    await outbox.put("listing", 1)
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(keys: list[str]) -> None:
        started.set()
        await go_on.wait()

    first = asyncio.create_task(outbox.drain({"listing": slow}))
    await asyncio.wait_for(started.wait(), PATIENCE)
    await outbox.put("listing", 1, reason="again")
    assert await outbox.drain({"listing": Ear()}) == 0  # somebody else leads
    go_on.set()
    assert await first == 1
    assert await outbox.drain({"listing": Ear()}) == 1  # the later row was not lost with the first


@pytest.mark.committed
async def test_a_drain_that_is_stopped_loses_nothing_and_frees_the_lead() -> None:
    await outbox.put("listing", 1)
    started = asyncio.Event()

    async def stuck(keys: list[str]) -> None:
        started.set()
        await asyncio.Event().wait()

    first = asyncio.create_task(outbox.drain({"listing": stuck}))
    await asyncio.wait_for(started.wait(), PATIENCE)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await outbox.drain({"listing": Ear()}) == 1


async def test_one_bad_row_among_many_is_found_by_halves(db: None) -> None:
    await outbox.put("listing", *range(200))
    ear = Ear("77")
    assert await outbox.drain({"listing": ear}) == 199
    assert len(ear.heard) <= 17
    assert (await outbox.state()).waiting == 1


async def test_what_failed_before_no_longer_drags_others_along(db: None) -> None:
    await outbox.put("listing", 1, 2)
    ear = Ear("2")
    await outbox.drain({"listing": ear})
    await due_now()
    await outbox.put("listing", 3, 4)
    ear.heard.clear()
    assert await outbox.drain({"listing": ear}) == 2
    assert ear.heard == [["3", "4"], ["2"]]


async def test_while_a_consumer_is_away_no_row_is_counted_against(db: None) -> None:
    await outbox.put("listing", *range(50))
    down, clock = Down(), Clock()
    pauses = outbox.Pauses(clock)
    for _ in range(3 * outbox.MOST_ATTEMPTS):
        assert await outbox.drain({"listing": down}, pauses=pauses) == 0
        clock.now += 10
    assert len(down.heard[0]) == 50
    assert all(len(keys) == 1 for keys in down.heard[1:])  # asking whether it is back costs one row
    assert await DB.fetch_value("SELECT max(attempts) FROM outbox") == 0
    down.down = False
    assert await outbox.drain({"listing": down}, pauses=pauses) == 1
    assert await outbox.drain({"listing": down}, pauses=pauses) == 49


async def test_a_consumer_that_is_away_rests_and_the_others_do_not(db: None) -> None:
    down, ear, clock = Down(), Ear(), Clock()
    pauses = outbox.Pauses(clock)
    tries = []
    for tenth in range(100):
        await outbox.put("listing", tenth)
        await outbox.put("brand", tenth)
        assert await outbox.drain({"listing": down, "brand": ear}, pauses=pauses) == 1
        if len(down.heard) > len(tries):
            tries.append(clock.now)
        clock.now = round(clock.now + 0.1, 1)
    assert tries == [0.0, 0.5, 1.5, 3.5, 5.5, 7.5, 9.5]
    down.down, clock.now = False, clock.now + 2.0  # back, and noticed within two seconds
    assert await outbox.drain({"listing": down}, pauses=pauses) == 1


async def test_a_busy_database_is_no_fault_of_a_row(db: None) -> None:
    await outbox.put("listing", 1)

    async def busy(keys: list[str]) -> None:
        raise Busy("lock_timeout")

    assert await outbox.drain({"listing": busy}) == 0
    assert await DB.fetch_value("SELECT attempts FROM outbox") == 0


async def test_parking_raises_one_alarm_for_all_and_one_line_for_each(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[list[str]] = []

    async def alarm(rows: Any) -> None:
        told.append(sorted(row.key for row in rows))

    await outbox.put("listing", 1, 2, 3)
    outbox.use_alarm(alarm)
    try:
        with caplog.at_level(logging.ERROR, logger="emall.outbox"):
            for _ in range(outbox.MOST_ATTEMPTS + 2):
                await due_now()
                await outbox.drain({"listing": Ear("1", "3")})
    finally:
        outbox.use_alarm(None)
    assert told == [["1", "3"]]
    assert sum("parked" in record.message for record in caplog.records) == 2


async def test_an_alarm_that_fails_is_logged_and_does_not_stop_the_others(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    async def alarm(rows: Any) -> None:
        raise RuntimeError("nobody there")

    await outbox.put("listing", 1)
    await DB.execute("UPDATE outbox SET attempts = $1", outbox.MOST_ATTEMPTS - 1)
    outbox.use_alarm(alarm)
    try:
        await outbox.drain({"listing": Ear("1")})
    finally:
        outbox.use_alarm(None)
    assert (await outbox.state()).parked == 1
    assert "nobody was told of 1 parked rows" in caplog.text


async def test_parked_rows_can_be_looked_at_and_tried_again(db: None) -> None:
    await outbox.put("listing", 1)
    await DB.execute("UPDATE outbox SET attempts = $1", outbox.MOST_ATTEMPTS - 1)
    await outbox.drain({"listing": Ear("1")})
    [row] = await outbox.parked()
    assert (row.topic, row.key, row.error) == ("listing", "1", "ValueError: cannot digest")
    assert await outbox.retry() == 1
    assert await outbox.drain({"listing": Ear()}) == 1


def _lost(connection: Any) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:  # the pool has already taken it back
        return True


async def _end_leader() -> None:
    """Cut the connection that holds the lock, as a lost network would, and wait until the lock is gone with it."""
    held = (
        "FROM pg_locks WHERE locktype = 'advisory' AND objid = $1::bigint::oid"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    await DB.execute(f"SELECT pg_terminate_backend(pid) {held}", outbox.LEADER)

    async def gone() -> bool:
        return _lost(leading._lead.get()) and not await DB.fetch_value(
            f"SELECT count(*) {held}", outbox.LEADER
        )

    await until(gone)


@pytest.mark.committed
async def test_a_leader_that_lost_its_lock_does_not_carry_out_what_it_read() -> None:
    await outbox.put("listing", 1)
    applied = []

    async def interrupted(keys: list[str]) -> None:
        await _end_leader()
        await outbox.confirm()
        applied.append(keys)

    with suppress(DatabaseError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await outbox.drain({"listing": interrupted})
    assert applied == []
    assert await outbox.drain({"listing": Ear()}) == 1


@pytest.mark.parametrize(
    "lost",
    [OSError, asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.ConnectionDoesNotExistError],
)
async def test_a_lost_connection_is_a_lost_lead_however_it_shows(lost: type[Exception]) -> None:
    class Broken:
        """A connection whose end has not been noticed yet."""

        def is_closed(self) -> bool:
            return False

        async def fetchval(self, *_: object) -> bool:
            raise lost("gone")

    token = leading._lead.set(Broken())
    try:
        with pytest.raises(leading.Deposed):
            await leading.confirm()
    finally:
        leading._lead.reset(token)


@pytest.mark.committed
async def test_what_was_carried_out_without_the_lock_is_done_once_more() -> None:
    """The other leader may have done the row, newer, and deleted it while ours was still on its way."""
    await outbox.put("listing", 1)
    clock, other = Clock(), Ear()
    pauses = outbox.Pauses(clock)

    async def late(keys: list[str]) -> None:
        await _end_leader()
        assert await outbox.drain({"listing": other}) == 1

    with suppress(DatabaseError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await outbox.drain({"listing": late}, pauses=pauses)
    assert other.heard == [["1"]]
    assert (await outbox.state()).waiting == 0
    ear = Ear()
    clock.now += 0.5  # the rest after being deposed
    await outbox.drain({"listing": ear}, pauses=pauses)
    assert ear.heard == [["1"]]


async def test_the_first_topic_never_waits_behind_many_of_another(db: None) -> None:
    await outbox.put("refresh", *range(1000))
    await outbox.put("listing", 1, 2)
    first, later = Ear(), Ear()
    await outbox.drain({"listing": first, "refresh": later})
    assert first.heard == [["1", "2"]]
    assert len(later.heard[0]) == outbox.MOST_LATER
    while await outbox.drain({"listing": first, "refresh": later}):
        pass
    assert sum(map(len, later.heard)) == 1000
