"""How a delivery is judged and who asks for a cancellation."""

from enum import StrEnum

from emall.web.language import N_


class Conclusion(StrEnum):
    """What acceptance (验收) concludes."""

    PASSED = "passed"  # 合格
    PARTLY = "partly"  # 部分合格
    FAILED = "failed"  # 不合格


class RejectReason(StrEnum):
    """Why goods are not accepted."""

    MISSING = "missing"  # 少货
    DAMAGED = "damaged"  # 破损
    WRONG_GOODS = "wrong_goods"  # 错发
    WRONG_SPEC = "wrong_spec"  # 规格不符
    QUALITY = "quality"  # 质量问题
    EXPIRED = "expired"  # 过期


class CancellationStatus(StrEnum):
    """Where a request to cancel stands."""

    ASKED = "asked"  # 待对方答复
    AGREED = "agreed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


SHIPMENT_PREFIX, ACCEPTANCE_PREFIX = "FH", "YS"

REJECT_NAMES = {
    RejectReason.MISSING: N_("Missing"),
    RejectReason.DAMAGED: N_("Damaged"),
    RejectReason.WRONG_GOODS: N_("Wrong goods"),
    RejectReason.WRONG_SPEC: N_("Wrong specification"),
    RejectReason.QUALITY: N_("Poor quality"),
    RejectReason.EXPIRED: N_("Past its date"),
}

CANCELLED_BY_AGREEMENT = "by_agreement"
"""Reason code of an order both sides cancelled."""

SENTENCES = {
    "nothing_to_ship": N_("Enter how many of at least one product are in the parcel."),
    "more_than_open": N_("Only %(open)s are still to be shipped."),
    "carrier_needed": N_("Say who carries the parcel."),
    "line_unknown": N_("This line is not part of the order."),
    "count_every_line": N_("Enter how many arrived, 0 if none."),
    "more_than_in_parcel": N_("The parcel holds only %(expected)s."),
    "judge_every_line": N_("Judge all %(received)s received: accepted and rejected together."),
    "reason_needed_to_reject": N_("Choose why you reject these goods."),
    "nothing_to_judge": N_("Nothing new has arrived to be judged."),
    "reason_needed_to_cancel": N_("Say why the rest should be cancelled."),
    "cancellation_pending": N_("There is already a wish to cancel that waits for an answer."),
    "nothing_left_to_cancel": N_("Everything has been shipped or given up; nothing is left to cancel."),
    "parcel_already_received": N_("Parcel %(number)s has already been received."),
    "cancellation_moved_on": N_("This wish to cancel has already been answered or taken back."),
}
"""What refusals of this room say."""
