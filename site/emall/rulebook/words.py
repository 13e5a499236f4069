"""Keys of the rulebook and the units their numbers are in."""

from enum import StrEnum


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
    SPLIT_LIMIT = "split_limit"  # 化整为零: 同一年度、项目、品目累计, fen
    SPLIT_WARN_PERMILLE = "split_warn_permille"  # 累计达到上限的千分之几时提醒
    RED_BLOCKS = "red_blocks"  # 逾期未说明的事项达到几件时暂停新下单; 0: never
    EXPLAINED_DAYS = "explained_days"  # 逾期说明后几个工作日内不计入


class Unit(StrEnum):
    """What a number of the rulebook counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    FEN = "fen"
    COUNT = "count"
    PERMILLE = "permille"
    PPM = "ppm"  # millionths


SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
