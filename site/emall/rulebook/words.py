"""Keys of the rulebook, the units of their numbers, how they are asked, and what pages and refusals call them."""

from enum import StrEnum

from emall.web.language import N_


class Rule(StrEnum):
    """The rules that are numbers; working days unless the unit says otherwise."""

    APPROVAL_DAYS = "approval_days"
    SUPPLIER_ANSWER_DAYS = "supplier_answer_days"
    RECEIVE_DAYS = "receive_days"
    ACCEPT_DAYS = "accept_days"
    REPLACE_DAYS = "replace_days"
    PRICE_HOLD_DAYS = "price_hold_days"
    CART_LINES_MOST = "cart_lines_most"
    INVOICE_DAYS = "invoice_days"  # 验收合格后开票
    SETTLE_DAYS = "settle_days"  # 收票后提交结算
    SETTLE_REVIEW_DAYS = "settle_review_days"  # 结算审核
    TREASURY_DAYS = "treasury_days"  # 支付指令发出后到账
    SME_PAY_DAYS = "sme_pay_days"  # 中小企业付款期限, calendar days
    LATE_INTEREST_PPM = "late_interest_ppm"  # 逾期利率, millionths a day
    FILE_CONTRACT_DAYS = "file_contract_days"  # 合同备案
    ANNOUNCE_CONTRACT_DAYS = "announce_contract_days"  # 合同公告
    SUPPLEMENT_PERMILLE = "supplement_permille"  # 补充合同不超过原合同的千分之几
    PLAN_REVIEW_DAYS = "plan_review_days"  # 计划每一级审核
    PLAN_FINANCE_FROM = "plan_finance_from"  # 计划金额达到此数须财政审核, fen
    REVIEW_WINDOW_DAYS = "review_window_days"  # 互评窗口, calendar days
    DIRECT_UP_TO = "direct_up_to"  # 直购上限, fen
    COMPARE_UP_TO = "compare_up_to"  # 比价上限, fen
    INQUIRY_UP_TO = "inquiry_up_to"  # 询价、竞价上限, fen; above it a project
    COMPARE_SUPPLIERS = "compare_suppliers"  # 比价时至少比较几家, the chosen one among them
    SPLIT_LIMIT = "split_limit"  # 化整为零: 同一年度、项目、品目累计, fen
    SPLIT_WARN_PERMILLE = "split_warn_permille"  # 累计达到上限的千分之几时提醒
    RED_BLOCKS = "red_blocks"  # 逾期未说明的事项达到几件时暂停新下单; 0: never
    PANEL_FROM = "panel_from"  # 订单金额达到此数须三人以上验收, fen
    AFTER_SALE_ANSWER_DAYS = "after_sale_answer_days"  # 售后申请答复、验货
    SILENT_DAYS = "silent_days"  # 供应商逾期几个工作日后采购中心可终止订单
    EXPLAINED_DAYS = "explained_days"  # 逾期说明后几个工作日内不计入


