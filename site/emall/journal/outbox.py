"""Work for after the commit (发件箱): written in the transaction, drained by one process at a time."""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from emall.database import DB, Busy, Row
from emall.journal.leading import LEADER, Deposed, confirm, leading, still_leading
from emall.journal.pauses import Pauses

__all__ = ["LEADER", "Away", "Consumer", "Deposed", "Pauses", "confirm", "drain", "parked", "put", "retry"]
__all__ += ["state", "use_alarm"]

log = logging.getLogger("emall.outbox")
Consumer = Callable[[list[str]], Awaitable[None]]
Alarm = Callable[[Sequence[Row]], Awaitable[Any]]
MOST_ATTEMPTS = 10
MOST_LATER = 200  # rows of every topic but the first in one round, so that the first never waits long
MOST_TRIED_AGAIN = 20  # rows that failed before, each alone, in one round
ERROR_LENGTH = 2000


class Away(Exception):
    """Raised by a consumer that cannot work at all just now: no row is to blame, all of them wait."""


async def _nobody(rows: Sequence[Row]) -> None:
    """Nobody is told."""


_alarm: Alarm = _nobody


def use_alarm(alarm: Alarm | None) -> None:
    """Tell this one of rows newly parked (id, topic, key, error), inside the transaction that parks them."""
    global _alarm
    _alarm = alarm or _nobody


async def put(topic: str, *keys: str | int, reason: str = "") -> None:
    """Ask for something to be done to each key once the transaction is committed."""
    if not keys:
        return
    await DB.execute(
        "INSERT INTO outbox (topic, key, reason, created_at, attempts, due_at, error)"
        " SELECT $1, key, $3, now(), 0, now(), '' FROM unnest($2::text[]) WITH ORDINALITY AS wanted (key, place)"
        " ORDER BY place",
        topic,
        [str(key) for key in dict.fromkeys(keys)],
        reason,
    )


async def drain(consumers: Mapping[str, Consumer], limit: int = 500, *, pauses: Pauses | None = None) -> int:
    """Hand what is due to its consumer and delete exactly the rows handed over; how many were done.

    Topics are served in the order given; what many rows can be put under at once should come last. A consumer gets
    keys without repetition, at least once each. One that raises Away rests (`pauses` remembers
    until when) and its rows stay as they are. Any other failure is narrowed down by halves to the keys that fail
    alone; these wait longer each time and are parked with their error after ten attempts.
    """
    pauses = pauses or Pauses()
    topics = [topic for topic in consumers if not pauses.resting(topic)]
    await _pay(pauses)
    if not await DB.fetch_value(f"SELECT EXISTS (SELECT FROM outbox WHERE {_DUE})", topics):
        return 0
    async with leading() as lead:
        if not lead:
            return 0
        rows = await _due(topics, limit)
        done = 0
        for topic in dict.fromkeys(row.topic for row in rows):
            own = [row for row in rows if row.topic == topic]
            done += await _work(topic, consumers[topic], own, pauses)
        return done


_DUE = "parked_at IS NULL AND due_at <= clock_timestamp() AND topic = ANY($1::text[])"


async def _due(topics: list[str], limit: int) -> list[Row]:
    """New rows in their order, the first topic's before all others; where these are few, some that failed before."""
    columns = "SELECT id, topic, key, attempts FROM outbox"
    rows: list[Row] = []
    for topic in topics:
        room = min(limit - len(rows), MOST_LATER if topic != topics[0] else limit)
        if room > 0:
            rows += await DB.fetch(
                f"{columns} WHERE {_DUE} AND attempts = 0 ORDER BY id LIMIT $2", [topic], room
            )
    room = min(limit - len(rows), MOST_TRIED_AGAIN)
    if room > 0:
        rows += await DB.fetch(
            f"{columns} WHERE {_DUE} AND attempts > 0 ORDER BY due_at, id LIMIT $2", topics, room
        )
    return rows


async def _work(topic: str, consumer: Consumer, rows: list[Row], pauses: Pauses) -> int:
    """One round of a topic: new rows together, others alone; only one row to see whether a consumer is back."""
    new = [row for row in rows if not row.attempts]
    groups = [[rows[0]]] if pauses.away(topic) else [new, *([row] for row in rows if row.attempts)]
    failed: list[tuple[Row, Exception]] = []
    done = 0
    try:
        for group in filter(None, groups):
            done += await _hand_over(topic, consumer, group, failed, pauses)
        pauses.found_back(topic)
    except Away as away:
        pauses.found_away(topic, away)
    await _put_off(failed)
    return done


