"""How a delivery is judged and who asks for a cancellation."""

from enum import StrEnum


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
