"""Which row of the rulebook decides, and what it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.kernel.regions import within
from emall.rulebook.words import COMPARED, Answer, Compared, Rule

Numbers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The row that answers a question, and the question: what `rule_decision` keeps of it."""

    id: int
    key: str
    amount: int
    unit: str
    source: str
    region: str
    kind: str
    category: str
    on: date

    def answer(self, asked: int) -> str:
        """What the rule says to an amount or count; `answer_of` with this row's number."""
        return answer_of(key=self.key, amount=self.amount, asked=asked)


def narrowest(
    *, rows: Iterable[Numbers], region: str, kind: str, on: date, category: str = ""
) -> Numbers | None:
    """The row that decides among those of one rule: valid on the day, and the narrowest that covers the case.

    A row for goods (the beginning of an official code, the longer the narrower) beats one for all goods; then a kind
    of organisation beats all kinds; then a county beats its city, and the city no region at all; among equals the
    latest. None when no row covers the case.
    """
    covering = [row for row in rows if valid(row, on) and _covers(row, region, kind, category)]
    return max(covering, key=_narrowness, default=None)


def valid(row: Numbers, on: date) -> bool:
    """Whether a row holds on that day; both its days count."""
    return row["valid_from"] <= on and (row["valid_until"] is None or on <= row["valid_until"])


def _covers(row: Numbers, region: str, kind: str, category: str) -> bool:
    return (
        (not row["region"] or within(region, row["region"]))
        and row["organisation_kind"] in ("", kind)
        and category.startswith(row["category"])
    )


def _narrowness(row: Numbers) -> tuple[int, bool, int, date]:
    return (
        len(row["category"]),
        bool(row["organisation_kind"]),
        len(row["region"].rstrip("0")),
        row["valid_from"],
    )


def answer_of(*, key: str, amount: int, asked: int) -> str:
    """What a number of the rulebook says to what it is asked: a limit, a threshold, or simply itself.

    A limit (上限) still admits the amount that equals it; a threshold (起点) is reached by it.
    """
    how = COMPARED.get(Rule(key), Compared.NOT)
    if how == Compared.LIMIT:
        return str(Answer.WITHIN if asked <= amount else Answer.ABOVE)
    if how == Compared.THRESHOLD and not amount and key == Rule.RED_BLOCKS:  # 0: never
        return str(Answer.BELOW)
    if how == Compared.THRESHOLD:
        return str(Answer.REACHED if asked >= amount else Answer.BELOW)
    return str(amount)
