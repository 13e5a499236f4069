"""The trades of a generated city: how much of the market each has, and what its firms call themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from emall.world.reading import Line, lines


@dataclass(frozen=True, slots=True)
class Trade:
    """One group of goods; the words are what dealers, makers and co-operatives of it carry in their names."""

    group: str
    english: str
    weight: int
    brand_share: int
    dealer: tuple[str, ...]
    maker: tuple[str, ...]
    co_operative: tuple[str, ...]
    letters: tuple[str, ...]


@cache
def trades() -> tuple[Trade, ...]:
    """Every trade in the order of the groups."""
    english = {row["key"]: row["name_en"] for row in lines("groups")}
    return tuple(_trade(row, english[row["group"]]) for row in lines("city-trades"))


def _trade(row: Line, english: str) -> Trade:
    return Trade(
        row["group"],
        english,
        int(row["weight"]),
        int(row["brand_share"]),
        tuple(row["dealer"].split()),
        tuple(row["maker"].split()),
        tuple(row["co-operative"].split()),
        tuple(row["letters"].split()),
    )
