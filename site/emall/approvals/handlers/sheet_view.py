"""What the decision page is printed from: money before and after, the chain, and what comes next in the queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emall.approvals import queries
from emall.approvals.queries import Sheet
from emall.approvals.words import StepStatus
from emall.kernel.refusal import Missing
from emall.orders.words import PurchaseStatus
from emall.web.formats import datetime as written
from emall.web.formats import deadline, mask_name
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

QUEUE = 50


@dataclass(frozen=True, slots=True)
class Fund:
    """One plan or cost centre: what was used before, what this sheet takes, and the whole, in fen."""

    number: str
    title: str
    used_fen: int
    asked_fen: int
    whole_fen: int

    @property
    def short(self) -> bool:
        """Whether it does not suffice."""
        return self.used_fen + self.asked_fen > self.whole_fen


def funds_of(sheet: Sheet) -> list[Fund]:
    """While a sheet is decided its money is already reserved, so what is left already counts it."""
    reserved = sheet.purchase["status"] == PurchaseStatus.PENDING_APPROVAL
    return [
        Fund(
            fund["number"],
            fund["title"],
            fund["amount_fen"] - fund["left_fen"] - (fund["asked_fen"] if reserved else 0),
            fund["asked_fen"],
            fund["amount_fen"],
        )
        for fund in sheet.funds
    ]


@dataclass(frozen=True, slots=True)
class Person:
    """One station of the approval chain."""

    state: str
    duty: str
    who: str
    note: str
    icon: str


STATES = {
    StepStatus.AGREED: "done",
    StepStatus.RETURNED: "done",
    StepStatus.NOW: "now",
    StepStatus.LATER: "later",
    StepStatus.DROPPED: "skipped",
}


def people_of(sheet: Sheet, visitor: Visitor) -> list[Person]:
    """The buyer, every level, and the suppliers after them."""
    purchase = sheet.purchase
    people = [_buyer(purchase), *(_station(step, sheet, visitor) for step in sheet.steps)]
    released = purchase["status"] == PurchaseStatus.RELEASED
    suppliers = (
        _("%(num)s suppliers", num=len(sheet.orders))
        if len(sheet.orders) > 1
        else sheet.orders[0]["supplier"]
    )
    note = written(purchase["decided_at"])[5:] if released and purchase["decided_at"] else ""
    people.append(Person("done" if released else "later", _("Supplier"), suppliers, note, "building-store"))
    return people


def _buyer(purchase: Mapping[str, Any]) -> Person:
    when = written(purchase["submitted_at"])[5:] if purchase["submitted_at"] else ""
    return Person("done", _("Buyer"), mask_name(purchase["buyer_name"]), when, "edit")


def _station(step: Mapping[str, Any], sheet: Sheet, visitor: Visitor) -> Person:
    mine = sheet.step is not None and step["id"] == sheet.step["id"]
    state = "you" if mine else STATES[StepStatus(step["status"])]
    who = mask_name(step["approver_name"])
    if mine and step["approver"] != visitor.person:
        who = _("%(stand_in)s for %(name)s", stand_in=mask_name(visitor.person_name), name=who)
    if step["decided_at"] and step["decided_by"] != step["approver"]:
        who = _("%(stand_in)s for %(name)s", stand_in=mask_name(step["decided_by_name"]), name=who)
    if step["decided_at"]:
        verdict = _("agreed") if step["status"] == StepStatus.AGREED else _("returned")
        note = f"{verdict} {written(step['decided_at'])[5:]}"
    else:
        note = deadline(step["due_at"]) if step["status"] == StepStatus.NOW else ""
    return Person(state, step["title"], _("%(name)s (you)", name=who) if mine else who, note, "user-check")


async def facts_of(number: str, visitor: Visitor) -> dict[str, Any]:
    """The values of the decision page; six queries. Raises Missing."""
    sheet = await queries.sheet(number, visitor)
    if sheet is None:
        raise Missing
    queue = await queries.inbox(visitor, size=QUEUE)
    levels = {level.title: level.from_fen for level in await queries.levels(sheet.purchase["organisation"])}
    after = next((step for step in sheet.steps if step["status"] == StepStatus.LATER), None)
    numbers = [row.number for row in queue.rows]
    return {
        "sheet": sheet,
        "purchase": sheet.purchase,
        "funds": funds_of(sheet),
        "people": people_of(sheet, visitor),
        "after": after,
        "after_from_fen": levels.get(after["title"], 0) if after else 0,
        "place": numbers.index(number) + 1 if number in numbers else 0,
        "waiting": queue.total,
        "following": next((row for row in queue.rows if row.number != number), None),
        "own": next((step for step in sheet.steps if _decided_by(step, visitor)), None),
    }


def _decided_by(step: Mapping[str, Any], visitor: Visitor) -> bool:
    return bool(step["decided_at"]) and step["decided_by"] == visitor.person
