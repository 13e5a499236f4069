"""What a reimbursement needs, paper by paper: there, missing, or not needed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from emall.orders.words import SETTLED, OrderStatus
from emall.runs.queries import Run
from emall.web.formats import datetime as written
from emall.web.language import N_, gettext

WORDS = {
    "sheet": N_("Purchase sheet with its approval"),
    "contract": N_("Contract"),
    "acceptance": N_("Acceptance sheet"),
    "settlement": N_("Settlement sheet"),
    "invoice": N_("Invoices"),
    "payment": N_("Payment voucher"),
}
ICONS = {
    "sheet": "file-text",
    "contract": "signature",
    "acceptance": "clipboard-check",
    "settlement": "receipt",
    "invoice": "file-invoice",
    "payment": "wallet",
}
ON_SHEET = frozenset({"to_pay", "paid"})


@dataclass(frozen=True, slots=True)
class Item:
    """One paper: whether it is there, its numbers, what it waits for, and where it is read."""

    key: str
    word: str
    icon: str
    there: bool
    number: str
    note: str
    href: str


def checklist(run: Run) -> list[Item]:
    """The papers in the order they are filed."""
    return [
        Item(key, gettext(WORDS[key]), ICONS[key], there, number, note, href if number else "")
        for key, there, number, note, href in _papers(run)
    ]


def _papers(run: Run) -> Iterator[tuple[str, bool, str, str, str]]:
    order, number = run.order, run.order["number"]
    approved = order["approved_at"] is not None
    sheet = order["purchase_number"] if order["submitted_at"] else ""
    waits = gettext("not approved yet") if sheet else gettext("not submitted yet")
    yield (
        "sheet",
        approved,
        sheet,
        written(order["approved_at"]) if approved else waits,
        f"/orders/{number}/print",
    )
    yield _contract(run)
    yield _acceptance(run)
    yield _settlement(run)
    yield _invoices(run)
    yield _payment(run)


def _contract(run: Run) -> tuple[str, bool, str, str, str]:
    found = [one for one in run.contracts if one["in_force_at"]]
    note = written(found[0]["in_force_at"]) if found else gettext("stands once both sides have signed")
    numbers = "、".join(one["number"] for one in found)
    return "contract", bool(found), numbers, note, f"/contracts/{found[0]['number']}" if found else ""


def _acceptance(run: Run) -> tuple[str, bool, str, str, str]:
    whole = run.order["accepted_at"] is not None
    numbers = "、".join(one["number"] for one in run.acceptances)
    note = written(run.order["accepted_at"]) if whole else gettext("made when the receiver accepts")
    return (
        "acceptance",
        whole and bool(numbers),
        numbers,
        note,
        f"/orders/{run.order['number']}/acceptance/print",
    )


def active(items: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that count."""
    return [one for one in items if one["active"]]


def _settlement(run: Run) -> tuple[str, bool, str, str, str]:
    found = active(run.settlements)
    there = bool(found) and found[-1]["status"] in ON_SHEET
    note = written(found[-1]["reviewed_at"]) if there else gettext("made by the buyer after the invoice")
    number = found[-1]["number"] if found else ""
    return "settlement", there, number, note, f"/settlements/{number}"


def _invoices(run: Run) -> tuple[str, bool, str, str, str]:
    found = active(run.invoices)
    there = bool(found) and all(one["status"] == "confirmed" for one in found)
    numbers = "、".join(one["number"] for one in found)
    note = (
        gettext("checked against order and acceptance")
        if there
        else gettext("issued by the supplier after acceptance")
    )
    return "invoice", there, numbers, note, f"/invoices/{found[0]['id']}" if found else ""


def _payment(run: Run) -> tuple[str, bool, str, str, str]:
    found = [one for one in run.payments if one["status"] == "paid"]
    there = bool(found) and OrderStatus(run.order["status"]) in SETTLED
    note = (
        gettext("receipt %(number)s", number=found[-1]["bank_reference"])
        if there
        else gettext("made when the treasury has paid")
    )
    return "payment", there, found[-1]["number"] if found else "", note, ""
