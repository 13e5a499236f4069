"""Kinds of field in a form: how the text of each becomes a value, and what is wrong with it."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from emall.kernel.figures import half_width, ungrouped
from emall.kernel.money import LARGEST_FEN, BadAmount, parse_fen
from emall.kernel.text import BadText, clean_text
from emall.web.arrival import Typed

LARGEST_ID = 2**63 - 1
_DIGITS = re.compile(r"[0-9]{1,19}")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
LONGEST = 1_000_000


class Bad(Exception):
    """A text that is no value: the code of what is wrong, and numbers for the sentence."""

    def __init__(self, code: str, field: str = "", **values: Any) -> None:
        """Say what is wrong, by its code; `field` only where it is not the field being read."""
        super().__init__(code)
        self.code, self.field, self.values = code, field, values


class Kind:
    """How one field is read; `clean` first, then `read` if anything is left; `missing` is said where nothing is."""

    missing = "fill_in"

    def clean(self, text: str) -> str:
        """Outer blanks and invisible signs gone; control and broken characters are refused."""
        return _clean(text)

    def read(self, text: str) -> Any:
        """The value of a clean, non-empty text; raises Bad."""
        raise NotImplementedError


def _clean(text: str, *, lines: bool = False) -> str:
    try:
        clean = clean_text(text, LONGEST, lines=lines)
    except BadText:
        raise Bad("unreadable_characters") from None
    if "\ufffd" in clean:  # what was sent was not UTF-8
        raise Bad("unreadable_characters")
    return clean


class Text(Kind):
    """Text up to `most` characters; with `lines` it may have several lines."""

    def __init__(
        self, *, most: int = 200, least: int = 0, lines: bool = False, missing: str = Kind.missing
    ) -> None:
        """Set the bounds, in characters, and the code of what is said of an empty field."""
        self.most, self.least, self.lines, self.missing = most, least, lines, missing

    def clean(self, text: str) -> str:
        """As every kind, but with several lines if this text may have them."""
        return _clean(text, lines=self.lines)

    def read(self, text: str) -> str:
        """The text, unless it is too long or too short."""
        if len(text) > self.most:
            raise Bad("too_long", most=self.most, length=len(text))
        if len(text) < self.least:
            raise Bad("too_short", least=self.least, length=len(text))
        return text


Token = Annotated[str, Text(most=200)]
"""What lets a form work once."""


class Secret(Kind):
    """A password: taken exactly as typed."""

    def __init__(self, *, most: int = 256) -> None:
        """Set the longest password read."""
        self.most = most

    def clean(self, text: str) -> str:
        """Nothing is taken away."""
        return text

    def read(self, text: str) -> str:
        """The password as typed."""
        if len(text) > self.most or "\0" in text:
            raise Bad("too_long", most=self.most, length=len(text))
        return text


class Fen(Kind):
    """An amount in yuan as people write it (1,234.5 · ¥1 · full-width), read into integer fen."""

    def __init__(self, *, least: int = 0, most: int = LARGEST_FEN) -> None:
        """Set the bounds, in fen."""
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        """Fen, exactly as typed: nothing is rounded."""
        try:
            fen = parse_fen(text)
        except BadAmount:
            raise Bad("not_an_amount") from None
        if not self.least <= fen <= self.most:
            raise Bad("amount_out_of_range", least_fen=self.least, most_fen=self.most)
        return fen


class Quantity(Kind):
    """A whole number of things, at least one unless said otherwise."""

    def __init__(self, *, least: int = 1, most: int = 999_999) -> None:
        """Set the bounds."""
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        """The number."""
        digits = ungrouped(half_width(text))
        if not _DIGITS.fullmatch(digits):
            raise Bad("not_a_whole_number")
        if not self.least <= int(digits) <= self.most:
            raise Bad("number_out_of_range", least=self.least, most=self.most)
        return int(digits)


class Ident(Kind):
    """The number of a row: positive and small enough for the database."""

    def read(self, text: str) -> int:
        """The number; anything else is no choice of ours."""
        if not _DIGITS.fullmatch(text) or not 0 < int(text) <= LARGEST_ID:
            raise Bad("not_one_of_the_choices")
        return int(text)


class Day(Kind):
    """A date as 2026-11-23."""

    def read(self, text: str) -> date:
        """The date."""
        match = _DAY.fullmatch(half_width(text))
        try:
            if match is None:
                raise ValueError(text)
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise Bad("not_a_date") from None


class Choice(Kind):
    """One of a fixed set of words; an enum class or any words."""

    def __init__(self, *words: str | Iterable[str]) -> None:
        """Take words, or one enum or collection of words."""
        given = words[0] if len(words) == 1 and not isinstance(words[0], str) else words
        self.words: dict[str, Any] = {str(word): word for word in given}

    def read(self, text: str) -> Any:
        """The word (the enum's member, if it was an enum)."""
        if text not in self.words:
            raise Bad("not_one_of_the_choices")
        return self.words[text]


class Tick(Kind):
    """A tick box: present means yes. Give it the default False."""

    def read(self, text: str) -> bool:
        """Anything sent but 0 means yes."""
        return text != "0"


class Gathering(Kind):
    """A kind that takes its value from several fields."""

    def collect(self, sent: Typed, name: str) -> Any:
        """The value of all fields that belong to the name; raises Bad."""
        raise NotImplementedError


class Several(Gathering):
    """The same field several times, as tick boxes send it: a tuple of values without repetition."""

    def __init__(self, kind: Kind, *, most: int = 1000, least: int = 0) -> None:
        """Read each value as this kind."""
        self.kind, self.most, self.least = kind, most, least

    def collect(self, sent: Typed, name: str) -> tuple[Any, ...]:
        """All values in the order sent."""
        texts = [text for text in map(self.kind.clean, sent.get(name, [])) if text]
        if len(texts) > self.most:
            raise Bad("too_many", most=self.most)
        if len(texts) < self.least:
            raise Bad("choose_some")
        return tuple(dict.fromkeys(self.kind.read(text) for text in texts))


class Many(Gathering):
    """Fields that repeat with a row number in their name (`quantity-17=3`): a dict from row id to value.

    A field called `quantity` reads `quantity-…`; blank values are left out.
    """

    def __init__(self, kind: Kind, *, most: int = 1000) -> None:
        """Read each value as this kind."""
        self.kind, self.most = kind, most

    def collect(self, sent: Typed, name: str) -> dict[int, Any]:
        """Values by row id; a wrong one is refused under its own full name."""
        found: dict[int, Any] = {}
        for full_name, texts in sent.items():
            row = full_name.removeprefix(f"{name}-")
            if row == full_name or not _DIGITS.fullmatch(row) or not 0 < int(row) <= LARGEST_ID:
                continue
            if len(texts) > 1 or len(found) >= self.most:
                raise Bad("sent_twice" if len(texts) > 1 else "too_many", full_name, most=self.most)
            value = self._value(texts[0], full_name)
            if value is not None:
                found[int(row)] = value
        return found

    def _value(self, text: str, full_name: str) -> Any:
        try:
            clean = self.kind.clean(text)
            return self.kind.read(clean) if clean else None
        except Bad as bad:
            raise Bad(bad.code, full_name, **bad.values) from None
