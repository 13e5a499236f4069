"""A bank reference is taken once by the bank that gave it: the treasury for all, each enterprise's bank for it alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-28T02:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "bank references of enterprises stand in nobody else's way"

INDEXES = """
DROP INDEX payment_bank_reference_once;
CREATE UNIQUE INDEX payment_bank_reference_once
    ON payment (bank_reference, (CASE channel WHEN 'own_bank' THEN organisation ELSE 0 END)) WHERE bank_reference <> '';
DROP INDEX treasury_answer_taken_once;
CREATE UNIQUE INDEX treasury_answer_taken_once
    ON treasury_answer (bank_reference, kind, (CASE channel WHEN 'own_bank' THEN payment_number ELSE '' END))
    WHERE outcome = 'taken';
"""


async def build() -> None:
    """Run everything above."""
    await DB.execute(INDEXES)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
