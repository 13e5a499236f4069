"""What the supplier's day is printed from: counts with their deadlines, the last thirty days, the newest orders."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emall.database import Row
from emall.kernel import clock
from emall.orders import queries
from emall.orders.handlers.lists_view import line_of
from emall.orders.queries import Count
from emall.orders.queries.turnover import turnover
from emall.web.language import gettext as _
from emall.web.language import language
from emall.web.visitor import Visitor

ORDERS = "/supplier/orders"
DAYS = 30
NEWEST = 8
COMPARABLE = 5
"""Orders in the thirty days before from which on a comparison says anything."""

TEN_THOUSAND = 1_000_000  # yuan in fen, the unit of the chart's axis in Chinese


@dataclass(frozen=True, slots=True)
class Card:
    """One pile of the day: how much waits, since when, until when; `urgent` is the one to begin with."""

    name: str
    icon: str
    tone: str
    count: Count
    href: str
    label: str
    urgent: bool


async def today_facts(visitor: Visitor) -> dict[str, Any]:
    """The values of the template of the desk; four queries."""
    desk_counts = await queries.desk(visitor)
    newest = await queries.orders_page(visitor=visitor, size=NEWEST)
    both = await turnover(supplier=visitor.organisation or 0, until=clock.today(), days=2 * DAYS)
    before, days = both[:DAYS], both[DAYS:]
    before_fen, value_fen = sum(row.fen for row in before), sum(row.fen for row in days)
    cards = _cards(desk_counts)
    return {
        "desk_counts": desk_counts,
        "desk_here": "today",
        "cards": cards,
        "waiting": sum(card.count.number for card in cards),
        "now": clock.now(),
        "lines": [line_of(visitor, row) for row in newest.rows],
        "days": days,
        "chart": chart_of(days),
        "path_here": ORDERS,
        "value_fen": value_fen,
        "before_fen": before_fen if sum(row.orders for row in before) >= COMPARABLE else 0,
        "change": _share(abs(value_fen - before_fen), before_fen),
        "orders": sum(row.orders for row in days),
    }


def _share(part: int, whole: int) -> str:
    """12.4%, rounded to the nearest tenth; empty without a whole."""
    if not whole:
        return ""
    mille = (part * 2000 + whole) // (2 * whole)
    return f"{mille // 10}.{mille % 10}%"


def _cards(desk: queries.Desk) -> list[Card]:
    piles = [
        (
            _("To accept"),
            "building-store",
            "act",
            desk.to_confirm,
            f"{ORDERS}?tab=to_confirm",
            _("Accept orders"),
        ),
        (_("To ship"), "package", "act", desk.to_ship, f"{ORDERS}?tab=to_ship", _("Ship orders")),
        (_("To invoice"), "file-invoice", "act", desk.to_invoice, "/supplier/invoices", _("Issue invoices")),
        (
            _("To deal with"),
            "alert-triangle",
            "bad",
            desk.to_handle,
            f"{ORDERS}?tab=mine",
            _("Deal with them"),
        ),
    ]
    first = _most_urgent([pile[3] for pile in piles])
    return [
        Card(name, icon, tone, count, href, label, count is first)
        for name, icon, tone, count, href, label in piles
    ]


def _most_urgent(counts: list[Count]) -> Count | None:
    """What is overdue comes first, then what is due next; without a deadline the oldest."""
    waiting = [count for count in counts if count.number]
    return min(waiting, key=_urgency, default=None)


def _urgency(count: Count) -> tuple[bool, datetime]:
    return not count.overdue, count.next_due or count.oldest_at or clock.now()


@dataclass(frozen=True, slots=True)
class Chart:
    """Points and grid lines of the day line, and its unit in words."""

    points: list[tuple[str, int, bool]]
    axis: list[tuple[int, str]]
    unit: str


def chart_of(days: list[Row]) -> Chart:
    """Value by day with three grid lines; ten thousand yuan in Chinese, thousands in English."""
    scale = TEN_THOUSAND if language() == "zh-CN" else TEN_THOUSAND // 10
    most = max((row.fen for row in days), default=0)
    step = _round_step(most, scale)
    axis = [(step * at, _decimal(step * at, scale)) for at in range(4)]
    points = [(f"{row.day:%m-%d}", row.fen, row.day.weekday() >= 5) for row in days]
    return Chart(points, axis, _("Unit: 10,000 yuan") if scale == TEN_THOUSAND else _("Unit: thousand yuan"))


def _round_step(most: int, scale: int) -> int:
    """A third of the highest value, up to the next tenth of the unit, at least one."""
    tenth = scale // 10
    return max(tenth, -(-most // (3 * tenth)) * tenth)


def _decimal(fen: int, scale: int) -> str:
    tenths = fen * 10 // scale
    return f"{tenths // 10}.{tenths % 10}" if tenths else "0"
