"""Statuses of approval steps."""

from enum import StrEnum

from emall.accounts.words import DUTY_KEYS
from emall.web.language import N_


class Subject(StrEnum):
    """What a chain decides on."""

    PURCHASE = "purchase"  # 采购
    SETTLEMENT = "settlement"  # 结算


SUBJECT_NAMES = {Subject.PURCHASE: N_("Purchases"), Subject.SETTLEMENT: N_("Settlements")}
METHOD_NAMES = {
    "emall": N_("E-mall purchase"),
    "inquiry": N_("Online inquiry"),
    "auction": N_("Reverse auction"),
    "tender": N_("Open tender"),
}
LEVELS_MOST = 6
DAYS_AWAY_MOST = 366


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


APART_KEYS = DUTY_KEYS | {"nobody_to_approve", "nobody_approves_so_much", "delegate_is_same_human"}
"""Refusals that keep duties apart: somebody tried what was not theirs to do, and the journal says so."""

SENTENCES = {
    "nobody_approves_so_much": N_(
        "Your unit lets purchases of up to ¥%(up_to)s pass without approval and has named nobody for more."
        " Ask your administrator to name an approver."
    ),
    "level_or_exemption_needed": N_(
        "Name at least one approver in service, or say up to which amount no approval is needed."
    ),
    "gap_below_first_level": N_(
        "The first level begins at ¥%(from)s. Say that no approval is needed up to ¥%(gap)s, or let it begin lower."
    ),
    "levels_rise": N_("Each level has to begin at a higher amount than the one before, or at the same."),
    "level_incomplete": N_("A level needs a name, an amount and an approver."),
    "approver_not_in_service": N_("Choose an approver of your unit who is in service."),
    "goods_unknown": N_("Choose a category from the list."),
    "chain_has_changed": N_(
        "Somebody else has changed this chain meanwhile. Look at it again before saving."
    ),
    "delegate_is_same_human": N_("That account belongs to the same person. Choose a colleague."),
    "delegate_not_here": N_("Choose a colleague of your unit who holds the same post."),
    "absent_not_here": N_("Choose somebody of your unit who approves, receives or pays."),
    "days_turned_round": N_("The last day lies before the first."),
    "last_day_is_past": N_("The last day lies in the past."),
    "too_long_away": N_("Nobody stands in for longer than %(most)s days at a time."),
    "reason_needed_to_delegate": N_("Say why: leave, travel, illness."),
    "delegate_days_taken": N_("Somebody stands in during these days already. End that first."),
    "delegation_over": N_("This has ended already."),
    "strike_reason_needed": N_("Give a reason for each line you strike."),
    "strike_leaves_nothing": N_("At least one line has to remain. Return the sheet instead."),
    "strike_moves_freight": N_(
        "The freight of %(supplier)s is paid with a line you strike, from other money than the rest."
        " Return the sheet instead."
    ),
    "strike_changes_freight": N_(
        "Without these lines %(supplier)s would charge another freight. Return the sheet instead."
    ),
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
