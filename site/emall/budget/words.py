"""Kinds of funds, statuses of plans and kinds of ledger entry."""

from enum import StrEnum

from emall.web.language import N_


class FundKind(StrEnum):
    """What a budget line is: a filed indicator of a public unit or an enterprise's own cost centre."""

    INDICATOR = "indicator"  # 预算指标
    COST_CENTRE = "cost_centre"  # 成本中心


class PlanStatus(StrEnum):
    """Where a purchase plan (采购计划) stands."""

    DRAFT = "draft"
    UNIT_REVIEW = "unit_review"
    DEPT_REVIEW = "dept_review"
    FINANCE_REVIEW = "finance_review"
    FILED = "filed"  # 已备案
    ASSIGNED = "assigned"  # 已分派
    IN_USE = "in_use"  # 执行中
    USED_UP = "used_up"  # 已用完
    RETURNED = "returned"
    RETURNED_FOR_EDIT = "returned_for_edit"
    CLOSED = "closed"


SPENDABLE = frozenset({PlanStatus.FILED, PlanStatus.ASSIGNED, PlanStatus.IN_USE, PlanStatus.USED_UP})

PLAN_MOVES = {
    PlanStatus.DRAFT: frozenset({PlanStatus.UNIT_REVIEW}),
    PlanStatus.UNIT_REVIEW: frozenset(
        {PlanStatus.DEPT_REVIEW, PlanStatus.FINANCE_REVIEW, PlanStatus.FILED, PlanStatus.RETURNED_FOR_EDIT}
    ),
    PlanStatus.DEPT_REVIEW: frozenset(
        {PlanStatus.FINANCE_REVIEW, PlanStatus.FILED, PlanStatus.RETURNED_FOR_EDIT}
    ),
    PlanStatus.FINANCE_REVIEW: frozenset({PlanStatus.FILED, PlanStatus.RETURNED_FOR_EDIT}),
    PlanStatus.RETURNED_FOR_EDIT: frozenset({PlanStatus.UNIT_REVIEW}),
    PlanStatus.FILED: frozenset(
        {PlanStatus.ASSIGNED, PlanStatus.IN_USE, PlanStatus.RETURNED, PlanStatus.CLOSED}
    ),
    PlanStatus.ASSIGNED: frozenset({PlanStatus.IN_USE, PlanStatus.RETURNED, PlanStatus.CLOSED}),
    PlanStatus.IN_USE: frozenset({PlanStatus.USED_UP, PlanStatus.RETURNED, PlanStatus.CLOSED}),
    PlanStatus.USED_UP: frozenset({PlanStatus.IN_USE, PlanStatus.CLOSED}),
    PlanStatus.RETURNED: frozenset(),
    PlanStatus.CLOSED: frozenset(),
}


class Method(StrEnum):
    """How a plan is to be bought (采购方式)."""

    EMALL = "emall"  # 网上超市
    INQUIRY = "inquiry"  # 在线询价
    AUCTION = "auction"  # 反向竞价
    TENDER = "tender"  # 公开招标


class LedgerKind(StrEnum):
    """What a ledger entry does to a budget line."""

    APPROPRIATE = "appropriate"  # 下达: + appropriated
    RESERVE = "reserve"  # 冻结: + reserved
    RELEASE = "release"  # 解冻: - reserved
    COMMIT = "commit"  # 占用: reserved -> committed
    UNCOMMIT = "uncommit"  # 释放占用: - committed
    PAY = "pay"  # 支付: committed -> paid


LEDGER_WORDS = {
    LedgerKind.APPROPRIATE: N_("Appropriated"),
    LedgerKind.RESERVE: N_("Reserved for an order"),
    LedgerKind.RELEASE: N_("Reservation released"),
    LedgerKind.COMMIT: N_("Committed to a supplier"),
    LedgerKind.UNCOMMIT: N_("Commitment given back"),
    LedgerKind.PAY: N_("Paid"),
}

SENTENCES = {
    "plan_needed": N_("Choose a purchase plan for each line."),
    "plan_other_unit": N_("Plan %(number)s belongs to another unit."),
    "plan_other_line": N_("Plan %(number)s is paid from another budget line."),
    "plan_other_year": N_("Plan %(number)s is for %(year)s, not for this year."),
    "plan_not_filed": N_("Plan %(number)s is not filed or already closed."),
    "plan_expired": N_("Plan %(number)s ended on %(until)s."),
    "plan_other_method": N_("Plan %(number)s is not meant for buying in the e-mall."),
    "plan_other_category": N_("Plan %(number)s does not cover category %(code)s."),
    "plan_too_small": N_("Plan %(number)s has %(left)s left; %(short)s is missing."),
    "line_needed": N_("Choose a cost centre for each line."),
    "line_other_unit": N_("Budget line %(name)s belongs to another unit."),
    "line_other_year": N_("Budget line %(name)s is for %(year)s, not for this year."),
    "line_frozen": N_("Budget line %(name)s is frozen. Ask your accountant."),
    "line_too_small": N_("Budget line %(name)s has %(left)s left; %(short)s is missing."),
    "funds_changed": N_("The funds of this order changed meanwhile. Open it again."),
}
"""What refusals of this room say."""
