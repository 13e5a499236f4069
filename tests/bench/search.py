"""`python -W ignore -m tests.bench.search`: how quick searching is on a generated city; printed, never judged.

Wall time beside CPU time of this process, because other work on the machine lengthens only the first.
"""

import asyncio
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from urllib.parse import quote

import click

os.environ.setdefault("EMALL_SECRET", "a secret for measuring and for nothing else")
os.environ["EMALL_DATA"] = tempfile.mkdtemp(prefix="emall-bench-")

from emall.app import create_app
from emall.catalogue.actions import rebuild_index
from emall.catalogue.queries import use_engine
from emall.settings import settings
from emall.world.city import city_of
from emall.world.city_planting import plant_city
from search import AsyncSearch, SearchEngine, SearchQuery, TantivyEngine, open_engine
from tests import databases
from tests.bench.asking import Asked
from tests.bench.lag import lags
from tests.bench.questions import SEED, Question, Told, browsing, filtered, questions, told, typed
from tests.bench.timing import HEADER, Times, line, part, size_mb

PARTS = ("memory", "engine", "suggest", "page", "lag")
WANTED = ("brand", "category", "policy", "home")
MEMORY_QUESTIONS, LAG_SECONDS, WARM = 2_000, 60, 20


def opened(engine: str) -> SearchEngine:
    """The engine to measure, which remembers no answers where it is embedded."""
    if engine == "meili":
        config = settings()
        return open_engine(config.data / "search", url=config.meili_url, key=config.meili_key)
    return TantivyEngine(settings().data / "search", remembered=0)


async def planted(listings: int) -> None:
    """The goods of the city; its day stands still, so that every run asks the same questions."""
    began, worked = time.perf_counter(), time.process_time()
    scale = max(0.05, min(1.0, listings / 200_000))
    city = city_of(scale=scale, seed=7, today=date(2026, 11, 23), listings=listings)
    async for _ in plant_city(city):
        pass
    spent, cpu = time.perf_counter() - began, time.process_time() - worked
    print(f"planted {listings:,} listings in {spent:.0f} s ({cpu:.0f} s CPU of this process)")


async def rebuilt(engine: SearchEngine) -> None:
    """Fill the index anew; seconds, speed and size."""
    began, worked = time.perf_counter(), time.process_time()
    count = await rebuild_index()
    spent, cpu = time.perf_counter() - began, time.process_time() - worked
    print(
        f"rebuilt {count:,} in {spent:.1f} s ({cpu:.1f} s CPU), {count / spent:,.0f} a second   target 90 s"
    )
    if engine.name == "tantivy":
        print(f"index {size_mb(settings().data / 'search'):.1f} MB   target 100 MB")


def facets_of(engine: SearchEngine) -> tuple[str, ...]:
    """The four facets to count; an engine that does not know the supplier's home yet counts attributes instead."""
    if engine.search(SearchQuery(facets=WANTED, size=1)).facets.get("home"):
        return WANTED
    print("(the engine does not count `home` yet: `attrs`, which is more work, is counted in its place)")
    return (*WANTED[:3], "attrs")


def remembered(goods: list[Told], facets: tuple[str, ...], address: str) -> None:
    """What a worker of the site needs in memory: a process of its own, before, after opening, after many questions."""
    asked = [{"suggest": False, "text": one.text, "facets": facets} for one in questions(goods, 1_400)]
    asked += [{"suggest": True, "text": text} for text in typed(goods, 200)]
    asked = random.Random(SEED).choices(asked, k=MEMORY_QUESTIONS)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.bench.searching_worker"],
        input="\n".join(json.dumps(one) for one in asked),
        env={**os.environ, "DATABASE_URL": address},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    (before, own), (after, own_after), (end, own_end) = map(json.loads, done.stdout.splitlines())
    print(
        f"worker memory MB (without mapped files): {before:.0f} ({own:.0f}), engine open {after:.0f} ({own_after:.0f}),"
        f" after {MEMORY_QUESTIONS:,} questions {end:.0f} ({own_end:.0f}): grew {end - before:.0f}"
        f" ({own_end - own:.0f})   target 150 MB"
    )


