"""Places of a search's list at which goods of new suppliers take turns, one after another, hour by hour."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from emall.catalogue.words import FRESH_PLACES


def turns(
    candidates: Sequence[int], *, natural: Sequence[int], total: int, words: str, now: datetime
) -> tuple[tuple[int, int], ...]:
    """(place from 0, listing) for the places new suppliers' goods take this hour.

    `natural` are the listings in their own order, at least down to the last of the places, `total` how many there
    are. Goods that already stand higher are left where they are; who comes in changes with the hour and the words.
    """
    waiting = sorted(candidates, key=lambda listing: _lot(listing, words, now))
    placed: list[tuple[int, int]] = []
    for place in FRESH_PLACES:
        taken = {listing for _, listing in placed}
        free = (one for one in waiting if one not in taken and one not in natural[:place])
        chosen = next(free, None) if place < total else None
        if chosen is not None:
            placed.append((place, chosen))
    return tuple(placed)


def _lot(listing: int, words: str, now: datetime) -> bytes:
    hour = int(now.timestamp()) // 3600
    return blake2b(f"{hour} {words} {listing}".encode(), digest_size=8).digest()


def with_turns(natural: Sequence[int], placed: Sequence[tuple[int, int]]) -> list[int]:
    """The beginning of a list with the placed ones in it, cut to its length; what was there moves down."""
    away = {listing for _, listing in placed}
    made = [listing for listing in natural if listing not in away]
    for place, listing in placed:
        made.insert(place, listing)
    return made[: len(natural)]
