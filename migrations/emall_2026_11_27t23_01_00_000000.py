"""Rows of the rulebook never overlap, evidence of a comparison stays as it was, and sample limits by kind and goods."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "walls around rules and comparisons, and the limits of state enterprises"

# Two decisions at once wait for each other here, so neither misses the other's row.
NO_OVERLAP = """
CREATE FUNCTION rule_value_keep_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('rule_value', 0));
    IF EXISTS (SELECT FROM rule_value v WHERE v.id <> NEW.id
               AND (v.key, v.region, v.organisation_kind, v.category)
                 = (NEW.key, NEW.region, NEW.organisation_kind, NEW.category)
               AND daterange(v.valid_from, v.valid_until, '[]') && daterange(NEW.valid_from, NEW.valid_until, '[]')) THEN
        RAISE EXCEPTION 'rows of % overlap', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_value_apart', TABLE = 'rule_value';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rule_value_apart BEFORE INSERT OR UPDATE OF key, region, organisation_kind, category, valid_from, valid_until
    ON rule_value FOR EACH ROW EXECUTE FUNCTION rule_value_keep_apart();
ALTER TABLE rule_value ADD CONSTRAINT rule_value_ends_after_it_begins
    CHECK (valid_until IS NULL OR valid_until >= valid_from);
CREATE INDEX rule_change_open ON rule_change (id) WHERE status = 'proposed';
CREATE UNIQUE INDEX rule_change_made_once ON rule_change (made) WHERE made IS NOT NULL;
"""

KEPT = """
CREATE FUNCTION comparison_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    compared bigint := CASE TG_TABLE_NAME WHEN 'comparison' THEN OLD.id ELSE NULL END;
BEGIN
    IF TG_TABLE_NAME = 'compared_offer' THEN
        compared := (to_jsonb(OLD) ->> 'comparison')::bigint;
    END IF;
    IF EXISTS (SELECT FROM comparison c JOIN order_line n ON n.id = c.line JOIN purchase_order o ON o.id = n."order"
               WHERE c.id = compared AND o.status NOT IN ('draft', 'returned')) THEN
        RAISE EXCEPTION 'comparison % of a sent order is kept', compared
            USING ERRCODE = 'check_violation', CONSTRAINT = 'comparison_kept', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER comparison_kept BEFORE UPDATE OR DELETE ON comparison FOR EACH ROW EXECUTE FUNCTION comparison_keep();
CREATE TRIGGER compared_offer_kept BEFORE UPDATE OR DELETE ON compared_offer
    FOR EACH ROW EXECUTE FUNCTION comparison_keep();
"""

FROM = date(2025, 1, 1)
FIRM = "state_enterprise"
RULES = (
    ("compare_suppliers", "", "", 3, "count", "样例配置：比价至少比较三家供应商（含所选供应商）"),
    ("direct_up_to", FIRM, "", 10_000_000, "fen", "样例配置：国有企业十万元及以下可直接选购"),
    ("compare_up_to", FIRM, "", 30_000_000, "fen", "样例配置：国有企业三十万元及以下须比较三家以上"),
    ("inquiry_up_to", FIRM, "", 200_000_000, "fen", "样例配置：国有企业二百万元及以下在线询价或反向竞价"),
    ("split_limit", FIRM, "", 800_000_000, "fen", "样例配置：国有企业同一项目同一品目全年累计八百万元"),
    ("direct_up_to", "", "A0501", 3_000_000, "fen", "样例配置：家具类三万元及以下可直接选购"),
)


async def build() -> None:
    """Run everything above."""
    await DB.execute(NO_OVERLAP + KEPT)
    await DB.execute_many(
        "INSERT INTO rule_value (key, region, organisation_kind, category, amount, unit, valid_from, valid_until, source)"
        " VALUES ($1, '', $2, $3, $4, $5, $6, NULL, $7)",
        [(key, kind, goods, amount, unit, FROM, source) for key, kind, goods, amount, unit, source in RULES],
    )


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
