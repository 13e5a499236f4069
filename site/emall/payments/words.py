"""The vocabulary of payments: where they stand, how they travel, what is answered and why an answer has no effect."""

from enum import StrEnum

from emall.accounts.words import DUTY_KEYS
from emall.web.language import N_


class PaymentStatus(StrEnum):
    """Where a payment instruction (支付指令) stands."""

    ORDERED = "ordered"  # 已提交支付
    PAID = "paid"  # 已支付
    FAILED = "failed"  # 支付退回


P = PaymentStatus

PAYMENT_MOVES = {
    P.ORDERED: frozenset({P.PAID, P.FAILED}),
    P.PAID: frozenset({P.FAILED}),  # paid money came back; a correction is an opposite entry
    P.FAILED: frozenset(),
}
ALIVE = frozenset({P.ORDERED, P.PAID})
"""Of a settlement at most one instruction is in one of these."""


class Channel(StrEnum):
    """How an instruction reaches the bank."""

    TREASURY = "treasury"  # 国库集中支付
    OWN_BANK = "own_bank"  # 企业自有账户


CHANNEL_NAMES = {
    Channel.TREASURY: N_("Through the treasury"),
    Channel.OWN_BANK: N_("From the enterprise's own bank account"),
}


class Said(StrEnum):
    """What the bank says happened to an instruction."""

    PAID = "paid"  # 已付
    RETURNED = "returned"  # 退汇


SAID_NAMES = {Said.PAID: N_("Paid"), Said.RETURNED: N_("Money returned")}


class Way(StrEnum):
    """How an answer came in."""

    CALLBACK = "callback"  # 回调
    FILE = "file"  # 回单文件
    OWN_BANK = "own_bank"  # 单位财务登记


WAY_NAMES = {
    Way.CALLBACK: N_("Signed letter"),
    Way.FILE: N_("Answer file"),
    Way.OWN_BANK: N_("Entered by the accountant"),
}


class Outcome(StrEnum):
    """What became of an answer."""

    TAKEN = "taken"
    REPEATED = "repeated"
    REFUSED = "refused"


OUTCOME_NAMES = {
    Outcome.TAKEN: N_("Taken in"),
    Outcome.REPEATED: N_("Sent again, no effect"),
    Outcome.REFUSED: N_("Not taken in"),
}


class Why(StrEnum):
    """Why an answer is refused: stable codes the treasury's side can act on."""

    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    FORGED = "forged"
    CLOCK_OFF = "clock_off"
    NONCE_USED = "nonce_used"
    PAYMENT_UNKNOWN = "payment_unknown"
    AMOUNT_DIFFERS = "amount_differs"
    DAY_IMPOSSIBLE = "day_impossible"
    REFERENCE_TAKEN = "reference_taken"
    PAID_ALREADY = "paid_already"
    RETURNED_ALREADY = "returned_already"
    OTHER_CHANNEL = "other_channel"
    FUNDS_DIFFER = "funds_differ"


WHY_NAMES = {
    Why.UNREADABLE: N_("It cannot be read, or a field is missing or wrong."),
    Why.UNSIGNED: N_("It carries no signature we know."),
    Why.FORGED: N_("Its signature does not fit."),
    Why.CLOCK_OFF: N_("It was signed more than five minutes ago, or in the future."),
    Why.NONCE_USED: N_("This very letter was taken before."),
    Why.PAYMENT_UNKNOWN: N_("We have no such payment."),
    Why.AMOUNT_DIFFERS: N_("The amount is not the amount of the payment."),
    Why.DAY_IMPOSSIBLE: N_("The day lies in the future or before the payment was sent."),
    Why.REFERENCE_TAKEN: N_("The bank reference belongs to another answer."),
    Why.PAID_ALREADY: N_("The payment is paid under another bank reference."),
    Why.RETURNED_ALREADY: N_("The payment was returned before; a new one may be under way."),
    Why.OTHER_CHANNEL: N_("The payment does not go through the treasury."),
    Why.FUNDS_DIFFER: N_("The money bound for its orders is not the amount of the payment."),
}

PAYMENT_PREFIX, BATCH_PREFIX = "ZF", "ZP"
REASON_MOST = 200
REFERENCE = r"[A-Za-z0-9-]{6,40}"
"""How banks number what they did; letters, digits and hyphens."""

TABS = {
    "to_release": N_("To release"),
    "ordered": N_("Sent for payment"),
    "paid": N_("Paid"),
    "failed": N_("Payment returned"),
}
"""Tabs of the accountant's list: settlements that wait, then payments by status."""

APART_KEYS = DUTY_KEYS | {"payment_by_a_third"}
"""Refusals the journal keeps: somebody tried what has to be in other hands."""

SENTENCES: dict[str, str] = {
    "payments_none_chosen": N_("Tick at least one settlement."),
    "settlement_not_to_pay": N_(
        "Settlement %(number)s no longer waits for payment. Reload to see where it stands."
    ),
    "payment_by_a_third": N_(
        "You bought, approved, settled or reviewed what settlement %(number)s pays."
        " Another accountant of the unit has to release it."
    ),
    "payee_bank_missing": N_(
        "%(supplier)s has entered no bank account. Its administrator enters it under “Bank account”;"
        " you will get a message then. Settlement %(number)s waits until then."
    ),
    "payment_funds_differ": N_(
        "¥%(bound)s is bound for the orders of settlement %(number)s, not ¥%(amount)s. Have the centre look into it."
    ),
    "payment_alive": N_("Settlement %(number)s has been sent for payment already."),
    "payment_moved_on": N_("Payment %(number)s has moved on meanwhile. Reload to see where it stands."),
    "answer_refused": N_("The bank's answer has no effect: %(why)s"),
    "not_a_bank_reference": N_("Enter the bank's reference: 6 to 40 letters, digits or hyphens."),
    "nothing_waits_for_treasury": N_("No payment waits to be handed over."),
    "answer_file_missing": N_("Choose the answer file."),
    "answer_file_no_head": N_("This is no answer file of the treasury: its first line does not say so."),
    "answer_file_no_end": N_("The file has no closing line; it is incomplete. Ask for it again."),
    "answer_file_count": N_("The closing line counts %(said)s answers, the file has %(found)s."),
    "answer_file_sum": N_("The closing line says ¥%(said)s, the answers come to ¥%(found)s."),
    "answer_file_digest": N_("The digest in the closing line does not fit; the file was changed on its way."),
    "answer_file_long": N_("A file has at most %(most)s answers."),
    "bank_name_needed": N_("Enter the bank with its branch, at least four characters."),
    "account_digits": N_("An account number has 8 to 30 digits; you entered %(length)s."),
    "account_as_it_is": N_("This is the present bank account."),
}
"""What refusals of this room say."""
