"""How near a clock is, and whether red items stop new purchases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from emall.delays.words import OWN, Light
from emall.kernel.refusal import Refusal
from emall.kernel.workdays import deadline, is_past


def near_until(now: datetime) -> datetime:
    """Clocks that end by this moment are near: the close of the next working day."""
    return deadline(now, 1)


def light(due: datetime | None, now: datetime) -> Light:
    """Red once missed, yellow while at most one working day is left; the deadline itself is still in time."""
    if due is None:
        return Light.FINE
    if is_past(due, now):
        return Light.PAST
    return Light.NEAR if due <= near_until(now) else Light.FINE


def of_own_making(party: str) -> bool:
    """Whether the unit's own people have to act, so that the delay is the unit's."""
    return party in OWN


def refusals_for_red(*, items: Iterable[Mapping[str, Any]], limit: int) -> list[Refusal]:
    """Why a unit may not submit a new purchase: too many late items of its own nobody has explained (R23).

    `items` have `party` and `explained`; they are all late. A limit of 0 never stops anybody.
    """
    count = sum(of_own_making(item["party"]) and not item["explained"] for item in items)
    if limit == 0 or count < limit:
        return []
    return [Refusal("", "too_many_red", count=count, limit=limit)]
