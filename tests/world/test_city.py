"""The generated city: the same rows from the same seed, however often it is stopped, and believable goods in them."""

import hashlib
import os
from collections import Counter
from contextlib import aclosing
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from emall.catalogue.actions import compare_index, rebuild_index
from emall.catalogue.queries import use_engine
from emall.database import DB
from emall.journal.checks import offending
from emall.kernel.codes import uscc_problem
from emall.kernel.regions import ALL
from emall.paths import ROOT
from emall.settings import settings
from emall.world import city_planting
from emall.world.city import City, city_of
from emall.world.city_brands import brands
from emall.world.city_firms import organisation_rows, profile_rows
from emall.world.city_planting import day_planted, plant_city
from emall.world.city_rows import AT_ONCE, COLUMNS, TAGS, TIERS, Portion, portion
from emall.world.city_suppliers import suppliers
from emall.world.planting import NotEmpty, OnlyDemo
from emall.world.reading import lines
from emall.world.shelves import attributes, category_ids, leaves
from search import AsyncSearch, TantivyEngine
from tests import databases

TODAY = date(2026, 11, 23)
TINY = city_of(scale=0.05, seed=7, today=TODAY, listings=2 * AT_ONCE + 300)
WHOLE = city_of(scale=1.0, seed=7, today=TODAY)
TABLES = ("organisation", "supplier_profile", "category", "brand", "maker", *COLUMNS)
numbers = count(1)


async def plant(city: City) -> list[int]:
    """Plant it all; what was told after each portion."""
    return [done async for done in plant_city(city)]


async def digest() -> str:
    """One figure for every row of the city."""
    found = hashlib.sha256()
    for table in TABLES:
        sql = f"SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY id), '')) FROM \"{table}\" t"
        found.update((await DB.fetch_value(sql)).encode())
    return found.hexdigest()


async def planted(url: str, city: City) -> str:
    """The digest of a city planted at one go in a database of its own."""
    source = await databases.template(url, seeded=False)
    name = f"emall_run_{os.getpid()}_city{next(numbers)}"
    async with databases.clone(url, source, name) as address, databases.opened(address):
        await plant(city)
        return await digest()


