"""The headline of an order's page: who must do what by when, and what that means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from emall.orders.access import owes_answer
from emall.orders.queries import OrderPage
from emall.orders.words import DECLINE_NAMES, OVERDUE, OrderStatus
from emall.web.formats import deadline, mask_name, money
from emall.web.language import N_, gettext, markup_gettext
from emall.web.visitor import Visitor

S = OrderStatus


@dataclass(frozen=True, slots=True)
class Headline:
    """The sentence on top of an order and the one below it; `said` is what a person gave as a reason."""

    title: str
    text: str
    said: str = ""


MINE = {
    S.DRAFT: N_("Finish this sheet and submit it"),
    S.PENDING_APPROVAL: N_("Your decision is needed"),
    S.RETURNED: N_("Change the sheet and submit it again"),
    S.PENDING_SUPPLIER: N_("Accept or decline this order"),
    S.CONFIRMED: N_("Ship the goods"),
    S.SHIPPED: N_("Count the goods in when they arrive"),
    S.RECEIVED: N_("Waiting for your acceptance"),
    S.PART_ACCEPTED: N_("Send what is still owed"),
    S.FAILED: N_("Send replacements"),
    S.ACCEPTED: N_("Issue the invoice"),
    S.INVOICED: N_("Check the invoice and settle"),
    S.SETTLING: N_("Decide on the settlement"),
    S.PAYING: N_("Watch for the treasury's answer"),
}

THEIRS = {
    S.DRAFT: N_("A draft of the buyer"),
    S.PENDING_APPROVAL: N_("Waiting for %(who)s to decide"),
    S.RETURNED: N_("Returned to the buyer for changes"),
    S.PENDING_SUPPLIER: N_("Waiting for %(supplier)s to accept"),
    S.CONFIRMED: N_("%(supplier)s is preparing the goods"),
    S.SHIPPED: N_("On the way; %(unit)s counts the goods in"),
    S.RECEIVED: N_("Waiting for the receiver of %(unit)s to accept"),
    S.PART_ACCEPTED: N_("Accepted in part; %(supplier)s owes the rest"),
    S.FAILED: N_("Not accepted; %(supplier)s owes replacements"),
    S.ACCEPTED: N_("Accepted; %(supplier)s issues the invoice next"),
    S.INVOICED: N_("Invoiced; the buyer of %(unit)s settles next"),
    S.SETTLING: N_("The settlement is in review at %(unit)s"),
    S.PAYING: N_("The treasury has the payment"),
    S.PAID: N_("Paid; both sides may still review each other"),
    S.COMPLETED: N_("Completed and filed"),
    S.DECLINED: N_("%(supplier)s declined this order"),
    S.EXPIRED: N_("Ended: %(supplier)s did not answer in time"),
    S.WITHDRAWN: N_("Withdrawn by the buyer"),
    S.CANCELLED: N_("Cancelled by agreement of both sides"),
}

SIGNING = N_("Everybody who took part signs it; with the last signature the order moves on.")
ASKED_BACK = N_("The after-sale says who acts next; nothing of it is sent again meanwhile.")
CANCELLED = {
    "all_returned": N_("Cancelled: everything was returned"),
    "ended_by_centre": N_("Ended by the procurement centre"),
}
"""Cancelled otherwise than by agreement, by reason code."""

BY_WHEN = N_("%(what)s, %(deadline)s")
FREE = N_("The goods and ¥%(total)s of budget are free again.")
FREE_OUTSIDE = N_("The goods are free for other buyers again.")

MEANING = {
    S.DRAFT: N_("Nothing is reserved until it is submitted."),
    S.PENDING_APPROVAL: N_("The goods are set aside and ¥%(total)s is reserved. Nobody is bound yet."),
    S.RETURNED: N_("Goods and money are free until it is submitted again."),
    S.PENDING_SUPPLIER: N_(
        "If nobody answers in time the order ends by itself; until then the buyer may withdraw it."
    ),
    S.CONFIRMED: N_("The contract stands and ¥%(total)s is committed. Only both sides together can cancel."),
    S.SHIPPED: N_("Counting in comes first, judging the goods second. Neither is done by the buyer."),
    S.RECEIVED: N_("Counted in: %(pieces)s. Somebody other than the buyer judges the goods."),
    S.PART_ACCEPTED: N_("Still to be delivered: %(open)s."),
    S.FAILED: N_("Still to be delivered: %(open)s."),
    S.ACCEPTED: N_("Everything wanted is accepted. Invoice, settlement and payment follow."),
    S.INVOICED: N_("Order, acceptance and invoice are compared line by line before money leaves."),
    S.SETTLING: N_("¥%(total)s stays committed until the treasury has paid."),
    S.PAYING: N_("¥%(total)s stays committed until the treasury says it has arrived."),
    S.PAID: N_("¥%(total)s was paid by the treasury."),
    S.COMPLETED: N_("Nothing is left to do. The papers are kept for fifteen years."),
}


def headline(page: OrderPage, visitor: Visitor) -> Headline:
    """For every status and every reader."""
    order = page.order
    if owes_answer(visitor, order):
        return _answer_wanted(page)
    if order["signing"]:
        return Headline(gettext("The acceptance sheet waits for signatures"), gettext(SIGNING))
    status = S(order["status"])
    title = markup_gettext((MINE if page.your_turn else THEIRS)[status], **_names(order))
    if status in (S.PART_ACCEPTED, S.FAILED) and not order["open"] and order["after_sale"]:
        return Headline(gettext("What was rejected is asked back"), gettext(ASKED_BACK))
    code = order["reason_code"]
    if status == S.CANCELLED and code in CANCELLED:
        title = markup_gettext(CANCELLED[code])
    if order["due_at"]:
        title = markup_gettext(BY_WHEN, what=title, deadline=deadline(order["due_at"]))
    free = FREE_OUTSIDE if visitor.is_supplier else FREE
    return Headline(title, gettext(MEANING.get(status, free), **_figures(page)), _reason(order))


def _answer_wanted(page: OrderPage) -> Headline:
    asked = next(one for one in page.cancellations if one["status"] == "asked")
    text = gettext("If you agree, what is not shipped yet is given up: %(open)s.", **_figures(page))
    return Headline(gettext("The other side asks to cancel the rest: answer them"), text, asked["reason"])


def _names(order: Mapping[str, Any]) -> dict[str, str]:
    approver = mask_name(order["approver_name"] or "")
    return {
        "who": chinese(approver) if approver else gettext("the approver"),
        "supplier": chinese(order["supplier_name"]),
        "unit": chinese(order["organisation_name"]),
    }


def chinese(text: str) -> Markup:
    """A name or words of the database, marked as Chinese wherever they stand."""
    return Markup('<span lang="zh-CN">{}</span>').format(text) if text else Markup("")


def _figures(page: OrderPage) -> dict[str, Any]:
    pieces = sum(line["unjudged"] for line in page.lines)
    return {"total": money(page.order["total_fen"]), "pieces": pieces, "open": page.order["open"]}


def _reason(order: Mapping[str, Any]) -> str:
    """Why it was returned, declined or withdrawn, in words."""
    code = order["reason_code"]
    if order["status"] == S.DECLINED and code in DECLINE_NAMES:
        name = gettext(DECLINE_NAMES[code])
        return gettext("%(reason)s: %(more)s", reason=name, more=order["reason"]) if order["reason"] else name
    if code == OVERDUE:
        return gettext("The deadline passed without an answer.")
    return str(order["reason"])
