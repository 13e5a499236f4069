"""When the present status of an order has to end, in working days of the rulebook valid on that day."""

from datetime import datetime

from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.workdays import deadline
from emall.orders.rules import wait_of
from emall.orders.words import OrderStatus
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule


async def due_for(order: Row, to: str, now: datetime) -> datetime | None:
    """The deadline of a status an order (with `region` and `unit_kind`) enters now; None where no clock runs.

    A confirmed order has to be shipped within the delivery time of its slowest offer.
    """
    if to == OrderStatus.CONFIRMED:
        return deadline(now, await _delivery_days(order.id))
    wait = wait_of(to)
    if not wait:
        return None
    return await due_in(wait, region=order.region, kind=order.unit_kind, now=now)


async def due_in(wait: str, *, region: str, kind: str, now: datetime) -> datetime:
    """The deadline of a wait named by its key in the rulebook, counted from now."""
    days = await rule(Rule(wait), region=region, kind=kind, on=clock.day_of(now))
    return deadline(now, days)


async def _delivery_days(order: int) -> int:
    days = await DB.fetch_value(
        "SELECT max(l.delivery_days) FROM order_line ol JOIN listing l ON l.id = ol.listing"
        ' WHERE ol."order" = $1',
        order,
    )
    return max(1, days or 1)
