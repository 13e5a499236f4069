"""Who stands in for whom, who is the same human being, and the last wall between the duties of one purchase."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T23:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "duties apart through stand-ins and second accounts, indexes of requisitions, struck lines"

INDEXES = """
ALTER TABLE approval_level DROP CONSTRAINT approval_level_one_each;
ALTER TABLE approval_level ADD CONSTRAINT approval_level_one_each
    UNIQUE (organisation, subject, category, method, position);
CREATE INDEX person_by_identity ON person (identity) WHERE identity <> '';
CREATE INDEX delegation_of_post ON delegation (post, last_day) WHERE ended_at IS NULL;
CREATE INDEX delegation_of_delegate ON delegation (delegate, last_day) WHERE ended_at IS NULL;
ALTER TABLE delegation ADD CONSTRAINT delegation_one_at_a_time EXCLUDE USING gist
    (int8range(post, post, '[]') WITH &&, daterange(first_day, last_day, '[]') WITH &&) WHERE (ended_at IS NULL);
CREATE INDEX approval_step_of_post ON approval_step (post, id) WHERE status = 'now';
CREATE INDEX approval_step_decided ON approval_step (decided_by, decided_at DESC) WHERE decided_by IS NOT NULL;
CREATE INDEX struck_line_of_order ON struck_line ("order");
CREATE INDEX struck_line_of_listing ON struck_line (listing);
CREATE INDEX requisition_of_organisation ON requisition (organisation, id DESC);
CREATE INDEX requisition_of_requester ON requisition (requester, id DESC);
CREATE INDEX requisition_line_waiting ON requisition_line (requisition) WHERE status = 'open';
CREATE INDEX requisition_line_of_order ON requisition_line ("order") WHERE "order" IS NOT NULL;
CREATE INDEX requisition_line_of_listing ON requisition_line (listing) WHERE listing IS NOT NULL;
CREATE SEQUENCE requisition_number;
"""

# What the levels of units said by beginning above nothing is now said in so many words.
SAID = """
INSERT INTO approval_exemption (organisation, subject, category, method, up_to_fen)
SELECT organisation, subject, category, method, min(from_fen) - 1 FROM approval_level
GROUP BY organisation, subject, category, method HAVING min(from_fen) > 1;
UPDATE approval_step SET decided_by = approver WHERE decided_at IS NOT NULL;
"""

HUMANS = """
CREATE FUNCTION same_human(a bigint, b bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(a = b, false) OR EXISTS (SELECT FROM person x JOIN person y ON y.identity = x.identity
        WHERE x.id = a AND y.id = b AND x.identity <> '')
$$;
CREATE FUNCTION stands_in(delegate_post bigint, absent_post bigint, day date) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM delegation d
        JOIN post a ON a.id = d.post AND a.active JOIN person h ON h.id = a.person AND h.active
        JOIN post s ON s.id = d.delegate AND s.active JOIN person w ON w.id = s.person AND w.active
        WHERE d.delegate = delegate_post AND d.post = absent_post AND d.ended_at IS NULL
          AND day BETWEEN d.first_day AND d.last_day)
$$;
"""

# The CHECKs of the tables know accounts; behind them these know people. They fire after the CHECKs and look only at
# what is newly written: an identity entered later undoes nothing, `emall check` tells of it.
APART = """
CREATE FUNCTION duties_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    now_is jsonb := to_jsonb(NEW);
    was jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
BEGIN
    IF TG_OP = 'UPDATE' AND now_is -> TG_ARGV[1] = was -> TG_ARGV[1] AND now_is -> TG_ARGV[2] = was -> TG_ARGV[2] THEN
        RETURN NULL;
    END IF;
    IF same_human((now_is ->> TG_ARGV[1])::bigint, (now_is ->> TG_ARGV[2])::bigint) THEN
        RAISE EXCEPTION 'one human being would be % and % of % %', TG_ARGV[1], TG_ARGV[2], TG_TABLE_NAME, NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
"""

PAIRS = (
    ("approval_step", "decided_by", "requester", "approval_step_two_people"),
    ("receipt", "received_by", "buyer", "receipt_two_people"),
    ("acceptance", "accepted_by", "buyer", "acceptance_two_people"),
    ("settlement", "reviewed_by", "made_by", "settlement_two_people"),
    ("payment", "released_by", "prepared_by", "payment_not_by_its_maker"),
    ("payment", "released_by", "reviewed_by", "payment_not_by_its_reviewer"),
    ("rule_change", "decided_by", "proposed_by", "rule_change_two_people"),
)

# Who placed, approved, received and pays is asked across the orders behind a settlement (R04).
ACROSS = """
CREATE FUNCTION settlement_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.reviewed_by IS NULL OR TG_OP = 'UPDATE' AND NEW.reviewed_by IS NOT DISTINCT FROM OLD.reviewed_by THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM settlement_order l JOIN purchase_order o ON o.id = l."order"
               WHERE l.settlement = NEW.id AND l.active AND same_human(o.buyer, NEW.reviewed_by)) THEN
        RAISE EXCEPTION 'settlement % would be reviewed by the buyer of one of its orders', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'settlement_not_by_a_buyer', TABLE = 'settlement';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER settlement_not_by_a_buyer AFTER INSERT OR UPDATE ON settlement
    FOR EACH ROW EXECUTE FUNCTION settlement_apart();

