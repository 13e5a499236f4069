"""The outbox: nothing before the commit, everything after it, and poison does not block the rest."""

import asyncio

import pytest

from emall.database import DB
from emall.journal import outbox


class Ear:
    """A consumer that remembers what it was told and refuses some keys."""

    def __init__(self, *refused: str) -> None:
        self.heard: list[list[str]] = []
        self.refused = set(refused)

    async def __call__(self, keys: list[str]) -> None:
        self.heard.append(keys)
        if self.refused.intersection(keys):
            raise ValueError("cannot digest")


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
    assert ear.heard == [["1", "2", "3"], ["1"], ["2"], ["3"]]
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
    await asyncio.wait_for(started.wait(), 10)
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
    await asyncio.wait_for(started.wait(), 10)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await outbox.drain({"listing": Ear()}) == 1
