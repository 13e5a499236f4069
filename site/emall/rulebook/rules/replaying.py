"""Asking the rules again what they decided, by the rows as they stand or with drafted ones laid over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from emall.rulebook.rules.changing import Scope
from emall.rulebook.rules.deciding import Numbers, answer_of, narrowest

DRAFT = 0
"""The id of rows that are only drafted."""


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A decision asked again: what was said then, and what is said now (None: no row covers the case any more)."""

    kind: str
    ref: str
    key: str
    day: date
    asked: int
    rule_was: int
    amount_was: int
    answer_was: str
    rule: int | None
    amount: int | None
    answer: str | None

    @property
    def identical(self) -> bool:
        """The same row, with the same number, says the same."""
        return (self.rule, self.amount, self.answer) == (self.rule_was, self.amount_was, self.answer_was)

    @property
    def turned(self) -> bool:
        """Another answer, whichever row it comes from."""
        return self.answer != self.answer_was


def rejudge(decision: Numbers, rows: Iterable[Numbers]) -> Rejudged:
    """Ask the question of a stored decision again, of these rows and for the day it was asked on."""
    found = narrowest(
        rows=[row for row in rows if row["key"] == decision["key"]],
        region=decision["region"],
        kind=decision["organisation_kind"],
        category=decision["category"],
        on=decision["day"],
    )
    said = None
    if found is not None:
        said = answer_of(key=decision["key"], amount=found["amount"], asked=decision["asked"])
    return Rejudged(
        kind=decision["kind"],
        ref=decision["ref"],
        key=decision["key"],
        day=decision["day"],
        asked=decision["asked"],
        rule_was=decision["rule"],
        amount_was=decision["amount"],
        answer_was=decision["answer"],
        rule=found["id"] if found is not None else None,
        amount=found["amount"] if found is not None else None,
        answer=said,
    )


def overlaid(rows: Iterable[Numbers], drafts: Sequence[Numbers]) -> list[Numbers]:
    """The rows with drafted ones laid over: where scopes are equal, a stored row holds only outside the draft's days."""
    kept: list[Numbers] = list(rows)
    for draft in drafts:
        scope = Scope(draft["key"], draft["region"], draft["organisation_kind"], draft["category"])
        kept = [piece for row in kept for piece in _outside(row, draft, scope)]
        kept.append(draft)
    return kept


def _outside(row: Numbers, draft: Numbers, scope: Scope) -> list[Numbers]:
    if not scope.holds(row):
        return [row]
    pieces: list[dict[str, Any]] = []
    if row["valid_from"] < draft["valid_from"]:
        last = draft["valid_from"] - timedelta(days=1)
        ends = last if row["valid_until"] is None else min(last, row["valid_until"])
        pieces.append({**row, "valid_until": ends})
    if draft["valid_until"] is not None and (
        row["valid_until"] is None or row["valid_until"] > draft["valid_until"]
    ):
        first = draft["valid_until"] + timedelta(days=1)
        pieces.append({**row, "valid_from": max(first, row["valid_from"])})
    return list(pieces)
