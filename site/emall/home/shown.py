"""Rows of the first page as its template wants them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emall.database import Row
from emall.home.rules import Shown, duration, large_amount, percent, permille
from emall.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class TodoLine:
    """One thing that waits: where it is decided, its amount in fen, its deadline, and how it stands."""

    link: str
    kind: str
    title: str
    number: str
    other: str
    total_fen: int
    due_at: datetime | None
    overdue: bool
    object: str
    status: str


SHEETS = ("draft", "pending_approval", "returned")
"""Statuses in which the orders of one purchase sheet still go together."""
ASKED = {"cancellation": "asked", "settlement": "to_review"}
"""What waits besides orders and sheets, by the status it waits in."""


def todo_lines(rows: Iterable[Any]) -> list[TodoLine]:
    """Lines for the tile, most urgent first whatever they are."""
    return [
        TodoLine(
            link=row.link,
            kind=_kind(row.what),
            title=row.title or row.number,
            number=row.number,
            other=row.other_name or "",
            total_fen=row.total_fen,
            due_at=row.due_at,
            overdue=row.overdue,
            **_standing(row.what),
        )
        for row in sorted(rows, key=_urgency)
    ]


def _urgency(row: Any) -> tuple[bool, datetime, datetime, str]:
    return row.due_at is None, row.due_at or row.since, row.since, row.number


def _kind(what: str) -> str:
    if what == "settlement":
        return _("Settlement sheet")
    return _("Purchase sheet") if what in SHEETS else _("Order")


def _standing(what: str) -> dict[str, str]:
    """Of what, and which status, the badge is."""
    if what in ASKED:
        return {"object": what, "status": ASKED[what]}
    return {"object": "order", "status": what}


@dataclass(frozen=True, slots=True)
class Door:
    """A way to goods under a policy, with how many there are."""

    name: str
    note: str
    icon: str
    href: str
    count: int


def policies(counts: Row) -> list[Door]:
    """The four doors of the first page."""
    return [
        Door(_("Small and medium makers"), _("By the maker's size, whoever sells"), "building-store",
             "/mall/search?policy=sme", counts.sme),
        Door(_("Environmental label"), _("Off the page when a certificate ends"), "leaf",
             "/mall/search?policy=environment", counts.green),
        Door(_("Disability welfare enterprises"), _("Treated like small and micro firms"), "wheelchair",
             "/mall/search?policy=disabled", counts.disabled),
        Door(_("In a local store, next day"), _("Kept in Lishui, there within a working day"), "building-warehouse",
             "/mall/search?local=1&next_day=1", counts.nearby),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One public figure; `exact_fen` where it is an amount."""

    name: str
    note: str
    shown: Shown
    exact_fen: int | None = None


def figures(row: Row) -> list[Figure]:
    """Only what the books of this month really say; a figure without a basis is left out."""
    found = [Figure(_("Ordered and confirmed"), _sme(row), large_amount(row.total_fen), row.total_fen)]
    if row.orders:
        note = _("from %(units)s units", units=row.units)
        found.append(Figure(_("Orders confirmed"), note, Shown(f"{row.orders:,}", "")))
    share = permille(row.within_reference, row.compared)
    if share is not None:
        note = _("of lines with a reference price")
        found.append(Figure(_("At or below the reference price"), note, Shown(percent(share), "")))
    if row.accepted_seconds is not None:
        note = _("half of the orders are quicker")
        found.append(Figure(_("From submission to acceptance"), note, duration(row.accepted_seconds)))
    return found


def _sme(row: Row) -> str:
    share = permille(row.sme_fen, row.goods_fen)
    return (
        _("%(share)s of it made by small and medium firms", share=percent(share)) if share is not None else ""
    )
