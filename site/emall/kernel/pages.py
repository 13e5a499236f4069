"""Pages of a list: what is shown, out of how much, and which page numbers to offer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

SIZES = (20, 50, 100)
LAST_PAGE = 10_000  # deeper pages are not turned to by people, and cost the database most


def clamp(page: int, size: int, allowed: Sequence[int] = SIZES) -> tuple[int, int]:
    """A page number from 1 to LAST_PAGE and an allowed size; any other size becomes the first of those."""
    return min(max(page, 1), LAST_PAGE), size if size in allowed else allowed[0]


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

    @property
    def has_previous(self) -> bool:
        """Whether a page comes before this one."""
        return self.page > 1

    @property
    def has_next(self) -> bool:
        """Whether a page comes after this one."""
        return self.page < self.pages

    def numbers(self, *, around: int = 2) -> list[int | None]:
        """Page numbers to offer: the first, the last and those around this one, with None for a gap.

        A gap of a single page is filled with its number, which takes no more room.
        """
        near = range(max(1, self.page - around), min(self.pages, self.page + around) + 1)
        offered = sorted({1, *near, self.pages})
        numbers: list[int | None] = [1]
        for before, here in zip(offered, offered[1:], strict=False):
            if here - before == 2:
                numbers.append(before + 1)
            elif here - before > 2:
                numbers.append(None)
            numbers.append(here)
        return numbers
