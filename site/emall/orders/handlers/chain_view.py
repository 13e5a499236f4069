"""The ten steps of an order from budget to payment, and what its journal says happened, as templates draw them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup, escape

from emall.accounts.words import DUTY_NAMES, Duty
from emall.database import Row
from emall.orders.handlers.headline_view import chinese
from emall.orders.queries import OrderPage
from emall.orders.rules import next_actor
from emall.orders.words import OrderStatus
from emall.web.formats import datetime as written
from emall.web.formats import deadline, mask_name, money
from emall.web.language import N_, gettext, markup_gettext
from emall.web.status_words import status_of
from emall.web.timeline import Entry
from emall.web.visitor import Visitor

S = OrderStatus
YOU = N_("%(duty)s %(name)s (you)")
RECEIVING = N_("Receiving")
TOGETHER = timedelta(seconds=1)
"""Entries of one deed are written one after the other; this far apart they are different deeds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain; `state` is done, now (the reader's turn), wait (somebody else's) or later."""

    word: str
    state: str
    note: str
    icon: str


CHAIN = (
    (N_("Budget reserved"), "submitted_at", "currency-yuan", N_("Buyer")),
    (N_("Approval"), "approved_at", "user-check", N_("Approver")),
    (N_("Accepted by supplier"), "confirmed_at", "building-store", N_("Supplier")),
    (N_("Contract"), "confirmed_at", "signature", N_("Both sides")),
    (N_("Shipping"), "shipped_at", "truck-delivery", N_("Supplier")),
    (RECEIVING, "received_at", "package", N_("Receiver")),
    (N_("Acceptance"), "accepted_at", "clipboard-check", N_("Receiver")),
    (N_("Invoicing"), "invoiced_at", "file-invoice", N_("Supplier")),
    (N_("Settlement"), "paying_at", "receipt", N_("Buyer")),
    (N_("Payment"), "paid_at", "wallet", N_("Unit accountant")),
)

APPROVAL = 1
"""The place of the approval in the chain; an amount the unit lets pass needs none, and the page says so."""

PARTIES: dict[str, str] = {
    Duty.BUYER: N_("Buyer"),
    Duty.APPROVER: N_("Approver"),
    Duty.RECEIVER: N_("Receiver"),
    Duty.SELLER: N_("Supplier"),
    Duty.ACCOUNTANT: N_("Unit accountant"),
}

PLACE = {
    S.DRAFT: 0,
    S.RETURNED: 0,
    S.PENDING_APPROVAL: 1,
    S.PENDING_SUPPLIER: 2,
    S.CONFIRMED: 4,
    S.SHIPPED: 5,
    S.RECEIVED: 6,
    S.PART_ACCEPTED: 6,
    S.FAILED: 6,
    S.ACCEPTED: 7,
    S.INVOICED: 8,
    S.SETTLING: 8,
    S.PAYING: 9,
    S.PAID: 10,
    S.COMPLETED: 10,
}
"""At which step of the chain an order stands; ended orders stand at none."""


def chain_of(page: OrderPage) -> list[Step]:
    """The ten steps; those to come name who will act."""
    order = page.order
    here = PLACE.get(S(order["status"]))
    steps = [_step(order, at, here, page.your_turn) for at in range(len(CHAIN))]
    if order["approved_at"] and not page.steps and S(order["status"]) not in (S.DRAFT, S.RETURNED):
        steps[APPROVAL] = replace(steps[APPROVAL], note=gettext("not needed"))
    return steps


def _step(order: Mapping[str, Any], at: int, here: int | None, your_turn: bool) -> Step:
    word, stamp, icon, party = CHAIN[at]
    moment = order[stamp] if stamp else None
    if at == here:
        state, note = (
            ("now", gettext("Your turn")) if your_turn else ("wait", _acting(order["status"], party))
        )
        return Step(gettext(word), state, note, icon)
    if moment is not None and (here is None or at < here):
        return Step(gettext(word), "done", short(moment), icon)
    return Step(gettext(word), "later", gettext(party) if here is not None else "–", icon)


def _acting(status: str, otherwise: str) -> str:
    """Who acts now, in one word."""
    return gettext(PARTIES.get(next_actor(status), otherwise))


def short(moment: datetime) -> str:
    """11-18 14:36."""
    return written(moment)[5:]


ACTS = {
    "order.submit": (N_("Submitted, ¥%(total)s reserved"), "edit"),
    "order.approve": (N_("Approved and passed on"), "user-check"),
    "order.strike": (N_("Lines struck by the approver"), "x"),
    "order.return": (N_("Returned for changes"), "arrow-back-up"),
    "order.withdraw": (N_("Withdrawn"), "x"),
    "order.confirm": (N_("Order accepted, the contract stands"), "building-store"),
    "order.decline": (N_("Order declined"), "x"),
    "order.expire": (N_("Not answered in time"), "clock"),
    "order.ship": (N_("Shipped"), "truck-delivery"),
    "order.receive": (N_("Counted in"), "package"),
    "order.accept": (N_("Judged"), "clipboard-check"),
    "order.cancel": (N_("Cancelled"), "x"),
    "order.reopen": (N_("Goods went back and are owed again"), "truck-return"),
    "order.invoice": (N_("Invoiced"), "file-invoice"),
    "order.uninvoice": (N_("Invoice taken back"), "arrow-back-up"),
    "order.settle": (N_("Put up for settlement"), "receipt"),
    "order.unsettle": (N_("Settlement sent back"), "arrow-back-up"),
    "order.send_payment": (N_("Sent for payment"), "currency-yuan"),
    "order.return_payment": (N_("Payment returned"), "arrow-back-up"),
    "order.pay": (N_("Paid by the treasury"), "circle-check"),
    "order.complete": (N_("Completed"), "circle-check"),
    "purchase.agree": (N_("Agreed"), "user-check"),
    "cancellation.ask": (N_("Asked to cancel the rest"), "message"),
    "cancellation.answer": (N_("Answered the wish to cancel"), "message"),
    "cancellation.take_back": (N_("Took the wish to cancel back"), "arrow-back-up"),
    "cancellation.lapse": (N_("The wish to cancel fell away"), "x"),
}


DECISIONS = frozenset({"order.approve", "order.return", "purchase.agree"})


def timeline_of(page: OrderPage, visitor: Visitor) -> list[Entry]:
    """Newest first: what waits, then what the journal says; names are masked.

    A sheet's deed that only repeats those of its orders is left out; what was said with it stays with theirs.
    """
    told = [_entry(page, row, visitor) for row in page.timeline if row.act in ACTS]
    return _waiting(page, visitor) + told


def _to_come(status: str, word: str) -> str:
    """What is still to be done; "Shipped" says what has been, so there it is the receiving."""
    return RECEIVING if status == S.SHIPPED else word


def _waiting(page: OrderPage, visitor: Visitor) -> list[Entry]:
    if not page.next_actor:
        return []
    shown = status_of("order", page.order["status"])
    actor = markup_gettext(_acting(page.order["status"], shown.next_actor))
    if page.your_turn:
        me = chinese(mask_name(visitor.person_name))
        actor = markup_gettext(YOU, duty=gettext(DUTY_NAMES[visitor.duty]), name=me)
    return [
        Entry(
            shown.icon,
            gettext(_to_come(page.order["status"], shown.word)),
            actor,
            "",
            deadline(page.order["due_at"]),
            state="waiting",
        )
    ]


def _entry(page: OrderPage, row: Row, visitor: Visitor) -> Entry:
    title, icon = ACTS[row.act]
    text = row.note or _said_with(page, row) or _facts(page, row)
    return Entry(
        icon=icon,
        title=gettext(title, total=money(page.order["total_fen"])),
        actor=escape(_who(row, visitor)) + _for_whom(page, row, visitor),
        text=chinese(text),
        when=short(row.at),
        at=row.at.isoformat(),
    )


def _said_with(page: OrderPage, row: Row) -> str:
    """What was said of the whole sheet in the same deed: its entry stands just before those of the orders."""
    for entry in page.timeline:
        together = entry.sequence < row.sequence and row.at - entry.at < TOGETHER
        if entry.kind == "purchase" and entry.act not in ACTS and together:
            return str(entry.note)
    return ""


def _who(row: Row, visitor: Visitor) -> str:
    """Post and masked name; of the other organisation also which one; nobody for the clock."""
    if not row.actor:
        return gettext("The system")
    if visitor.is_supplier and row.act == "order.approve":
        return str(row.organisation_name)  # who decides inside a unit is the unit's own affair
    duty = gettext(DUTY_NAMES.get(row.duty, row.duty))
    name = Markup("{} {}").format(duty, chinese(mask_name(row.actor_name)))
    if row.organisation == visitor.organisation:
        return name
    return Markup("{} · {}").format(chinese(row.organisation_name), name)


def _for_whom(page: OrderPage, row: Row, visitor: Visitor) -> Markup:
    """Whom somebody stood in for when deciding; a unit's own affair."""
    if visitor.is_supplier or row.act not in DECISIONS:
        return Markup("")
    step = next((step for step in page.steps if _same(step["decided_at"], row.at)), None)
    if step is None or step["decided_by"] in (None, step["holder"]):
        return Markup("")
    holder = chinese(mask_name(step["approver"]))
    return Markup(" {}").format(markup_gettext("for %(name)s", name=holder))


