"""Reads the lists in content/ and holds the small arithmetic every generator shares."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

CONTENT = files("emall.world") / "content"

Row = dict[str, object]
Line = dict[str, str]


@cache
def lines(name: str) -> tuple[Line, ...]:
    """Every line of content/<name>.csv; lists of goods use | between cells because specifications hold commas."""
    text = (CONTENT / f"{name}.csv").read_text(encoding="utf-8")
    delimiter = "|" if "|" in text.partition("\n")[0] else ","
    rows = tuple(csv.DictReader(text.splitlines(), delimiter=delimiter))
    for row in rows:
        if None in row or None in row.values():
            raise ValueError(f"{name}.csv: a line has the wrong number of cells: {row}")
    return rows


def permille(text: str) -> int:
    """1130 from "1.13": factors are whole thousandths, so that no float ever touches money."""
    whole, _, part = text.partition(".")
    return int(whole or 0) * 1000 + int((part + "000")[:3])


def factored(text: str) -> tuple[str, int]:
    """("80 g", 1130) from "80 g*1.13"; without a factor 1000."""
    value, star, factor = text.strip().rpartition("*")
    return (value, permille(factor)) if star else (factor, 1000)


def options(text: str) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Each axis of a family with its values and factors: "定量=70 g,80 g*1.13;包装=…"."""
    for axis in filter(None, text.split(";")):
        name, _, values = axis.partition("=")
        yield name, [factored(value) for value in values.split(",")]


def facts(text: str) -> dict[str, str]:
    """{"规格": "A4"} from "规格=A4;…"."""
    return {name: value for name, _, value in (part.partition("=") for part in text.split(";") if part)}


def shelf_price(fen: int) -> int:
    """The nearest price a seller would write: tenths below ¥10, halves below ¥100, yuan below ¥1,000, then tens."""
    step = 10 if fen < 1_000 else 50 if fen < 10_000 else 100 if fen < 100_000 else 1_000
    return max(step, (fen + step // 2) // step * step)
