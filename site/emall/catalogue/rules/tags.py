"""Which policy tags (政策标签) a card has room for, decided without seeing the screen."""

from collections.abc import Sequence
from functools import cache

ROWS, ROOM = 2, 182
"""Rows of tags on a card, and the pixels of a row on the narrowest card beside others (13rem less its padding)."""
GAP, EDGES, ICON = 6, 13, 17
"""Pixels between tags, of the padding and border of one, and of an icon within."""
MORE = 30
"""Pixels of the tag that says how many more there are."""


def chosen_first(kinds: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """The tags with those somebody filters by in front, which must never be the ones left out."""
    return sorted(kinds, key=lambda kind: kind not in chosen)


@cache
def breadth(text: str, *, icon: bool) -> int:
    """About how many pixels a tag takes: Chinese signs are twelve wide, others a little more than half of that."""
    signs = sum(12.0 if sign > "\u2e80" else 6.6 for sign in text)
    return round(signs) + EDGES + (ICON if icon else 0)


def fitting(breadths: Sequence[int], *, least: int = 1) -> int:
    """How many of the tags, taken in order, fit beside the one that names the rest; all of them where they do.

    The first `least` are shown whatever room they take.
    """
    if _rows(breadths) <= ROWS:
        return len(breadths)
    fit = len(breadths) - 1
    while fit > least and _rows([*breadths[:fit], MORE]) > ROWS:
        fit -= 1
    return fit


def _rows(breadths: Sequence[int]) -> int:
    rows, left = 0, -1
    for wide in breadths:
        left -= wide + GAP
        if left < 0:
            rows, left = rows + 1, ROOM - wide
    return rows
