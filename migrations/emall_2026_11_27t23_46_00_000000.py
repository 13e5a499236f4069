"""Issued invoices and submitted settlements stay as they are, and nobody reviews what they bought or accepted."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "frozen invoices and settlements, hands kept apart, what waits is found quickly"

FROZEN = """
CREATE FUNCTION invoice_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.number, NEW.kind, NEW.supplier, NEW.organisation, NEW.issued_on, NEW.buyer_name,
                             NEW.buyer_uscc, NEW.amount_fen, NEW.tax_fen, NEW.file_digest, NEW.file_kind, NEW.made_by)
        IS NOT DISTINCT FROM (OLD.number, OLD.kind, OLD.supplier, OLD.organisation, OLD.issued_on, OLD.buyer_name,
                              OLD.buyer_uscc, OLD.amount_fen, OLD.tax_fen, OLD.file_digest, OLD.file_kind,
                              OLD.made_by) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'invoice % is frozen', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_frozen', TABLE = 'invoice';
END $$;
CREATE TRIGGER invoice_frozen BEFORE UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION invoice_keep();
CREATE TRIGGER invoice_line_append_only BEFORE UPDATE OR DELETE ON invoice_line
    FOR EACH ROW EXECUTE FUNCTION only_append();

CREATE FUNCTION settlement_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.number, NEW.organisation, NEW.supplier, NEW.amount_fen, NEW.made_by)
        IS NOT DISTINCT FROM (OLD.number, OLD.organisation, OLD.supplier, OLD.amount_fen, OLD.made_by) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'settlement % is frozen', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_frozen', TABLE = 'settlement';
END $$;
CREATE TRIGGER settlement_frozen BEFORE UPDATE OR DELETE ON settlement
    FOR EACH ROW EXECUTE FUNCTION settlement_keep();
"""

APART = """
CREATE FUNCTION settlement_reviewer_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM settlement_order s JOIN purchase_order o ON o.id = s."order"
               WHERE s.settlement = NEW.id AND (o.buyer = NEW.reviewed_by OR EXISTS (SELECT 1 FROM acceptance a
                   WHERE a."order" = o.id AND a.accepted_by = NEW.reviewed_by))) THEN
        RAISE EXCEPTION 'whoever bought or accepted does not review settlement %', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_hands_apart', TABLE = 'settlement';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_reviewer_apart BEFORE UPDATE OF reviewed_by ON settlement
    FOR EACH ROW WHEN (NEW.reviewed_by IS NOT NULL) EXECUTE FUNCTION settlement_reviewer_apart();

CREATE FUNCTION settlement_maker_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM settlement s JOIN acceptance a ON a.accepted_by = s.made_by
               WHERE s.id = NEW.settlement AND a."order" = NEW."order") THEN
        RAISE EXCEPTION 'whoever accepted an order does not settle it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_hands_apart', TABLE = 'settlement_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_maker_apart BEFORE INSERT ON settlement_order
    FOR EACH ROW EXECUTE FUNCTION settlement_maker_apart();
"""

INDEXES = """
CREATE INDEX settlement_waiting ON settlement (status, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX settlement_order_of_settlement ON settlement_order (settlement, id);
CREATE INDEX invoice_order_of_invoice ON invoice_order (invoice, id);
"""


async def build() -> None:
    """Run everything above."""
    await DB.execute(FROZEN + APART + INDEXES)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
