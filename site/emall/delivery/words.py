"""How a delivery is judged and signed for, who asks for a cancellation, and how goods come back."""

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
    LAPSED = "lapsed"  # 已全部交付或取消, 无可取消


class CheckKind(StrEnum):
    """What an item of the checklist looks at."""

    QUANTITY = "quantity"  # 数量
    APPEARANCE = "appearance"  # 外观
    SPECIFICATION = "spec"  # 规格型号
    FUNCTION = "function"  # 功能


class CheckResult(StrEnum):
    """What was found of an item."""

    PASSED = "passed"  # 符合
    FAILED = "failed"  # 不符合
    NOT_APPLICABLE = "none"  # 不适用


class AcceptanceStatus(StrEnum):
    """Where an acceptance sheet stands: it counts once every member has signed."""

    TO_SIGN = "to_sign"  # 待签字
    SIGNED = "signed"  # 已签字
    VOID = "void"  # 成员有异议或已收回


PANEL = 3
"""How many people a panel has at least (验收小组三人以上)."""

WITHOUT_FUNCTION = {
    "2022": ("A04", "A06", "A0504", "A07"),  # 图书档案, 特种动植物, 办公用品, 物资
    "2014": ("A05", "A07", "A08", "A09", "A11", "A12", "A15"),  # 图书, 纺织, 纸制品, 办公消耗用品, 食品等
}
"""Beginnings of official codes whose goods have no function that could be tried."""


class AfterSaleKind(StrEnum):
    """What is wanted of goods that are not right."""

    RETURN = "return"  # 退货
    EXCHANGE = "exchange"  # 换货
    REPAIR = "repair"  # 维修


class AfterSaleSource(StrEnum):
    """Which pieces an after-sale is about."""

    REJECTED = "rejected"  # 验收时不合格
    ACCEPTED = "accepted"  # 验收后退换期内


class AfterSaleStatus(StrEnum):
    """Where an after-sale (售后单) stands."""

    REQUESTED = "requested"  # 待供应商答复
    AGREED = "agreed"  # 供应商已同意
    REFUSED = "refused"  # 供应商不同意
    GOODS_BACK = "goods_back"  # 已寄回, 待验货
    INSPECTED = "inspected"  # 已验货, 待补发
    ESCALATED = "escalated"  # 采购中心处理中
    CLOSED = "closed"  # 已办结


A = AfterSaleStatus

AFTER_SALE_MOVES = {
    A.REQUESTED: frozenset({A.AGREED, A.REFUSED, A.ESCALATED, A.CLOSED}),
    A.AGREED: frozenset({A.GOODS_BACK, A.INSPECTED, A.CLOSED}),  # inspected: nothing had to be sent back
    A.REFUSED: frozenset({A.ESCALATED, A.CLOSED}),
    A.GOODS_BACK: frozenset({A.INSPECTED, A.ESCALATED, A.CLOSED}),
    A.INSPECTED: frozenset({A.CLOSED}),
    A.ESCALATED: frozenset({A.AGREED, A.INSPECTED, A.CLOSED}),
    A.CLOSED: frozenset(),
}


class Outcome(StrEnum):
    """How an after-sale ended."""

    RETURNED = "returned"  # 已退货退款
    REPLACED = "replaced"  # 已换货或修复, 重新验收
    GIVEN_UP = "given_up"  # 余量已取消
    SUPERSEDED = "superseded"  # 改走其他售后
    REFUSED = "refused"  # 未获同意
    TAKEN_BACK = "taken_back"  # 申请方收回


class AfterSaleReason(StrEnum):
    """Why goods are asked back, beside the reasons for which goods are rejected."""

    NOT_WANTED = "not_wanted"  # 无理由退货
    DEFECT = "defect"  # 使用中发现故障


SHIPMENT_PREFIX, ACCEPTANCE_PREFIX, AFTER_SALE_PREFIX = "FH", "YS", "SH"

