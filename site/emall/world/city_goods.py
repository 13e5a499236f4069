"""Products of a generated city: model lines, each a brand's goods of one family in a few varieties."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from emall.world.city import City
from emall.world.city_brands import Brand, brand_pool
from emall.world.city_families import Family, Variety, families, with_origin
from emall.world.city_trades import Trade, trades
from emall.world.goods import ODD_UNITS, TINTS
from emall.world.reading import shelf_price
from emall.world.shelves import leaves

SUFFIXES = ("", "", "", "A", "C", "N", "S", "X", "dn", "w", "Pro", "Plus", "-2", "-B")
PER_LINE = ((1, 34), (2, 30), (3, 18), (4, 12), (6, 6))  # varieties of one model, and how often so many
ENVIRONMENT_PERCENT = 70  # of model lines of such a family that have the label


@dataclass(frozen=True, slots=True)
class Good:
    """A standard product; `fame` is how much more it sells than others, `base_fen` what it usually costs."""

    id: int
    family: Family
    brand: Brand
    model: str
    words: str
    line: str
    variant: str
    spec: tuple[tuple[str, str], ...]
    tint: str
    base_fen: int
    marks: tuple[str, ...]
    fame: float

    @property
    def title(self) -> str:
        """Brand, model and what it is, in that order."""
        return f"{self.brand.name} {self.model} {self.words}"

    @property
    def unit(self) -> str:
        """What it is sold by: what the packing in the title ends with, else the usual unit of its leaf."""
        return _unit(self.family.leaf, self.words)


@cache
def _unit(leaf: str, words: str) -> str:
    packed = [part[-1] for part in words.split(" ") if "/" in part and part[-1] in "箱筒袋盒包卡板瓶提"]
    return packed[-1] if packed else next((u for w, u in ODD_UNITS if w in words), leaves()[leaf]["unit_zh"])


def goods(city: City, chance: random.Random, first: int) -> Iterator[Good]:
    """Products without end, ids from `first`, line after line."""
    number = first
    while True:
        for one in _line(city, chance, number):
            yield one
            number += 1


@cache
def _trade_weights() -> list[int]:
    return [trade.weight for trade in trades()]


def _line(city: City, chance: random.Random, number: int) -> list[Good]:
    trade = chance.choices(trades(), _trade_weights())[0]
    family = chance.choice(families(trade.group))
    pool, weights = brand_pool(city, family.leaf, family.home)
    brand = pool[bisect(weights, chance.random() * weights[-1])]
    marks = _marks(family, brand, chance)
    model, fits = _model(brand, trade, chance), _fits(city, family, chance)
    dear = chance.randint(780, 1420)
    fame, tint = min(400.0, chance.paretovariate(1.05)), chance.choice(TINTS)
    made = []
    for place, variety in enumerate(_chosen(family, chance)):
        fen = shelf_price(family.fen * dear // 1000 * variety.permille // 1000)
        one = _good(number + place, family, brand, variety, fen)
        made.append(replace(one, model=model, line=f"c{number}", tint=tint, marks=marks, fame=fame))
    return [_fitting(one, fits) for one in made] if fits else made


def _good(number: int, family: Family, brand: Brand, variety: Variety, fen: int) -> Good:
    spec = with_origin(variety.spec, brand.origin)
    return Good(number, family, brand, "", variety.words, "", variety.variant, spec, "", fen, (), 1.0)


def _chosen(family: Family, chance: random.Random) -> list[Variety]:
    wanted = chance.choices([many for many, _ in PER_LINE], [often for _, often in PER_LINE])[0]
    every = family.varieties
    return [every[at] for at in sorted(chance.sample(range(len(every)), min(wanted, len(every))))]


def _marks(family: Family, brand: Brand, chance: random.Random) -> tuple[str, ...]:
    """The family's marks: the environmental label not on every line, those of a place only on its own goods."""
    green = chance.randrange(100) < ENVIRONMENT_PERCENT
    own = not family.home or brand.origin == family.home
    placed = ("hall", "origin_mark", "heritage")
    return tuple(
        mark for mark in family.marks if (mark != "environment" or green) and (mark not in placed or own)
    )


def _model(brand: Brand, trade: Trade, chance: random.Random) -> str:
    """A model number as makers write them: OL-405dn, M2210, OL7391, 26X."""
    letter, number = chance.choice(trade.letters), chance.choice((99, 999, 999, 9999, 9999))
    figure, end = str(chance.randint(number // 9, number)), chance.choice(SUFFIXES)
    shape = chance.randrange(6)
    if shape < 2:
        return f"{brand.code}-{figure}{end}"
    if shape == 2:
        return f"{brand.code}{figure}{end}"
    if shape == 3:
        return f"{letter}{figure}{end}"
    return f"{brand.code}-{letter}{figure}{end}" if shape == 4 else f"{letter}-{figure}{end}"


def _fits(city: City, family: Family, chance: random.Random) -> tuple[str, str] | None:
    """For what goes into a printer: whose, and which models of it."""
    if not family.fits or chance.random() < 0.2:
        return None
    pool, weights = brand_pool(city, "mono-printers", "")
    maker = pool[bisect(weights, chance.random() * weights[-1])]
    letter = chance.choice("MPLC")
    return maker.name, " ".join(f"{letter}{chance.randint(100, 4999)}" for _ in range(chance.randint(1, 3)))


def _fitting(one: Good, fits: tuple[str, str]) -> Good:
    spec = tuple(
        (name, f"{fits[0]} {fits[1]} 系列" if name == "适用机型" else value) for name, value in one.spec
    )
    return replace(one, spec=spec, words=f"{one.words} 适用{fits[0]} {fits[1].split(' ')[0]}")
