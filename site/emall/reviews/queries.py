"""Reading reviews: of one order, and the marks of a listing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emall.database import DB, Row
from emall.kernel import clock
from emall.orders.access import may_view
from emall.reviews.access import reader_of, side_of
from emall.reviews.rules import is_open, shows, window_end
from emall.reviews.words import Side
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An order and what both sides said of it, as one visitor may see it.

    `side` is the one this visitor may write for now, or None; `reviews` those they may read, by side; `written` which
    sides have spoken; `ends` when the window closes, None while the order is not paid.
    """

    order: Row
    side: Side | None
    reviews: dict[str, Row]
    written: frozenset[str]
    ends: datetime | None


async def reviewed(number: str, visitor: Visitor, *, now: datetime | None = None) -> Reviewed | None:
    """The reviews of an order, or None where this visitor may see no such order; two queries."""
    now = now or clock.now()
    order = await DB.fetch_row(_ORDER, number)
    if order is None or not may_view(visitor, order):
        return None
    rows = await DB.fetch(
        'SELECT side, goods, delivery, service, comment, at FROM review WHERE "order" = $1', order.id
    )
    written = frozenset(row.side for row in rows)
    ends = await window_of(order)
    mine = side_of(visitor, order)
    free = mine if mine not in written and ends and is_open(status=order.status, ends=ends, now=now) else None
    reader = reader_of(visitor, order)
    seen = {
        row.side: row
        for row in rows
        if shows(side=row.side, reader=reader, sides=written, status=order.status)
    }
    return Reviewed(order, free, seen, written, ends)


async def sides_of(order: int) -> set[str]:
    """The sides that have spoken of an order."""
    return {row.side for row in await DB.fetch('SELECT side FROM review WHERE "order" = $1', order)}


async def window_of(order: Any) -> datetime | None:
    """When the window of an order (with `paid_at`, `region`, `unit_kind`) closes, by the rule of the day it was paid."""
    if order["paid_at"] is None:
        return None
    days = await window_days(order)
    return window_end(order["paid_at"], days)


async def window_days(order: Any) -> int:
    """How many days both sides have."""
    return await rule(
        Rule.REVIEW_WINDOW_DAYS,
        region=order["region"],
        kind=order["unit_kind"],
        on=clock.day_of(order["paid_at"] or clock.now()),
    )


_ORDER = """
SELECT o.*, u.region, u.kind AS unit_kind, u.name AS organisation_name, s.name AS supplier_name,
       (SELECT n.title FROM order_line n WHERE n."order" = o.id ORDER BY n.position LIMIT 1) AS first_title
FROM purchase_order o JOIN organisation u ON u.id = o.organisation JOIN organisation s ON s.id = o.supplier
WHERE o.number = $1"""
