"""What tables alone cannot say: indexes, records nobody changes, lines frozen once sent, duties apart, the chain's start."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-23T20:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes, append-only records, frozen order lines, the head of the journal"

INDEXES = """
CREATE INDEX organisation_parent ON organisation (parent) WHERE parent IS NOT NULL;
CREATE INDEX post_of_organisation ON post (organisation, duty) WHERE active;
CREATE UNIQUE INDEX post_one_operator_duty ON post (person) WHERE active AND duty IN ('system', 'security', 'audit');
CREATE INDEX session_of_person ON session (person);
CREATE INDEX invitation_of_person ON invitation (person);
CREATE INDEX session_of_post ON session (post);
CREATE INDEX invitation_by_person ON invitation (created_by);
CREATE INDEX kept_form_of_person ON kept_form (person);
CREATE INDEX sign_in_attempt_recent ON sign_in_attempt (address, at DESC);
CREATE INDEX delivery_address_of_organisation ON delivery_address (organisation) WHERE active;
CREATE INDEX invoice_profile_of_organisation ON invoice_profile (organisation);

CREATE INDEX official_category_parent ON official_category (edition, parent_code);
CREATE INDEX category_shelf ON category (parent, position);
CREATE INDEX product_of_category ON product (category);
CREATE INDEX product_of_brand ON product (brand);
CREATE INDEX product_of_maker ON product (maker);
CREATE INDEX product_by_model ON product (upper(model));
CREATE INDEX product_by_gtin ON product (gtin) WHERE gtin <> '';
CREATE INDEX reference_price_latest ON reference_price (product, observed_on DESC);
CREATE INDEX listing_of_product ON listing (product, price_fen);
CREATE INDEX listing_of_supplier ON listing (supplier, status, updated_at DESC);
CREATE INDEX listing_popular ON listing (sales_90d DESC, id) WHERE status = 'live';
CREATE INDEX listing_by_code ON listing (upper(sku_code));
CREATE INDEX listing_new ON listing (listed_at DESC, id) WHERE status = 'live';
CREATE INDEX policy_tag_ending ON policy_tag (expires_on) WHERE expires_on IS NOT NULL;

CREATE INDEX plan_of_organisation ON plan (organisation, year, status);
CREATE INDEX plan_of_line ON plan (budget_line);
CREATE INDEX hold_of_line ON hold (budget_line);
CREATE INDEX hold_of_plan ON hold (plan) WHERE plan IS NOT NULL;
CREATE INDEX ledger_entry_of_line ON ledger_entry (budget_line, id);
CREATE INDEX ledger_entry_of_plan ON ledger_entry (plan, id) WHERE plan IS NOT NULL;

