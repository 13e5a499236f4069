"""Plants a generated city portion by portion, each in a transaction of its own, and goes on where it was stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta

from emall.database import DB
from emall.kernel.clock import day_of
from emall.settings import settings
from emall.world import city_firms, shelves
from emall.world.city import City
from emall.world.city_rows import AT_ONCE, COLUMNS, SEEN, TAGS, TIERS, Portion, portion, portions
from emall.world.city_suppliers import FOUNDED
from emall.world.planting import NotEmpty, OnlyDemo, insert
from emall.world.reading import Row

LOCK = 0x63697479  # advisory lock: one planting of a city at a time


class Planting(Exception):
    """Another process is planting a city in this database now."""


async def day_planted() -> date | None:
    """The day a city in this database was made for; None where there is none."""
    made = await DB.fetch_value("SELECT min(created_at) FROM organisation")
    return day_of(made) + timedelta(days=FOUNDED) if made else None


async def plant_city(city: City) -> AsyncGenerator[int, None]:
    """Plant what is missing, telling after each portion how many listings there are.

    Raises OnlyDemo outside the demo environment, Planting while another process is at it, and NotEmpty where the
    database holds anything else than a part of this very city.
    """
    if not settings().demo:
        raise OnlyDemo
    async with _alone():
        done = await _begun(city)
        yield done
        async for rows in _portions(city, -(-done // AT_ONCE)):
            await _plant(rows)
            done += len(rows["listing"])
            yield done
    await DB.execute("ANALYZE")


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    async with DB.connection() as connection:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            raise Planting
        try:
            yield
        finally:
            if not connection.is_closed():
                await connection.execute("SELECT pg_advisory_unlock($1)", LOCK)


async def _begun(city: City) -> int:
    """Firms, shelves and brands are there afterwards; how many listings already were."""
    async with DB.transaction():
        await DB.execute("LOCK TABLE organisation IN SHARE ROW EXCLUSIVE MODE")
        if not await _anything():
            for table, rows in _first(city).items():
                await insert(table, rows)
        elif not await _is_part_of(city):
            raise NotEmpty
        await _count_on(city)
        return int(await DB.fetch_value("SELECT count(*) FROM listing"))


def _first(city: City) -> dict[str, list[Row]]:
    return {
        "organisation": city_firms.organisation_rows(city),
        "supplier_profile": city_firms.profile_rows(city),
        "official_category": shelves.official_rows(),
        "crosswalk": shelves.crosswalk_rows(),
        "category": shelves.category_rows(),
        "brand": city_firms.brand_rows(city),
        "maker": city_firms.maker_rows(city),
    }


async def _anything() -> bool:
    sql = "SELECT EXISTS (SELECT FROM organisation) OR EXISTS (SELECT FROM category) OR EXISTS (SELECT FROM listing)"
    return bool(await DB.fetch_value(sql))


async def _is_part_of(city: City) -> bool:
    """Whether there are exactly this city's firms, and none but whole portions of its listings, the first ones."""
    firms = await DB.fetch("SELECT id, name, uscc FROM organisation ORDER BY id")
    expected = [(row["id"], row["name"], row["uscc"]) for row in city_firms.organisation_rows(city)]
    if [tuple(row) for row in firms] != expected or await day_planted() != city.today:
        return False
    last, count = await DB.fetch_row("SELECT coalesce(max(id), 0), count(*) FROM listing") or (0, 0)
    return last == count and (count == city.listings or (count % AT_ONCE == 0 and count < city.listings))


async def _count_on(city: City) -> None:
    """Let the ids of whatever comes later go on behind the whole city, planted already or not."""
    most = portions(city) * AT_ONCE
    last = {table: len(rows) for table, rows in _first(city).items()}
    last |= {"product": most, "listing": most, "price_change": most}
    last |= {"reference_price": (most + 1) * SEEN, "price_tier": (most + 1) * TIERS}
    last["policy_tag"] = (most + 1) * TAGS
    for table, number in last.items():
        await DB.execute("SELECT setval(pg_get_serial_sequence($1, 'id'), $2)", table, max(1, number))


async def _portions(city: City, first: int) -> AsyncIterator[Portion]:
    """The portions from `first` on, each made in a thread while the one before it goes into the database."""
    left = iter(range(first, portions(city)))
    ahead = _made_ahead(city, next(left, None))
    while ahead:
        rows = await ahead
        ahead = _made_ahead(city, next(left, None))
        yield rows


def _made_ahead(city: City, number: int | None) -> asyncio.Task[Portion] | None:
    return None if number is None else asyncio.create_task(asyncio.to_thread(portion, city, number))


async def _plant(rows: Portion) -> None:
    async with DB.transaction():
        for table, kept in rows.items():
            await DB.copy(table, COLUMNS[table].split(), kept)
