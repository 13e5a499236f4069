"""The first page of the rulebook."""

from datetime import date

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from emall.database import DB

ID = "2026-11-23T20:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the first numbers of the rulebook"

FROM = date(2025, 1, 1)
RULES = (
    ("approval_days", 3, "working_days", "样例配置：审批人三个工作日内处理，逾期自动退回"),
    ("supplier_answer_days", 2, "working_days", "样例配置：供应商两个工作日内接单，逾期订单失效"),
    ("receive_days", 3, "working_days", "样例配置：到货后三个工作日内收货"),
    ("accept_days", 7, "working_days", "样例配置：收货后七个工作日内验收"),
    ("replace_days", 5, "working_days", "样例配置：验收不合格后五个工作日内补货"),
    ("price_hold_days", 7, "days", "样例配置：提交后价格保留七日"),
    ("cart_lines_most", 200, "count", "样例配置：购物车最多二百行"),
)


async def build() -> None:
    """Write the rows; each holds everywhere and for everyone."""
    await DB.execute_many(
        "INSERT INTO rule_value (key, region, organisation_kind, amount, unit, valid_from, valid_until, source)"
        " VALUES ($1, '', '', $2, $3, $4, NULL, $5)",
        [(key, amount, unit, FROM, source) for key, amount, unit, source in RULES],
    )


async def forwards() -> MigrationManager:
    """The steps, in the form Piccolo runs them."""
    manager = MigrationManager(migration_id=ID, app_name="emall", description=DESCRIPTION)
    manager.add_raw(build)
    return manager
