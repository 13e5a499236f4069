"""`make soak`: goods change at random while the worker is killed and indexes are rebuilt; nothing may be lost.

Prints counts and the seed; exit code 1 when a page showed what was not so, when index and database differ in the end,
or when a change that was acknowledged is missing.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from emall.database import DB
from emall.journal import outbox
from search import SearchQuery, SearchUnavailable, TantivyEngine
from tests import databases
from tests.soak.edits import LIVE, Editor, Log
from tests.soak.processes import Processes, environment_of

WORDS = [
    "复印纸",
    "打印机",
    "笔",
    "茶",
    "dyj",
    "fuyinzhi",
    "得力",
    "硒鼓",
    "办公椅",
    "电脑",
    "a4",
    "",
    "mingqian",
]
CARD = re.compile(r'<article class="card[^"]*" data-id="(\d+)".*?data-fen="(\d+)"', re.DOTALL)
EDITS_A_SECOND = 10
PORT = 7790


class Soak:
    """One run."""

    def __init__(self, processes: Processes, folder: Path, seed: int) -> None:
        self.processes, self.folder = processes, folder
        self.log, self.dice = Log(), random.Random(seed)
        self.editor = Editor(self.log, random.Random(seed + 1))
        self.searches: Counter[str] = Counter()
        self.lags: dict[str, list[float]] = {"calm": [], "killed": []}
        self.phase = "calm"
        self.violations: list[str] = []

    async def run(self, minutes: float) -> None:
        """A calm part to measure the lag in, then the storm, then the verdict."""
        await self.editor.read()
        await self.processes.work()
        await self.processes.serve()
        await self.settled()
        whole = minutes * 60
        calm = max(15.0, whole * 0.15)
        over, quiet = asyncio.Event(), asyncio.Event()
        beside = [asyncio.create_task(self.editing(over)), asyncio.create_task(self.watching(quiet))]
        beside += [asyncio.create_task(self.searching(over, number)) for number in range(2)]
        await self.wait(calm, beside)
        self.phase = "killed"
        beside.append(asyncio.create_task(self.processes.killing(over)))
        beside.append(asyncio.create_task(self.processes.rebuilding(over)))
        await self.wait(whole - calm, beside)
        over.set()
        await asyncio.gather(*beside[:1], *beside[2:])
        await self.settled()
        quiet.set()
        await beside[1]
        await self.verdict()

    async def wait(self, seconds: float, beside: Sequence["asyncio.Task[None]"]) -> None:
        """Let time pass; what goes on beside must not end by an error."""
        done, _ = await asyncio.wait(beside, timeout=max(0.0, seconds), return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    async def settled(self) -> None:
        """Wait until the outbox is drained and an index is there, which the worker sees to by itself."""
        deadline = time.monotonic() + 180
        while (await outbox.state()).waiting or not self.documents():
            if time.monotonic() > deadline:
                self.violations.append(f"the outbox is not drained: {dict(await outbox.state())}")
                return
            await asyncio.sleep(0.2)

    def documents(self) -> int:
        """How many documents readers see."""
        if not (self.folder / "search" / "CURRENT").exists():
            return 0
        return self.reader().health().documents

    def reader(self) -> TantivyEngine:
        """An engine of this process, which only reads."""
        if not hasattr(self, "_reader"):
            self._reader = TantivyEngine(self.folder / "search")
        return self._reader

    async def editing(self, over: asyncio.Event) -> None:
        """So many changes a second, however long each takes."""
        due = time.monotonic()
        while not over.is_set():
            await self.editor.change()
            due += 1 / EDITS_A_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def watching(self, quiet: asyncio.Event) -> None:
        """How long prices take from their commit until the index finds them."""
        while not quiet.is_set():
            for listing, (price, since) in list(self.log.watched.items()):
                only = SearchQuery(price_min_fen=price, price_max_fen=price, size=60)
                try:
                    found = listing in (await asyncio.to_thread(self.reader().search, only)).ids
                except SearchUnavailable:
                    continue
                if found and self.log.watched.get(listing) == (price, since):
                    self.lags[self.phase].append(time.monotonic() - since)
                    del self.log.watched[listing]
            await asyncio.sleep(0.02)

    async def searching(self, over: asyncio.Event, number: int) -> None:
        """Ask pages and the list for programs, and compare what they show with what was so meanwhile."""
        address = {"X-Forwarded-For": ""}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", timeout=20) as client:
            while not over.is_set():
                address["X-Forwarded-For"] = f"10.{number}.{self.dice.randrange(250)}.1"
                query = {"q": self.dice.choice(WORDS), "size": "48"}
                query["sort"] = self.dice.choice(["best", "price_asc", "newest"])
                start = time.monotonic()
                try:
                    shown = await self._shown(client, query, address)
                except httpx.TransportError:
                    self.searches["no answer"] += 1
                    await asyncio.sleep(0.3)
                    continue
                self._judge(shown, start, time.monotonic(), query)
                await asyncio.sleep(0.05)

    async def _shown(
        self, client: httpx.AsyncClient, query: dict[str, str], headers: dict[str, str]
    ) -> list[tuple[int, int]]:
        if self.dice.random() < 0.4:
            answer = await client.get("/api/v1/products", params=query, headers=headers)
            if answer.status_code == 200:
                page = answer.json()
                self.searches[f"api by {page['engine']}"] += 1
                return [(item["id"], item["price_fen"]) for item in page["items"]]
        else:
            answer = await client.get("/mall/search", params=query, headers=headers)
            if answer.status_code == 200:
                self.searches["pages"] += 1
                return [(int(key), int(fen)) for key, fen in CARD.findall(answer.text)]
        self.searches[f"status {answer.status_code}"] += 1
        if answer.status_code not in (429, 503):
            self.violations.append(f"{answer.status_code} for {query}")
        return []

    def _judge(self, shown: list[tuple[int, int]], start: float, end: float, query: dict[str, str]) -> None:
        self.searches["hits"] += len(shown)
        for listing, fen in shown:
            allowed = self.log.allowed(listing, start, end)
            if fen not in allowed:
                self.violations.append(f"listing {listing} shown at {fen}, true was {allowed} ({query})")

    async def verdict(self) -> None:
        """Compare index and database, and both with what was acknowledged."""
        code, said = await self.processes.run("search", "diff", "--only-look", "--json")
        found = json.loads(said)
        wrong = {name: found[name] for name in ("missing", "extra", "stale") if found[name]}
        if code or wrong:
            self.violations.append(f"index and database differ: {wrong}")
        parked = (await outbox.state()).parked
        if parked:
            self.violations.append(f"{parked} rows are parked")
        if self.processes.counts["died"]:
            self.violations.append("the worker ended by itself")
        await self._listings_as_acknowledged()
        await self._names_as_acknowledged()
        kept = {row.id: tuple(row.names) for row in await DB.fetch("SELECT id, names FROM synonym")}
        if any(kept.get(number) != names for number, names in self.log.synonyms.items()):
            self.violations.append("a synonym is lost")

    async def _listings_as_acknowledged(self) -> None:
        rows = await DB.fetch(
            "SELECT id, supplier, price_fen AS price, stock_on_hand AS stock, status, tags FROM listing"
        )
        by_id = {row.id: row for row in rows}
        for (what, key), value in self.log.last.items():
            if what not in ("supplier", "brand", "category") and by_id[key][what] != value:
                self.violations.append(f"{what} of {key} is {by_id[key][what]}, acknowledged was {value}")
        for row in rows:
            exactly = SearchQuery(
                price_min_fen=row.price,
                price_max_fen=row.price,
                policy_all=tuple(row.tags),
                suppliers=(row.supplier,),
                size=60,
            )
            if (row.id in self.reader().search(exactly).ids) is not (row.status == LIVE):
                self.violations.append(f"listing {row.id} is not in the index as in the database")

    async def _names_as_acknowledged(self) -> None:
        counted = {
            "supplier": "l.supplier = $1",
            "brand": "p.brand = $1",
            "category": "p.category IN (SELECT id FROM category WHERE id = $1 OR parent = $1)",
        }
        for (what, key), token in self.log.last.items():
            if what in counted:
                expected = await DB.fetch_value(
                    "SELECT count(*) FROM listing l JOIN product p ON p.id = l.product"
                    f" WHERE l.status = 'live' AND {counted[what]}",
                    key,
                )
                page = self.reader().search(SearchQuery(text=token, allow_relaxed=False, size=1))
                if page.total != expected:
                    self.violations.append(f"{what} {key} ({token}): {page.total} found, {expected} on sale")

    def told(self) -> dict[str, Any]:
        """Counts and times."""
        return {
            "edits": sum(count for name, count in self.log.counts.items() if not name.startswith("left")),
            "kinds": dict(self.log.counts),
            "processes": dict(self.processes.counts),
            "searches": dict(self.searches),
            "complaints": self.processes.complaints(),
            **{f"lag {phase} (s)": _summary(lags) for phase, lags in self.lags.items()},
        }


def _summary(lags: list[float]) -> dict[str, float]:
    if len(lags) < 2:
        return {"count": len(lags)}
    cuts = statistics.quantiles(lags, n=100)
    named = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(lags)}
    return {"count": len(lags), **{name: round(value, 3) for name, value in named.items()}}


async def main(minutes: float, seed: int) -> int:
    """Everything, on a database of its own; the exit code."""
    url = databases.server()
    await databases.prepare(url)
    source = await databases.template(url, seeded=True)
    folder = Path(tempfile.mkdtemp(prefix="emall-soak-"))
    async with (
        databases.clone(url, source, f"emall_run_{os.getpid()}_soak") as address,
        databases.opened(address),
    ):
        processes = Processes(environment_of(address, folder, PORT), folder, random.Random(seed + 2))
        soak = Soak(processes, folder, seed)
        began = time.monotonic()
        try:
            await soak.run(minutes)
        finally:
            await processes.end()
    print(json.dumps({"seed": seed, "seconds": round(time.monotonic() - began), **soak.told()}, indent=1))
    for violation in soak.violations[:50]:
        print("VIOLATION", violation)
    print(f"{len(soak.violations)} violations, seed {seed}; logs of the processes: {folder}")
    return 1 if soak.violations else 0


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--minutes", type=float, default=10)
    given.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = given.parse_args()
    sys.exit(asyncio.run(main(chosen.minutes, chosen.seed)))