def engine_times(
    engine: SearchEngine, asked: list[Question], goods: list[Told], facets: tuple[str, ...]
) -> None:
    """Questions with facets, the same narrowed, and lists without words."""
    chance = random.Random(SEED)
    plain: dict[str, Times] = {}
    narrow: dict[str, Times] = {}
    for one in random.Random(SEED).sample(asked, min(WARM, len(asked))):
        engine.search(SearchQuery(text=one.text, facets=facets))
    for one in asked:
        query = SearchQuery(text=one.text, facets=facets, size=24)
        with plain.setdefault(one.kind, Times()).one():
            engine.search(query)
        with narrow.setdefault(one.kind, Times()).one():
            engine.search(filtered(query, chance.choice(goods), chance))
    for name, kinds in (("text", plain), ("filtered", narrow)):
        for kind, times in kinds.items():
            print(line(f"{name}: {kind}", times))
        print(line(f"{name}: all kinds", sum(kinds.values(), Times()), "p95 25 ms"))
    lists = Times()
    for query in browsing(goods, max(30, len(asked) // 8), facets):
        with lists.one():
            engine.search(query)
    print(line("no words, facets and prices", lists))


def suggest_times(engine: SearchEngine, goods: list[Told], count: int) -> None:
    """Every beginning of many words, as somebody types them."""
    times = Times()
    for text in typed(goods, count):
        with times.one():
            engine.suggest(text, 8)
    print(line("suggestions, each prefix", times, "p95 15 ms"))


async def page_times(asked: list[Question]) -> None:
    """Whole pages of results as the application answers them, each asked once."""
    app, kinds = Asked(create_app(settings())), {}
    statuses: dict[int, int] = {}
    for warm in ("纸", "笔", "打印机"):
        await app.get(f"/mall/search?q={quote(warm)}", "")
    for one in asked:
        with kinds.setdefault(one.kind, Times()).one():
            await app.get(f"/mall/search?q={quote(one.text)}", "")
        statuses[app.status] = statuses.get(app.status, 0) + 1
    for kind, times in kinds.items():
        print(line(f"page: {kind}", times))
    print(
        line("page: all kinds", sum(kinds.values(), Times()), "p95 45 ms"), f"(answers by status: {statuses})"
    )


async def lag_times(engine: SearchEngine, address: str) -> None:
    """Changes at ten a second, and when each is found."""
    found = sorted(await lags(engine, address, LAG_SECONDS))
    lost = sum(one == float("inf") for one in found)
    print(
        f"index lag of {len(found)} edits at 10 a second: p50 {part(found, 500):.0f} ms, p99 {part(found, 990):.0f} ms,"
        f" max {found[-1]:.0f} ms, never found {lost}   target p99 1,000 ms"
    )


@asynccontextmanager
async def market(listings: int) -> AsyncIterator[str]:
    """A database of its own with the city's goods; its address."""
    url = databases.server()
    await databases.prepare(url)
    source = await databases.template(url, seeded=False)
    async with (
        databases.clone(url, source, f"emall_run_{os.getpid()}_1") as address,
        databases.opened(address),
    ):
        await planted(listings)
        yield address


async def measured(listings: int, name: str, count: int, parts: tuple[str, ...]) -> None:
    """Everything asked for, in one go."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start")
    async with market(listings) as address:
        engine = opened(name)
        search = AsyncSearch(engine, timeout=30.0)
        use_engine(search)
        try:
            await rebuilt(engine)
            facets, goods = facets_of(engine), await told()
            asked = questions(goods, count)
            if "memory" in parts:
                remembered(goods, facets, address)
            print(f"\nmilliseconds, {name}, {len(asked)} questions, facets {', '.join(facets)}\n{HEADER}")
            if "engine" in parts:
                engine_times(engine, asked, goods, facets)
            if "suggest" in parts:
                suggest_times(engine, goods, max(20, count // 4))
            if "page" in parts:
                await page_times(asked)
            if "lag" in parts:
                engine.close()  # the other process writes
                await lag_times(opened(name), address)
        finally:
            use_engine(None)
            search.close()
    print(f"load {os.getloadavg()[0]:.1f} at the end; a million listings may take 1.5 times the targets")


@click.command()
@click.option("--listings", default=200_000, show_default=True)
@click.option("--engine", type=click.Choice(["tantivy", "meili"]), default="tantivy", show_default=True)
@click.option("--queries", default=400, show_default=True)
@click.option(
    "--only", multiple=True, type=click.Choice(PARTS), help="Leave out the other parts; may be repeated."
)
def main(listings: int, engine: str, queries: int, only: tuple[str, ...]) -> None:
    """Plant the goods of a city in a database of its own and measure searching them."""
    asyncio.run(measured(listings, engine, queries, only or PARTS))


if __name__ == "__main__":
    main()
