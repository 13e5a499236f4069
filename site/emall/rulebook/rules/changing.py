"""How rows of the rulebook may follow each other: never back in time, never over each other, never a gap behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from emall.kernel import clock
from emall.kernel.refusal import Refusal
from emall.rulebook.rules.deciding import Numbers, valid
from emall.rulebook.words import BY_CATEGORY, CATEGORY_LEVELS, SECONDS_KEPT, UNITS, Rule, Unit

MOST = {
    Unit.PERMILLE: 1_000,
    Unit.PPM: 1_000_000,
    Unit.WORKING_DAYS: 250,
    Unit.DAYS: 366,
    Unit.COUNT: 10_000,
    Unit.FEN: 10**14,
}
"""The largest number a rule may have, by its unit; beyond it somebody has mistyped."""


def first_day(now: datetime) -> date:
    """The first day a change decided now may begin on: tomorrow, or the day after where midnight is too near.

    Every process keeps the rows it has read for SECONDS_KEPT, so a change decided in the last moments of a day would
    reach some of them only after midnight, and one day would be judged by two rules.
    """
    return clock.day_of(now + timedelta(seconds=SECONDS_KEPT)) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a row holds: empty fields mean everywhere, every kind of organisation, all goods."""

    key: str
    region: str = ""
    kind: str = ""
    category: str = ""

    @property
    def everywhere(self) -> bool:
        """Whether this is the widest scope, behind which there is nothing to fall back on."""
        return not (self.region or self.kind or self.category)

    def holds(self, row: Numbers) -> bool:
        """Whether a row has exactly this scope."""
        return (self.key, self.region, self.kind, self.category) == (
            row["key"],
            row["region"],
            row["organisation_kind"],
            row["category"],
        )


def replaced_by(*, rows: Iterable[Numbers], scope: Scope, begins: date) -> Numbers | None:
    """The row of equal scope in force on the day a new one begins, which ends the day before."""
    return next((row for row in rows if scope.holds(row) and valid(row, begins)), None)


def refusals_for_version(
    *,
    rows: Sequence[Numbers],
    scope: Scope,
    amount: int,
    begins: date,
    until: date | None,
    earliest: date,
) -> list[Refusal]:
    """Everything that speaks against a new row: it would reach back, overlap another one or leave a gap.

    `rows` are those of the rule; `amount` is in its unit; the days are inclusive.
    """
    refusals = _refusals_for_number(scope, amount)
    if scope.category and scope.key not in BY_CATEGORY:
        refusals.append(Refusal("category", "rule_not_by_category"))
    elif scope.category and len(scope.category) not in CATEGORY_LEVELS:
        refusals.append(Refusal("category", "rule_category_level"))
    if begins < earliest:
        refusals.append(Refusal("begins", "rule_begins_too_soon", day=earliest.isoformat()))
    if until is not None and until < begins:
        refusals.append(Refusal("until", "rule_ends_before_it_begins"))
    if until is not None and scope.everywhere:
        refusals.append(Refusal("until", "rule_general_has_no_end"))
    found = replaced_by(rows=rows, scope=scope, begins=begins)
    if found is not None and found["valid_from"] == begins:
        refusals.append(Refusal("begins", "rule_begins_with_another", day=begins.isoformat()))
    elif found is not None and (found["amount"], found["valid_until"]) == (amount, until):
        refusals.append(Refusal("amount", "rule_changes_nothing"))
    later = _beginning_within(rows, scope, begins, until)
    if later is not None:
        refusals.append(Refusal("until", "rule_overlaps_later", day=later["valid_from"].isoformat()))
    return refusals


def refusals_for_end(*, row: Numbers, last: date, earliest: date) -> list[Refusal]:
    """What speaks against a row's ending: `last` is the last day it is to hold."""
    scope = Scope(row["key"], row["region"], row["organisation_kind"], row["category"])
    refusals = []
    if scope.everywhere:
        refusals.append(Refusal("until", "rule_general_has_no_end"))
    if last < earliest - timedelta(days=1):
        refusals.append(
            Refusal("until", "rule_ends_too_soon", day=(earliest - timedelta(days=1)).isoformat())
        )
    if last < row["valid_from"]:
        refusals.append(Refusal("until", "rule_ends_before_it_begins"))
    if row["valid_until"] is not None and last >= row["valid_until"]:
        refusals.append(Refusal("until", "rule_ends_anyway", day=row["valid_until"].isoformat()))
    return refusals


def _refusals_for_number(scope: Scope, amount: int) -> list[Refusal]:
    unit = UNITS[Rule(scope.key)]
    least = 1 if unit in (Unit.WORKING_DAYS, Unit.DAYS) else 0
    return [] if least <= amount <= MOST[unit] else [Refusal("amount", "rule_number_out_of_bounds")]


def _beginning_within(
    rows: Iterable[Numbers], scope: Scope, begins: date, until: date | None
) -> Numbers | None:
    """The first row of equal scope that begins after the new one and before it ends."""
    later = [
        row
        for row in rows
        if scope.holds(row) and row["valid_from"] > begins and (until is None or row["valid_from"] <= until)
    ]
    return min(later, key=lambda row: row["valid_from"], default=None)
