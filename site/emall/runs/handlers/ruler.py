"""The ten-minute ruler: every second hands were on a purchase, one after the other, against ten minutes."""

from dataclasses import dataclass

from emall.database import Row
from emall.runs.handlers.stations import WORDS
from emall.runs.queries import Reckoned
from emall.runs.words import DEEDS, TEN_MINUTES
from emall.web.language import gettext as _

PIXELS = 1180
"""Width of the ruler on a desk; a word that would not fit its piece there is left to its tip."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One deed on the ruler: where it begins and how wide it is, in thousandths of the whole; its word if it fits."""

    x: int
    width: int
    party: str
    word: str
    title: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """The pieces, the minutes marked, where this order ends, and where the city's median lies (None: not known)."""

    pieces: list[Piece]
    ticks: list[tuple[int, int]]
    end: int
    median: int | None


def ruler_of(reckoned: Reckoned, city: Row | None) -> Ruler:
    """The ruler is ten minutes long, or as many whole minutes as the hands of this purchase took."""
    length = max(TEN_MINUTES, -(-reckoned.touch // 60) * 60)
    pieces, at = [], 0
    for deed in reckoned.deeds:
        if not deed.touch:
            continue
        x, width = at * 1000 // length, deed.touch * 1000 // length
        title, paper = DEEDS[deed.act]
        word = _(WORDS[paper])
        pieces.append(Piece(x, width, deed.party or "", word if _fits(word, width) else "", _(title)))
        at += deed.touch
    minutes, step = length // 60, max(1, -(-length // TEN_MINUTES))
    ticks = [(minute, minute * 60 * 1000 // length) for minute in range(0, minutes + 1, step)]
    median = city["touch"][1] if city else None
    return Ruler(
        pieces, ticks, at * 1000 // length, min(1000, median * 1000 // length) if median is not None else None
    )


def _fits(word: str, width: int) -> bool:
    """Whether a word has room in a piece so many thousandths wide: 13 pixels a Chinese character, 7 a letter."""
    return sum(13 if ord(sign) > 255 else 7 for sign in word) + 10 <= width * PIXELS // 1000
