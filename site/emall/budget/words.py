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

IN_REVIEW = frozenset({PlanStatus.UNIT_REVIEW, PlanStatus.DEPT_REVIEW, PlanStatus.FINANCE_REVIEW})
TO_EDIT = frozenset({PlanStatus.DRAFT, PlanStatus.RETURNED_FOR_EDIT})

_SENT_BACK = frozenset({PlanStatus.RETURNED_FOR_EDIT, PlanStatus.CLOSED})

PLAN_MOVES = {
    PlanStatus.DRAFT: frozenset({PlanStatus.UNIT_REVIEW, PlanStatus.CLOSED}),
    PlanStatus.UNIT_REVIEW: frozenset({PlanStatus.DEPT_REVIEW, PlanStatus.FINANCE_REVIEW, PlanStatus.FILED})
    | _SENT_BACK,
    PlanStatus.DEPT_REVIEW: frozenset({PlanStatus.FINANCE_REVIEW, PlanStatus.FILED}) | _SENT_BACK,
    PlanStatus.FINANCE_REVIEW: frozenset({PlanStatus.FILED}) | _SENT_BACK,
    PlanStatus.RETURNED_FOR_EDIT: IN_REVIEW | {PlanStatus.CLOSED},
    PlanStatus.FILED: frozenset(
        {PlanStatus.ASSIGNED, PlanStatus.IN_USE, PlanStatus.RETURNED, PlanStatus.CLOSED}
    ),
    PlanStatus.ASSIGNED: frozenset(
        {PlanStatus.FILED, PlanStatus.IN_USE, PlanStatus.RETURNED, PlanStatus.CLOSED}
    ),
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

    APPROPRIATE = "appropriate"  # 下达, 追加
    CUT = "cut"  # 核减
    MOVE_OUT = "move_out"  # 调出, 结转出
    MOVE_IN = "move_in"  # 调入, 结转入
    RESERVE = "reserve"  # 冻结
    RELEASE = "release"  # 解冻
    COMMIT = "commit"  # 占用
    UNCOMMIT = "uncommit"  # 释放占用
    PAY = "pay"  # 支付
    REFUND = "refund"  # 支付退回


class Account(StrEnum):
    """Where the money of a budget line can be; two of them lie outside the line."""

    GRANTED = "granted"  # 财政下达: where appropriations come from and cuts go to
    MOVED = "moved"  # 调剂与结转在途: nothing is ever left here when a voucher is complete
    AVAILABLE = "available"  # 可用
    RESERVED = "reserved"  # 冻结
    COMMITTED = "committed"  # 占用
    PAID = "paid"  # 已支


A = Account

POSTINGS: dict[LedgerKind, tuple[Account, Account]] = {
    LedgerKind.APPROPRIATE: (A.GRANTED, A.AVAILABLE),
    LedgerKind.CUT: (A.AVAILABLE, A.GRANTED),
    LedgerKind.MOVE_OUT: (A.AVAILABLE, A.MOVED),
    LedgerKind.MOVE_IN: (A.MOVED, A.AVAILABLE),
    LedgerKind.RESERVE: (A.AVAILABLE, A.RESERVED),
    LedgerKind.RELEASE: (A.RESERVED, A.AVAILABLE),
    LedgerKind.COMMIT: (A.RESERVED, A.COMMITTED),
    LedgerKind.UNCOMMIT: (A.COMMITTED, A.AVAILABLE),
    LedgerKind.PAY: (A.COMMITTED, A.PAID),
    LedgerKind.REFUND: (A.PAID, A.COMMITTED),
}
"""Each entry is a double one (复式): its amount leaves the first account and enters the second."""


class VoucherKind(StrEnum):
    """What a budget voucher (指标凭证) decides."""

    IMPORT = "import"  # 下达
    ADJUST = "adjust"  # 调整
    TRANSFER = "transfer"  # 调剂
    CARRY = "carry"  # 年末结转
    LAPSE = "lapse"  # 年末收回


VOUCHER_WORDS = {
    VoucherKind.IMPORT: N_("Brought in by file"),
    VoucherKind.ADJUST: N_("Adjustment"),
    VoucherKind.TRANSFER: N_("Transfer"),
    VoucherKind.CARRY: N_("Carried over at year's end"),
    VoucherKind.LAPSE: N_("Taken back at year's end"),
}

VOUCHER_PREFIX = "ZB"

LEDGER_WORDS = {
    LedgerKind.APPROPRIATE: N_("Appropriated"),
    LedgerKind.CUT: N_("Cut"),
    LedgerKind.MOVE_OUT: N_("Moved to another line"),
    LedgerKind.MOVE_IN: N_("Moved here from another line"),
    LedgerKind.RESERVE: N_("Reserved for an order"),
    LedgerKind.RELEASE: N_("Reservation released"),
    LedgerKind.COMMIT: N_("Committed to a supplier"),
    LedgerKind.UNCOMMIT: N_("Commitment given back"),
    LedgerKind.PAY: N_("Paid"),
    LedgerKind.REFUND: N_("Payment returned"),
}

SENTENCES = {
    "plan_needed": N_("Choose a purchase plan for each line."),
    "plan_other_unit": N_("Plan %(number)s belongs to another unit."),
    "plan_other_line": N_("Plan %(number)s is paid from another budget line."),
    "plan_other_year": N_("Plan %(number)s is for %(year)s, not for this year."),
    "plan_of_colleague": N_("Plan %(number)s is assigned to a colleague, who alone may buy on it."),
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
    "line_closed": N_("Budget line %(name)s was closed at the end of its year."),
    "below_used": N_(
        "%(used)s of this line is already reserved, committed or paid; it cannot be cut below that."
    ),
    "below_planned": N_("Filed plans ask for %(planned)s of this line. Have plans handed back first."),
    "amount_unchanged": N_("This is the present amount."),
    "transfer_same_line": N_("Choose another line to move the money to."),
    "transfer_other_year": N_("Money moves between lines of one year only; at its end it is carried over."),
    "transfer_other_fund": N_("Money moves between lines of the same kind of fund only."),
    "transfer_too_much": N_("Only %(free)s of this line is neither used nor planned."),
    "reason_needed_for_money": N_("Say why; the reason stands in the ledger."),
    "year_not_over": N_("%(year)s can be closed from its last day on."),
    "freeze_as_it_is": N_("The line is in that state already."),
    "funds_changed": N_("The funds of this order changed meanwhile. Open it again."),
}
"""What refusals of this room say."""
