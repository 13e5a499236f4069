"""Reading the rulebook: the number of a rule for a region and a kind of organisation on a day."""

from datetime import date
from time import monotonic

from emall.database import DB, Row
from emall.rulebook.rules import narrowest
from emall.rulebook.words import Rule

SECONDS_KEPT = 30

_kept: tuple[float, list[Row]] | None = None


async def rule(key: Rule, *, region: str = "", kind: str = "", on: date) -> int:
    """The number of a rule valid on that day, for a region's code and a kind of organisation.

    The narrowest row decides. Raises LookupError when the rulebook says nothing at all. Each process keeps the rows
    for 30 seconds.
    """
    rows = [row for row in await _rows() if row.key == str(key)]
    found = narrowest(rows=rows, region=region, kind=kind, on=on)
    if found is None:
        raise LookupError(f"the rulebook has no {key} for {on}")
    return int(found["amount"])


async def _rows() -> list[Row]:
    global _kept
    if _kept is None or monotonic() - _kept[0] > SECONDS_KEPT:
        rows = await DB.fetch(
            "SELECT key, region, organisation_kind, amount, unit, valid_from, valid_until FROM rule_value"
        )
        _kept = (monotonic(), rows)
    return _kept[1]


def forget() -> None:
    """Read the rulebook anew at the next question: after a change, and between tests."""
    global _kept
    _kept = None
