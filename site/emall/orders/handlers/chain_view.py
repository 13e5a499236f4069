"""The ten steps of an order from budget to payment, and what its journal says happened, as templates draw them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from emall.accounts.words import DUTY_NAMES
from emall.database import Row
from emall.orders.queries import OrderPage
from emall.orders.words import OrderStatus
from emall.web.formats import datetime as written
from emall.web.formats import deadline, mask_name, money
from emall.web.language import N_, gettext
from emall.web.status_words import status_of
from emall.web.visitor import Visitor

S = OrderStatus
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
    (N_("Receiving"), "received_at", "package", N_("Receiver")),
    (N_("Acceptance"), "accepted_at", "clipboard-check", N_("Receiver")),
    (N_("Invoice"), "", "file-invoice", N_("Supplier")),
    (N_("Settlement"), "", "receipt", N_("Buyer")),
    (N_("Payment"), "", "wallet", N_("Unit accountant")),
)

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
}
"""At which step of the chain an order stands; ended orders stand at none."""


def chain_of(page: OrderPage) -> list[Step]:
    """The ten steps; those to come name who will act."""
    order = page.order
    here = PLACE.get(S(order["status"]))
    return [_step(order, at, here, page.your_turn) for at in range(len(CHAIN))]


def _step(order: Mapping[str, Any], at: int, here: int | None, your_turn: bool) -> Step:
    word, stamp, icon, party = CHAIN[at]
    moment = order[stamp] if stamp else None
    if at == here:
        state, note = ("now", gettext("Your turn")) if your_turn else ("wait", gettext(party))
        return Step(gettext(word), state, note, icon)
    if moment is not None and (here is None or at < here):
        return Step(gettext(word), "done", short(moment), icon)
    return Step(gettext(word), "later", gettext(party) if here is not None else "–", icon)


def short(moment: datetime) -> str:
    """11-18 14:36."""
    return written(moment)[5:]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the timeline; `state` waiting is the step to come."""

    icon: str
    title: str
    actor: str
    text: str
    when: str
    at: str = ""
    state: str = ""
    pictures: tuple[str, ...] = ()


ACTS = {
    "order.submit": (N_("Submitted, ¥%(total)s reserved"), "edit"),
    "order.approve": (N_("Approved and passed on"), "user-check"),
    "order.return": (N_("Returned for changes"), "arrow-back-up"),
    "order.withdraw": (N_("Withdrawn"), "x"),
    "order.confirm": (N_("Order accepted, the contract stands"), "building-store"),
    "order.decline": (N_("Order declined"), "x"),
    "order.expire": (N_("Not answered in time"), "clock"),
    "order.ship": (N_("Shipped"), "truck-delivery"),
    "order.receive": (N_("Counted in"), "package"),
    "order.accept": (N_("Judged"), "clipboard-check"),
    "order.cancel": (N_("Cancelled by agreement"), "x"),
    "purchase.agree": (N_("Agreed"), "user-check"),
    "cancellation.ask": (N_("Asked to cancel the rest"), "message"),
    "cancellation.answer": (N_("Answered the wish to cancel"), "message"),
    "cancellation.take_back": (N_("Took the wish to cancel back"), "arrow-back-up"),
}


def timeline_of(page: OrderPage, visitor: Visitor) -> list[Entry]:
    """Newest first: what waits, then what the journal says; names are masked.

    A sheet's deed that only repeats those of its orders is left out; what was said with it stays with theirs.
    """
    told = [_entry(page, row, visitor) for row in page.timeline if row.act in ACTS]
    return _waiting(page, visitor) + told


def _waiting(page: OrderPage, visitor: Visitor) -> list[Entry]:
    if not page.next_actor:
        return []
    shown = status_of("order", page.order["status"])
    who = mask_name(visitor.person_name) if page.your_turn else ""
    duty = gettext(DUTY_NAMES[visitor.duty]) if page.your_turn else gettext(shown.next_actor)
    actor = gettext("%(duty)s %(name)s (you)", duty=duty, name=who) if page.your_turn else duty
    return [
        Entry(shown.icon, gettext(shown.word), actor, "", deadline(page.order["due_at"]), state="waiting")
    ]


def _entry(page: OrderPage, row: Row, visitor: Visitor) -> Entry:
    title, icon = ACTS[row.act]
    text = row.note or _said_with(page, row) or _facts(page, row.after or {})
    return Entry(
        icon=icon,
        title=gettext(title, total=money(page.order["total_fen"])),
        actor=_who(row, visitor),
        text=text,
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
    duty = gettext(DUTY_NAMES.get(row.duty, row.duty))
    name = f"{duty} {mask_name(row.actor_name)}"
    return name if row.organisation == visitor.organisation else f"{row.organisation_name} · {name}"


def _facts(page: OrderPage, after: Mapping[str, Any]) -> str:
    """What the journal says beyond the status: which parcel, which acceptance."""
    for parcel in page.parcels:
        if parcel["number"] == after.get("parcel"):
            return f"{parcel['number']} · {parcel['carrier']} {parcel['waybill']}".strip()
    if conclusion := after.get("conclusion"):
        shown = gettext(status_of("conclusion", conclusion).word)
        return f"{after.get('acceptance', '')} · {shown}"
    return ""
