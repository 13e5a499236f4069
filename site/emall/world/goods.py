"""Products: every family of content/families-*.csv spread over its brands, models and variants."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product as combinations

from emall.world.places import place
from emall.world.reading import Line, factored, facts, lines, options, shelf_price
from emall.world.shelves import attributes, brand_lines, leaves

Variant = tuple[tuple[str, tuple[str, int]], ...]  # axis, then its value and factor
TINTS = ("sand", "celadon", "mist", "stone", "clay")
ODD_UNITS = (
    ("鼠标", "个"),
    ("分类垃圾桶", "个"),
    ("拓展坞", "个"),
    ("茶具套组", "套"),
    ("灭火毯", "张"),
    ("灭火器箱", "个"),
)
MOST_VARIANTS = 6  # of one model; a longer ladder of sizes only repeats itself


@dataclass(frozen=True, slots=True)
class Product:
    """A standard product with the price (fen, per unit of sale) its makers and large e-tailers ask."""

    id: int
    leaf: str
    brand: str
    model: str
    title: str
    subtitle: str
    family: str
    variant: str
    origin: str
    spec: tuple[tuple[str, str], ...]
    keywords: str
    gtin: str
    art: str
    tint: str
    base_fen: int
    marks: tuple[str, ...]

    @property
    def group(self) -> str:
        """The group its leaf category belongs to."""
        return leaves()[self.leaf]["group"]

    @property
    def maker(self) -> str:
        """Who makes it."""
        return brand_lines()[self.brand]["maker"]

    @property
    def unit(self) -> str:
        """What it is sold by: what the packing in the title ends with, else the usual unit of its leaf."""
        packed = re.findall(r"/([箱筒袋盒包卡板瓶])(?:$| )", self.title)
        if packed:
            return str(packed[-1])
        odd = next((unit for word, unit in ODD_UNITS if word in self.title), None)
        return odd or leaves()[self.leaf]["unit_zh"]


@cache
def products() -> tuple[Product, ...]:
    """Every product, ids from 1 in the order of the lists."""
    chance = random.Random("goods")
    return tuple(_made(number, *parts, chance) for number, parts in enumerate(_spread(), 1))


def _spread() -> Iterator[tuple[Line, str, str, int, Variant]]:
    for group in lines("groups"):
        for family in lines(f"families-{group['key']}"):
            axes = list(options(family["axes"]))
            variants = list(combinations(*([(name, value) for value in values] for name, values in axes)))
            for named in family["models"].split(" "):
                brand_model, factor = factored(named)
                brand, _, model = brand_model.partition("/")
                for variant in variants[:MOST_VARIANTS]:
                    yield family, brand, model, factor, variant


def _made(
    number: int,
    family: Line,
    brand: str,
    model: str,
    factor: int,
    variant: Variant,
    chance: random.Random,
) -> Product:
    chosen = {name: value for name, (value, _) in variant}
    spec = _spec(family, chosen, brand)
    fen = int(family["price"].replace(".", "")) * factor // 1000
    for _, (_, step) in variant:
        fen = fen * step // 1000
    return Product(
        id=number,
        leaf=family["category"],
        brand=brand,
        model=model,
        title=f"{brand} {model} {written_out(family['name'], dict(spec))}",
        subtitle=family["subtitle"],
        family=f"{family['category']}:{brand}:{model}",
        variant=" ".join(value for name, value in chosen.items() if _varies(family, name)),
        origin=brand_lines()[brand]["origin"],
        spec=spec,
        keywords=" ".join(
            (
                leaves()[family["category"]]["synonyms"],
                brand_lines()[brand]["name_en"].lower(),
            )
        ),
        gtin=gtin(number),
        art=_drawing(family, brand, variant),
        tint=chance.choice(TINTS),
        base_fen=shelf_price(fen),
        marks=tuple(family["tags"].split()),
    )


def _spec(family: Line, chosen: dict[str, str], brand: str) -> tuple[tuple[str, str], ...]:
    told = {**facts(family["spec"]), **chosen}
    # A family that tells its own place of origin knows better than the list of brands.
    told.setdefault("产地", place(brand_lines()[brand]["origin"]))
    return tuple((name, told.get(name, usual)) for name, _, _, _, usual in attributes(family["category"]))


def _varies(family: Line, name: str) -> bool:
    return any(axis == name and len(values) > 1 for axis, values in options(family["axes"]))


def written_out(pattern: str, spec: dict[str, str]) -> str:
    """The words of a title: {定量} becomes 70g, for sellers write figures and units without a blank."""
    return re.sub(
        r"{(.+?)}",
        lambda found: re.sub(r"(?<=\d) (?=[a-zA-Z张匹英页流])", "", spec[found[1]]),
        pattern,
    )


def _drawing(family: Line, brand: str, variant: Variant) -> str:
    """The drawing of the goods; some are drawn once for each brand, and small cartons of paper as reams."""
    english = brand_lines()[brand]["name_en"].lower().replace(" ", "-")
    art = (family["art"] or leaves()[family["category"]]["art"]).replace("{brand}", english)
    small = any("5包/箱" in value for _, (value, _) in variant)
    return art.replace("-carton", "-ream") if small else art


def gtin(sequence: int) -> str:
    """An invented GTIN-13 of the Chinese range with its check digit."""
    start = f"6979{sequence:08d}"
    total = sum(int(figure) * (3 if place % 2 else 1) for place, figure in enumerate(start))
    return start + str(-total % 10)
