"""What a generated city's goods are varieties of: the families of the demo world with longer ladders, and more of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product as combinations

from emall.world.goods import Variant, written_out
from emall.world.places import place
from emall.world.reading import Line, facts, lines, options
from emall.world.shelves import attributes, brand_lines, leaves

ORIGIN = "产地"
NOTHING = frozenset({"无", "—"})  # values no title names
MARKED = frozenset({"hall", "origin_mark", "heritage"})  # marks that goods of another place cannot carry


@dataclass(frozen=True, slots=True)
class Variety:
    """One choice of every axis: the words of the title, what sets it apart, the specification, price in permille."""

    words: str
    variant: str
    spec: tuple[tuple[str, str], ...]
    permille: int


@dataclass(frozen=True, slots=True)
class Family:
    """Goods that differ in brand, model and axes; `home` is where all of them come from, empty where anywhere."""

    leaf: str
    group: str
    fen: int
    marks: tuple[str, ...]
    subtitle: str
    art: str
    home: str
    fits: bool
    varieties: tuple[Variety, ...]


@cache
def families(group: str) -> tuple[Family, ...]:
    """Every family of a group."""
    more = (row for row in lines("city-families") if leaves()[row["category"]]["group"] == group)
    return tuple(_family(row, group) for row in (*lines(f"families-{group}"), *more))


def _family(row: Line, group: str) -> Family:
    told = facts(row["spec"])
    marks = tuple(row["tags"].split())
    art = row.get("art", "")
    return Family(
        leaf=row["category"],
        group=group,
        fen=int(row["price"].replace(".", "")),
        marks=marks,
        subtitle=row["subtitle"],
        art=art if art and "{" not in art else leaves()[row["category"]]["art"],
        home=_home(row, told, marks),
        fits=row["category"] in ("toner", "ink") and "印油" not in row["name"],
        varieties=_varieties(row, told),
    )


def _home(row: Line, told: dict[str, str], marks: tuple[str, ...]) -> str:
    """The place of a family that names one or carries the marks of one: where its demo brand sits."""
    if "models" not in row or not (MARKED & set(marks) or ORIGIN in told):
        return ""
    origin = brand_lines()[row["models"].partition("/")[0]]["origin"]
    return "331102" if origin == "331100" else origin


def _varieties(row: Line, told: dict[str, str]) -> tuple[Variety, ...]:
    axes = [(name, _ladder(row, name, values)) for name, values in options(row["axes"])]
    wide = {name for name, values in axes if len(values) > 1}
    every = combinations(*([(name, value) for value in values] for name, values in axes))
    return tuple(_variety(row, told, variant, wide) for variant in every)


def _ladder(row: Line, name: str, values: list[tuple[str, int]]) -> list[tuple[str, int]]:
    longer = (
        line["values"]
        for line in lines("city-values")
        if line["category"] == row["category"] and line["attribute"] == name and line["in"] in row["name"]
    )
    found = next(longer, "")
    return next(iter(options(f"{name}={found}")))[1] if found else values


def _variety(row: Line, told: dict[str, str], variant: Variant, wide: set[str]) -> Variety:
    chosen = {name: value for name, (value, _) in variant}
    known = {**told, **chosen}
    # an origin nobody tells is that of the brand, filled in with it
    spec = tuple(
        (name, known.get(name, "" if name == ORIGIN else usual))
        for name, _, _, _, usual in attributes(row["category"])
    )
    permille = 1000
    for _, (_, factor) in variant:
        permille = permille * factor // 1000
    label = " ".join(value for name, value in chosen.items() if name in wide)
    words = [word for word in written_out(row["name"], dict(spec)).split() if word not in NOTHING]
    return Variety(" ".join(words), label[:40], spec, max(permille, 1))


def with_origin(spec: tuple[tuple[str, str], ...], origin: str) -> tuple[tuple[str, str], ...]:
    """The specification with the brand's place of origin where the goods have none of their own."""
    return tuple((name, value or (place(origin) if name == ORIGIN else value)) for name, value in spec)