class Unit(StrEnum):
    """What a number of the rulebook counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    FEN = "fen"
    COUNT = "count"
    PERMILLE = "permille"
    PPM = "ppm"  # millionths


R = Rule

GROUPS: dict[str, tuple[Rule, ...]] = {
    N_("How a purchase may be made"): (
        R.DIRECT_UP_TO,
        R.COMPARE_UP_TO,
        R.COMPARE_SUPPLIERS,
        R.INQUIRY_UP_TO,
        R.SPLIT_LIMIT,
        R.SPLIT_WARN_PERMILLE,
        R.CART_LINES_MOST,
    ),
    N_("Plans"): (R.PLAN_FINANCE_FROM, R.PLAN_REVIEW_DAYS),
    N_("From order to acceptance"): (
        R.APPROVAL_DAYS,
        R.PRICE_HOLD_DAYS,
        R.SUPPLIER_ANSWER_DAYS,
        R.RECEIVE_DAYS,
        R.ACCEPT_DAYS,
        R.REPLACE_DAYS,
        R.PANEL_FROM,
        R.AFTER_SALE_ANSWER_DAYS,
        R.SILENT_DAYS,
    ),
    N_("Contracts"): (R.FILE_CONTRACT_DAYS, R.ANNOUNCE_CONTRACT_DAYS, R.SUPPLEMENT_PERMILLE),
    N_("Settlement and payment"): (
        R.INVOICE_DAYS,
        R.SETTLE_DAYS,
        R.SETTLE_REVIEW_DAYS,
        R.TREASURY_DAYS,
        R.SME_PAY_DAYS,
        R.LATE_INTEREST_PPM,
        R.REVIEW_WINDOW_DAYS,
    ),
    N_("Delays"): (R.RED_BLOCKS, R.EXPLAINED_DAYS),
}
"""The order in which the desk shows them."""

RULE_WORDS: dict[Rule, str] = {
    R.APPROVAL_DAYS: N_("Time for each approval"),
    R.SUPPLIER_ANSWER_DAYS: N_("Time for a supplier's answer"),
    R.RECEIVE_DAYS: N_("Time to receive a parcel"),
    R.ACCEPT_DAYS: N_("Time to accept what arrived"),
    R.REPLACE_DAYS: N_("Time to replace what was not accepted"),
    R.PRICE_HOLD_DAYS: N_("How long prices and stock are held"),
    R.CART_LINES_MOST: N_("Most kinds of goods in a cart"),
    R.INVOICE_DAYS: N_("Time to issue an invoice after acceptance"),
    R.SETTLE_DAYS: N_("Time to submit a settlement after the invoice"),
    R.SETTLE_REVIEW_DAYS: N_("Time to review a settlement"),
    R.TREASURY_DAYS: N_("Time for the treasury to pay"),
    R.SME_PAY_DAYS: N_("Time to pay small and medium firms"),
    R.LATE_INTEREST_PPM: N_("Interest on late payment, a day"),
    R.FILE_CONTRACT_DAYS: N_("Time to file a contract"),
    R.ANNOUNCE_CONTRACT_DAYS: N_("Time to announce a contract"),
    R.SUPPLEMENT_PERMILLE: N_("Most a supplementary contract may add"),
    R.PLAN_REVIEW_DAYS: N_("Time for each review of a plan"),
    R.PLAN_FINANCE_FROM: N_("Plans finance reviews, from"),
    R.REVIEW_WINDOW_DAYS: N_("How long both sides may review each other"),
    R.DIRECT_UP_TO: N_("Direct purchase up to"),
    R.COMPARE_UP_TO: N_("Purchase with a comparison up to"),
    R.INQUIRY_UP_TO: N_("Inquiry or auction up to; a project above"),
    R.COMPARE_SUPPLIERS: N_("Suppliers to compare, the chosen one among them"),
    R.SPLIT_LIMIT: N_("Most for one project and category in a year"),
    R.SPLIT_WARN_PERMILLE: N_("Share of that sum from which the buyer is warned"),
    R.RED_BLOCKS: N_("Unexplained delays that stop new orders"),
    R.EXPLAINED_DAYS: N_("How long an explained delay does not count"),
    R.PANEL_FROM: N_("Orders accepted by at least three people, from"),
    R.AFTER_SALE_ANSWER_DAYS: N_("Time to answer and to inspect goods that go back"),
    R.SILENT_DAYS: N_("Silence of a supplier before the procurement centre may end an order"),
}

UNITS: dict[Rule, Unit] = dict.fromkeys(R, Unit.WORKING_DAYS) | {
    R.PRICE_HOLD_DAYS: Unit.DAYS,
    R.CART_LINES_MOST: Unit.COUNT,
    R.SME_PAY_DAYS: Unit.DAYS,
    R.LATE_INTEREST_PPM: Unit.PPM,
    R.SUPPLEMENT_PERMILLE: Unit.PERMILLE,
    R.PLAN_FINANCE_FROM: Unit.FEN,
    R.REVIEW_WINDOW_DAYS: Unit.DAYS,
    R.DIRECT_UP_TO: Unit.FEN,
    R.COMPARE_UP_TO: Unit.FEN,
    R.INQUIRY_UP_TO: Unit.FEN,
    R.COMPARE_SUPPLIERS: Unit.COUNT,
    R.SPLIT_LIMIT: Unit.FEN,
    R.SPLIT_WARN_PERMILLE: Unit.PERMILLE,
    R.RED_BLOCKS: Unit.COUNT,
    R.PANEL_FROM: Unit.FEN,
}
"""The unit each rule's numbers are in."""


class Compared(StrEnum):
    """How a number answers what it is asked."""

    LIMIT = "limit"  # 不超过
    THRESHOLD = "threshold"  # 达到
    NOT = "not"  # the number is the answer


class Answer(StrEnum):
    """What a rule says; rules that compare nothing answer with their number."""

    WITHIN = "within"  # at most the limit
    ABOVE = "above"
    REACHED = "reached"  # at least the threshold
    BELOW = "below"