CREATE FUNCTION payment_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.released_by = OLD.released_by THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM settlement_order l JOIN purchase_order o ON o.id = l."order"
               WHERE l.settlement = NEW.settlement AND l.active AND same_human(o.buyer, NEW.released_by)) THEN
        RAISE EXCEPTION 'payment % would be released by the buyer of one of its orders', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_not_by_a_buyer', TABLE = 'payment';
    END IF;
    IF EXISTS (SELECT FROM settlement_order l JOIN purchase_order o ON o.id = l."order"
               JOIN approval_step s ON s.purchase = o.purchase AND s.decided_by IS NOT NULL
               WHERE l.settlement = NEW.settlement AND l.active AND same_human(s.decided_by, NEW.released_by)) THEN
        RAISE EXCEPTION 'payment % would be released by an approver of one of its orders', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payment_not_by_an_approver', TABLE = 'payment';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER payment_apart AFTER INSERT OR UPDATE ON payment
    FOR EACH ROW EXECUTE FUNCTION payment_apart();

CREATE FUNCTION plan_step_two_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decided_by IS NULL OR TG_OP = 'UPDATE' AND NEW.decided_by IS NOT DISTINCT FROM OLD.decided_by THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM plan WHERE id = NEW.plan AND same_human(made_by, NEW.decided_by)) THEN
        RAISE EXCEPTION 'plan % would be reviewed by whoever made it', NEW.plan
            USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_step_two_people', TABLE = 'plan_step';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER plan_step_two_people AFTER INSERT OR UPDATE ON plan_step
    FOR EACH ROW EXECUTE FUNCTION plan_step_two_people();
"""

# A step nobody else is named for was decided by its holder; anybody else has to be standing in on that very day.
STANDING_IN = """
CREATE FUNCTION approval_step_decided() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decided_at IS NULL OR TG_OP = 'UPDATE' AND NEW.decided_by = OLD.decided_by THEN
        RETURN NEW;
    END IF;
    NEW.decided_by := coalesce(NEW.decided_by, NEW.approver);
    IF NEW.decided_by <> NEW.approver AND NOT EXISTS (SELECT FROM post p WHERE p.person = NEW.decided_by
            AND stands_in(p.id, NEW.post, (NEW.decided_at AT TIME ZONE 'Asia/Shanghai')::date)) THEN
        RAISE EXCEPTION 'step % would be decided by somebody who does not stand in', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_step_by_its_holder', TABLE = 'approval_step';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_step_by_its_holder BEFORE INSERT OR UPDATE ON approval_step
    FOR EACH ROW EXECUTE FUNCTION approval_step_decided();

CREATE FUNCTION delegation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM post a JOIN post s ON s.organisation = a.organisation AND s.duty = a.duty
                   WHERE a.id = NEW.post AND s.id = NEW.delegate AND NOT same_human(a.person, s.person)) THEN
        RAISE EXCEPTION 'post % cannot stand in for post %', NEW.delegate, NEW.post
            USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_among_colleagues', TABLE = 'delegation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER delegation_among_colleagues BEFORE INSERT OR UPDATE OF post, delegate ON delegation
    FOR EACH ROW EXECUTE FUNCTION delegation_fits();
"""

REQUESTERS = """
CREATE OR REPLACE FUNCTION post_on_one_side() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    buying varchar[] := '{requester,buyer,approver,receiver,accountant,unit_admin}';
    selling varchar[] := '{seller,seller_admin}';
BEGIN
    IF NEW.active AND EXISTS (SELECT FROM post p WHERE p.person = NEW.person AND p.active AND p.id <> NEW.id
        AND (NEW.duty = ANY(buying) AND p.duty = ANY(selling) OR NEW.duty = ANY(selling) AND p.duty = ANY(buying))) THEN
        RAISE EXCEPTION 'person % would both buy and sell', NEW.person
            USING ERRCODE = 'check_violation', CONSTRAINT = 'post_on_one_side', TABLE = 'post';
    END IF;
    RETURN NEW;
END $$;
"""

# A line leaves an order under approval only with a record of who struck it and why.
STRUCK = """
CREATE OR REPLACE FUNCTION order_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - ARRAY['shipped', 'received', 'accepted', 'closed', 'remark']
           = to_jsonb(OLD) - ARRAY['shipped', 'received', 'accepted', 'closed', 'remark'] THEN
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
CREATE TRIGGER struck_line_append_only BEFORE UPDATE OR DELETE ON struck_line
    FOR EACH ROW EXECUTE FUNCTION only_append();
"""


async def build() -> None:
    """Run everything above."""
    apart = "".join(
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION duties_apart('{name}', '{one}', '{other}');"
        for table, one, other, name in PAIRS
    )
    await DB.execute(INDEXES + SAID + HUMANS + APART + apart + ACROSS + STANDING_IN + REQUESTERS + STRUCK)


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