def _facts(page: OrderPage, row: Row) -> str:
    """What papers say of the deed: why it was bought, which parcel, how many arrived, what was concluded."""
    if row.act == "order.submit":
        return str(page.order["purchase_reason"])
    if row.act == "order.approve":
        return next((step["comment"] for step in page.steps if _same(step["decided_at"], row.at)), "")
    if row.act == "order.ship":
        return next((_sent(parcel) for parcel in page.parcels if _same(parcel["shipped_at"], row.at)), "")
    if row.act == "order.receive":
        return next((_counted(parcel) for parcel in page.parcels if _same(parcel["received_at"], row.at)), "")
    if row.act == "order.accept":
        return next((_concluded(one) for one in page.acceptances if _same(one["at"], row.at)), "")
    return ""


def _same(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and abs(moment - at) < TOGETHER


def _sent(parcel: Mapping[str, Any]) -> str:
    told = f"{parcel['number']} · {parcel['carrier']} {parcel['waybill']}".strip()
    if not parcel["expected_on"]:
        return told
    return f"{told} · {gettext('expected %(day)s', day=parcel['expected_on'])}"


def _counted(parcel: Mapping[str, Any]) -> str:
    expected = sum(line["quantity"] for line in parcel["lines"])
    received = sum(line["received"] or 0 for line in parcel["lines"])
    told = gettext("%(expected)s expected, %(received)s received", expected=expected, received=received)
    return f"{told} · {parcel['note']}" if parcel["note"] else told


def _concluded(acceptance: Mapping[str, Any]) -> str:
    word = gettext(status_of("conclusion", acceptance["conclusion"]).word)
    told = f"{acceptance['number']} · {word}"
    return f"{told} · {acceptance['note']}" if acceptance["note"] else told
