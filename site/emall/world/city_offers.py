"""Listings of a generated city: which firms sell a product, at what price, from what stock and to which counties."""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from emall.kernel.clock import BEIJING
from emall.world.city import City
from emall.world.city_goods import Good
from emall.world.city_suppliers import Supplier, suppliers
from emall.world.city_titles import title_of
from emall.world.offers import BULK_LEAVES, SLOW_LEAVES, TIERED
from emall.world.policy import ENDLESS, ISSUERS, LETTERS, Tag
from emall.world.reading import shelf_price
from emall.world.shelves import leaves

SELLERS = (
    (1, 60),
    (2, 21),
    (3, 9),
    (4, 4),
    (5, 2),
    (7, 2),
    (9, 1),
    (12, 1),
)  # of a product, and how often so many
OUT_OF_STOCK = 0.05
ENDED = 0.02  # tags whose certificate has run out; never where energy is mandatory
MOST_DAYS = 720


@dataclass(frozen=True, slots=True)
class Stand:
    """A listing on sale: a firm's offer of a product; prices in fen, tiers as (from quantity, fen)."""

    id: int
    good: Good
    seller: Supplier
    title: str
    price_fen: int
    tiers: tuple[tuple[int, int], ...]
    min_order: int
    step: int
    stock: int
    delivery_days: int
    tags: tuple[Tag, ...]
    sold: int
    listed: datetime
    updated: datetime


@cache
def _sellers_of(city: City, group: str) -> tuple[tuple[Supplier, ...], list[float]]:
    found = tuple(one for one in suppliers(city) if group in one.groups)
    weights: list[float] = []
    for one in found:
        weights.append((weights[-1] if weights else 0.0) + one.weight)
    return found, weights


def offers_of(city: City, good: Good, chance: random.Random, first: int) -> list[Stand]:
    """The listings of a product, ids from `first`; what is well known has more sellers."""
    wanted = chance.choices([many for many, _ in SELLERS], [often for _, often in SELLERS])[0]
    wanted = min(12, wanted + (good.fame > 30) * 2)
    pool, weights = _sellers_of(city, good.family.group)
    chosen: dict[int, Supplier] = {}
    for _ in range(wanted * 2):
        one = pool[bisect(weights, chance.random() * weights[-1])]
        chosen.setdefault(one.id, one)
        if len(chosen) == wanted:
            break
    return [_stand(city, first + at, good, one, chance) for at, one in enumerate(chosen.values())]


def _stand(city: City, number: int, good: Good, seller: Supplier, chance: random.Random) -> Stand:
    leaf = good.family.leaf
    price = shelf_price(good.base_fen * chance.randint(955, 1055) // 1000 * seller.price_permille // 1000)
    least, step = BULK_LEAVES.get(leaf, (1, 1))
    listed = _listed(city.today, seller.admitted, chance)
    return Stand(
        id=number,
        good=good,
        seller=seller,
        title=title_of(good, seller.style if chance.random() < 0.8 else chance.randrange(8), chance),
        price_fen=price,
        tiers=_tiers(good, price, chance),
        min_order=least,
        step=step,
        stock=_stock(good, chance),
        delivery_days=_days(good, seller, chance),
        tags=_tags(good, city.today, chance),
        sold=_sold(good, chance),
        listed=listed,
        updated=listed + timedelta(days=chance.randint(0, (city.today - listed.date()).days)),
    )


def _listed(today: date, admitted: date, chance: random.Random) -> datetime:
    """An office hour of a day since the firm was admitted, but not today."""
    longest = min(MOST_DAYS, (today - admitted).days)
    day = today - timedelta(days=chance.randint(1, max(1, longest)))
    return datetime.combine(day, time(8, 30), tzinfo=BEIJING) + timedelta(minutes=chance.randrange(540))


def _tiers(good: Good, price: int, chance: random.Random) -> tuple[tuple[int, int], ...]:
    if good.family.group not in TIERED or price > 60_000 or chance.random() < 0.7:
        return ()
    ten, fifty = shelf_price(price * 975 // 1000), shelf_price(price * 945 // 1000)
    return tuple(
        tier for tier, before in (((10, ten), price), ((50, fifty), min(ten, price))) if tier[1] < before
    )


def _stock(good: Good, chance: random.Random) -> int:
    if chance.random() < OUT_OF_STOCK:
        return 0
    most = 60 if good.base_fen > 200_000 else 300 if good.base_fen > 30_000 else 2_400
    return int(most * chance.random() ** 2 + 1) * (10 if good.family.leaf in BULK_LEAVES else 1)


def _days(good: Good, seller: Supplier, chance: random.Random) -> int:
    if good.family.leaf in SLOW_LEAVES:
        return chance.randint(4, 9)
    if seller.local or good.family.group == "canteen":
        return chance.randint(1, 2)
    return chance.choice((2, 2, 3, 3, 4, 5, 6))


def _sold(good: Good, chance: random.Random) -> int:
    """Units of the last ninety days: most sell little, a few a great deal."""
    if chance.random() < 0.35:
        return 0
    return min(20_000, int(good.fame * chance.paretovariate(1.2) * chance.random() * 3))


def _tags(good: Good, today: date, chance: random.Random) -> tuple[Tag, ...]:
    kinds = [*(["sme"] if good.brand.maker_size != "large" else []), *good.marks]
    if good.brand.welfare:
        kinds.append(good.brand.welfare)
    return tuple(_tag(kind, good, today, chance) for kind in kinds)


def _tag(kind: str, good: Good, today: date, chance: random.Random) -> Tag:
    certificate = f"{LETTERS[kind]}-{today.year - good.id % 2}-{good.id:07d}"
    if kind in ENDLESS:
        return Tag(kind, certificate, ISSUERS[kind], None)
    mandatory = kind == "energy" and leaves()[good.family.leaf]["energy"] == "1"
    ended = not mandatory and chance.random() < ENDED
    days = -chance.randint(3, 60) if ended else chance.randint(20, 700)
    return Tag(kind, certificate, ISSUERS[kind], today + timedelta(days=days))
