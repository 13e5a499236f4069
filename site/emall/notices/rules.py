"""What an announcement must be before it is published."""

import re
from datetime import date

from emall.kernel.refusal import Refusal
from emall.kernel.regions import region, within

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


def refusals_for(*, title: str, body: str, place: str, territory: str) -> list[Refusal]:
    """Everything that speaks against publishing for a place, from an office of this territory."""
    found = []
    for field, text, most in (("title", title, 160), ("body", body, 20_000)):
        if not text.strip():
            found.append(Refusal(field, "fill_in"))
        elif len(text) > most:
            found.append(Refusal(field, "too_long", most=most, length=len(text)))
    try:
        region(place)
    except LookupError:
        return [*found, Refusal("region", "notice_region_unknown")]
    if not within(place, territory):
        found.append(Refusal("region", "notice_not_yours"))
    return found


def month_span(month: str) -> tuple[date, date] | None:
    """First day of a month written 2026-11 and of the one after it; None for anything else."""
    match = _MONTH.fullmatch(month)
    if match is None:
        return None
    year, number = int(match[1]), int(match[2])
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)