async def _hand_over(
    topic: str, consumer: Consumer, rows: list[Row], failed: list[tuple[Row, Exception]], pauses: Pauses
) -> int:
    keys = list(dict.fromkeys(row.key for row in rows))
    try:
        await consumer(list(keys))
    except (Busy, Deposed) as error:  # the database's trouble, not the rows'
        raise Away(f"{type(error).__name__}: {error}") from error
    except Away:
        raise
    except Exception as error:
        if len(keys) == 1:
            failed += [(row, error) for row in rows]
            return 0
        middle = len(rows) // 2
        first = await _hand_over(topic, consumer, rows[:middle], failed, pauses)
        return first + await _hand_over(topic, consumer, rows[middle:], failed, pauses)
    if not await still_leading():  # somebody else may have done newer work before ours arrived
        pauses.owed.append((topic, keys))
        raise Away("the lead was lost while the work was done; it is done once more")
    return await DB.execute("DELETE FROM outbox WHERE id = ANY($1::bigint[])", [row.id for row in rows])


async def _pay(pauses: Pauses) -> None:
    """Ask again for what was done without the lead, so that the present state has the last word."""
    while pauses.owed:
        topic, keys = pauses.owed[0]
        await put(topic, *keys, reason="again")
        del pauses.owed[0]


async def _raise_alarm(given_up: list[Row]) -> None:
    """Tell of parked rows; an alarm that fails must not bring them back to be tried for ever."""
    if not given_up:
        return
    try:
        async with DB.transaction():
            await _alarm(given_up)
    except Exception:
        log.exception("nobody was told of %d parked rows", len(given_up))


async def _put_off(failed: Iterable[tuple[Row, Exception]]) -> None:
    """Let rows wait that failed alone; park those that did so ten times, and raise the alarm once for all of them."""
    errors = {row.id: f"{type(error).__name__}: {error}".replace("\0", "") for row, error in failed}
    if not errors:
        return
    async with DB.transaction():
        rows = await DB.fetch(
            "UPDATE outbox o SET attempts = attempts + 1, error = f.error,"
            " due_at = clock_timestamp() + least(power(2, attempts), 600) * interval '1 second',"
            " parked_at = CASE WHEN attempts + 1 >= $3 THEN clock_timestamp() END"
            " FROM unnest($1::bigint[], $2::text[]) f (id, error) WHERE o.id = f.id"
            " RETURNING o.id, o.topic, o.key, o.error, o.attempts, o.parked_at",
            list(errors),
            [error[:ERROR_LENGTH] for error in errors.values()],
            MOST_ATTEMPTS,
        )
    await _raise_alarm([row for row in rows if row.parked_at])
    for row in rows:
        level = logging.ERROR if row.parked_at else logging.WARNING
        told = "parked" if row.parked_at else f"failed {row.attempts} times"
        log.log(level, "outbox row %s (%s %s) %s: %s", row.id, row.topic, row.key, told, row.error)


async def state() -> Row:
    """How much waits, the age of the oldest in seconds, and how many rows are parked."""
    row = await DB.fetch_row(
        "SELECT count(*) FILTER (WHERE parked_at IS NULL) AS waiting, count(parked_at) AS parked,"
        " coalesce(extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)), 0)"
        "::int AS oldest_seconds FROM outbox"
    )
    assert row is not None
    return row


async def parked(limit: int = 100) -> list[Row]:
    """Rows given up, oldest first: id, topic, key, reason, error, when they came and when they were parked."""
    return await DB.fetch(
        "SELECT id, topic, key, reason, error, attempts, created_at, parked_at FROM outbox"
        " WHERE parked_at IS NOT NULL ORDER BY id LIMIT $1",
        limit,
    )


async def retry() -> int:
    """Give every parked row ten new attempts; how many."""
    return await DB.execute(
        "UPDATE outbox SET parked_at = NULL, attempts = 0, due_at = clock_timestamp() WHERE parked_at IS NOT NULL"
    )
