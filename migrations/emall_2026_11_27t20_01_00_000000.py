"""Numbers of budget vouchers, one voucher for each file, and what a voucher and the next year's lines are found by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T20:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbers and indexes of budget vouchers"

STATEMENTS = """
ALTER TABLE budget_line DROP CONSTRAINT budget_line_one_each;
ALTER TABLE budget_line ADD CONSTRAINT budget_line_one_each
    UNIQUE (organisation, year, kind, code, functional, fund, project);
CREATE SEQUENCE budget_voucher_number;
CREATE UNIQUE INDEX budget_voucher_of_file ON budget_voucher (source) WHERE source <> '';
CREATE INDEX budget_voucher_by_person ON budget_voucher (made_by);
CREATE INDEX ledger_entry_of_voucher ON ledger_entry (voucher) WHERE voucher IS NOT NULL;
CREATE INDEX budget_line_of_year ON budget_line (year, organisation);
"""


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(_statements)
    return manager


async def _statements() -> None:
    await DB.execute(STATEMENTS)
