"""Which invoice a file came with is found quickly."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-28T02:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of invoice files"

INDEX = "CREATE INDEX invoice_of_file ON invoice (file_digest) WHERE file_digest <> '';"


async def build() -> None:
    """Run everything above."""
    await DB.execute(INDEX)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
