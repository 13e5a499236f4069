"""The vocabulary of requisitions."""

from enum import StrEnum

from emall.accounts.words import Duty
from emall.web.language import N_


class LineStatus(StrEnum):
    """Where one thing that was asked for stands."""

    OPEN = "open"  # 待处理
    MERGED = "merged"  # 已并入购物车
    ORDERED = "ordered"  # 已下单
    ARRIVED = "arrived"  # 已到货
    REFUSED = "refused"  # 未采纳
    WITHDRAWN = "withdrawn"  # 已撤回


L = LineStatus

LINE_MOVES = {
    L.OPEN: frozenset({L.MERGED, L.REFUSED, L.WITHDRAWN}),
    L.MERGED: frozenset({L.ORDERED, L.OPEN}),  # open: the buyer thinks better of it
    L.ORDERED: frozenset(
        {L.ARRIVED, L.MERGED, L.OPEN}
    ),  # merged: the sheet was returned; open: the order ended
    L.ARRIVED: frozenset({L.OPEN}),  # the order was cancelled after all
    L.REFUSED: frozenset(),
    L.WITHDRAWN: frozenset(),
}

ASKERS = (Duty.REQUESTER, Duty.BUYER, Duty.APPROVER, Duty.RECEIVER, Duty.ACCOUNTANT, Duty.UNIT_ADMIN)
"""Whoever works for a unit may ask its buyers."""

REQUISITION_PREFIX = "XQ"
LINES_MOST = 30
ROWS_SHOWN = 5
OPEN_SHOWN = 300

SENTENCES: dict[str, str] = {
    "ask_for_something": N_("Say what you need: at least one line."),
    "say_what": N_("Say what you need, in words or by its article code or link."),
    "say_how_many": N_("Say how many."),
    "say_why": N_("Say what it is for."),
    "wanted_in_the_past": N_("The day you need it lies in the past."),
    "too_many_lines": N_("A request has at most %(most)s lines. Make another for the rest."),
    "tick_some_lines": N_("Tick the lines first."),
    "line_moved_on": N_("Some of these lines have changed meanwhile. Look at them again."),
    "choose_an_offer": N_(
        "This was asked for in words: enter the article code or link of the goods you will buy."
    ),
    "offer_not_on_sale": N_("These goods are not on sale at present. Enter the code or link of others."),
    "reason_needed_not_to_buy": N_("Say why you will not buy it."),
}
"""What refusals of this room say."""
