"""What the tables of acceptance and after-sales cannot say alone, and the rules they are judged by."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbers, indexes, frozen photos and signatures, and first rules of acceptance and after-sales"

INDEXES = """
CREATE UNIQUE INDEX acceptance_one_to_sign ON acceptance ("order") WHERE status = 'to_sign';
CREATE INDEX acceptance_member_to_sign ON acceptance_member (person) WHERE signed_at IS NULL;
CREATE INDEX photo_link_of_order ON photo_link ("order", expires_at);
CREATE INDEX delivery_photo_of_acceptance ON delivery_photo (acceptance) WHERE acceptance IS NOT NULL;
CREATE INDEX delivery_photo_at ON delivery_photo (at);
CREATE INDEX after_sale_of_order ON after_sale ("order", id);
CREATE INDEX after_sale_open ON after_sale ("order") WHERE status <> 'closed';
CREATE INDEX after_sale_due ON after_sale (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX after_sale_escalated ON after_sale (escalated_at) WHERE status = 'escalated';
CREATE INDEX after_sale_line_of_line ON after_sale_line (order_line);
CREATE SEQUENCE after_sale_number;
"""

FROZEN = """
CREATE FUNCTION delivery_photo_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.acceptance IS NULL THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        ELSIF (NEW."order", NEW.order_line, NEW.digest, NEW.taken_by, NEW.at)
            IS NOT DISTINCT FROM (OLD."order", OLD.order_line, OLD.digest, OLD.taken_by, OLD.at) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'photo % is part of an acceptance', OLD.id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'delivery_photo_frozen', TABLE = 'delivery_photo';
END $$;
CREATE TRIGGER delivery_photo_frozen BEFORE UPDATE OR DELETE ON delivery_photo
    FOR EACH ROW EXECUTE FUNCTION delivery_photo_keep();

CREATE FUNCTION acceptance_member_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.signed_at IS NULL
        AND (NEW.acceptance, NEW.person, NEW.buyer) = (OLD.acceptance, OLD.person, OLD.buyer) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signature under acceptance % stands', OLD.acceptance
        USING ERRCODE = 'check_violation', CONSTRAINT = 'acceptance_member_frozen', TABLE = 'acceptance_member';
END $$;
CREATE TRIGGER acceptance_member_frozen BEFORE UPDATE OR DELETE ON acceptance_member
    FOR EACH ROW EXECUTE FUNCTION acceptance_member_keep();
"""

# What of an order line moves after it was sent; everything else stays frozen.
MOVING = """
CREATE OR REPLACE FUNCTION order_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moving text[] := '{shipped,received,accepted,closed,withheld,recalled,remark}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - moving = to_jsonb(OLD) - moving THEN
            RETURN NEW;
        END IF;
    ELSIF EXISTS (SELECT FROM struck_line s JOIN purchase_order o ON o.id = s."order"
                  WHERE s.line = OLD.id AND o.id = OLD."order" AND o.status = 'pending_approval') THEN
        RETURN OLD;
    END IF;
    IF EXISTS (SELECT FROM purchase_order WHERE id IN (OLD."order", coalesce(NEW."order", OLD."order"))
               AND status NOT IN ('draft', 'returned')) THEN
        RAISE EXCEPTION 'line % of a sent order is frozen', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_line_frozen', TABLE = 'order_line';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

# The table forbids a member to be the buyer; here the buyer it names is held to be that of the sheet's order.
DUTIES = """
ALTER TABLE acceptance ADD CONSTRAINT acceptance_and_buyer UNIQUE (id, buyer);
ALTER TABLE acceptance_member ADD CONSTRAINT acceptance_member_buyer_of_its_sheet
    FOREIGN KEY (acceptance, buyer) REFERENCES acceptance (id, buyer);
"""

APPEND_ONLY = ("acceptance_check", "ending")

FROM = date(2025, 1, 1)
RULES = (
    ("panel_from", 20_000_000, "fen", "样例配置：二十万元及以上的订单由三人及以上共同验收"),
    ("after_sale_answer_days", 3, "working_days", "样例配置：售后申请三个工作日内答复"),
    ("silent_days", 5, "working_days", "样例配置：供应商逾期满五个工作日无回应的，采购中心可以终止订单"),
)


async def build() -> None:
    """Run everything above; what was accepted before counts as signed by whoever accepted it."""
    guards = "".join(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION only_append();"
        for table in APPEND_ONLY
    )
    await DB.execute(INDEXES + FROZEN + MOVING + DUTIES + guards)
    await DB.execute("UPDATE acceptance SET signed_at = at WHERE signed_at IS NULL")
    await DB.execute(
        "INSERT INTO acceptance_member (acceptance, person, buyer, signed_at)"
        " SELECT id, accepted_by, buyer, at FROM acceptance"
    )
    await DB.execute_many(
        "INSERT INTO rule_value (key, region, organisation_kind, category, amount, unit, valid_from, valid_until, source)"
        " VALUES ($1, '', '', '', $2, $3, $4, NULL, $5)",
        [(key, amount, unit, FROM, source) for key, amount, unit, source in RULES],
    )


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
