"""What can be wrong with a cart line, and the sentences for it."""

from enum import StrEnum

from emall.web.language import N_


class Trouble(StrEnum):
    """Why a line of the cart is not counted until somebody has looked at it."""

    DEARER = "dearer"  # 涨价待确认
    OFF_SHELF = "off_shelf"  # 已下架
    SOLD_OUT = "sold_out"  # 无货
    TOO_MANY = "too_many"  # 库存不足
    WRONG_QUANTITY = "wrong_quantity"  # 起订量或步长不符
    NOT_SERVED = "not_served"  # 不配送
    SUPPLIER_STOPPED = "supplier_stopped"  # 供应商暂停
    NO_CERTIFICATE = "no_certificate"  # 强制节能产品无有效证书


class Band(StrEnum):
    """How a purchase of some worth may be made."""

    DIRECT = "direct"  # 直购
    COMPARE = "compare"  # 比价
    INQUIRY = "inquiry"  # 在线询价或反向竞价
    PROJECT = "project"  # 项目采购


BAND_WORDS = {
    Band.DIRECT: N_("Direct purchase"),
    Band.COMPARE: N_("Compare first"),
    Band.INQUIRY: N_("Inquiry or auction"),
    Band.PROJECT: N_("Project"),
}

GONE = frozenset(
    {
        Trouble.OFF_SHELF,
        Trouble.SOLD_OUT,
        Trouble.NOT_SERVED,
        Trouble.SUPPLIER_STOPPED,
        Trouble.NO_CERTIFICATE,
    }
)
"""Troubles no click can mend: the line can only be removed or replaced."""

SENTENCES = {
    "cart_is_full": N_("The cart holds at most %(most)s kinds of goods. Submit or remove some first."),
    "not_sold_now": N_("This product is not on sale now."),
    "no_line_ticked": N_("Tick at least one line to go on."),
    "list_needs_a_name": N_("Give the list a name."),
    "list_is_full": N_("A list holds at most %(most)s kinds of goods."),
    "unknown_code": N_("No product on sale has the code %(code)s."),
    "quantity_missing": N_("Write a quantity after the code, separated by a tab, a comma or a space."),
    "too_many_rows": N_("At most %(most)s rows at a time; you pasted %(count)s."),
}

TROUBLE_WORDS = {
    Trouble.DEARER: N_("The price has risen since you added it"),
    Trouble.OFF_SHELF: N_("No longer on sale"),
    Trouble.SOLD_OUT: N_("Sold out"),
    Trouble.TOO_MANY: N_("More than is in stock"),
    Trouble.WRONG_QUANTITY: N_("Not a quantity this supplier sells"),
    Trouble.NOT_SERVED: N_("Not delivered to your county"),
    Trouble.SUPPLIER_STOPPED: N_("The supplier takes no orders at present"),
    Trouble.NO_CERTIFICATE: N_("The energy certificate this product needs has expired or is missing"),
}

LIST_LINES_MOST = 200
QUICK_ROWS_MOST = 200

CHECKOUT_SENTENCES = {
    "prices_have_moved": N_(
        "%(count)s prices have changed. Nothing was submitted; look at the new prices and submit again."
    ),
    "sheet_has_moved": N_(
        "This purchase sheet was changed or submitted meanwhile. This is how it stands now."
    ),
    "line_off_shelf": N_("%(title)s: no longer on sale. Take it off the sheet."),
    "line_sold_out": N_("%(title)s: sold out. Take it off the sheet."),
    "line_too_many": N_(
        "%(title)s: more than is in stock. Take it off the sheet or order less from the cart."
    ),
    "line_wrong_quantity": N_("%(title)s: not a quantity this supplier sells."),
    "line_not_served": N_(
        "%(title)s: not delivered to this address. Choose another address or take it off the sheet."
    ),
    "line_supplier_stopped": N_("%(title)s: the supplier takes no orders at present. Take it off the sheet."),
    "line_no_certificate": N_(
        "%(title)s: goods of this kind must carry a valid energy certificate. Choose another product."
    ),
    "choose_a_plan": N_("Choose the purchase plan this is bought on."),
    "choose_a_cost_centre": N_("Choose the cost centre that pays."),
    "choose_an_address": N_("Choose where the goods are to be delivered."),
    "choose_an_invoice": N_("Choose the invoice profile."),
    "day_is_past": N_("Choose a day from today on."),
    "explain_above_reference": N_("%(count)s lines cost more than their reference price: say why."),
    "band_inquiry": N_(
        "This sheet comes to ¥%(asked)s. Above ¥%(limit)s a purchase is made by online inquiry or reverse auction,"
        " which this platform does not hold yet: ask the Procurement Centre, telephone %(phone)s."
    ),
    "band_inquiry_category": N_(
        "Goods of category %(code)s come to ¥%(asked)s. Above ¥%(limit)s they are bought by online inquiry or reverse"
        " auction, which this platform does not hold yet: ask the Procurement Centre, telephone %(phone)s."
    ),
    "band_project": N_(
        "This sheet comes to ¥%(asked)s. Above ¥%(limit)s a purchase is a project of its own: ask the Finance Bureau"
        " for the method, or the Procurement Centre, telephone %(phone)s."
    ),
    "band_project_category": N_(
        "Goods of category %(code)s come to ¥%(asked)s. Above ¥%(limit)s they are a project of their own: ask the"
        " Finance Bureau for the method, or the Procurement Centre, telephone %(phone)s."
    ),
    "compare_more_suppliers": N_(
        "%(title)s: %(count)s suppliers are compared, the rule asks for %(least)s. Tick more offers; where there are"
        " none, ask the Procurement Centre."
    ),
    "compare_say_why": N_("%(title)s: somebody offers for ¥%(lowest)s. Say why you choose this offer."),
    "split_held": N_(
        "Project %(project)s has bought ¥%(used)s of category %(code)s in %(year)s; with this sheet it would be"
        " ¥%(total)s, above the limit of ¥%(limit)s. Such a sum is tendered as one. Ask the Finance Bureau."
    ),
    "nothing_on_the_sheet": N_("There is nothing left on this purchase sheet."),
}

CENTRE_PHONE = "0578-2091234"
"""The Procurement Centre on duty, as its desk shows it."""
