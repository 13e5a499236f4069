"""Bringing a database to the present shape: all pending migrations in one transaction, one process at a time."""

import io
import os
from contextlib import redirect_stdout

from emall.database import DB

OLDEST = 150000
LOCK = 0x6D6967  # advisory lock: two processes starting together must not migrate together


class TooOld(Exception):
    """The PostgreSQL server lacks what the tables need."""


async def migrate() -> list[str]:
    """Run what has not run yet, all or nothing; the ids of the migrations that ran. Raises TooOld."""
    os.environ.setdefault("PICCOLO_CONF", "emall.piccolo_conf")
    from piccolo.apps.migrations.commands.forwards import run_forwards
    from piccolo.apps.migrations.tables import Migration

    version = int(await DB.fetch_value("SHOW server_version_num"))
    if version < OLDEST:
        raise TooOld(f"PostgreSQL {OLDEST // 10000} or newer is needed; this server says {version // 10000}.")
    async with DB.transaction():
        await DB.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        before = await _ran(Migration)
        with redirect_stdout(io.StringIO()):
            await run_forwards("emall")
        return [name for name in await _ran(Migration) if name not in before]


async def _ran(table: type) -> list[str]:
    if not await DB.fetch_value("SELECT to_regclass('migration') IS NOT NULL"):
        return []
    return list(await table.get_migrations_which_ran("emall"))  # type: ignore[attr-defined]


async def drift() -> list[str]:
    """The statements a new automatic migration would hold; none when tables and migrations agree."""
    os.environ.setdefault("PICCOLO_CONF", "emall.piccolo_conf")
    from piccolo.apps.migrations.commands.new import AutoMigrationManager

    from emall.piccolo_app import APP_CONFIG

    with redirect_stdout(io.StringIO()):
        found = await AutoMigrationManager(auto_input="y").get_alter_statements(APP_CONFIG)
    return [statement for group in found for statement in group.statements]
