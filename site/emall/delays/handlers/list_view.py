"""Late and near things as their pages and their file show them."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from emall.accounts.words import Duty
from emall.database import Row
from emall.delays import queries
from emall.delays.access import may_explain, scope
from emall.delays.forms import Looking
from emall.delays.words import MATTER_NAMES, PARTY_NAMES, Light, Matter
from emall.kernel import clock
from emall.kernel.regions import COUNTIES, LISHUI
from emall.kernel.sheets import sheet
from emall.kernel.workdays import workdays_between
from emall.settlement.rules import days_late, late_interest
from emall.web.formats import county, mask_name, money
from emall.web.formats import datetime as written
from emall.web.language import gettext as _
from emall.web.language import ngettext
from emall.web.status_words import status_of
from emall.web.visitor import Visitor

MOST_IN_FILE = 10_000
STATUS_TABLES = {
    Matter.ORDER: "order",
    Matter.INVOICE: "order",
    Matter.SME: "order",
    Matter.PLAN: "plan",
    Matter.FILING: "contract",
    Matter.ANNOUNCING: "contract",
    Matter.SETTLEMENT: "settlement",
    Matter.PAYMENT: "payment",
}
PAGES = {
    Matter.PLAN: "/plans/{ref}",
    Matter.FILING: "/contracts/{ref}",
    Matter.ANNOUNCING: "/contracts/{ref}",
    Matter.SETTLEMENT: "/settlements/{ref}",
    Matter.PAYMENT: "/orders/{order}/run",
    Matter.SME: "/orders/{order}/run",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of the list: its row, its light, how late or near it is in words, and where it is dealt with."""

    row: Row
    light: str
    age: str
    what: str
    status: str
    href: str
    interest_fen: int
    explain: str


def lines_of(found: queries.Delays, visitor: Visitor, now: datetime) -> list[Line]:
    """The rows of a page."""
    return [line_of(row, visitor, now, found.ppm) for row in found.page.items]


def line_of(row: Row, visitor: Visitor, now: datetime, ppm: int) -> Line:
    """A row as its template wants it."""
    own = may_explain(visitor, row) and row.past and not row.explained
    return Line(
        row=row,
        light=Light.PAST if row.past else Light.NEAR,
        age=_age(row, now),
        what=_(MATTER_NAMES[row.kind]),
        status=_status(row),
        href=_href(row, visitor),
        interest_fen=_interest(row, now, ppm),
        explain=f"/delays/{row.kind}/{row.ref}/explanation" if own else "",
    )


def _age(row: Row, now: datetime) -> str:
    """Working days, as clocks are counted here; the payment period in calendar days, as its interest is."""
    due, today = clock.day_of(row.due_at), clock.day_of(now)
    if row.kind == Matter.SME and row.past:
        return ngettext("%(num)s day late", "%(num)s days late", days_late(due=due, on=today))
    if not row.past:
        left = workdays_between(today, due)
        return (
            _("ends today")
            if left == 0
            else ngettext("%(num)s working day left", "%(num)s working days left", left)
        )
    late = workdays_between(due, today)
    if late == 0:
        return _("late since the close of the last working day")
    return ngettext("%(num)s working day late", "%(num)s working days late", late)


def _interest(row: Row, now: datetime, ppm: int) -> int:
    if row.kind != Matter.SME or not row.past:
        return 0
    days = days_late(due=clock.day_of(row.due_at), on=clock.day_of(now))
    return late_interest(amount_fen=row.amount_fen, ppm=ppm, days=days)


def _status(row: Row) -> str:
    """Where the thing stands, in one word; a sheet's is the title of the step."""
    table = STATUS_TABLES.get(row.kind)
    return _(status_of(table, row.detail).word) if table else str(row.detail)


def _href(row: Row, visitor: Visitor) -> str:
    if scope(visitor) == "supplier":
        return f"/supplier/orders/{row.order_number}" if row.order_number else ""
    if row.kind == Matter.SHEET and visitor.duty == Duty.APPROVER:
        return f"/approvals/{row.ref}"
    return PAGES.get(row.kind, "/orders/{order}").format(ref=row.ref, order=row.order_number)


async def list_facts(visitor: Visitor, asked: Looking, path: str) -> dict[str, Any]:
    """What a page of the list shows."""
    now = clock.now()
    wanted = queries.Wanted(asked.party, asked.kind, asked.region, asked.light)
    found = await queries.delays(visitor, wanted, page=asked.page, now=now)
    return {
        "asked": asked,
        "path_here": path,
        "found": found,
        "lines": lines_of(found, visitor, now),
        "parties": [
            (party, _(PARTY_NAMES[party]), *found.counts[party])
            for party in PARTY_NAMES
            if party in found.counts
        ],
        "kinds": [("", _("All kinds")), *((kind, _(word)) for kind, word in MATTER_NAMES.items())],
        "regions": [("", _("All regions")), *((one.code, county(one.code)) for one in (*COUNTIES, LISHUI))],
        "lights": [("", _("Late and near")), (Light.PAST, _("Late only")), (Light.NEAR, _("Near only"))],
        "address": lambda **other: address(path, asked, **other),
        "staff": scope(visitor) == "staff",
        "holder_of": holder_of,
        "party_names": names_of_parties(),
    }


def address(path: str, asked: Looking, **other: Any) -> str:
    """The page's address with its filters, some of them changed; the number of the page is left out unless given."""
    values = asdict(replace(asked, page=1)) | other
    kept = [(name, value) for name, value in values.items() if value and (name != "page" or "page" in other)]
    return f"{path}?{urlencode(kept)}" if kept else path


async def file_of(visitor: Visitor, asked: Looking) -> bytes:
    """The list with its filters as a file: one line for each thing, dates and amounts as data."""
    now = clock.now()
    wanted = queries.Wanted(asked.party, asked.kind, asked.region, asked.light)
    found = await queries.delays(visitor, wanted, size=MOST_IN_FILE, now=now)
    head = [
        _("What"),
        _("Number"),
        _("Order no."),
        _("Unit"),
        _("Region"),
        _("Supplier"),
        _("Whose turn"),
        _("Since"),
    ]
    head += [_("Deadline"), _("Light"), _("Amount (¥)"), _("Late interest (¥)"), _("Explanation")]
    return sheet([head, *(_cells(line) for line in lines_of(found, visitor, now))])


def _cells(line: Line) -> list[str]:
    row = line.row
    light = _("Late") if row.past else _("Near")
    cells = [line.what, row.ref, row.order_number or "", row.organisation_name, county(row.region)]
    cells += [
        row.supplier_name or "",
        _(PARTY_NAMES[row.party]),
        written(row.since),
        written(row.due_at),
        light,
    ]
    return [str(cell) for cell in (*cells, money(row.amount_fen), money(line.interest_fen), row.reason or "")]


def names_of_parties() -> dict[str, str]:
    """Party → its name, in the language of the page."""
    return {party: _(word) for party, word in PARTY_NAMES.items()}


def holder_of(row: Row) -> str:
    """The masked name of whoever has to act, where one person does."""
    return mask_name(row.holder) if row.holder else ""
