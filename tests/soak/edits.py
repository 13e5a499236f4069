"""Random changes to a demo world, each committed, each noted when the database has acknowledged it."""

import random
import string
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from emall.catalogue.actions import change_price, change_stock, move_shelf
from emall.catalogue.words import Policy
from emall.database import DB, Busy, Row
from emall.journal import outbox
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Refused
from emall.web.actor import Actor

ACTOR = Actor(name="soak")
LIVE, OFF = "live", "off_shelf"


@dataclass(frozen=True, slots=True)
class Moment:
    """A listing's price (None: not on sale) from a commit on; the commit lies between two points of time."""

    before: float
    after: float
    price: int | None


@dataclass(slots=True)
class Log:
    """What was acknowledged: moments of listings, the last value of everything else, and counts."""

    moments: dict[int, list[Moment]] = field(default_factory=dict)
    last: dict[tuple[str, int], Any] = field(default_factory=dict)
    synonyms: dict[int, tuple[str, ...]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    watched: dict[int, tuple[int, float]] = field(default_factory=dict)

    def allowed(self, listing: int, start: float, end: float) -> set[int | None]:
        """Prices (None: not on sale) that were true at some time between two points."""
        found: set[int | None] = set()
        for moment in self.moments[listing]:
            if moment.after <= start:
                found = {moment.price}
            elif moment.before <= end:
                found.add(moment.price)
        return found


class Editor:
    """Changes things one after the other."""

    def __init__(self, log: Log, dice: random.Random) -> None:
        self.log, self.dice = log, dice
        self.deeds = {
            self.price: 50,
            self.stock: 15,
            self.shelf: 15,
            self.supplier: 4,
            self.brand: 4,
            self.category: 2,
            self.tags: 8,
            self.synonym: 2,
            self.taken_back: 5,
        }

    async def read(self) -> None:
        """Note how everything stands before the first change."""
        for row in await DB.fetch("SELECT id, status, price_fen FROM listing"):
            price = row.price_fen if row.status == LIVE else None
            self.log.moments[row.id] = [Moment(0.0, 0.0, price)]
        self.listings = sorted(
            row.id for row in await DB.fetch("SELECT id FROM listing WHERE status IN ('live', 'off_shelf')")
        )
        for kind, table in (("supplier", "supplier_profile"), ("brand", "brand"), ("category", "category")):
            key = "organisation" if kind == "supplier" else "id"
            ids = [row.id for row in await DB.fetch(f"SELECT {key} AS id FROM {table} ORDER BY 1")]
            setattr(self, f"{kind}s", ids)

    async def change(self) -> None:
        """One random change; what meets a change of somebody else is left."""
        [deed] = self.dice.choices(list(self.deeds), list(self.deeds.values()))
        try:
            await deed()
            self.log.counts[deed.__name__] += 1
        except (Conflict, Refused, Busy) as error:
            self.log.counts[f"left ({type(error).__name__})"] += 1

    async def _listing(self) -> Row:
        row = await DB.fetch_row(
            "SELECT id, supplier, version, status, price_fen, min_order, stock_held FROM listing WHERE id = $1",
            self.dice.choice(self.listings),
        )
        assert row is not None
        return row

    def _note(self, row: Row, before: float, price: int | None) -> None:
        self.log.moments[row.id].append(Moment(before, time.monotonic(), price))

    async def price(self) -> None:
        row = await self._listing()
        price = self.dice.randint(1_00, 9_999_00)
        before = time.monotonic()
        own = {"actor": ACTOR, "supplier": row.supplier, "listing": row.id, "version": row.version}
        await change_price(**own, price_fen=price, tiers=[], reason="soak")
        self._note(row, before, price if row.status == LIVE else None)
        self.log.last["price", row.id] = price
        if row.status == LIVE:
            self.log.watched[row.id] = (price, time.monotonic())

    async def stock(self) -> None:
        row = await self._listing()
        count = row.stock_held + self.dice.choice((0, row.min_order, 500))
        own = {"actor": ACTOR, "supplier": row.supplier, "listing": row.id, "version": row.version}
        await change_stock(**own, on_hand=count)
        self.log.last["stock", row.id] = count

    async def shelf(self) -> None:
        row = await self._listing()
        to = OFF if row.status == LIVE else LIVE
        before = time.monotonic()
        own = {"actor": ACTOR, "supplier": row.supplier, "listing": row.id, "version": row.version}
        await move_shelf(**own, to=to, reason="soak")
        self._note(row, before, row.price_fen if to == LIVE else None)
        self.log.last["status", row.id] = to
        self.log.watched.pop(row.id, None)

    def _token(self) -> str:
        return "".join(self.dice.choices(string.ascii_lowercase, k=10))

    async def _rename(self, kind: str, table: str, key: int) -> None:
        token = self._token()
        async with DB.transaction():
            await DB.execute(
                f"UPDATE {table} SET name = (regexp_split_to_array(name, ' '))[1] || ' ' || $2 WHERE id = $1",
                key,
                token,
            )
            await outbox.put(kind, key, reason="soak")
        self.log.last[kind, key] = token

    async def supplier(self) -> None:
        await self._rename("supplier", "organisation", self.dice.choice(self.suppliers))  # type: ignore[attr-defined]

    async def brand(self) -> None:
        await self._rename("brand", "brand", self.dice.choice(self.brands))  # type: ignore[attr-defined]

    async def category(self) -> None:
        await self._rename("category", "category", self.dice.choice(self.categorys))  # type: ignore[attr-defined]

    async def tags(self) -> None:
        row = await self._listing()
        tags = sorted(self.dice.sample([str(tag) for tag in Policy], self.dice.randint(0, 3)))
        async with DB.transaction():
            await DB.execute(
                "UPDATE listing SET tags = $2::text[], version = version + 1 WHERE id = $1", row.id, tags
            )
            await outbox.put("listing", row.id, reason="soak")
        self.log.last["tags", row.id] = tags

    async def synonym(self) -> None:
        names = (self._token(), self._token())
        number = await DB.fetch_value(
            "INSERT INTO synonym (names, note, active, version, created_at, updated_at)"
            " VALUES ($1::text[], '', true, 1, $2, $2) RETURNING id",
            list(names),
            clock.now(),
        )
        self.log.synonyms[number] = names

    async def taken_back(self) -> None:
        """A change that is undone leaves nothing, in the database or in the index."""
        row = await self._listing()
        try:
            async with DB.transaction():
                await DB.execute(
                    "UPDATE listing SET price_fen = 1, version = version + 1 WHERE id = $1", row.id
                )
                await outbox.put("listing", row.id)
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
