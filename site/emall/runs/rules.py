"""How the time of a purchase is reckoned: whose turn it was from when to when, and what hands were on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from emall.delays.words import PARTY_OF_STATUS
from emall.kernel.workdays import working_seconds
from emall.orders.words import OrderStatus
from emall.runs.words import ENDED, FORM_CAP_SECONDS, PLAN_HOLDERS, Party

S = OrderStatus


@dataclass(frozen=True, slots=True)
class Turn:
    """From this moment on it is that party's turn."""

    at: datetime
    party: Party


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of waiting for one party."""

    start: datetime
    end: datetime
    party: Party

    @property
    def seconds(self) -> int:
        """How long, by the clock on the wall, in whole seconds between the truncated ends: sums come out even."""
        return int(self.end.timestamp()) - int(self.start.timestamp())

    @property
    def office_seconds(self) -> int:
        """How much of it fell into office hours."""
        return working_seconds(self.start, self.end)


def waits(turns: Iterable[Turn], *, until: datetime) -> list[Span]:
    """The stretches between turns, in order; together they are the whole time from the first turn to `until`.

    Turns may come in any order; at the same moment the last given counts. What begins after `until` is not reckoned.
    """
    ordered = sorted((turn for turn in turns if turn.at < until), key=lambda turn: turn.at)
    ends = [turn.at for turn in ordered[1:]] + [until]
    return [Span(turn.at, end, turn.party) for turn, end in zip(ordered, ends, strict=False) if turn.at < end]


def cut(spans: Sequence[Span], moments: Iterable[datetime]) -> list[list[Span]]:
    """The spans divided at these moments: as many parts as moments, each ending at its own. Nothing is lost before
    the last moment, and nothing counted twice."""
    parts: list[list[Span]] = []
    start: datetime | None = None
    for moment in moments:
        part = [
            Span(max(span.start, start) if start else span.start, min(span.end, moment), span.party)
            for span in spans
            if span.start < moment and (start is None or span.end > start)
        ]
        parts.append([span for span in part if span.start < span.end])
        start = moment
    return parts


@dataclass(frozen=True, slots=True)
class Event:
    """Something that may hand the turn on: kind plan, order, settlement or expected, and the status it leads to."""

    at: datetime
    kind: str
    status: str = ""


def holder(*, plan: str, order: str, reviewed: bool, arrived: bool) -> Party | None:
    """Who has to act; None where nobody does any more.

    `order` is empty while there is only a plan. A settlement already reviewed waits for the accountant; goods under
    way wait for their transport until the day they were promised for, then for the receiver.
    """
    if not order:
        return PLAN_HOLDERS.get(plan, Party.READY)
    if order in ENDED:
        return None
    if order == S.SETTLING:
        return Party.ACCOUNTANT if reviewed else Party.APPROVER
    if order == S.SHIPPED:
        return Party.RECEIVER if arrived else Party.CARRIER
    return PARTY_OF_STATUS[S(order)]


def turns_of(events: Iterable[Event]) -> tuple[list[Turn], datetime | None]:
    """Whose turn it became with each event, and when the run ended (None: it has not).

    A run that goes on after its end, because paid money came back, has the end of its last leg.
    """
    plan = order = ""
    reviewed = arrived = False
    turns: list[Turn] = []
    ended: datetime | None = None
    for event in sorted(events, key=lambda event: event.at):
        if event.kind == "plan":
            plan = event.status
        elif event.kind == "settlement":
            reviewed = event.status == "to_pay"
        elif event.kind == "expected":
            arrived = order == S.SHIPPED
        elif event.kind == "order":
            reviewed = reviewed and event.status == S.SETTLING
            arrived = False
            order = event.status
        party = holder(plan=plan, order=order, reviewed=reviewed, arrived=arrived)
        ended = (ended or event.at) if party is None else None
        if party is not None and (not turns or turns[-1].party != party):
            turns.append(Turn(event.at, party))
    return turns, ended


def by_party(spans: Iterable[Span]) -> dict[Party, int]:
    """Seconds waited for each party."""
    sums: dict[Party, int] = defaultdict(int)
    for span in spans:
        sums[span.party] += span.seconds
    return dict(sums)


def counted(spans: Iterable[Span]) -> int:
    """The whole run in seconds: all its waiting except the time a filed plan lay ready for whoever would need it."""
    return sum(span.seconds for span in spans if span.party != Party.READY)


def touch_seconds(seconds: int, *, shared_by: int) -> int:
    """What one form counts for one order: capped, and divided among the orders it moved together, rounded half up."""
    return (min(max(seconds, 0), FORM_CAP_SECONDS) * 2 + shared_by) // (2 * shared_by)


def from_outside(turns: Iterable[Turn], *, since: datetime) -> list[Turn]:
    """The turns a supplier is shown: from the moment the order reached it, the unit's people as one."""
    own = (Party.SUPPLIER, Party.CARRIER, Party.TREASURY)
    seen: list[Turn] = []
    for turn in turns:
        party = turn.party if turn.party in own else Party.UNIT
        if turn.at >= since and (not seen or seen[-1].party != party):
            seen.append(Turn(turn.at, party))
    return seen


def widest(values: Mapping[Party, int]) -> Party | None:
    """The party most time went to; None where none did."""
    return max(values, key=lambda party: values[party], default=None)
