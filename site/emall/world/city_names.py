"""Invented two-sign names for firms and brands, with their Latin spelling; no sign of them is a known brand."""

from __future__ import annotations

from functools import cache

from emall.world.city import City
from emall.world.reading import lines

Name = tuple[str, str]  # 瓯澜, Oulan


@cache
def names(city: City) -> tuple[Name, ...]:
    """Every name the signs give, each once, in the order this city uses them: brands first, then firms."""
    told = {row["place"]: row["signs"].split() for row in lines("city-signs")}
    taken = set(told["not"]) | {row["brand"] for row in lines("brands")}
    found = [
        (first[0] + second[0], (first[1:] + second[1:]).capitalize())
        for first in told["first"]
        for second in told["second"]
        if first[0] + second[0] not in taken
    ]
    city.chance("names").shuffle(found)
    return tuple(found)


def letters(latin: str) -> str:
    """Two capitals a firm or brand marks its articles with: OL of Oulan."""
    consonants = [sign for sign in latin[1:] if sign not in "aeiou"]
    return (latin[0] + (consonants or ["X"])[0]).upper()