COMPARED: dict[Rule, Compared] = {
    R.DIRECT_UP_TO: Compared.LIMIT,
    R.COMPARE_UP_TO: Compared.LIMIT,
    R.INQUIRY_UP_TO: Compared.LIMIT,
    R.SPLIT_LIMIT: Compared.LIMIT,
    R.CART_LINES_MOST: Compared.LIMIT,
    R.SUPPLEMENT_PERMILLE: Compared.LIMIT,
    R.COMPARE_SUPPLIERS: Compared.THRESHOLD,
    R.SPLIT_WARN_PERMILLE: Compared.THRESHOLD,
    R.PLAN_FINANCE_FROM: Compared.THRESHOLD,
    R.RED_BLOCKS: Compared.THRESHOLD,
    R.PANEL_FROM: Compared.THRESHOLD,
}
"""Rules not named here are clocks and rates."""

ANSWER_WORDS = {
    Answer.WITHIN: N_("within the limit"),
    Answer.ABOVE: N_("above the limit"),
    Answer.REACHED: N_("reached"),
    Answer.BELOW: N_("not reached"),
}

SECONDS_KEPT = 30
"""How long a process may go on with the rows it has read."""

BY_CATEGORY = frozenset(
    {
        R.DIRECT_UP_TO,
        R.COMPARE_UP_TO,
        R.COMPARE_SUPPLIERS,
        R.INQUIRY_UP_TO,
        R.SPLIT_LIMIT,
        R.SPLIT_WARN_PERMILLE,
    }
)
"""Rules that are asked for goods, so that a row may name some; the others hold for all goods alike."""

CATEGORY_LEVELS = (3, 5, 7)
"""Lengths of the codes a row may name: the first three levels of the official catalogue (A02, A0201, A020101)."""


class ChangeStatus(StrEnum):
    """Where a proposed change stands."""

    PROPOSED = "proposed"  # 待审定
    APPROVED = "approved"  # 已通过
    REFUSED = "refused"  # 未通过
    WITHDRAWN = "withdrawn"  # 已撤回


CHANGE_WORDS = {
    ChangeStatus.PROPOSED: N_("Awaiting decision"),
    ChangeStatus.APPROVED: N_("Approved"),
    ChangeStatus.REFUSED: N_("Turned down"),
    ChangeStatus.WITHDRAWN: N_("Taken back"),
}
CHANGE_TONES = {
    ChangeStatus.PROPOSED: ("act", "clock"),
    ChangeStatus.APPROVED: ("done", "circle-check"),
    ChangeStatus.REFUSED: ("bad", "x"),
    ChangeStatus.WITHDRAWN: ("neutral", "x"),
}
"""Tone and icon of each status."""

CHANGE_PREFIX = "GZ"

SENTENCES: dict[str, str] = {
    "rule_number_out_of_bounds": N_("That is no possible number for this rule."),
    "rule_category_level": N_(
        "Name goods by the first 3, 5 or 7 signs of their official code, such as A02, A0201 or A020101."
    ),
    "rule_category_unknown": N_("The official catalogue of 2022 has no entry that begins with this code."),
    "rule_not_by_category": N_("This rule knows no goods: leave the code empty."),
    "rule_begins_too_soon": N_("A change begins on %(day)s at the earliest: no day is judged by two rules."),
    "rule_ends_before_it_begins": N_("The last day lies before the first."),
    "rule_ends_too_soon": N_("The row holds until %(day)s at least."),
    "rule_ends_anyway": N_("The row ends on %(day)s already."),
    "rule_general_has_no_end": N_(
        "The row for everybody and all goods has no end: propose its next version instead."
    ),
    "rule_begins_with_another": N_(
        "Another row of this scope begins on %(day)s already. Choose another day."
    ),
    "rule_overlaps_later": N_(
        "A row of this scope is already decided from %(day)s on. Let the new one end before."
    ),
    "rule_changes_nothing": N_("This is the number that holds already."),
    "rule_reason_needed": N_("Say why; the reason stands in the journal."),
    "rule_source_needed": N_("Name the law, notice or decision the number rests on."),
    "rule_comment_needed": N_("Say why you turn it down."),
    "rule_own_proposal": N_("You proposed this change yourself. Another person of finance decides on it."),
    "rule_change_decided": N_("This change was decided or taken back meanwhile."),
    "rule_changed_meanwhile": N_(
        "The row this change replaces is another one by now. Turn the change down and propose it anew."
    ),
}
"""What refusals of this room say."""
