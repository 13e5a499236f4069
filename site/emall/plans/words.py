"""The vocabulary of purchase plans: their reviews, numbers, and what is said when something does not go."""

from enum import StrEnum

from emall.accounts.words import DUTY_KEYS
from emall.budget.words import Method, PlanStatus
from emall.kernel.regions import CITY
from emall.web.language import N_


class Stage(StrEnum):
    """A review before filing (审核); called like the status of a plan that waits for it."""

    UNIT = "unit_review"  # 单位审核
    DEPT = "dept_review"  # 主管部门审核
    FINANCE = "finance_review"  # 财政审核


STAGES = (Stage.UNIT, Stage.DEPT, Stage.FINANCE)
"""In this order; a step's position is its place here, from 1."""

STAGE_WORDS = {
    Stage.UNIT: N_("Review of the unit"),
    Stage.DEPT: N_("Review of the parent department"),
    Stage.FINANCE: N_("Filing by finance"),
}


class StepStatus(StrEnum):
    """Where a review stands."""

    LATER = "later"
    NOW = "now"
    AGREED = "agreed"
    RETURNED = "returned"
    DROPPED = "dropped"


class Verdict(StrEnum):
    """What a reviewer decides."""

    AGREE = "agree"
    RETURN = "return"


MANAGED = frozenset({PlanStatus.FILED, PlanStatus.ASSIGNED, PlanStatus.IN_USE})
"""Statuses in which a plan can be split, assigned, corrected and handed back."""


class CorrectionStatus(StrEnum):
    """Where a wish for another official category stands."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    DROPPED = "dropped"  # its plan ended meanwhile


METHOD_WORDS = {
    Method.EMALL: N_("Online supermarket"),
    Method.INQUIRY: N_("Online inquiry"),
    Method.AUCTION: N_("Reverse auction"),
    Method.TENDER: N_("Open tender"),
}

WHY_FINANCE = {
    "method": N_("not bought in the online supermarket"),
    "imported": N_("imported goods"),
    "amount": N_("¥%(from)s or more"),
}

EDITION = "2022"  # 财库〔2022〕31号: plans are made by the catalogue in force
PLAN_PREFIX = "JH"
PARTS_MOST = 5
PER_PAGE = 20
DESK_PER_PAGE = 40

# 备案号字头: 丽财采确 for the city's own units, each county its own.
FILING_WORDS = {
    CITY: "丽财采确",
    "331102": "莲财采确",
    "331121": "青财采确",
    "331122": "缙财采确",
    "331123": "遂财采确",
    "331124": "松财采确",
    "331125": "云财采确",
    "331126": "庆财采确",
    "331127": "景财采确",
    "331181": "龙财采确",
}


class Tab(StrEnum):
    """Parts of the list of plans."""

    ALL = "all"
    MINE = "mine"
    OPEN = "open"
    USABLE = "usable"
    OVER = "over"


TAB_WORDS = {
    Tab.ALL: N_("All plans"),
    Tab.MINE: N_("Waiting for you"),
    Tab.OPEN: N_("Not filed yet"),
    Tab.USABLE: N_("To buy on"),
    Tab.OVER: N_("Over"),
}

ACTS = {
    "plan.draft": (N_("Drafted"), "edit"),
    "plan.edit": (N_("Changed"), "edit"),
    "plan.submit": (N_("Submitted for review"), "send"),
    "plan.resubmit": (N_("Submitted again"), "send"),
    "plan.withdraw": (N_("Taken back for changes"), "arrow-back-up"),
    "plan.agree": (N_("Agreed and passed on"), "user-check"),
    "plan.send_back": (N_("Returned for changes"), "arrow-back-up"),
    "plan.file": (N_("Filed"), "shield-check"),
    "plan.give_up": (N_("Given up"), "x"),
    "plan.assign": (N_("Assigned"), "user"),
    "plan.unassign": (N_("Assignment taken back"), "users"),
    "plan.split": (N_("Split"), "layout-grid"),
    "plan.part": (N_("Split off"), "layout-grid"),
    "plan.use": (N_("First order on it"), "shopping-cart"),
    "plan.use_up": (N_("Used up"), "circle-check"),
    "plan.reopen": (N_("Money came back"), "arrow-back-up"),
    "plan.hand_back": (N_("Rest handed back"), "arrow-back-up"),
    "plan.return": (N_("Handed back"), "arrow-back-up"),
    "plan.close": (N_("Closed at the end of its year"), "lock"),
    "plan.correct": (N_("Catalogue code corrected"), "edit"),
    "plan.ask_correction": (N_("Another catalogue code asked for"), "message"),
    "plan.refuse_correction": (N_("Other catalogue code refused"), "x"),
}
"""What the journal's acts are called on a plan's page, with their icons."""

APART_KEYS = DUTY_KEYS | {"plan_not_own", "plan_not_twice"}
"""Refusals the journal keeps: somebody tried what has to be in other hands."""

SENTENCES: dict[str, str] = {
    "plan_not_for_enterprises": N_(
        "Enterprises buy from their own cost centres; they make no purchase plans."
    ),
    "plan_line_unknown": N_("Choose one of your unit's budget lines of this year."),
    "plan_category_unknown": N_(
        "%(code)s is no category of the %(edition)s catalogue. Look for it by its name."
    ),
    "plan_category_too_wide": N_("%(code)s covers everything. Choose a narrower category."),
    "plan_edition_old": N_(
        "%(code)s is a code of the %(edition)s catalogue. Choose the category anew before you submit."
    ),
    "plan_beyond_line": N_(
        "%(asked)s is %(short)s more than filed plans have left of budget line %(name)s (%(free)s)."
    ),
    "plan_day_outside": N_("Choose a day from today to the end of %(year)s."),
    "plan_why_needed": N_("Finance has to decide on this plan: say why it is needed."),
    "plan_no_reviewer": N_(
        "Nobody at %(name)s can review this plan. Its administrator has to name somebody first."
    ),
    "plan_moved_on": N_("This plan was changed or decided meanwhile. This is how it stands now."),
    "plan_verdict_needed": N_("Agree, or return it for changes."),
    "plan_comment_needed": N_("Say what has to be changed."),
    "plan_not_twice": N_(
        "You decided an earlier review of this plan; another person has to decide this one."
    ),
    "plan_not_own": N_("You made this plan; somebody else has to decide it."),
    "plan_cannot_now": N_("This is not possible for a plan in this state."),
    "plan_part_not_split": N_("This is a part already. Split plan %(number)s, which keeps the rest."),
    "plan_parts_needed": N_("Enter the amount of at least one part."),
    "plan_parts_beyond": N_("The parts ask for %(asked)s; only %(free)s of this plan is free."),
    "plan_parts_leave_nothing": N_("The plan itself keeps a rest: split off less than all of it."),
    "plan_parts_long": N_("This plan cannot be split into more parts."),
    "plan_buyer_unknown": N_("Choose a buyer of your unit."),
    "plan_nothing_free": N_("Nothing of this plan is free to be handed back."),
    "plan_handing_back_why": N_("Say why the money is not needed."),
    "plan_code_same": N_("The plan has this code already."),
    "plan_code_waits": N_("Another code was asked for already and waits for an answer."),
    "plan_code_used": N_(
        "%(used)s was already bought under %(code)s. Choose a code that covers both, or split off the free rest and"
        " correct that part."
    ),
    "plan_correction_gone": N_("There is no open wish for another code."),
}
"""What refusals of this room say."""
