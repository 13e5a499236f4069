"""Reference prices seen elsewhere, and each listing's own prices over the last 180 days."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from functools import cache

from emall.world.calendar import last_workday, moment, workday_before
from emall.world.goods import Product, products
from emall.world.offers import Offer, listing_day, offers
from emall.world.reading import Row, shelf_price

SOURCES = {
    "maker_site": "厂商官网",
    "etailer": "电商自营（三家最低）",
    "survey": "丽水市场走访",
}
LOCAL_GROUPS = frozenset({"canteen", "plants", "printing"})  # nobody but the market itself quotes these


@cache
def references(today: date) -> dict[int, tuple[tuple[str, int, date], ...]]:
    """Kind of source, price (fen) and day of what was seen, for nine products in ten."""
    chance = random.Random("references")
    return {product.id: _seen(product, today, chance) for product in products()}


def _seen(product: Product, today: date, chance: random.Random) -> tuple[tuple[str, int, date], ...]:
    if chance.random() < 0.08:
        return ()
    day = last_workday(today - timedelta(days=chance.choice((2, 3, 3, 4, 9, 16))))
    lowest = shelf_price(product.base_fen * chance.randint(1000, 1045) // 1000)
    if product.group in LOCAL_GROUPS:
        return (("survey", lowest, day),)
    dearer = shelf_price(lowest * chance.randint(1030, 1090) // 1000)
    older = last_workday(day - timedelta(days=91))
    seen = (("etailer", lowest, day), ("maker_site", dearer, day))
    return (*seen, ("etailer", shelf_price(lowest * 1030 // 1000), older)) if chance.random() < 0.5 else seen


def best_reference(product: Product, today: date) -> tuple[int, date] | None:
    """The lowest price of the latest day anything was seen, and that day."""
    seen = references(today)[product.id]
    if not seen:
        return None
    latest = max(day for _, _, day in seen)
    return min(fen for _, fen, day in seen if day == latest), latest


def reference_rows(today: date) -> list[Row]:
    """Rows of `reference_price`."""
    seen = [(product, *one) for product, found in references(today).items() for one in found]
    return [
        {
            "id": number,
            "product": product,
            "kind": kind,
            "source": SOURCES[kind],
            "price_fen": fen,
            "observed_on": day.isoformat(),
        }
        for number, (product, kind, fen, day) in enumerate(seen, 1)
    ]


@cache
def histories(today: date) -> dict[int, tuple[tuple[datetime, int, str], ...]]:
    """Moment, price (fen) and reason of every price of each listing, oldest first; the last is today's."""
    chance = random.Random("histories")
    return {offer.id: _history(offer, today, chance) for offer in offers()}


def _history(offer: Offer, today: date, chance: random.Random) -> tuple[tuple[datetime, int, str], ...]:
    begun = min(listing_day(offer, today), 125)
    days = sorted(
        chance.sample(
            range(12, max(begun, 14)),
            k=min(chance.choice((0, 1, 1, 2, 3)), max(begun, 14) - 12),
        ),
        reverse=True,
    )
    prices = [offer.price_fen]
    for _ in days:
        prices.insert(0, shelf_price(prices[0] * chance.choice((985, 1015, 1025, 1040)) // 1000))
    moments = [
        moment(workday_before(today, count), 40 + offer.id % 300)
        for count in (listing_day(offer, today), *days)
    ]
    return tuple(
        (at, fen, _reason(before, fen))
        for at, fen, before in zip(moments, prices, [0, *prices[:-1]], strict=True)
        if fen != before
    )


def _reason(before: int, fen: int) -> str:
    if not before:
        return "首次上架"
    return "进货价下调，同步让利" if fen < before else "纸浆与运费上涨" if fen % 3 else "厂商调价通知"
