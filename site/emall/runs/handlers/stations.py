"""The chain of one purchase, station by station: number, link, when, and how far it has come."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.budget.words import Method
from emall.delays.rules import light
from emall.delays.words import Light
from emall.orders.words import OrderStatus
from emall.runs.queries import Run
from emall.runs.words import PAPER_ICONS
from emall.web.formats import datetime as written
from emall.web.formats import deadline
from emall.web.language import N_, gettext
from emall.web.menus import PLANNERS
from emall.web.status_words import status_of
from emall.web.visitor import Visitor

S = OrderStatus
WORDS = {
    "budget": N_("Budget line"),
    "plan": N_("Plan"),
    "sheet": N_("Purchase sheet"),
    "approval": N_("Approval"),
    "order": N_("Order"),
    "contract": N_("Contract"),
    "shipment": N_("Shipping"),
    "receipt": N_("Receiving"),
    "acceptance": N_("Acceptance"),
    "invoice": N_("Invoice"),
    "settlement": N_("Settlement"),
    "payment": N_("Payment"),
    "review": N_("Reviews"),
}
INSIDE = frozenset({"budget", "plan", "sheet", "approval"})
"""Stations inside the unit, which a supplier is not shown."""

METHOD_WORDS = {
    Method.EMALL: N_("bought in the e-mall"),
    Method.INQUIRY: N_("by inquiry"),
    Method.AUCTION: N_("by reverse auction"),
    Method.TENDER: N_("by open tender"),
}
HERE = {
    S.DRAFT: "sheet",
    S.RETURNED: "sheet",
    S.PENDING_APPROVAL: "approval",
    S.PENDING_SUPPLIER: "order",
    S.CONFIRMED: "shipment",
    S.PART_ACCEPTED: "shipment",
    S.FAILED: "shipment",
    S.SHIPPED: "receipt",
    S.RECEIVED: "acceptance",
    S.ACCEPTED: "invoice",
    S.INVOICED: "settlement",
    S.SETTLING: "settlement",
    S.PAYING: "payment",
    S.PAID: "review",
}
"""At which station an order in this status stands."""


@dataclass(frozen=True, slots=True)
class Station:
    """One station: state done, now, later or none (not needed); `light` of a clock of its own beside the chain's."""

    key: str
    word: str
    icon: str
    state: str
    number: str = ""
    href: str = ""
    when: str = ""
    note: str = ""
    light: str = Light.FINE


def stations_of(run: Run, visitor: Visitor, now: datetime) -> list[Station]:
    """The stations this visitor may see, from the budget line to the reviews of both sides."""
    here = HERE.get(S(run.order["status"]), "")
    order = list(WORDS)
    found = []
    for key, told in _told(run, visitor, now):
        if visitor.is_supplier and key in INSIDE:
            continue
        passed = bool(told.pop("done", False)) or bool(told.get("when"))
        needed = told.pop("needed", True)
        at, place = order.index(key), order.index(here) if here else len(order)
        ahead = at >= place and needed
        state = "now" if key == here else "later" if ahead else "done" if passed else "none"
        found.append(Station(key, gettext(WORDS[key]), PAPER_ICONS[key], state, **told))
    return found


