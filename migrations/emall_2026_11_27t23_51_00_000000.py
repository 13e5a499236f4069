"""What the tables of payments cannot say alone: a sent instruction stays as it was sent, a letter is taken once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "instructions and their files stay as sent; letters of the treasury are taken once"

SQL = """
CREATE UNIQUE INDEX treasury_answer_nonce_once ON treasury_answer (nonce) WHERE nonce <> '';
CREATE INDEX treasury_answer_digest ON treasury_answer (digest);
CREATE INDEX treasury_answer_refused ON treasury_answer (id) WHERE outcome = 'refused';
CREATE INDEX payment_unanswered ON payment (channel, id) WHERE status = 'ordered';
CREATE INDEX payment_released ON payment (released_at);

CREATE FUNCTION payment_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.number, NEW.settlement, NEW.organisation, NEW.supplier, NEW.amount_fen,
                             NEW.payee_name, NEW.payee_bank, NEW.payee_account, NEW.channel, NEW.prepared_by,
                             NEW.reviewed_by, NEW.released_by, NEW.released_at)
        IS NOT DISTINCT FROM (OLD.number, OLD.settlement, OLD.organisation, OLD.supplier, OLD.amount_fen,
                              OLD.payee_name, OLD.payee_bank, OLD.payee_account, OLD.channel, OLD.prepared_by,
                              OLD.reviewed_by, OLD.released_by, OLD.released_at)
        AND (OLD.batch IS NULL OR NEW.batch = OLD.batch)
        AND (NEW.status = OLD.status OR (OLD.status, NEW.status) IN
             (('ordered', 'paid'), ('ordered', 'failed'), ('paid', 'failed'))) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'payment % stays as it was sent', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_frozen', TABLE = 'payment';
END $$;
CREATE TRIGGER payment_frozen BEFORE UPDATE OR DELETE ON payment FOR EACH ROW EXECUTE FUNCTION payment_keep();
CREATE TRIGGER treasury_batch_append_only BEFORE UPDATE OR DELETE ON treasury_batch
    FOR EACH ROW EXECUTE FUNCTION only_append();
"""


async def build() -> None:
    """Run everything above."""
    await DB.execute(SQL)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
