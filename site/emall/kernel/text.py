"""Text from outside, bounded and freed of what neither the database nor a reader can bear."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

# Zero-width blanks and byte-order marks come along when people paste from spreadsheets and chats.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
# Direction overrides can make a text read differently from what it says.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})


class BadText(ValueError):
    """A text that cannot be taken; `reason` is control or too_long."""

    def __init__(self, reason: str) -> None:
        """Keep the reason; the form that asked has the sentence."""
        super().__init__(reason)
        self.reason = reason


def clean_text(text: str, most: int, *, lines: bool = False) -> str:
    """The text without outer blanks, tabs as blanks; raises BadText beyond `most` characters.

    Also raised for NUL, control characters, lone surrogates and direction overrides. With `lines` it may have
    several lines, each ended by a line feed.
    """
    text = text.translate(_INVISIBLE).replace("\t", " ")
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(_is_refused(sign) for sign in (text.replace("\n", "") if lines else text)):
        raise BadText("control")
    text = text.strip()
    if len(text) > most:
        raise BadText("too_long")
    return text


def joined(parts: Iterable[str], most: int, *, between: str = " · ") -> str:
    """The parts in one line of at most `most` characters: parts that do not fit are left out whole.

    Only a first part that is too long by itself is cut, behind a word where there is one.
    """
    made = ""
    for part in parts:
        longer = f"{made}{between}{part}" if made else part
        if len(longer) <= most:
            made = longer
        elif not made:
            made = part[:most].rpartition(" ")[0] or part[:most]
    return made


def _is_refused(sign: str) -> bool:
    return sign in _TURNING or unicodedata.category(sign) in _REFUSED
