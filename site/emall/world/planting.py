"""Plants the demo world in an empty database, all of it in one transaction, and keeps the list of its accounts."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from emall.accounts.passwords import fits, hash_password
from emall.database import DB
from emall.kernel import clock
from emall.settings import Misconfigured, settings
from emall.world.agreements import agree
from emall.world.memory import remember
from emall.world.people import demo_logins
from emall.world.reading import Row
from emall.world.sowing import everything
from emall.world.story import Story, tell
from emall.world.wishes import ask_around

PASSWORD = "demo-Lishui-2026"  # of every demo account; production refuses to open where it fits one
ACCOUNTS = "accounts.json"
AT_ONCE = 1_000
# Sequences of document numbers and the table whose last number they go on from.
NUMBERED = {
    "purchase_number": "purchase",
    "order_number": "purchase_order",
    "shipment_number": "shipment",
    "acceptance_number": "acceptance",
    "budget_voucher_number": "budget_voucher",
    "settlement_number": "settlement",
    "payment_number": "payment",
    "treasury_batch_number": "treasury_batch",
    "filing_number": "plan",
    "plan_number": "plan",
}


class NotEmpty(Exception):
    """There is something in the database already; the demo world is planted in an empty one only."""


class OnlyDemo(Exception):
    """The demo world has known passwords and belongs into the demo environment only."""


@dataclass(frozen=True, slots=True)
class Account:
    """A demo account as `accounts.json` lists it; `totp_secret` is None as nobody here uses one."""

    user_name: str
    password: str
    totp_secret: str | None
    role: str
    name: str
    organisation: str
    region: str


async def seed_demo(today: date | None = None) -> dict[str, int]:
    """Plant the world as of that day (Beijing's today): rows by table. Raises NotEmpty and OnlyDemo."""
    if not settings().demo:
        raise OnlyDemo
    told = tell(today or clock.today(), await _clocks())
    rows = everything(told)
    await _give_passwords(rows["person"])
    async with DB.transaction():
        await _stay_alone()
        for table, kept in rows.items():
            await insert(table, kept)
        await _go_on_counting(rows)
        others = [*await agree(told), *await ask_around(told)]
        written = await remember(told.stage.books.deeds, others=others)
        await _ask_for_index(told)
    await write_accounts()
    return {table: len(kept) for table, kept in rows.items()} | {"journal_entry": written}


async def _clocks() -> dict[str, int]:
    found = await DB.fetch(
        "SELECT key, amount FROM rule_value WHERE unit = 'working_days' AND region = '' AND organisation_kind = ''"
    )
    return {row.key: int(row.amount) for row in found}


async def _stay_alone() -> None:
    """One planting at a time, and none where anybody is at home."""
    await DB.execute("LOCK TABLE organisation IN SHARE ROW EXCLUSIVE MODE")
    if await DB.fetch_value("SELECT EXISTS (SELECT FROM organisation) OR EXISTS (SELECT FROM category)"):
        raise NotEmpty


async def _give_passwords(people: Sequence[Row]) -> None:
    """Each demo account its own hash; nobody else can sign in before being invited."""
    mine = [person for person in people if person["login"] in set(demo_logins())]
    hashes = await asyncio.gather(*(hash_password(PASSWORD) for _ in mine))
    set_at = clock.now().isoformat()
    for person in people:
        person["password_set_at"] = None
    for person, stored in zip(mine, hashes, strict=True):
        person["password"], person["password_set_at"] = stored, set_at


async def insert(table: str, rows: Sequence[Row]) -> None:
    """Rows of one table, with their ids, in few statements; PostgreSQL reads each column by its own type."""
    if not rows:
        return
    columns = ", ".join(f'"{column}"' for column in rows[0])
    for start in range(0, len(rows), AT_ONCE):
        await DB.execute(
            f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::"{table}", $1)',
            list(rows[start : start + AT_ONCE]),
        )


async def _go_on_counting(rows: dict[str, list[Row]]) -> None:
    """Let ids and document numbers go on behind those planted."""
    for table, kept in rows.items():
        if kept:
            await DB.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), $1)",
                len(kept) + _gap(kept),
            )
    for sequence, table in NUMBERED.items():
        if await DB.fetch_value("SELECT to_regclass($1::text) IS NOT NULL", sequence):
            await DB.execute("SELECT setval($1::text::regclass, $2)", sequence, len(rows[table]) + 1)


def _gap(rows: Sequence[Row]) -> int:
    return max(int(str(row["id"])) for row in rows) - len(rows)


async def _ask_for_index(told: Story) -> None:
    """Have every listing indexed, as if each had just been put on sale."""
    await DB.execute(
        "INSERT INTO outbox (topic, key, reason, created_at, attempts, due_at, error)"
        " SELECT 'listing', id::text, 'planted', $1, 0, $1, '' FROM listing",
        clock.now(),
    )


async def refuse_demo_data() -> None:
    """Production never opens on accounts whose password everybody knows. Raises Misconfigured."""
    if not await DB.fetch_value("SELECT to_regclass('person') IS NOT NULL"):
        return
    kept = await DB.fetch(
        "SELECT password FROM person WHERE login = ANY($1::text[]) AND password <> ''", list(demo_logins())
    )
    for row in kept:
        if await fits(row.password, PASSWORD):
            raise Misconfigured("EMALL_ENV is 'production', but the database holds the demo world.")


async def accounts() -> list[Account]:
    """The demo accounts in the order they are introduced; empty where no demo world is planted."""
    rows: list[Any] = await DB.fetch(
        """SELECT p.login, p.name, o.name AS organisation, o.region, (array_agg(s.duty ORDER BY s.id))[1] AS role
        FROM person p JOIN post s ON s.person = p.id AND s.active JOIN organisation o ON o.id = s.organisation
        WHERE p.login = ANY($1::text[]) AND p.password <> ''
        GROUP BY p.login, p.name, o.name, o.region ORDER BY array_position($1::text[], p.login::text)""",
        list(demo_logins()),
    )
    return [
        Account(
            row.login,
            PASSWORD,
            None,
            row.role,
            row.name,
            row.organisation,
            row.region,
        )
        for row in rows
    ]


async def write_accounts() -> None:
    """Keep the list of accounts in the data directory, for people and scripts."""
    file = settings().data / ACCOUNTS
    file.parent.mkdir(parents=True, exist_ok=True)
    found = [asdict(account) for account in await accounts()]
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
