"""Pages of a list: what is shown, out of how much, and which page numbers to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")

LAST_PAGE = 10_000  # deeper pages are not turned to by people, and cost the database most


def offset(page: int, size: int) -> int:
    """How many rows come before a page."""
    return (page - 1) * size


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: its items, the total of rows, its number from 1, and the size of a full page."""

    items: Sequence[T]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // self.size))

    @property
    def first_shown(self) -> int:
        """Number of the first row shown, counted from 1; 0 when none is."""
        return offset(self.page, self.size) + 1 if self.items else 0

    @property
    def last_shown(self) -> int:
        """Number of the last row shown; 0 when none is."""
        return offset(self.page, self.size) + len(self.items) if self.items else 0

    def numbers(self, *, around: int = 2) -> list[int | None]:
        """Page numbers to offer: the first, the last and those around this one, with None for a gap.

        A gap of a single page is filled with its number, which takes no more room.
        """
        near = range(max(1, self.page - around), min(self.pages, self.page + around) + 1)
        offered = sorted({1, *near, self.pages})
        numbers: list[int | None] = [1]
        for before, here in pairwise(offered):
            if here - before == 2:
                numbers.append(before + 1)
            elif here - before > 2:
                numbers.append(None)
            numbers.append(here)
        return numbers
