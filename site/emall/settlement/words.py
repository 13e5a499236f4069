"""The vocabulary of invoices and settlement sheets."""

from enum import StrEnum

from emall.web.language import N_


class InvoiceStatus(StrEnum):
    """Where an invoice (发票) stands."""

    ISSUED = "issued"  # 待核对
    CONFIRMED = "confirmed"  # 三单相符
    REFUSED = "refused"  # 采购单位未认可
    WITHDRAWN = "withdrawn"  # 供应商已收回


class SettlementStatus(StrEnum):
    """Where a settlement sheet (结算单) stands."""

    TO_REVIEW = "to_review"  # 待审核
    TO_PAY = "to_pay"  # 待支付
    PAID = "paid"  # 已支付
    RETURNED = "returned"  # 已退回, its orders can stand on another sheet


class ReviewVerdict(StrEnum):
    """What the reviewer says."""

    AGREE = "agree"
    RETURN = "return"


I, S = InvoiceStatus, SettlementStatus

INVOICE_MOVES = {
    I.ISSUED: frozenset({I.CONFIRMED, I.REFUSED, I.WITHDRAWN}),
    I.CONFIRMED: frozenset({I.REFUSED}),  # a fault found later, while it stands on no sheet
    I.REFUSED: frozenset(),
    I.WITHDRAWN: frozenset(),
}
ALIVE = frozenset({I.ISSUED, I.CONFIRMED})
"""While an invoice is one of these its number is taken and its orders have no other."""

SETTLEMENT_MOVES = {
    S.TO_REVIEW: frozenset({S.TO_PAY, S.RETURNED}),
    S.TO_PAY: frozenset({S.PAID}),
    S.PAID: frozenset({S.TO_PAY}),  # paid money came back
    S.RETURNED: frozenset(),
}

SETTLEMENT_PREFIX = "JS"
FREIGHT_NAME = "运费"  # as the invoice carries it

KIND_NAMES = {
    "digital_plain": N_("Digital invoice (plain)"),
    "digital_special": N_("Digital invoice (special)"),
}

SENTENCES = {
    "settlement_moved_on": N_("Settlement %(number)s has moved on. Open it again to see where it stands."),
    "invoice_moved_on": N_("Invoice %(number)s has moved on. Open it again to see where it stands."),
}
"""What refusals of this room say."""