@pytest.mark.committed
async def test_the_same_seed_gives_the_same_rows_even_when_stopped_half_way(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, copied = DB.copy, count(1)

    async def failing(table: str, *more: Any) -> None:
        await copy(table, *more)
        if table == "price_change" and next(copied) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(DB, "copy", failing)
        with pytest.raises(KeyboardInterrupt):
            await plant(TINY)
    assert await DB.fetch_value("SELECT count(*) FROM listing") == AT_ONCE
    assert await plant(TINY) == [AT_ONCE, 2 * AT_ONCE, TINY.listings]
    assert await digest() == await planted(server, TINY)
    assert await plant(TINY) == [TINY.listings]


@pytest.mark.committed
async def test_a_planting_given_up_goes_on_later_and_can_grow(server: str) -> None:
    async with aclosing(plant_city(TINY)) as going:
        assert [await anext(going), await anext(going)] == [0, AT_ONCE]
    assert await day_planted() == TODAY
    smaller = replace(TINY, listings=AT_ONCE)
    assert await plant(smaller) == [AT_ONCE]
    await plant(TINY)
    assert await digest() == await planted(server, TINY)


async def test_another_seed_or_day_gives_other_rows() -> None:
    first = portion(TINY, 0)
    assert first == portion(replace(TINY), 0)
    assert first != portion(replace(TINY, seed=8), 0)
    assert first != portion(replace(TINY, today=TODAY + timedelta(days=1)), 0)
    assert organisation_rows(TINY) != organisation_rows(replace(TINY, seed=8))


@pytest.mark.committed
async def test_invariants_hold_and_the_index_agrees(tmp_path: Path) -> None:
    await plant(TINY)
    assert {name: rows for name, rows in (await offending()).items() if rows} == {}
    engine = AsyncSearch(TantivyEngine(tmp_path))
    use_engine(engine)
    try:
        assert await rebuild_index() == TINY.listings
        found = await compare_index()
    finally:
        use_engine(None)
        engine.close()
    assert found.none and found.indexed == found.on_sale == TINY.listings
    assert await DB.fetch_value("SELECT count(*) FROM outbox") == 0


@pytest.mark.committed
async def test_new_rows_go_on_behind_the_city() -> None:
    await plant(TINY)
    for table in TABLES:
        following = await DB.fetch_value("SELECT nextval(pg_get_serial_sequence($1, 'id'))", table)
        assert following > await DB.fetch_value(f'SELECT max(id) FROM "{table}"'), table


@pytest.mark.committed
async def test_anything_but_a_part_of_this_city_is_refused() -> None:
    await plant(replace(TINY, listings=AT_ONCE + 1))
    for other in (
        replace(TINY, seed=8),
        replace(TINY, today=TODAY + timedelta(days=1)),
        replace(TINY, scale=0.06),
        replace(TINY, listings=AT_ONCE),
        replace(TINY, listings=AT_ONCE + 2),
    ):
        with pytest.raises(NotEmpty):
            await plant(other)
    await DB.execute("UPDATE organisation SET name = 'somebody else' WHERE id = 3")
    with pytest.raises(NotEmpty):
        await plant(replace(TINY, listings=AT_ONCE + 1))


@pytest.mark.world
async def test_the_demo_world_is_no_city() -> None:
    with pytest.raises(NotEmpty):
        await plant(TINY)


async def test_production_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(city_planting, "settings", lambda: replace(settings(), env="production"))
    with pytest.raises(OnlyDemo):
        await plant(TINY)
    assert await DB.fetch_value("SELECT count(*) FROM organisation") == 0


@pytest.mark.committed
async def test_two_plantings_do_not_meet() -> None:
    async with aclosing(plant_city(TINY)) as first:
        await anext(first)
        with pytest.raises(city_planting.Planting):
            await plant(TINY)


def test_the_whole_city_has_the_figures_of_the_contract() -> None:
    assert (WHOLE.suppliers, WHOLE.listings) == (522, 200_000)
    made = suppliers(WHOLE)
    assert {one.region for one in made} == {region.code for region in ALL}
    assert {group for one in made for group in one.groups} == {row["key"] for row in lines("groups")}
    assert len({one.name for one in made}) == len({one.short for one in made}) == 522
    fresh = [one for one in made if (TODAY - one.admitted).days < 90]
    assert 30 <= len(fresh) <= 100
    assert {one.grade for one in made} == set("ABCD")
    assert not [row["uscc"] for row in organisation_rows(WHOLE) if uscc_problem(str(row["uscc"]))]
    assert all(str(row["agreement_until"]) > TODAY.isoformat() for row in profile_rows(WHOLE))


def test_brands_are_invented_and_each_is_there_once() -> None:
    made = brands(WHOLE)
    assert len({one.name for one in made}) == len(made) > 600
    assert all(one.latin.isascii() and one.maker for one in made)
    told = {row["place"]: row["signs"].split() for row in lines("city-signs")}
    assert not {one.name for one in made} & set(told["not"])


@pytest.fixture(scope="module")
def rows() -> Portion:
    """Two portions of the whole city in one."""
    first, second = portion(WHOLE, 0), portion(WHOLE, 17)
    return {table: first[table] + second[table] for table in COLUMNS}


def cells(rows: Portion, table: str) -> list[dict[str, Any]]:
    """Rows of a table by the names of its columns."""
    return [dict(zip(COLUMNS[table].split(), row, strict=True)) for row in rows[table]]


def test_products_are_half_as_many_as_listings_and_some_have_a_dozen_sellers(rows: Portion) -> None:
    sellers = Counter(row["product"] for row in cells(rows, "listing"))
    assert len(rows["listing"]) == 2 * AT_ONCE
    assert 0.4 <= len(rows["product"]) / len(rows["listing"]) <= 0.7
    assert 9 <= max(sellers.values()) <= 12
    assert set(sellers) == {row["id"] for row in cells(rows, "product")}
    assert len({(row["supplier"], row["product"]) for row in cells(rows, "listing")}) == 2 * AT_ONCE


def test_specifications_are_those_of_the_category(rows: Portion) -> None:
    leaf_of = {number: leaf for leaf, number in category_ids().items()}
    drawn = {file.stem for file in (ROOT / "static" / "art").glob("*.svg")}
    for one in cells(rows, "product"):
        leaf = leaf_of[one["category"]]
        assert leaf in leaves()
        assert [name for name, _ in one["spec"]] == [name for name, *_ in attributes(leaf)]
        assert all(value for _, value in one["spec"])
        assert one["art"] in drawn
        assert "{" not in one["title"] and one["title"].split()[1] == one["model"]


def test_titles_carry_brand_and_model_in_many_orders(rows: Portion) -> None:
    goods = {row["id"]: row for row in cells(rows, "product")}
    names = {one.id: one.name for one in brands(WHOLE)}
    made = cells(rows, "listing")
    for one in made:
        good = goods[one["product"]]
        assert names[good["brand"]] in one["title"] and good["model"] in one["title"]
        assert one["title"] == one["title"].strip() and len(one["title"]) <= 160
    assert (
        sum(one["title"].startswith(names[goods[one["product"]]["brand"]]) for one in made) < len(made) * 0.9
    )


def test_prices_lie_around_the_reference_and_tiers_fall(rows: Portion) -> None:
    base = {row["id"]: row["reference_fen"] for row in cells(rows, "product")}
    compared = [
        row["price_fen"] / base[row["product"]] for row in cells(rows, "listing") if base[row["product"]]
    ]
    assert len(compared) > 1_700
    assert 0.7 < min(compared) <= max(compared) < 1.5
    assert 0.9 < sum(compared) / len(compared) < 1.1
    price = {row["id"]: row["price_fen"] for row in cells(rows, "listing")}
    tiers = cells(rows, "price_tier")
    assert tiers and all(row["price_fen"] < price[row["listing"]] for row in tiers)
    assert max(Counter(row["listing"] for row in tiers).values()) <= TIERS
    assert max(Counter(row["listing"] for row in cells(rows, "policy_tag")).values()) < TAGS


def test_tags_on_cards_are_those_in_force(rows: Portion) -> None:
    shown = {row["id"]: row["tags"] for row in cells(rows, "listing")}
    told = cells(rows, "policy_tag")
    ended = [row for row in told if row["expires_on"] and row["expires_on"] < TODAY]
    assert ended and not [row for row in ended if row["kind"] in shown[row["listing"]]]
    assert sum(map(len, shown.values())) == len(told) - len(ended)


def test_stock_sales_and_days_are_those_of_a_living_market(rows: Portion) -> None:
    made = cells(rows, "listing")
    admitted = {one.id: one.admitted for one in suppliers(WHOLE)}
    assert all(admitted[row["supplier"]] <= row["listed_at"].date() < TODAY for row in made)
    assert all(row["listed_at"] <= row["updated_at"] and row["updated_at"].date() <= TODAY for row in made)
    assert 0.02 < sum(row["stock_on_hand"] == 0 for row in made) / len(made) < 0.1
    sold = sorted((row["sales_90d"] for row in made), reverse=True)
    assert sum(sold[: len(sold) // 10]) > sum(sold) * 0.6
    assert {row["status"] for row in made} == {"live"}
    assert all(row["regions"] for row in made)
