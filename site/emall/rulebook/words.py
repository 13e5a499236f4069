"""Keys of the rulebook and the units their numbers are in."""

from enum import StrEnum


class Rule(StrEnum):
    """The rules that are numbers; working days unless the unit says otherwise."""

    APPROVAL_DAYS = "approval_days"
    SUPPLIER_ANSWER_DAYS = "supplier_answer_days"
    RECEIVE_DAYS = "receive_days"
    ACCEPT_DAYS = "accept_days"
    REPLACE_DAYS = "replace_days"
    PRICE_HOLD_DAYS = "price_hold_days"
    CART_LINES_MOST = "cart_lines_most"


class Unit(StrEnum):
    """What a number of the rulebook counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    FEN = "fen"
    COUNT = "count"
