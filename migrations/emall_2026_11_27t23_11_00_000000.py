"""What the tables of plans cannot say alone: who may never decide, what a line can bear, that parts add up."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "plans: duties apart, no line promised twice, parts that add up"

INDEXES = """
CREATE UNIQUE INDEX plan_step_one_decision_each ON plan_step (plan, decided_by) WHERE decided_by IS NOT NULL;
CREATE UNIQUE INDEX plan_step_one_present ON plan_step (plan) WHERE status = 'now';
CREATE INDEX plan_parts ON plan (split_from) WHERE split_from IS NOT NULL;
CREATE INDEX plan_by_year ON plan (year, id DESC);
CREATE UNIQUE INDEX plan_correction_one_open ON plan_correction (plan) WHERE status = 'asked';
CREATE INDEX plan_correction_of_plan ON plan_correction (plan, id);
CREATE INDEX plan_correction_waiting ON plan_correction (organisation, stage) WHERE status = 'asked';
"""

# Whoever made a plan decides nothing of it (经办与审核分离), whichever of the two rows is written last.
DUTIES = """
CREATE FUNCTION plan_step_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decided_by IS NOT NULL
       AND EXISTS (SELECT FROM plan p WHERE p.id = NEW.plan AND p.made_by = NEW.decided_by) THEN
        RAISE EXCEPTION 'person % would decide a plan of their own', NEW.decided_by
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_step_not_by_its_maker', TABLE = 'plan_step';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plan_step_apart BEFORE INSERT OR UPDATE OF decided_by, plan ON plan_step
    FOR EACH ROW EXECUTE FUNCTION plan_step_apart();
CREATE FUNCTION plan_maker_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.made_by IS NOT NULL AND NEW.made_by IS DISTINCT FROM OLD.made_by
       OR EXISTS (SELECT FROM plan_step s WHERE s.plan = NEW.id AND s.decided_by = NEW.made_by) THEN
        RAISE EXCEPTION 'plan % would get another maker', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_maker_stays', TABLE = 'plan';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plan_maker_stays BEFORE UPDATE OF made_by ON plan
    FOR EACH ROW WHEN (NEW.made_by IS DISTINCT FROM OLD.made_by) EXECUTE FUNCTION plan_maker_stays();
"""

# The last wall behind `actions.filing`: plans filed or raised on a line never ask for more than it was granted.
LINES = """
CREATE FUNCTION plan_within_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    granted bigint;
    planned bigint;
BEGIN
    SELECT appropriated_fen INTO granted FROM budget_line WHERE id = NEW.budget_line FOR NO KEY UPDATE;
    SELECT coalesce(sum(amount_fen), 0) INTO planned FROM plan
        WHERE budget_line = NEW.budget_line AND status IN ('filed', 'assigned', 'in_use', 'used_up');
    IF planned > granted THEN
        RAISE EXCEPTION 'plans would ask for % of % on line %', planned, granted, NEW.budget_line
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plans_within_their_line', TABLE = 'plan';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER plans_within_their_line AFTER UPDATE OF status, amount_fen, budget_line ON plan FOR EACH ROW
    WHEN (NEW.status IN ('filed', 'assigned', 'in_use', 'used_up')
          AND (OLD.status NOT IN ('filed', 'assigned', 'in_use', 'used_up')
               OR NEW.amount_fen > OLD.amount_fen OR NEW.budget_line <> OLD.budget_line))
    EXECUTE FUNCTION plan_within_line();
"""

# Looked at when the transaction ends: only then have both the whole and its parts been written.
PARTS = """
CREATE FUNCTION plan_parts_add_up() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole bigint := coalesce(NEW.split_from, NEW.id);
BEGIN
    IF EXISTS (SELECT FROM plan w WHERE w.id = whole AND w.split_fen <>
               (SELECT coalesce(sum(c.filed_fen), 0) FROM plan c WHERE c.split_from = w.id)) THEN
        RAISE EXCEPTION 'the parts of plan % do not add up', whole
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_splits_add_up', TABLE = 'plan';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER plan_split_adds_up AFTER UPDATE OF split_fen, filed_fen ON plan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.split_fen <> OLD.split_fen OR NEW.filed_fen IS DISTINCT FROM OLD.filed_fen)
    EXECUTE FUNCTION plan_parts_add_up();
CREATE CONSTRAINT TRIGGER plan_part_adds_up AFTER INSERT ON plan
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.split_from IS NOT NULL)
    EXECUTE FUNCTION plan_parts_add_up();
CREATE FUNCTION plan_filing_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was filed as plan % stays as it was filed', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_filing_stays', TABLE = 'plan';
END $$;
CREATE TRIGGER plan_filing_stays BEFORE UPDATE OF filing_number, filed_fen, split_from ON plan FOR EACH ROW
    WHEN (OLD.filing_number IS NOT NULL AND NEW.filing_number IS DISTINCT FROM OLD.filing_number
          OR OLD.filed_fen IS NOT NULL AND NEW.filed_fen IS DISTINCT FROM OLD.filed_fen
          OR NEW.split_from IS DISTINCT FROM OLD.split_from)
    EXECUTE FUNCTION plan_filing_stays();
"""


async def build() -> None:
    """Run everything above."""
    await DB.execute(INDEXES + DUTIES + LINES + PARTS)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
