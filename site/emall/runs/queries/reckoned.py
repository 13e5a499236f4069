"""A run reckoned: its deeds with the hands and the waiting behind each, and the sums by party."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from emall.database import Row
from emall.kernel.clock import BEIJING
from emall.kernel.workdays import CLOSING
from emall.runs.queries.facts import Run
from emall.runs.rules import (
    Event,
    Span,
    by_party,
    counted,
    cut,
    from_outside,
    touch_seconds,
    turns_of,
    waits,
)
from emall.runs.words import BESIDE, DEEDS, PARTY_OF_DUTY, Party

_PLACE = {act: place for place, act in enumerate(DEEDS)}
ONE_SECOND = timedelta(seconds=1)
_TREASURY = frozenset({"order.pay", "order.return_payment"})


@dataclass(frozen=True, slots=True)
class Told:
    """One deed of a run: what it is called by (a key of DEEDS), who did it, the seconds a form was open for it, and
    the stretches waited since the deed before; `party` is None for the clock of the system."""

    at: datetime
    act: str
    party: Party | None
    actor_name: str
    organisation: int | None
    touch: int
    spans: tuple[Span, ...]

    @property
    def waited(self) -> int:
        """Seconds since the deed before."""
        return sum(span.seconds for span in self.spans)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The whole run. `party` has had the turn since `since`, or None once it is over; `ended` says when that was."""

    deeds: list[Told]
    spans: list[Span]
    waits: dict[Party, int]
    touches: dict[Party, int]
    forms: int
    party: Party | None
    since: datetime | None
    ended: datetime | None

    @property
    def whole(self) -> int:
        """Seconds from beginning to end, or until now, without the time the plan lay ready."""
        return counted(self.spans)

    @property
    def touch(self) -> int:
        """Seconds forms were open, all parties together."""
        return sum(self.touches.values())


def reckon(run: Run, *, now: datetime, outside: int | None = None) -> Reckoned:
    """Reckon a run as it stands at that moment; with `outside` (a supplier) only what may be seen from there."""
    turns, ended = turns_of(event for event in events_of(run) if event.at <= now)
    entries: Sequence[Row] = run.entries
    if outside is not None:
        entries = [entry for entry in entries if outside in entry.seen_by]
        turns = from_outside(turns, since=run.order["approved_at"] or now)
    spans = waits(turns, until=ended or now)
    touches = touches_of(run, entries)
    deeds = _deeds(entries, spans, touches, until=ended or now)
    hands: dict[Party, int] = defaultdict(int)
    for deed in deeds:
        if deed.touch and deed.party:
            hands[deed.party] += deed.touch
    open_turn = turns[-1] if turns and ended is None else None
    return Reckoned(
        deeds=deeds,
        spans=spans,
        waits=by_party(spans),
        touches=dict(hands),
        forms=sum(deed.touch > 0 for deed in deeds),
        party=open_turn.party if open_turn else None,
        since=open_turn.at if open_turn else None,
        ended=ended,
    )


def events_of(run: Run) -> Iterable[Event]:
    """What may hand the turn on: the plan's reviews, the sheet begun, the order's moves, the settlement's, and the
    day a parcel was promised for."""
    number = run.order["number"]
    yield Event(run.order["drafted_at"], "order", "draft")
    for entry in run.entries:
        about_order = entry.kind == "order" and entry.ref == number
        if entry.status and (about_order or entry.kind in ("plan", "settlement")):
            yield Event(entry.at, entry.kind, entry.status)
    for parcel in run.parcels:
        over = day_end(parcel["expected_on"])
        if (
            over
            and over > parcel["shipped_at"]
            and not (parcel["received_at"] and parcel["received_at"] < over)
        ):
            yield Event(over, "expected")


def day_end(day: str) -> datetime | None:
    """When the promised day of a parcel, as it was typed, is over; None when nothing readable was promised."""
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), CLOSING, tzinfo=BEIJING)
    except ValueError:
        return None


def touches_of(run: Run, entries: Sequence[Row]) -> dict[str, int]:
    """Request → the seconds its forms count for this order: divided among all orders the same form moved."""
    shared: dict[str, int] = {}
    for entry in entries:
        shared[entry.request_id] = max(shared.get(entry.request_id, 1), entry.share)
    sums: dict[str, int] = defaultdict(int)
    for touch in run.touches:
        if touch.request_id in shared:
            sums[touch.request_id] += touch_seconds(touch.seconds, shared_by=shared[touch.request_id])
    return sums


def _deeds(
    entries: Sequence[Row], spans: Sequence[Span], touches: dict[str, int], *, until: datetime
) -> list[Told]:
    groups = [group for group in _together(entries) if group[0].at <= until]
    told = [(group, _best(group)) for group in groups]
    told = [(group, act) for group, act in told if act]
    moments = [group[-1].at for group, act in told if act not in BESIDE]
    parts = iter(cut(spans, moments))
    return [
        Told(
            at=group[-1].at,
            act=act,
            party=_party(group[0], act),
            actor_name=group[0].actor_name if group[0].actor else "",
            organisation=group[0].organisation,
            touch=touches.get(group[0].request_id, 0),
            spans=() if act in BESIDE else tuple(next(parts)),
        )
        for group, act in told
    ]


def _together(entries: Sequence[Row]) -> list[list[Row]]:
    """Entries of one deed: those of one request, whatever stands between them.

    Where nobody named the request (the clock's deeds, imports): one after the other, by the same actor within a
    second, until a thing comes up again.
    """
    groups: list[list[Row]] = []
    named: dict[str, list[Row]] = {}
    for entry in entries:
        group = named.get(entry.request_id) if entry.request_id else _open(groups, entry)
        if group is None:
            group = []
            groups.append(group)
            if entry.request_id:
                named[entry.request_id] = group
        group.append(entry)
    return sorted(groups, key=lambda group: group[-1].sequence)


def _open(groups: list[list[Row]], entry: Row) -> list[Row] | None:
    """The last group, if this entry of an unnamed request still belongs to it."""
    if not groups or groups[-1][-1].request_id or groups[-1][-1].actor != entry.actor:
        return None
    last = groups[-1]
    again = any((one.kind, one.ref) == (entry.kind, entry.ref) for one in last)
    return None if again or entry.at - last[-1].at > ONE_SECOND else last


def _best(group: Sequence[Row]) -> str:
    """The act a deed is called by; empty when none of its entries has a name here."""
    known = [entry.act for entry in group if entry.act in _PLACE]
    return min(known, key=lambda act: _PLACE[act], default="")


def _party(entry: Row, act: str) -> Party | None:
    if act in _TREASURY:
        return Party.TREASURY
    return PARTY_OF_DUTY.get(entry.duty)
