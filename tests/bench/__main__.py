"""`make bench`: CPU, queries, size and latency of the pages people open most, on the demo world; printed, never judged."""

import asyncio
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("EMALL_SECRET", "a secret for measuring and for nothing else")
os.environ["EMALL_DATA"] = tempfile.mkdtemp(prefix="emall-bench-")

from emall.app import create_app
from emall.background import catch_up, searching
from emall.database import DB, counted
from emall.settings import settings
from tests import databases, making
from tests.bench import orders
from tests.bench.asking import Asked

ROUNDS, EACH, WARM = 5, 40, 10


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and the account of the demo world that opens it (empty: nobody signed in)."""

    name: str
    path: str
    account: str = ""


PAGES = [
    Page("sign-in form", "/login"),
    Page("home", "/mall"),
    Page("home", "/mall", "buyer"),
    Page("category, 40 goods", "/mall/c/{category}?size=40"),
    Page("category, 40 goods", "/mall/c/{category}?size=40", "buyer"),
    Page("search, 24 goods", "/mall/search?q=%E5%A4%8D%E5%8D%B0%E7%BA%B8"),
    Page("product", "/mall/p/{listing}"),
    Page("product", "/mall/p/{listing}", "buyer"),
    Page("cart", "/cart", "buyer"),
    Page("orders", "/orders", "buyer"),
    Page("approvals", "/approvals", "approver"),
    Page("supplier's desk", "/supplier", "supplier"),
    Page("announcements", "/notices"),
]


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one request: CPU (median of rounds), time waited (half and 95 of 100 are quicker); queries."""

    cpu: float
    half: float
    most: float
    queries: int


async def measured(asked: Asked, path: str, cookie: str) -> Cost:
    """What one page costs, one request after the other."""
    for _ in range(WARM):
        await asked.get(path, cookie)
    with counted() as count:
        await asked.get(path, cookie)
    spent, waited = [], []
    for _ in range(ROUNDS):
        cpu = time.process_time()
        for _ in range(EACH):
            began = time.perf_counter()
            await asked.get(path, cookie)
            waited.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - cpu) * 1000 / EACH)
    slow = statistics.quantiles(waited, n=20)[-1]
    return Cost(statistics.median(spent), statistics.median(waited), slow, count.queries)


async def cookie_of(account: str) -> str:
    """A session of an account of the demo world."""
    from emall.accounts import sessions

    if not account:
        return ""
    seat = await making.seat_of(account)
    token = await sessions.begin(seat.person, seat.post, address="127.0.0.1", agent="bench")
    return f"{sessions.COOKIE}={token}"


async def places() -> dict[str, str]:
    """The fullest category and a product with several suppliers."""
    category = await DB.fetch_value(
        "SELECT c.code FROM category c JOIN product p ON p.category = c.id JOIN listing l ON l.product = p.id"
        " GROUP BY c.code ORDER BY count(*) DESC, c.code LIMIT 1"
    )
    listing = await DB.fetch_value(
        "SELECT min(l.id) FROM listing l WHERE l.status = 'live' GROUP BY l.product ORDER BY count(*) DESC, 1 LIMIT 1"
    )
    return {"category": str(category), "listing": str(listing)}


async def pages() -> None:
    """Measure every page and print the table."""
    asked = Asked(create_app(settings()))
    known = await places()
    print(
        f"{'page':<22}{'who':<10}{'CPU ms':>8}{'p50 ms':>8}{'p95 ms':>8}{'queries':>9}{'kB':>7}{'kB gz':>7}  status"
    )
    for page in PAGES:
        path = page.path.format(**known)
        cost = await measured(asked, path, await cookie_of(page.account))
        size, packed = len(asked.body) / 1024, len(gzip.compress(asked.body)) / 1024
        who = page.account or "anonymous"
        times = f"{cost.cpu:>8.2f}{cost.half:>8.2f}{cost.most:>8.2f}{cost.queries:>9}"
        print(f"{page.name:<22}{who:<10}{times}{size:>7.1f}{packed:>7.1f}  {asked.status}")


def start(address: str) -> float:
    """Seconds from starting a process to its first page, the database being up."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.first_page"],
        env={**os.environ, "DATABASE_URL": address},
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - began


async def main() -> None:
    """Everything, on a database of its own."""
    url = databases.server()
    await databases.prepare(url)
    source = await databases.template(url, seeded=True)
    async with databases.clone(url, source, f"emall_run_{os.getpid()}_1") as address:
        async with databases.opened(address), searching(settings()):
            await catch_up()
            await pages()
            await orders.placed()
        began = await asyncio.to_thread(lambda: [start(address) for _ in range(3)])
    print(f"\nstart to first page, database up: {statistics.median(began):.2f} s (median of {len(began)})")


asyncio.run(main())
