"""The firms that sell in a generated city: where they sit, what they trade in, how well they have delivered so far."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from emall.kernel import regions
from emall.kernel.clock import BEIJING
from emall.world.city import City
from emall.world.city_names import letters, names
from emall.world.city_trades import Trade, trades
from emall.world.places import COUNTY_CODES
from emall.world.reading import lines

LIANDU = "331102"
FRESH_PERCENT = 12  # firms admitted within the last ninety days
STREETS = ("城东工业区", "商贸城", "新建路", "城西物流园", "创业大道", "人民路", "环城南路", "绿谷产业园")
ON_TIME = {"A": (955, 998), "B": (915, 960), "C": (870, 920), "D": (800, 875)}
FOUNDED = 1_000  # days before the city's day when its organisations were entered


@dataclass(frozen=True, slots=True)
class Supplier:
    """A firm; `weight` is its share of the market, `reach` the counties it delivers to, prices in permille of usual."""

    id: int
    kind: str
    name: str
    short: str
    name_en: str
    code: str
    region: str
    size: str
    groups: tuple[str, ...]
    reach: tuple[str, ...]
    admitted: date
    grade: str
    on_time: int | None
    local: bool
    weight: float
    price_permille: int
    style: int
    address: str


def founded(today: date) -> datetime:
    """The moment the city's organisations were entered; its day can be told from it again."""
    return datetime.combine(today - timedelta(days=FOUNDED), time(8, 30), tzinfo=BEIJING)


@cache
def suppliers(city: City) -> tuple[Supplier, ...]:
    """Every firm, ids from 1; the first ones see to it that each group of goods has a seller."""
    chance = city.chance("suppliers")
    kinds = trades()
    weights = [trade.weight for trade in kinds]
    found = []
    for number in range(1, city.suppliers + 1):
        trade = kinds[number - 1] if number <= len(kinds) else chance.choices(kinds, weights)[0]
        found.append(_supplier(city, number, trade, chance))
    return tuple(found)


def _supplier(city: City, number: int, trade: Trade, chance: random.Random) -> Supplier:
    kind = _kind(trade, chance)
    region = _seat(chance)
    admitted = city.today - timedelta(days=_days_since(chance))
    grade = chance.choices("ABCD", (55, 33, 9, 3))[0]
    young = (city.today - admitted).days < 30
    sign, latin = names(city)[(city.brands + number) % len(names(city))]
    name, short = _called(kind, region, sign, trade, chance)
    return Supplier(
        id=number,
        kind=kind,
        name=name,
        short=short,
        name_en=f"{latin} {trade.english}{' Co-operative' if kind == 'cooperative' else ''}",
        code=letters(latin),
        region=region,
        size="micro"
        if kind == "cooperative"
        else chance.choices(("micro", "small", "medium"), (38, 50, 12))[0],
        groups=_groups(kind, trade, chance),
        reach=_reach(region, chance),
        admitted=admitted,
        grade=grade,
        on_time=None if young else chance.randint(*ON_TIME[grade]),
        local=kind in ("dealer", "etailer") and chance.random() < 0.3,
        weight=_weight(kind, city.today - admitted, chance),
        price_permille=chance.randint(972, 1034),
        style=chance.randrange(8),
        address=f"{regions.region(region).full}{chance.choice(STREETS)} {chance.randint(1, 399)} 号",
    )


def _seat(chance: random.Random) -> str:
    """Two firms in five sit in the city and its district, the others anywhere in the nine counties."""
    draw = chance.random()
    return regions.CITY if draw < 0.05 else LIANDU if draw < 0.38 else chance.choice(COUNTY_CODES)


def _days_since(chance: random.Random) -> int:
    return chance.randint(1, 88) if chance.randrange(100) < FRESH_PERCENT else chance.randint(95, 900)


def _kind(trade: Trade, chance: random.Random) -> str:
    if trade.co_operative:
        return chance.choices(("cooperative", "dealer", "manufacturer"), (45, 35, 20))[0]
    return chance.choices(("dealer", "manufacturer", "etailer"), (68, 25, 7))[0]


def _called(kind: str, region: str, sign: str, trade: Trade, chance: random.Random) -> tuple[str, str]:
    """Full and short name in the fashion of its kind of firm."""
    place = regions.region(region)
    if kind == "cooperative":
        word = chance.choice(trade.co_operative)
        return f"{place.full}{sign}{word}专业合作社", f"{sign}{word}社"
    if kind == "etailer":
        return f"{sign}优采（丽水）电子商务有限公司", f"{sign}优采"
    word = chance.choice(trade.maker if kind == "manufacturer" else trade.dealer)
    town = "丽水" if region == LIANDU else place.short
    return f"{town}{sign}{word}有限公司", f"{sign}{word}"


def _groups(kind: str, trade: Trade, chance: random.Random) -> tuple[str, ...]:
    others = [row["key"] for row in lines("groups") if row["key"] not in (trade.group, "canteen", "plants")]
    more = {"dealer": chance.choice((0, 1, 1, 2)), "etailer": chance.randint(4, 6)}.get(kind, 0)
    return (trade.group, *sorted(chance.sample(others, more)))


def _reach(region: str, chance: random.Random) -> tuple[str, ...]:
    if chance.random() < 0.55:
        return COUNTY_CODES
    chosen = {region, LIANDU, *chance.sample(COUNTY_CODES, chance.randint(0, 4))}
    return tuple(code for code in COUNTY_CODES if code in chosen)


def _weight(kind: str, since: timedelta, chance: random.Random) -> float:
    most = 30.0 if kind in ("dealer", "etailer") else 8.0
    share = min(most, chance.paretovariate(1.15) * (3.0 if kind == "etailer" else 1.0))
    return share * (0.35 if since.days < 90 else 1.0)