CREATE INDEX purchase_of_organisation ON purchase (organisation, status, id DESC);
CREATE INDEX purchase_of_buyer ON purchase (buyer, id DESC);
CREATE INDEX purchase_due ON purchase (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX purchase_order_of_organisation ON purchase_order (organisation, status, id DESC);
CREATE INDEX purchase_order_of_supplier ON purchase_order (supplier, status, id DESC);
CREATE INDEX purchase_order_of_buyer ON purchase_order (buyer, id DESC);
CREATE INDEX purchase_order_due ON purchase_order (status, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX order_line_of_listing ON order_line (listing);
CREATE INDEX order_line_of_product ON order_line (product_id);
CREATE INDEX cart_line_of_listing ON cart_line (listing);
CREATE INDEX cart_line_of_organisation ON cart_line (organisation);
CREATE INDEX shopping_list_of_owner ON shopping_list (owner);
CREATE INDEX shopping_list_of_organisation ON shopping_list (organisation);
CREATE INDEX shopping_list_line_of_listing ON shopping_list_line (listing);
CREATE INDEX approval_step_waiting ON approval_step (approver, id) WHERE status = 'now';
CREATE INDEX shipment_of_order ON shipment ("order");
CREATE INDEX shipment_line_of_order_line ON shipment_line (order_line);
CREATE INDEX receipt_line_of_order_line ON receipt_line (order_line);
CREATE INDEX acceptance_of_order ON acceptance ("order");
CREATE INDEX acceptance_line_of_order_line ON acceptance_line (order_line);
CREATE UNIQUE INDEX cancellation_one_asked ON cancellation ("order") WHERE status = 'asked';

CREATE INDEX message_of_person ON message (person, organisation, id DESC);
CREATE INDEX message_of_organisation ON message (organisation);
CREATE INDEX message_unread ON message (person, organisation) WHERE read_at IS NULL;
CREATE INDEX notice_latest ON notice (region, published_at DESC);
CREATE INDEX import_row_of_file ON import_row (file, status, number);
CREATE INDEX import_row_by_key ON import_row (file, key) WHERE key <> '';
CREATE INDEX import_file_waiting ON import_file (id) WHERE status IN ('waiting', 'reading', 'to_write', 'writing');
CREATE INDEX journal_entry_of_thing ON journal_entry (kind, ref, sequence DESC);
CREATE INDEX journal_entry_of_organisation ON journal_entry (organisation, sequence DESC);
CREATE INDEX journal_entry_seen_by ON journal_entry USING gin (seen_by);
CREATE INDEX outbox_waiting ON outbox (due_at, id) WHERE parked_at IS NULL;
CREATE UNIQUE INDEX rule_value_one_each ON rule_value (key, region, organisation_kind, valid_from);
"""

SEQUENCES = """
CREATE SEQUENCE purchase_number;
CREATE SEQUENCE order_number;
CREATE SEQUENCE shipment_number;
CREATE SEQUENCE acceptance_number;
"""

APPEND_ONLY = ("journal_entry", "ledger_entry", "price_change")

RECORDS = """
CREATE FUNCTION only_append() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only', TABLE = TG_TABLE_NAME;
END $$;
"""

FROZEN = """
CREATE FUNCTION order_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - ARRAY['shipped', 'received', 'accepted', 'closed', 'remark']
           = to_jsonb(OLD) - ARRAY['shipped', 'received', 'accepted', 'closed', 'remark'] THEN
            RETURN NEW;
        END IF;
    END IF;
    IF EXISTS (SELECT FROM purchase_order WHERE id IN (OLD."order", coalesce(NEW."order", OLD."order"))
               AND status NOT IN ('draft', 'returned')) THEN
        RAISE EXCEPTION 'line % of a sent order is frozen', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_line_frozen', TABLE = 'order_line';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER order_line_frozen BEFORE UPDATE OR DELETE ON order_line
    FOR EACH ROW EXECUTE FUNCTION order_line_keep();
"""

# The tables forbid approver, receiver and acceptor to be the buyer; here the buyer they name is held to be the order's.
DUTIES = """
ALTER TABLE purchase ADD CONSTRAINT purchase_and_buyer UNIQUE (id, buyer);
ALTER TABLE purchase_order ADD CONSTRAINT purchase_order_and_buyer UNIQUE (id, buyer);
ALTER TABLE purchase_order ADD CONSTRAINT purchase_order_buyer_of_its_purchase
    FOREIGN KEY (purchase, buyer) REFERENCES purchase (id, buyer);
ALTER TABLE approval_step ADD CONSTRAINT approval_step_requester_is_the_buyer
    FOREIGN KEY (purchase, requester) REFERENCES purchase (id, buyer);
ALTER TABLE acceptance ADD CONSTRAINT acceptance_buyer_of_its_order
    FOREIGN KEY ("order", buyer) REFERENCES purchase_order (id, buyer);
CREATE FUNCTION post_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    buying varchar[] := '{buyer,approver,receiver,accountant,unit_admin}';
    selling varchar[] := '{seller,seller_admin}';
BEGIN
    IF NEW.active AND EXISTS (SELECT FROM post p WHERE p.person = NEW.person AND p.active AND p.id <> NEW.id
        AND (NEW.duty = ANY(buying) AND p.duty = ANY(selling) OR NEW.duty = ANY(selling) AND p.duty = ANY(buying))) THEN
        RAISE EXCEPTION 'person % would both buy and sell', NEW.person
            USING ERRCODE = 'check_violation', CONSTRAINT = 'post_on_one_side', TABLE = 'post';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER post_on_one_side BEFORE INSERT OR UPDATE ON post
    FOR EACH ROW EXECUTE FUNCTION post_on_one_side();
CREATE FUNCTION receipt_names_the_buyer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM shipment s JOIN purchase_order o ON o.id = s."order"
                   WHERE s.id = NEW.shipment AND o.buyer = NEW.buyer) THEN
        RAISE EXCEPTION 'receipt of parcel % names another buyer than its order', NEW.shipment
            USING ERRCODE = 'check_violation', CONSTRAINT = 'receipt_buyer_of_its_order', TABLE = 'receipt';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_buyer_of_its_order BEFORE INSERT OR UPDATE ON receipt
    FOR EACH ROW EXECUTE FUNCTION receipt_names_the_buyer();
"""

HEAD = "INSERT INTO journal_head (id, sequence, digest) VALUES (1, 0, repeat('0', 64));"


def guarded(table: str) -> str:
    """The triggers that keep a table append-only."""
    return f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION only_append();
CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION only_append();
"""


async def build() -> None:
    """Run everything above."""
    guards = "".join(guarded(table) for table in APPEND_ONLY)
    await DB.execute(INDEXES + SEQUENCES + RECORDS + guards + FROZEN + DUTIES + HEAD)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
