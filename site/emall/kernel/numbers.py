"""Numbers of documents: prefix, Beijing day, running number of that day (LS202611230018)."""

from __future__ import annotations

import re
from datetime import date

_PREFIX = re.compile(r"[A-Z]{1,4}")


def number(prefix: str, day: date, sequence: int) -> str:
    """The document number; from the ten-thousandth of a day on it simply has one digit more.

    Raises ValueError for a prefix that is not one to four capitals or a sequence below 1.
    """
    if not _PREFIX.fullmatch(prefix) or sequence < 1:
        raise ValueError("no number can be made of these")
    return f"{prefix}{day.year:04d}{day.month:02d}{day.day:02d}{sequence:04d}"
