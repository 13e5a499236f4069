"""The vocabulary of reviews: sides, what each marks, and what refusals say."""

from enum import StrEnum

from emall.web.language import N_


class Side(StrEnum):
    """Whose review it is."""

    UNIT = "unit"  # 采购单位评价供应商
    SUPPLIER = "supplier"  # 供应商评价采购单位


ASPECTS = ("goods", "delivery", "service")
"""The three marks of a review; what they are about depends on who gives them."""

ASPECT_NAMES: dict[Side, dict[str, str]] = {
    Side.UNIT: {"goods": N_("Goods"), "delivery": N_("Delivery"), "service": N_("Service")},
    Side.SUPPLIER: {
        "goods": N_("Clear about what was wanted"),
        "delivery": N_("Receiving and acceptance"),
        "service": N_("Payment"),
    },
}

SIDE_NAMES = {Side.UNIT: N_("The unit about the supplier"), Side.SUPPLIER: N_("The supplier about the unit")}

MARK_NAMES = {
    5: N_("Very good"),
    4: N_("Quite good"),
    3: N_("Fair"),
    2: N_("Poor"),
    1: N_("Bad"),
}

SENTENCES = {
    "mark_needed": N_("Give a mark from 1 to 5."),
    "review_not_open": N_("Order %(number)s can be reviewed once it is paid, until %(days)s days later."),
    "reviewed_already": N_("Your side has already reviewed order %(number)s; what was said stays."),
}
"""What refusals of this room say."""
