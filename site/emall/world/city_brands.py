"""Brands and makers of a generated city: those of the demo world, then as many invented ones as its scale asks for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from emall.world.city import City
from emall.world.city_names import letters, names
from emall.world.city_trades import Trade, trades
from emall.world.places import COUNTY_CODES, ELSEWHERE, place
from emall.world.reading import lines
from emall.world.shelves import leaves

RURAL = frozenset({"canteen", "printing", "plants"})  # goods that mostly come from the nine counties


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand, its maker and where that sits; `weight` is how many goods carry it compared with others.

    A brand with `leaves` makes nothing else; the others make whatever belongs to their groups.
    """

    id: int
    name: str
    latin: str
    code: str
    groups: tuple[str, ...]
    leaves: tuple[str, ...]
    maker: str
    maker_size: str
    origin: str
    welfare: str
    weight: float


@cache
def brands(city: City) -> tuple[Brand, ...]:
    """Every brand, ids from 1; the demo world's come first."""
    return (*_known(), *_invented(city))


@cache
def brand_pool(city: City, leaf: str, origin: str) -> tuple[tuple[Brand, ...], list[float]]:
    """Brands that make goods of a leaf with their running weights, of one place of origin unless that is empty.

    Where nobody of the place makes such goods, brands from anywhere do.
    """
    group = leaves()[leaf]["group"]
    found = [one for one in brands(city) if (leaf in one.leaves if one.leaves else group in one.groups)]
    found = [one for one in found if not origin or one.origin == origin] or found
    weights: list[float] = []
    for one in found:
        weights.append((weights[-1] if weights else 0.0) + one.weight)
    return tuple(found), weights


@cache
def makers(city: City) -> dict[str, tuple[int, Brand]]:
    """Id of each maker and the first brand it makes, by name."""
    first: dict[str, Brand] = {}
    for one in brands(city):
        first.setdefault(one.maker, one)
    return {name: (number, one) for number, (name, one) in enumerate(first.items(), 1)}


def _known() -> Iterator[Brand]:
    made: dict[str, set[str]] = {row["brand"]: set() for row in lines("brands")}
    for group in lines("groups"):
        for family in lines(f"families-{group['key']}"):
            for named in family["models"].split(" "):
                made[named.partition("/")[0]].add(family["category"])
    for number, row in enumerate(lines("brands"), 1):
        own = tuple(sorted(made[row["brand"]]))
        yield Brand(
            number,
            row["brand"],
            row["name_en"],
            letters(row["name_en"].replace(" ", "")),
            tuple(sorted({leaves()[leaf]["group"] for leaf in own})),
            own,
            row["maker"],
            row["maker_size"],
            row["origin"],
            row["welfare"],
            4.0,
        )


def _invented(city: City) -> Iterator[Brand]:
    chance = city.chance("brands")
    kinds = trades()
    shares = [trade.brand_share for trade in kinds]
    before: dict[str, Brand] = {}
    for number in range(city.brands):
        trade = kinds[number] if number < len(kinds) else chance.choices(kinds, shares)[0]
        made = _made(len(lines("brands")) + 1 + number, *names(city)[number], trade, chance, before)
        before[trade.group] = made
        yield made


def _made(
    number: int, name: str, latin: str, trade: Trade, chance: random.Random, before: dict[str, Brand]
) -> Brand:
    origin = chance.choice(COUNTY_CODES if chance.random() < _rurality(trade) else tuple(ELSEWHERE))
    size = chance.choices(("micro", "small", "medium", "large"), (16, 32, 22, 30))[0]
    welfare = "disabled" if size in ("micro", "small") and chance.random() < 0.02 else ""
    maker = f"{place(origin)[2:]}{name}{chance.choice(trade.maker)}有限公司"
    elder = before.get(trade.group)
    if elder and chance.random() < 0.08:  # a second brand of the same house
        maker, size, origin, welfare = elder.maker, elder.maker_size, elder.origin, elder.welfare
    second = [other.group for other in trades() if other.group not in (trade.group, "canteen", "plants")]
    groups = (trade.group, chance.choice(second)) if chance.random() < 0.12 else (trade.group,)
    weight = min(25.0, chance.paretovariate(0.9))
    return Brand(number, name, latin, letters(latin), groups, (), maker, size, origin, welfare, weight)


def _rurality(trade: Trade) -> float:
    return 0.85 if trade.group in RURAL else 0.3
