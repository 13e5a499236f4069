"""Keeping what a rule decided: which version, what it was asked, what it answered; written with the deed itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from emall.database import DB
from emall.kernel import clock
from emall.rulebook.rules import Ruling


@dataclass(frozen=True, slots=True)
class Decision:
    """A rule's answer about one thing: `kind` and `ref` name it (purchase CG…, plan JH…), `asked` is in the rule's unit."""

    kind: str
    ref: str
    ruling: Ruling
    asked: int = 0

    @property
    def answer(self) -> str:
        """What the rule says; never written by hand, so that it can be asked again."""
        return self.ruling.answer(self.asked)


async def note(decisions: Iterable[Decision], *, now: datetime | None = None) -> None:
    """Write decisions down in the caller's transaction: they stand or fall with what was decided."""
    at = now or clock.now()
    rows = [
        (
            one.kind,
            one.ref,
            one.ruling.key,
            one.ruling.id,
            one.ruling.region,
            one.ruling.kind,
            one.ruling.category,
            one.ruling.on,
            one.asked,
            one.ruling.amount,
            one.answer,
            at,
        )
        for one in decisions
    ]
    if rows:
        await DB.execute_many(
            "INSERT INTO rule_decision (kind, ref, key, rule, region, organisation_kind, category, day, asked, amount,"
            " answer, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            rows,
        )
