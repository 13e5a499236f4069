"""Acceptance, settlement and its review stay in different hands also under second accounts and within a panel."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-28T02:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who accepted neither settles nor reviews under another account, no buyer accepts under another"

# Functions of the triggers as before, asking for human beings instead of accounts; who signs counts as accepting.
APART = """
CREATE OR REPLACE FUNCTION settlement_reviewer_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM settlement_order s JOIN purchase_order o ON o.id = s."order"
               WHERE s.settlement = NEW.id AND (o.buyer = NEW.reviewed_by OR EXISTS (SELECT 1 FROM acceptance a
                   WHERE a."order" = o.id AND same_human(a.accepted_by, NEW.reviewed_by)))) THEN
        RAISE EXCEPTION 'whoever bought or accepted does not review settlement %', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_hands_apart', TABLE = 'settlement';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION settlement_maker_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    maker bigint := (SELECT made_by FROM settlement WHERE id = NEW.settlement);
BEGIN
    IF EXISTS (SELECT 1 FROM acceptance a WHERE a."order" = NEW."order" AND (same_human(a.accepted_by, maker)
               OR a.status = 'signed' AND EXISTS (SELECT 1 FROM acceptance_member m
                   WHERE m.acceptance = a.id AND same_human(m.person, maker)))) THEN
        RAISE EXCEPTION 'whoever accepted an order does not settle it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_hands_apart', TABLE = 'settlement_order';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER acceptance_member_two_people AFTER INSERT OR UPDATE ON acceptance_member
    FOR EACH ROW EXECUTE FUNCTION duties_apart('acceptance_member_two_people', 'person', 'buyer');
"""


async def build() -> None:
    """Run everything above."""
    await DB.execute(APART)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
