"""A generated city as rows: what is made first, and the goods in portions of a thousand listings."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from emall.kernel.clock import BEIJING
from emall.world.city import City
from emall.world.city_brands import makers
from emall.world.city_goods import Good, goods
from emall.world.city_offers import MOST_DAYS, Stand, offers_of
from emall.world.goods import gtin
from emall.world.places import place
from emall.world.prices import LOCAL_GROUPS, SOURCES
from emall.world.reading import shelf_price
from emall.world.shelves import category_ids, leaves

AT_ONCE = 1_000
"""Listings of one portion; product ids begin anew with it, so that each portion is made without the others."""

Cells = tuple[Any, ...]
Portion = dict[str, list[Cells]]

COLUMNS = {
    "product": "id category brand maker model title family variant unit origin_region origin spec keywords gtin art"
    " tint reference_fen reference_on created_at",
    "reference_price": "id product kind source price_fen observed_on",
    "listing": "id product supplier sku_code title subtitle price_fen price_version min_order step stock_on_hand"
    " stock_held delivery_days regions status off_reason tags local_store sales_90d listed_at updated_at version",
    "price_tier": "id listing from_quantity price_fen",
    "price_change": "id listing version price_fen tiers changed_by reason at",
    "policy_tag": "id listing kind certificate issuer expires_on",
}
TIERS, TAGS, SEEN = 2, 8, 2
"""Most rows a listing has of tiers and tags, and a product of prices seen: their ids are reckoned from these."""


def portions(city: City) -> int:
    """How many portions the city's listings fill."""
    return -(-city.listings // AT_ONCE)


def portion(city: City, number: int) -> Portion:
    """The rows of one portion, from 0, by table in the order they go in."""
    chance = city.chance("portion", number)
    first, last = number * AT_ONCE + 1, min(city.listings, (number + 1) * AT_ONCE)
    rows: Portion = {table: [] for table in COLUMNS}
    listing = first
    for good in goods(city, chance, first):
        stands = offers_of(city, good, chance, listing)[: last - listing + 1]
        _put_good(rows, city, good, chance)
        for stand in stands:
            _put_stand(rows, city.today, stand)
        listing += len(stands)
        if listing > last:
            return rows
    raise AssertionError("goods never end")


def _put_good(rows: Portion, city: City, good: Good, chance: random.Random) -> None:
    seen = list(_seen(good, city.today, chance))
    best = min((fen for _, fen, _ in seen), default=None)
    rows["product"].append(_product(city, good, best, seen[0][2] if seen else None))
    rows["reference_price"] += [
        (good.id * SEEN + at, good.id, kind, SOURCES[kind], fen, day)
        for at, (kind, fen, day) in enumerate(seen)
    ]


def _seen(good: Good, today: date, chance: random.Random) -> Iterator[tuple[str, int, date]]:
    """What the same product costs elsewhere: kind of source, fen, day; nothing for one product in twelve."""
    if chance.random() < 0.08:
        return
    day = today - timedelta(days=chance.randint(1, 20))
    lowest = shelf_price(good.base_fen * chance.randint(995, 1050) // 1000)
    local = good.family.group in LOCAL_GROUPS
    yield ("survey" if local else "etailer"), lowest, day
    if not local and chance.random() < 0.4:
        yield "maker_site", shelf_price(lowest * chance.randint(1030, 1100) // 1000), day


def _product(city: City, good: Good, best: int | None, day: date | None) -> Cells:
    brand, leaf = good.brand, leaves()[good.family.leaf]
    return (
        good.id,
        category_ids()[good.family.leaf],
        brand.id,
        makers(city)[brand.maker][0],
        good.model,
        good.title[:160],
        good.line,
        good.variant,
        good.unit,
        _county(brand.origin),
        place(brand.origin),
        good.spec,
        f"{leaf['synonyms']} {brand.latin.lower()}",
        gtin(good.id),
        good.family.art,
        good.tint,
        best,
        day,
        datetime.combine(city.today - timedelta(days=MOST_DAYS + 20), time(9), tzinfo=BEIJING),
    )


def _county(origin: str) -> str:
    return "331102" if origin == "331100" else origin


def _put_stand(rows: Portion, today: date, stand: Stand) -> None:
    rows["listing"].append(_listing(today, stand))
    rows["price_tier"] += [
        (stand.id * TIERS + at, stand.id, least, fen) for at, (least, fen) in enumerate(stand.tiers)
    ]
    told = [list(tier) for tier in stand.tiers]
    rows["price_change"].append(
        (stand.id, stand.id, 1, stand.price_fen, told, None, "首次上架", stand.listed)
    )
    rows["policy_tag"] += [
        (stand.id * TAGS + at, stand.id, tag.kind, tag.certificate, tag.issuer, tag.expires)
        for at, tag in enumerate(stand.tags)
    ]


def _listing(today: date, stand: Stand) -> Cells:
    good, seller = stand.good, stand.seller
    return (
        stand.id,
        good.id,
        seller.id,
        f"{seller.code}-{good.family.leaf[:2].upper()}{good.id:06d}",
        stand.title,
        good.family.subtitle,
        stand.price_fen,
        1,
        stand.min_order,
        stand.step,
        stand.stock,
        0,
        stand.delivery_days,
        seller.reach,
        "live",
        "",
        [tag.kind for tag in stand.tags if tag.holds(today)],
        seller.local and stand.delivery_days <= 2,
        stand.sold,
        stand.listed,
        stand.updated,
        1,
    )
