"""Work for after the commit (发件箱): written in the transaction, drained by one process at a time."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from emall.database import DB, Row

log = logging.getLogger("emall.outbox")
Consumer = Callable[[list[str]], Awaitable[None]]
LEADER = 0x6F7574  # advisory lock: one drain at a time, or an older state could overwrite a newer one
MOST_ATTEMPTS = 10
ERROR_LENGTH = 2000


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


async def drain(consumers: Mapping[str, Consumer], limit: int = 500) -> int:
    """Hand what is due to its consumer and delete exactly the rows handed over; how many were done.

    A consumer gets keys without repetition, at least once each. When it fails, each key is tried alone; what fails
    alone waits longer each time and is parked with its error after ten attempts.
    """
    async with _leading() as leading:
        if not leading:
            return 0
        rows = await DB.fetch(
            "SELECT id, topic, key FROM outbox WHERE parked_at IS NULL AND due_at <= clock_timestamp()"
            " AND topic = ANY($1::text[]) ORDER BY id LIMIT $2",
            list(consumers),
            limit,
        )
        done = 0
        for topic in dict.fromkeys(row.topic for row in rows):
            done += await _hand_over(consumers[topic], [row for row in rows if row.topic == topic])
        return done


@asynccontextmanager
async def _leading() -> Any:
    """Hold the leader's lock on one connection; False when somebody else holds it."""
    async with DB.connection() as connection:
        leading = await connection.fetchval("SELECT pg_try_advisory_lock($1)", LEADER)
        try:
            yield leading
        finally:
            if leading and not connection.is_closed():
                await connection.execute("SELECT pg_advisory_unlock($1)", LEADER)


async def _hand_over(consumer: Consumer, rows: list[Row]) -> int:
    try:
        await consumer(list(dict.fromkeys(row.key for row in rows)))
    except Exception as error:
        if len(rows) == 1:
            await _put_off(rows[0].id, error)
            return 0
        return sum([await _hand_over(consumer, [row]) for row in rows])
    return await DB.execute("DELETE FROM outbox WHERE id = ANY($1::bigint[])", [row.id for row in rows])


async def _put_off(row_id: int, error: Exception) -> None:
    log.warning("outbox row %s failed: %r", row_id, error)
    await DB.execute(
        "UPDATE outbox SET attempts = attempts + 1, error = $2,"
        " due_at = clock_timestamp() + least(power(2, attempts), 600) * interval '1 second',"
        " parked_at = CASE WHEN attempts + 1 >= $3 THEN clock_timestamp() END WHERE id = $1",
        row_id,
        f"{type(error).__name__}: {error}".replace("\0", "")[:ERROR_LENGTH],
        MOST_ATTEMPTS,
    )


async def state() -> Row:
    """How much waits, the age of the oldest in seconds, and how many rows are parked."""
    row = await DB.fetch_row(
        "SELECT count(*) FILTER (WHERE parked_at IS NULL) AS waiting, count(parked_at) AS parked,"
        " coalesce(extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE parked_at IS NULL)), 0)"
        "::int AS oldest_seconds FROM outbox"
    )
    assert row is not None
    return row