def _told(run: Run, visitor: Visitor, now: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    order, number = run.order, run.order["number"]
    home = f"/supplier/orders/{number}" if visitor.is_supplier else f"/orders/{number}"
    yield "budget", _budget(run, visitor)
    yield "plan", _plan(run)
    sheet = {
        "number": order["purchase_number"],
        "when": written(order["submitted_at"]),
        "href": f"{home}/print",
    }
    yield "sheet", sheet
    yield "approval", _approval(run, visitor)
    yield "order", {"number": number, "when": written(order["confirmed_at"]), "href": home}
    yield "contract", _contract(run, now)
    yield (
        "shipment",
        {
            "number": "、".join(parcel["number"] for parcel in run.parcels),
            "when": written(order["shipped_at"]),
            "href": f"{home}/print" if visitor.is_supplier and run.parcels else "",
        },
    )
    yield "receipt", {"when": written(order["received_at"])}
    yield "acceptance", _acceptance(run, number)
    yield "invoice", _invoice(run, visitor)
    yield "settlement", _settlement(run)
    yield "payment", _payment(run)
    yield "review", _review(run, home)


def _budget(run: Run, visitor: Visitor) -> dict[str, Any]:
    if not run.funds:
        return {}
    fund = run.funds[0]
    href = (
        f"/budget/{fund['id']}"
        if visitor.duty in PLANNERS and run.order["organisation"] == visitor.organisation
        else ""
    )
    note = " · ".join(f"{each['name']}" for each in run.funds)
    return {"done": True, "number": fund["code"], "note": note, "href": href}


def _plan(run: Run) -> dict[str, Any]:
    if not run.plans:
        return {"needed": False, "note": gettext("not needed")}
    plan = run.plans[0]
    method = gettext(METHOD_WORDS[Method(plan["method"])])
    note = f"{plan['filing_number']} · {method}" if plan["filing_number"] else method
    facts = {"number": plan["number"], "note": note, "href": f"/plans/{plan['number']}"}
    return facts | {"done": True, "when": written(plan["filed_at"])}


def _approval(run: Run, visitor: Visitor) -> dict[str, Any]:
    order = run.order
    if not run.steps:
        none = order["approved_at"] is not None
        return {"when": written(order["approved_at"]), "note": gettext("none needed") if none else ""}
    agreed = sum(step["status"] == "agreed" for step in run.steps)
    note = gettext("%(done)s of %(all)s agreed", done=agreed, all=len(run.steps))
    href = f"/approvals/{order['purchase_number']}" if visitor.duty == Duty.APPROVER else ""
    return {"when": written(order["approved_at"]), "note": note, "href": href}


def _contract(run: Run, now: datetime) -> dict[str, Any]:
    """Signed, filed, announced: what is done with its day, what is not with its clock."""
    contract = next((one for one in reversed(run.contracts) if not one["supplement"]), None)
    if contract is None:
        return {}
    said, lights = [], [Light.FINE]
    for done, due, word, clock_word in (
        ("filed_at", "file_due_at", gettext("filed"), gettext("to be filed")),
        ("announced_at", "announce_due_at", gettext("announced"), gettext("to be announced")),
    ):
        if contract[done]:
            said.append(f"{word} {written(contract[done])[5:10]}")
        elif contract[due]:
            said.append(f"{clock_word} {deadline(contract[due])}")
            lights.append(light(contract[due], now))
    status = gettext(status_of("contract", contract["status"]).word)
    return {
        "number": contract["number"],
        "href": f"/contracts/{contract['number']}",
        "when": written(contract["in_force_at"]),
        "note": " · ".join(said) or status,
        "light": max(lights, key=list(Light).index),
    }


def _acceptance(run: Run, number: str) -> dict[str, Any]:
    if not run.acceptances:
        return {"when": written(run.order["accepted_at"])}
    last = run.acceptances[-1]
    note = gettext(status_of("conclusion", last["conclusion"]).word)
    href = f"/orders/{number}/acceptance/print"
    return {"number": last["number"], "href": href, "when": written(run.order["accepted_at"]), "note": note}


def _last(items: list[dict[str, Any]]) -> Mapping[str, Any]:
    """The one that counts: active, else the last there was."""
    return next((one for one in reversed(items) if one.get("active", True)), items[-1])


def _invoice(run: Run, visitor: Visitor) -> dict[str, Any]:
    if not run.invoices:
        return {"when": written(run.order["invoiced_at"])}
    one = _last(run.invoices)
    checked = gettext("checked") if one["status"] == "confirmed" else gettext("to be checked")
    href = f"{'/supplier' if visitor.is_supplier else ''}/invoices/{one['id']}"
    return {"number": one["number"], "when": written(one["made_at"]), "note": checked, "href": href}


def _settlement(run: Run) -> dict[str, Any]:
    if not run.settlements:
        return {"when": written(run.order["settling_at"])}
    one = _last(run.settlements)
    note = gettext(status_of("settlement", one["status"]).word)
    href = f"/settlements/{one['number']}"
    return {"number": one["number"], "when": written(one["made_at"]), "note": note, "href": href}


def _payment(run: Run) -> dict[str, Any]:
    facts: dict[str, Any] = {"when": written(run.order["paid_at"])}
    if run.payments:
        one = run.payments[-1]
        note = one["bank_reference"] or gettext(status_of("payment", one["status"]).word)
        facts |= {"number": one["number"], "note": note}
    return facts


def _review(run: Run, home: str) -> dict[str, Any]:
    sides = {review["side"] for review in run.reviews}
    if run.order["status"] not in (S.PAID, S.COMPLETED):
        return {}
    note = gettext("%(done)s of %(all)s reviewed", done=len(sides), all=2)
    return {"done": bool(sides), "note": note, "href": f"{home}/review"}
