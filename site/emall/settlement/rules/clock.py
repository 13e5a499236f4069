"""The clock of payments towards small and medium firms (保障中小企业款项支付条例, 国务院令第802号) and its interest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from emall.kernel.clock import BEIJING
from emall.kernel.workdays import CLOSING, is_workday

MILLION = 1_000_000


def pay_due(*, delivered: date, days: int) -> date:
    """The last day to pay: so many calendar days after delivery, the day of delivery not counted.

    A last day on which offices are closed moves to the next working day (民法典 art. 203).
    """
    due = delivered + timedelta(days=days)
    while not is_workday(due):
        due += timedelta(days=1)
    return due


def closing_of(day: date) -> datetime:
    """The moment a day of payment ends: when offices close."""
    return datetime.combine(day, CLOSING, tzinfo=BEIJING)


def days_late(*, due: date, on: date) -> int:
    """Whole days past the last day to pay; on that day itself nothing is late."""
    return max(0, (on - due).days)


def late_interest(*, amount_fen: int, ppm: int, days: int) -> int:
    """Interest in fen for so many days at so many millionths a day: simple interest, half a fen rounded up.

    Where nothing else was agreed the Regulation sets five ten-thousandths a day, which is 500 millionths.
    """
    if amount_fen < 0 or ppm < 0 or days < 0:
        raise ValueError("interest is reckoned on amounts, rates and days from zero up")
    return (2 * amount_fen * ppm * days + MILLION) // (2 * MILLION)


def interest_on(orders: Iterable[Mapping[str, Any]], *, on: date) -> int:
    """Interest on the orders of a sheet if it is paid that day: each has a last day and a rate of its own.

    Orders with `amount_fen`, `pay_due_on` (None: no clock) and `interest_ppm` (0: none is owed).
    """
    return sum(
        late_interest(
            amount_fen=order["amount_fen"],
            ppm=order["interest_ppm"],
            days=days_late(due=order["pay_due_on"], on=on),
        )
        for order in orders
        if order["pay_due_on"] is not None
    )
