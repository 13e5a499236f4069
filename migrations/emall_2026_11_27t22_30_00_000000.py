"""What the tables of plans, contracts, settlements and payments cannot say alone, and the rules they are judged by."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-27T22:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbers, indexes, append-only records and first rules of the run from plan to payment"

INDEXES = """
DROP INDEX rule_value_one_each;
CREATE UNIQUE INDEX rule_value_one_each ON rule_value (key, region, organisation_kind, category, valid_from);
CREATE INDEX rule_decision_of_thing ON rule_decision (kind, ref, id);
CREATE INDEX rule_decision_of_rule ON rule_decision (rule);

CREATE INDEX plan_waiting ON plan (status, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX plan_step_waiting ON plan_step (organisation, stage, id) WHERE status = 'now';
CREATE INDEX purchase_order_supplementing ON purchase_order (supplements) WHERE supplements IS NOT NULL;

CREATE UNIQUE INDEX contract_one_alive ON contract ("order") WHERE status <> 'void';
CREATE INDEX contract_of_organisation ON contract (organisation, id DESC);
CREATE INDEX contract_of_supplier ON contract (supplier, id DESC);
CREATE INDEX contract_supplementing ON contract (supplements) WHERE supplements IS NOT NULL;
CREATE INDEX contract_to_file ON contract (file_due_at) WHERE filed_at IS NULL AND file_due_at IS NOT NULL;
CREATE INDEX contract_to_announce ON contract (announce_due_at)
    WHERE announced_at IS NULL AND announce_due_at IS NOT NULL;

CREATE UNIQUE INDEX invoice_number_once ON invoice (number) WHERE status IN ('issued', 'confirmed');
CREATE INDEX invoice_of_supplier ON invoice (supplier, id DESC);
CREATE INDEX invoice_of_organisation ON invoice (organisation, status, id DESC);
CREATE INDEX invoice_line_of_order ON invoice_line ("order");
CREATE INDEX invoice_line_of_line ON invoice_line (order_line) WHERE order_line IS NOT NULL;
CREATE UNIQUE INDEX invoice_order_one_alive ON invoice_order ("order") WHERE active;
CREATE INDEX settlement_of_organisation ON settlement (organisation, status, id DESC);
CREATE INDEX settlement_of_supplier ON settlement (supplier, id DESC);
CREATE UNIQUE INDEX settlement_order_one_alive ON settlement_order ("order") WHERE active;
CREATE INDEX settlement_order_of_invoice ON settlement_order (invoice);

CREATE UNIQUE INDEX payment_one_alive ON payment (settlement) WHERE status IN ('ordered', 'paid');
CREATE UNIQUE INDEX payment_bank_reference_once ON payment (bank_reference) WHERE bank_reference <> '';
CREATE INDEX payment_of_settlement ON payment (settlement, id);
CREATE INDEX payment_of_organisation ON payment (organisation, id DESC);
CREATE INDEX payment_of_supplier ON payment (supplier, id DESC);
CREATE INDEX payment_of_batch ON payment (batch) WHERE batch IS NOT NULL;
CREATE UNIQUE INDEX treasury_answer_taken_once ON treasury_answer (bank_reference, kind) WHERE outcome = 'taken';
CREATE INDEX touch_at ON touch (at);
"""

SEQUENCES = """
CREATE SEQUENCE plan_number;
CREATE SEQUENCE filing_number;
CREATE SEQUENCE contract_number;
CREATE SEQUENCE settlement_number;
CREATE SEQUENCE payment_number;
CREATE SEQUENCE treasury_batch_number;
CREATE SEQUENCE rule_change_number;
"""

APPEND_ONLY = ("rule_decision", "signature", "treasury_answer", "touch")

FROZEN = """
CREATE FUNCTION contract_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.number, NEW."order", NEW.organisation, NEW.supplier, NEW.amount_fen, NEW.document,
                             NEW.digest, NEW.algorithm)
        IS NOT DISTINCT FROM (OLD.number, OLD."order", OLD.organisation, OLD.supplier, OLD.amount_fen, OLD.document,
                              OLD.digest, OLD.algorithm) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'contract % is frozen', OLD.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_frozen', TABLE = 'contract';
END $$;
CREATE TRIGGER contract_frozen BEFORE UPDATE OR DELETE ON contract FOR EACH ROW EXECUTE FUNCTION contract_keep();
"""

FROM = date(2025, 1, 1)
RULES = (
    ("invoice_days", 5, "working_days", "样例配置：验收合格后五个工作日内开票"),
    ("settle_days", 3, "working_days", "样例配置：收到发票后三个工作日内提交结算"),
    ("settle_review_days", 3, "working_days", "样例配置：结算三个工作日内审核"),
    ("treasury_days", 3, "working_days", "样例配置：支付指令发出后三个工作日内到账"),
    ("sme_pay_days", 30, "days", "保障中小企业款项支付条例（国务院令第802号）：自交付之日起三十日内付款"),
    ("late_interest_ppm", 500, "ppm", "保障中小企业款项支付条例：未约定的，逾期利息每日万分之五"),
    ("file_contract_days", 7, "working_days", "政府采购法第四十七条：合同签订之日起七个工作日内备案"),
    (
        "announce_contract_days",
        2,
        "working_days",
        "政府采购法实施条例第五十条：合同签订之日起两个工作日内公告",
    ),
    ("supplement_permille", 100, "permille", "政府采购法第四十九条：补充合同不超过原合同金额的百分之十"),
    ("plan_review_days", 3, "working_days", "样例配置：计划每一级三个工作日内审核"),
    ("plan_finance_from", 50_000_000, "fen", "样例配置：五十万元及以上的计划由财政部门审核"),
    ("review_window_days", 15, "days", "样例配置：支付后十五日内互评"),
    ("direct_up_to", 5_000_000, "fen", "样例配置：五万元及以下可直接选购"),
    ("compare_up_to", 10_000_000, "fen", "样例配置：十万元及以下须比较三家以上"),
    ("inquiry_up_to", 50_000_000, "fen", "样例配置：五十万元及以下在线询价或反向竞价，以上按项目采购"),
    ("split_limit", 400_000_000, "fen", "政府采购法实施条例第二十八条；公开招标数额标准为样例配置"),
    ("split_warn_permille", 800, "permille", "样例配置：累计达到标准的百分之八十时提醒"),
    ("red_blocks", 3, "count", "样例配置：逾期未说明的事项达到三件时暂停新下单"),
)


async def build() -> None:
    """Run everything above."""
    guards = "".join(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION only_append();"
        for table in APPEND_ONLY
    )
    await DB.execute(INDEXES + SEQUENCES + guards + FROZEN)
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
