"""The run page as its template draws it: figures, the ten-minute ruler, the chain, the deeds, and who has the turn."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from emall.accounts.words import Duty
from emall.database import Row
from emall.delays.rules import light
from emall.delays.words import PARTY_NAMES, Light, Party
from emall.kernel import clock
from emall.kernel.regions import CITY
from emall.kernel.workdays import workdays_between
from emall.orders.queries import desk
from emall.orders.words import OrderStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.runs.handlers.durations import parts, words
from emall.runs.handlers.ruler import Ruler, ruler_of
from emall.runs.handlers.stations import Station, stations_of
from emall.runs.queries import Reckoned, Run, Told
from emall.runs.queries.meter import Meter, kept, unit_figures
from emall.runs.rules import widest
from emall.runs.words import DEEDS, TEN_MINUTES
from emall.settlement.rules import days_late, late_interest
from emall.web.formats import datetime as written
from emall.web.formats import mask_name
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

HANDS = (Party.BUYER, Party.APPROVER, Party.SUPPLIER, Party.RECEIVER, Party.ACCOUNTANT)
S = OrderStatus


@dataclass(frozen=True, slots=True)
class DeedLine:
    """A row of the table: bars are shares in thousandths of the longest; `closed` is the part outside office hours."""

    title: str
    party: str
    name: str
    wait: str
    wait_bar: int
    closed_bar: int
    wait_party: str
    touch: str
    touch_bar: int
    when: str
    at: str
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the turn: since when, until when, and its light; `left` counts working days, late ones negative."""

    party: str
    name: str
    since: datetime
    waited: str
    due_at: datetime | None
    light: str
    left: int


@dataclass(frozen=True, slots=True)
class PayClock:
    """The payment period of a small or medium supplier; `interest_fen` once it is past."""

    due_on: date
    days: int
    late: bool
    interest_fen: int


def deed_lines(reckoned: Reckoned, visitor: Visitor, stations: list[Station]) -> list[DeedLine]:
    """The deeds with their bars and papers, oldest first; the months a plan lay ready fill their bar and measure none."""
    papers = {station.key: station for station in stations}
    waits = [deed.waited for deed in reckoned.deeds if widest(_lengths(deed)) != Party.READY]
    longest = max(waits, default=0) or 1
    most = max([deed.touch for deed in reckoned.deeds], default=0) or 1
    return [_line(deed, visitor, longest, most, papers.get(DEEDS[deed.act][1])) for deed in reckoned.deeds]


def _line(deed: Told, visitor: Visitor, longest: int, most: int, paper: Station | None) -> DeedLine:
    closed = deed.waited - sum(span.office_seconds for span in deed.spans)
    party = widest(_lengths(deed))
    shown = (
        deed.party
        if not (visitor.is_supplier and deed.party in HANDS and deed.party != Party.SUPPLIER)
        else Party.UNIT
    )
    return DeedLine(
        title=_(DEEDS[deed.act][0]),
        party=shown or "",
        name=_name(deed, visitor),
        wait=words(deed.waited),
        wait_bar=_share(deed.waited, longest),
        closed_bar=_share(max(0, closed), longest),
        wait_party=party or "",
        touch=words(deed.touch),
        touch_bar=_share(deed.touch, most),
        when=written(deed.at)[5:],
        at=deed.at.isoformat(),
        number=(paper.number or paper.word) if paper and (paper.number or paper.href) else "",
        href=paper.href if paper else "",
    )


def _lengths(deed: Told) -> dict[Party, int]:
    """Party → seconds it was waited for before the deed."""
    lengths: dict[Party, int] = {}
    for span in deed.spans:
        lengths[span.party] = lengths.get(span.party, 0) + span.seconds
    return lengths


