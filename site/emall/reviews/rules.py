"""Until when both sides may review, when each sees the other's words, and when an order is completed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from emall.kernel.clock import BEIJING, day_of
from emall.kernel.refusal import Refusal
from emall.orders.words import OrderStatus
from emall.reviews.words import ASPECTS, Side


def window_end(paid_at: datetime, days: int) -> datetime:
    """The end of the window: midnight in Beijing after so many calendar days, the day of payment not counted."""
    return datetime.combine(day_of(paid_at) + timedelta(days=days + 1), time(), tzinfo=BEIJING)


def is_open(*, status: str, ends: datetime, now: datetime) -> bool:
    """Whether a paid order may still be reviewed."""
    return status == OrderStatus.PAID and now < ends


def is_completed(*, sides: Collection[str], ends: datetime, now: datetime) -> bool:
    """Whether a paid order has nothing left to wait for: both have spoken, or the window is over."""
    return set(sides) >= set(Side) or now >= ends


def shows(*, side: str, reader: str, sides: Collection[str], status: str) -> bool:
    """Whether a reader (unit, supplier or staff) sees one side's review: its own always, the other's once both have
    spoken or the order is completed, so that nobody answers what was said of them."""
    return side == reader or set(sides) >= set(Side) or status == OrderStatus.COMPLETED


def refusals_for_marks(marks: dict[str, int]) -> list[Refusal]:
    """A mark from 1 to 5 for each aspect."""
    return [Refusal(one, "mark_needed") for one in ASPECTS if not 1 <= marks.get(one, 0) <= 5]
