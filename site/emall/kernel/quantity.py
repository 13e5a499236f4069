"""Quantities are whole numbers of the unit of sale."""

from __future__ import annotations

import re

from emall.kernel.figures import half_width, ungrouped

_FIGURES = re.compile(r"[0-9]+")
_FRACTION = re.compile(r"[0-9]+\.[0-9]*")
_BELOW_ZERO = re.compile(r"-[0-9]+(?:\.[0-9]*)?")


class BadQuantity(ValueError):
    """A text that is no quantity.

    `reason` is empty, not_a_number, negative, not_whole, too_small or too_large.
    """

    def __init__(self, reason: str) -> None:
        """Keep the reason; the form that asked has the sentence."""
        super().__init__(reason)
        self.reason = reason


def parse_quantity(text: str, *, least: int = 1, most: int = 999_999) -> int:
    """A whole number from `least` to `most`; full-width digits and thousands commas are understood.

    Raises BadQuantity. Signs, exponents, decimals (also 2.0) and digits of other scripts are refused.
    """
    plain = ungrouped(half_width(text))
    if not _FIGURES.fullmatch(plain):
        raise BadQuantity(_fault(plain))
    figures = plain.lstrip("0") or "0"
    # Length first: Python refuses to read a number of thousands of digits.
    if len(figures) > len(str(most)) or int(figures) > most:
        raise BadQuantity("too_large")
    if int(figures) < least:
        raise BadQuantity("too_small")
    return int(figures)


def _fault(plain: str) -> str:
    if not plain:
        return "empty"
    if _BELOW_ZERO.fullmatch(plain):
        return "negative"
    return "not_whole" if _FRACTION.fullmatch(plain) else "not_a_number"
