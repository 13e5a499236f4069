"""What the tables of contracts cannot say alone: a number of filing, a clock, and records nobody changes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "contracts: filing numbers, what the clock looks for, public keys that stay"

CHANGES = """
CREATE SEQUENCE contract_filing_number;
CREATE UNIQUE INDEX contract_filing_once ON contract (filing) WHERE filing <> '';
CREATE INDEX contract_announcing ON contract (announce_from)
    WHERE announced_at IS NULL AND announce_from IS NOT NULL AND secret_reason = '';
CREATE INDEX contract_announced ON contract (announced_at DESC, id DESC) WHERE announced_at IS NOT NULL;
CREATE TRIGGER signing_key_append_only BEFORE UPDATE OR DELETE ON signing_key
    FOR EACH ROW EXECUTE FUNCTION only_append();
"""


async def build() -> None:
    """Run everything above."""
    await DB.execute(CHANGES)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