def _share(value: int, whole: int) -> int:
    """Thousandths up to all of them, at least the width of a hair where there is anything."""
    return min(max(value * 1000 // whole, 6), 1000) if value > 0 else 0


def _name(deed: Told, visitor: Visitor) -> str:
    """Masked; people of the other side are not named to a supplier."""
    if not deed.actor_name or (visitor.is_supplier and deed.organisation != visitor.organisation):
        return ""
    return mask_name(deed.actor_name)


def holder_of(run: Run, reckoned: Reckoned, visitor: Visitor, now: datetime) -> Holder | None:
    """Who has the turn now; None when the run is over."""
    order = run.order
    if reckoned.party is None or reckoned.since is None:
        return None
    due = _due(run)
    name = {
        S.PENDING_APPROVAL: order["approver_name"],
        S.RETURNED: order["buyer_name"],
        S.INVOICED: order["buyer_name"],
    }
    told = "" if visitor.is_supplier else name.get(S(order["status"])) or ""
    return Holder(
        party=reckoned.party,
        name=mask_name(told) if told else "",
        since=reckoned.since,
        waited=words(int((now - reckoned.since).total_seconds())),
        due_at=due,
        light=light(due, now),
        left=workdays_between(clock.day_of(now), clock.day_of(due)) if due else 0,
    )


def _due(run: Run) -> datetime | None:
    order = run.order
    found: datetime | None = order["due_at"]
    if order["status"] == S.PENDING_APPROVAL:
        found = next((step["due_at"] for step in run.steps if step["status"] == "now"), order["purchase_due"])
    elif order["status"] == S.SETTLING:
        active = [sheet["due_at"] for sheet in run.settlements if sheet["active"] and sheet["due_at"]]
        found = active[-1] if active else found
    return found


async def pay_clock(run: Run, now: datetime) -> PayClock | None:
    """The payment period as the settlement has it; None without one, or once it is paid."""
    active = [sheet for sheet in run.settlements if sheet["active"] and sheet["pay_due_on"]]
    if not active or active[-1]["paid_at"]:
        return None
    due, today = date.fromisoformat(active[-1]["pay_due_on"]), clock.day_of(now)
    late = days_late(due=due, on=today)
    ppm = await rule(Rule.LATE_INTEREST_PPM, region=CITY, on=today)
    fen = late_interest(amount_fen=run.order["total_fen"], ppm=ppm, days=late)
    return PayClock(due, late or (due - today).days, late > 0, fen)


async def run_facts(run: Run, reckoned: Reckoned, visitor: Visitor, now: datetime) -> dict[str, Any]:
    """The values of the run page."""
    order, figures = run.order, await kept.get()
    number, stations = order["number"], stations_of(run, visitor, now)
    return {
        "frame": "orders/desk.html" if visitor.is_supplier else "layouts/mall.html",
        "desk_counts": await desk(visitor) if visitor.is_supplier else None,
        "desk_here": "orders",
        "order": order,
        "home": f"/supplier/orders/{number}" if visitor.is_supplier else f"/orders/{number}",
        "reckoned": reckoned,
        "touch": parts(reckoned.touch),
        "whole": parts(reckoned.whole),
        "spare": TEN_MINUTES - reckoned.touch,
        "span_words": words,
        "began": reckoned.spans[0].start if reckoned.spans else None,
        "parties": _parties(reckoned),
        "ruler": ruler_of(reckoned, figures.whole),
        "stations": stations,
        "lines": deed_lines(reckoned, visitor, stations),
        "holder": holder_of(run, reckoned, visitor, now),
        "pay_clock": await pay_clock(run, now),
        "longest": _longest(reckoned),
        "figures": figures,
        "own": await _own(order, visitor),
        "party_names": {party: _(word) for party, word in PARTY_NAMES.items()},
        "packed": not visitor.is_supplier and visitor.duty != Duty.RECEIVER,
    }


def _parties(reckoned: Reckoned) -> list[tuple[str, str, str]]:
    """Party, hands, waiting: those with either, in the order of the chain."""
    found = [party for party in Party if party != Party.READY]
    found = [party for party in found if reckoned.touches.get(party) or reckoned.waits.get(party)]
    return [(one, words(reckoned.touches.get(one, 0)), words(reckoned.waits.get(one, 0))) for one in found]


def _longest(reckoned: Reckoned) -> tuple[str, str, str, str] | None:
    """The longest stretch: for whom, how long, how much of it in office hours, its share of the whole."""
    spans = [span for span in reckoned.spans if span.party != Party.READY]
    if not spans or not reckoned.whole:
        return None
    span = max(spans, key=lambda each: each.seconds)
    share = span.seconds * 1000 // reckoned.whole
    return (
        _(PARTY_NAMES[span.party]),
        words(span.seconds),
        words(span.office_seconds),
        f"{share // 10}.{share % 10}%",
    )


async def _own(order: dict[str, Any], visitor: Visitor) -> Row | None:
    """The unit's own figures, for its own people."""
    if visitor.organisation != order["organisation"]:
        return None
    return await unit_figures(order["organisation"])


__all__ = ["DeedLine", "Holder", "Light", "Meter", "Ruler", "run_facts"]
