"""Explanations that nobody edits, indexes of what is late and of runs, and how long an explanation counts."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only explanations of delays, indexes of late things and of runs"

INDEXES = """
CREATE INDEX delay_explanation_of_thing ON delay_explanation (kind, ref, valid_until DESC);
CREATE INDEX run_record_paid ON run_record (paid_at);
CREATE INDEX purchase_order_paid ON purchase_order (paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX journal_entry_of_request ON journal_entry (request_id) WHERE request_id <> '';
CREATE TRIGGER review_append_only BEFORE UPDATE OR DELETE ON review FOR EACH ROW EXECUTE FUNCTION only_append();
CREATE TRIGGER delay_explanation_append_only BEFORE UPDATE OR DELETE ON delay_explanation
    FOR EACH ROW EXECUTE FUNCTION only_append();
"""


async def build() -> None:
    """Run everything above."""
    await DB.execute(INDEXES)
    await DB.execute(
        "INSERT INTO rule_value (key, region, organisation_kind, category, amount, unit, valid_from, valid_until, source)"
        " VALUES ('explained_days', '', '', '', 5, 'working_days', $1, NULL, $2)",
        date(2025, 1, 1),
        "样例配置：逾期事项说明后五个工作日内不计入",
    )


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
