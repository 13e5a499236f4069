"""Reading the rulebook: the number of a rule for a region, a kind of organisation and goods on a day."""

from collections.abc import Iterable
from datetime import date
from time import monotonic

from emall.database import DB, Row
from emall.rulebook.rules import Numbers, Ruling, narrowest
from emall.rulebook.words import SECONDS_KEPT, Rule

__all__ = ["SECONDS_KEPT", "Ruling", "decisions_of", "forget", "found_in", "rule", "ruling"]

_kept: tuple[float, list[Row]] | None = None


async def ruling(key: Rule, *, region: str = "", kind: str = "", category: str = "", on: date) -> Ruling:
    """The row of a rule that decides on that day, with what it was asked.

    `category` is an official code of the 2022 edition or the beginning of one; the narrowest row decides. Raises
    LookupError when the rulebook says nothing at all. Each process keeps the rows for 30 seconds.
    """
    return found_in(await _rows(), key, region=region, kind=kind, category=category, on=on)


async def rule(key: Rule, *, region: str = "", kind: str = "", on: date) -> int:
    """The number of a rule valid on that day, for a region's code and a kind of organisation, as `ruling` finds it."""
    return (await ruling(key, region=region, kind=kind, on=on)).amount


def found_in(
    rows: Iterable[Numbers], key: str, *, region: str, kind: str, category: str = "", on: date
) -> Ruling:
    """The ruling among these rows of the rulebook. Raises LookupError."""
    found = narrowest(
        rows=[row for row in rows if row["key"] == str(key)],
        region=region,
        kind=kind,
        category=category,
        on=on,
    )
    if found is None:
        raise LookupError(f"the rulebook has no {key} for {on}")
    return Ruling(
        id=found["id"],
        key=str(key),
        amount=int(found["amount"]),
        unit=found["unit"],
        source=found["source"],
        region=region,
        kind=kind,
        category=category,
        on=on,
    )


async def _rows() -> list[Row]:
    global _kept
    if _kept is None or monotonic() - _kept[0] > SECONDS_KEPT:
        _kept = (monotonic(), await all_rows())
    return _kept[1]


async def all_rows() -> list[Row]:
    """Every row of the rulebook, read now."""
    return await DB.fetch(
        "SELECT id, key, region, organisation_kind, category, amount, unit, valid_from, valid_until, source"
        " FROM rule_value ORDER BY key, category, organisation_kind, region, valid_from"
    )


def forget() -> None:
    """Read the rulebook anew at the next question: after a change, and between tests."""
    global _kept
    _kept = None


async def decisions_of(kind: str, ref: str) -> list[Row]:
    """What rules decided of a thing, in the order they were asked, each with the version it was asked of.

    key asked answer amount category day at rule unit source valid_from.
    """
    return await DB.fetch(
        "SELECT d.key, d.asked, d.answer, d.amount, d.category, d.day, d.at, d.rule, v.unit, v.source, v.valid_from,"
        " v.region, v.organisation_kind, v.category AS row_category"
        " FROM rule_decision d JOIN rule_value v ON v.id = d.rule WHERE d.kind = $1 AND d.ref = $2 ORDER BY d.id",
        kind,
        ref,
    )
