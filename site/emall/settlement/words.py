"""The vocabulary of invoices and settlement sheets."""

from enum import StrEnum

from emall.accounts.words import DUTY_KEYS
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


N, S = InvoiceStatus, SettlementStatus

ALIVE = frozenset({N.ISSUED, N.CONFIRMED})
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

INVOICE_TABS = {
    "all": None,
    "issued": frozenset({N.ISSUED}),
    "confirmed": frozenset({N.CONFIRMED}),
    "refused": frozenset({N.REFUSED, N.WITHDRAWN}),
}
"""Tabs of a supplier's invoices and the statuses behind each."""

INVOICE_TAB_NAMES = {
    "all": N_("All invoices"),
    "issued": N_("Awaiting the buyer"),
    "confirmed": N_("Matched"),
    "refused": N_("Not valid any more"),
}

TABS = {
    "all": None,
    "mine": None,  # where it is the visitor's turn
    "to_review": frozenset({S.TO_REVIEW}),
    "to_pay": frozenset({S.TO_PAY}),
    "paid": frozenset({S.PAID}),
    "returned": frozenset({S.RETURNED}),
}
"""Tabs of the list of settlements and the statuses behind each."""

TAB_NAMES = {
    "all": N_("All settlements"),
    "mine": N_("Your turn"),
    "to_review": N_("In review"),
    "to_pay": N_("Awaiting payment"),
    "paid": N_("Paid"),
    "returned": N_("Sent back"),
}

FIELD_NAMES = {
    "number": N_("Invoice number"),
    "issued_on": N_("Invoice date"),
    "seller_uscc": N_("Seller's tax number"),
    "buyer_uscc": N_("Buyer's tax number"),
    "amount_fen": N_("Total with tax"),
    "seller_name": N_("Seller's name"),
    "buyer_name": N_("Buyer's name"),
    "tax_fen": N_("Tax in total"),
}
"""Fields that can be read out of an invoice file."""

APART_KEYS = DUTY_KEYS | {"reviewer_apart"}
"""Refusals the journal keeps: somebody tried what has to be in other hands."""

SENTENCES = {
    "settlement_moved_on": N_("Settlement %(number)s has moved on. Open it again to see where it stands."),
    "invoice_moved_on": N_("Invoice %(number)s has moved on. Open it again to see where it stands."),
    "invoice_number_digits": N_(
        "A digital invoice has a number of exactly 20 digits; you entered %(digits)s."
    ),
    "invoice_number_taken": N_(
        "Another invoice with this number is in force on the platform. Check the number against the invoice."
    ),
    "invoice_date_range": N_("The invoice has to be dated from %(first)s to %(last)s."),
    "invoice_total_differs": N_(
        "The invoice comes to ¥%(stated)s, what was accepted to ¥%(due)s. Have it made out over what was accepted."
    ),
    "invoice_quantity_differs": N_("%(accepted)s were accepted; the invoice says %(stated)s."),
    "invoice_needs_orders": N_("Choose at least one order that was accepted."),
    "order_not_to_invoice": N_(
        "Order %(number)s cannot be invoiced now: it is not accepted yet, or has an invoice already."
    ),
    "invoice_one_unit": N_("One invoice is for one unit. Issue one for each."),
    "invoice_one_title": N_(
        "These orders ask for different invoice titles or kinds. Issue one invoice for each."
    ),
    "after_sale_open": N_(
        "Goods of order %(number)s are being returned or exchanged. Wait until that is settled."
    ),
    "invoice_file_missing": N_("The file is empty. Choose it again."),
    "file_too_heavy": N_("The file is larger than %(most)s MB."),
    "file_kind_unknown": N_("This is neither a PDF, an OFD nor an XML invoice, whatever its name says."),
    "file_damaged": N_("The file is damaged or incomplete. Download the invoice again and send that."),
    "file_unpacks_too_large": N_(
        "The file unpacks to more than %(most)s MB. An invoice is never that large."
    ),
    "invoice_file_unreadable": N_(
        "The XML in this file cannot be read. Download the invoice again and send that."
    ),
    "file_declares_entities": N_("The XML in this file declares a document type, which invoices never do."),
    "file_send_again": N_("The file has to be chosen again."),
    "file_of_another_invoice": N_(
        "This very file came with another invoice that is in force. Choose the file of this invoice."
    ),
    "file_says_number": N_("The file is of invoice %(read)s, the form says %(stated)s."),
    "file_says_issued_on": N_("The file is dated %(read)s, the form says %(stated)s."),
    "file_says_amount_fen": N_("The file comes to ¥%(read)s, the form says ¥%(stated)s."),
    "file_says_seller_uscc": N_("The file names another seller: %(read)s instead of %(stated)s."),
    "file_says_buyer_uscc": N_("The file names another buyer: %(read)s instead of %(stated)s."),
    "reason_needed_to_refuse_invoice": N_("Say what is wrong with the invoice."),
    "match_line_differs": N_(
        "Invoice %(number)s differs from what was accepted by ¥%(difference)s: %(name)s."
    ),
    "match_sum_differs": N_(
        "Invoice %(number)s comes to ¥%(amount)s, the budget has bound ¥%(bound)s for its orders."
    ),
    "settlement_needs_invoices": N_("Choose at least one invoice to settle."),
    "settlement_one_supplier": N_("One settlement is for one supplier. Make one for each."),
    "invoice_not_to_settle": N_("Invoice %(number)s is no longer valid."),
    "order_not_to_settle": N_("Order %(number)s is on a settlement already, or has moved on."),
    "settler_accepted": N_("You accepted goods of these orders, so somebody else has to settle them."),
    "nobody_to_review": N_(
        "Nobody in your unit may review this: an approver is needed who neither bought nor accepted."
    ),
    "reviewer_apart": N_(
        "You bought, settled or accepted what is on this sheet, so somebody else reviews it."
    ),
}
"""What refusals of this room say."""
