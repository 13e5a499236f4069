"""Which row of the rulebook decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from emall.kernel.regions import within


def narrowest(
    *, rows: Iterable[Mapping[str, Any]], region: str, kind: str, on: date
) -> Mapping[str, Any] | None:
    """The row that decides among those of one rule: valid on the day, and the narrowest that covers the case.

    A row for the kind of organisation beats one for all kinds; then a county beats its city, and the city no region
    at all; among equals the latest. None when no row covers the case.
    """
    covering = [row for row in rows if _valid(row, on) and _covers(row, region, kind)]
    return max(covering, key=_narrowness, default=None)


def _valid(row: Mapping[str, Any], on: date) -> bool:
    return row["valid_from"] <= on and (row["valid_until"] is None or on <= row["valid_until"])


def _covers(row: Mapping[str, Any], region: str, kind: str) -> bool:
    return (not row["region"] or within(region, row["region"])) and row["organisation_kind"] in ("", kind)


def _narrowness(row: Mapping[str, Any]) -> tuple[bool, int, date]:
    return bool(row["organisation_kind"]), len(row["region"].rstrip("0")), row["valid_from"]