CHECK_NAMES = {
    CheckKind.QUANTITY: N_("Quantity"),
    CheckKind.APPEARANCE: N_("Appearance"),
    CheckKind.SPECIFICATION: N_("Specification"),
    CheckKind.FUNCTION: N_("Function"),
}
RESULT_NAMES = {
    CheckResult.PASSED: N_("As ordered"),
    CheckResult.FAILED: N_("Not right"),
    CheckResult.NOT_APPLICABLE: N_("Not applicable"),
}
KIND_NAMES = {
    AfterSaleKind.RETURN: N_("Return"),
    AfterSaleKind.EXCHANGE: N_("Exchange"),
    AfterSaleKind.REPAIR: N_("Repair"),
}
OUTCOME_NAMES = {
    Outcome.RETURNED: N_("Returned, the money is free"),
    Outcome.REPLACED: N_("Delivered again and accepted"),
    Outcome.GIVEN_UP: N_("Given up with the rest of the order"),
    Outcome.SUPERSEDED: N_("Dealt with in another way"),
    Outcome.REFUSED: N_("Not granted"),
    Outcome.TAKEN_BACK: N_("Taken back"),
}

REJECT_NAMES = {
    RejectReason.MISSING: N_("Missing"),
    RejectReason.DAMAGED: N_("Damaged"),
    RejectReason.WRONG_GOODS: N_("Wrong goods"),
    RejectReason.WRONG_SPEC: N_("Wrong specification"),
    RejectReason.QUALITY: N_("Poor quality"),
    RejectReason.EXPIRED: N_("Past its date"),
}

REASON_NAMES: dict[str, str] = {
    **{str(reason): name for reason, name in REJECT_NAMES.items()},
    AfterSaleReason.DEFECT: N_("Broke down in use"),
    AfterSaleReason.NOT_WANTED: N_("Not needed after all"),
}
"""Why goods are asked back: reasons to reject, and two that only show later."""

CANCELLED_BY_AGREEMENT, ALL_RETURNED, ENDED_BY_CENTRE = "by_agreement", "all_returned", "ended_by_centre"
"""Reason codes of cancelled orders: both sides agreed, everything went back, or the supplier fell silent."""

MOST_PHOTOS = 12  # of an order
MOST_BYTES_A_DAY = 30 * 1024 * 1024  # of a unit, as kept on disk
HANDOVER_MINUTES = 15

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
    "item_unknown": N_("This item is not on the checklist of the line."),
    "failed_item_needs_word": N_("Reject pieces of this line, or say what is wrong."),
    "buyer_does_not_accept": N_("The buyer of an order does not take part in its acceptance."),
    "member_unknown": N_("Choose people of your own unit."),
    "panel_needed": N_("From ¥%(above)s on at least %(least)s people accept together. Choose more members."),
    "signatures_pending": N_("Acceptance sheet %(number)s waits for signatures. Nothing moves before."),
    "signed_already": N_("This sheet has been signed, or taken back, meanwhile."),
    "reason_needed_to_object": N_("Say what you object to."),
    "too_many_photos": N_("An order holds %(most)s photos at most. Remove one first."),
    "photos_of_the_day": N_("Your unit has used the %(most)s MB of photos of today."),
    "photos_closed": N_("Photos can be added from shipping until acceptance."),
    "more_than_askable": N_("Only %(most)s can be asked back."),
    "nothing_asked_back": N_("Enter how many of at least one product."),
    "replacement_owed_anyway": N_("Rejected goods are replaced without asking. Choose return or repair."),
    "reason_needed_to_ask_back": N_("Choose why."),
    "not_wanted_is_a_return": N_("Goods that are in order can only be returned."),
    "after_sale_moved_on": N_("After-sale %(number)s has moved on meanwhile. Open it again."),
    "reason_needed_to_refuse": N_("Say why you do not agree."),
    "carrier_needed_back": N_("Say who carries the goods back."),
    "finding_needed": N_("Say what is wrong with the goods that came back."),
    "escalation_needed": N_("Say what the procurement centre should decide."),
    "not_escalated_yet": N_("The supplier still has until %(until)s to act."),
    "pieces_replaced": N_("These goods have been replaced meanwhile."),
    "decision_needs_reason": N_("Give the reason of your decision."),
    "no_stock_for_replacement": N_(
        "There are not enough goods in stock to replace what cannot be sold again."
    ),
    "not_silent_yet": N_("An order can be ended %(days)s working days after its deadline."),
    "reason_needed_to_end": N_("Say why the order is ended."),
}
"""What refusals of this room say."""
