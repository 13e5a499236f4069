"""Statuses of approval steps."""

from enum import StrEnum

from emall.web.language import N_


class StepStatus(StrEnum):
    """Where a step of approval stands."""

    LATER = "later"  # 未到
    NOW = "now"  # 待审批
    AGREED = "agreed"  # 同意
    RETURNED = "returned"  # 退回
    DROPPED = "dropped"  # 撤回或前一级退回后不再需要


class Verdict(StrEnum):
    """What an approver decides."""

    AGREE = "agree"  # 同意
    RETURN = "return"  # 退回


SENTENCES = {
    "nobody_to_approve": N_(
        "Nobody but you may decide at level %(title)s. Ask your administrator to name another."
    ),
    "reason_needed_to_return": N_("Say what has to be changed."),
    "verdict_needed": N_("Choose whether you agree or return it."),
    "step_moved_on": N_(
        "Purchase %(number)s has changed since you opened it. Look at it again before deciding."
    ),
}
"""What refusals of this room say."""
