"""Which plan may pay for what, and what is said when it may not: decided on plain values, without the database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from emall.budget.words import SPENDABLE, FundKind, Method, PlanStatus
from emall.kernel.refusal import Refusal

Category = tuple[str, str]
"""Edition and code of an official category."""

Crossing = tuple[str, str, str, str]
"""From edition and code, to edition and code: one row of the crosswalk."""


class LineKey(NamedTuple):
    """What tells two budget lines of the same kind apart; `code` is the economic class, `functional` the other one."""

    organisation: int
    year: int
    code: str
    functional: str
    fund: str
    project: str


@dataclass(frozen=True, slots=True)
class Charge:
    """What one order asks of one budget line and plan, in fen, for goods of these official categories.

    `order` is the order's id, `number` its number; `plan` is None where an enterprise pays from a cost centre.
    """

    order: int
    number: str
    budget_line: int | None
    plan: int | None
    fen: int
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What the rules need to know of a plan (amounts in fen)."""

    number: str
    organisation: int
    budget_line: int
    year: int
    method: str
    status: str
    valid_until: date
    edition: str
    code: str
    left_fen: int
    assigned_to: int | None = None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """What the rules need to know of a budget line (amounts in fen)."""

    name: str
    organisation: int
    year: int
    kind: str
    frozen: bool
    left_fen: int
    closed: bool = False


@dataclass(frozen=True, slots=True)
class LineSums:
    """A budget line as changes of the line itself see it; all in fen.

    `used_fen` is reserved, committed or paid; `planned_fen` the sum of its filed plans.
    """

    id: int
    organisation: int
    name: str
    year: int
    kind: str
    fund: str
    closed: bool
    granted_fen: int
    used_fen: int
    planned_fen: int
    frozen: bool = False
    project: str = ""

    @property
    def bound_fen(self) -> int:
        """What cannot leave the line: used, or promised to plans."""
        return max(self.used_fen, self.planned_fen)

    @property
    def free_fen(self) -> int:
        """What may be cut or moved away."""
        return max(0, self.granted_fen - self.bound_fen)


def fits(*, edition: str, code: str, category: Category, crosswalk: Iterable[Crossing] = ()) -> bool:
    """Whether goods of an official category may be bought on a plan filed under (edition, code).

    A code covers everything beneath it, so a prefix is enough. Between editions the crosswalk says what a code, or
    a code above it, has become; it is read both ways.
    """
    its_edition, its_code = category
    if not code or not its_code:
        return False
    if its_edition == edition:
        return its_code.startswith(_stem(code))
    return any(
        _carries(here, there, its_edition=its_edition, its_code=its_code, edition=edition, code=code)
        for from_edition, from_code, to_edition, to_code in crosswalk
        for here, there in (
            ((from_edition, from_code), (to_edition, to_code)),
            ((to_edition, to_code), (from_edition, from_code)),
        )
    )


def _stem(code: str) -> str:
    """A0504 of A05040000: the 2022 edition pads its higher levels with pairs of zeros."""
    return re.sub(r"(?:00)+$", "", code)


def _carries(
    here: Category, there: Category, *, its_edition: str, its_code: str, edition: str, code: str
) -> bool:
    return (
        here[0] == its_edition
        and its_code.startswith(_stem(here[1]))
        and there[0] == edition
        and there[1].startswith(_stem(code))
    )


def misfits(
    *, edition: str, code: str, categories: Iterable[Category], crosswalk: Sequence[Crossing] = ()
) -> tuple[Category, ...]:
    """The categories a plan does not cover, in the order given."""
    return tuple(
        one for one in categories if not fits(edition=edition, code=code, category=one, crosswalk=crosswalk)
    )


def refusals_for_plan(
    *,
    plan: PlanFacts,
    organisation: int,
    budget_line: int | None,
    day: date,
    fen: int,
    categories: Iterable[Category] = (),
    crosswalk: Sequence[Crossing] = (),
    person: int | None = None,
) -> list[Refusal]:
    """Every reason why a plan cannot pay `fen` on that day; an empty list means it can.

    A filed plan of the own unit, of this year, for the e-mall, covering the goods and with enough left is asked for;
    one assigned to a buyer (分派) pays for nobody but that `person`.
    """
    if plan.organisation != organisation:
        return [Refusal("plan", "plan_other_unit", number=plan.number)]
    if plan.assigned_to not in (None, person):
        return [Refusal("plan", "plan_of_colleague", number=plan.number)]
    refusals = [
        Refusal("plan", key, number=plan.number) for key in _plan_faults(plan, budget_line=budget_line)
    ]
    if plan.year != day.year:
        refusals.append(Refusal("plan", "plan_other_year", number=plan.number, year=plan.year))
    if plan.valid_until < day:
        refusals.append(
            Refusal("plan", "plan_expired", number=plan.number, until=plan.valid_until.isoformat())
        )
    for _, code in misfits(edition=plan.edition, code=plan.code, categories=categories, crosswalk=crosswalk):
        refusals.append(Refusal("plan", "plan_other_category", number=plan.number, code=code))
    if fen > plan.left_fen:
        refusals.append(_too_small("plan_too_small", "number", plan.number, fen, plan.left_fen))
    return refusals


def _plan_faults(plan: PlanFacts, *, budget_line: int | None) -> list[str]:
    faults = []
    if plan.status not in SPENDABLE:
        faults.append("plan_not_filed")
    if plan.method != Method.EMALL:
        faults.append("plan_other_method")
    if budget_line is not None and plan.budget_line != budget_line:
        faults.append("plan_other_line")
    return faults


def refusals_for_line(*, line: LineFacts, organisation: int, day: date, fen: int) -> list[Refusal]:
    """Every reason why a budget line cannot bear `fen` on that day."""
    if line.organisation != organisation:
        return [Refusal("plan", "line_other_unit", name=line.name)]
    refusals = []
    if line.year != day.year:
        refusals.append(Refusal("plan", "line_other_year", name=line.name, year=line.year))
    if line.closed:
        refusals.append(Refusal("plan", "line_closed", name=line.name))
    elif line.frozen:
        refusals.append(Refusal("plan", "line_frozen", name=line.name))
    if fen > line.left_fen:
        refusals.append(_too_small("line_too_small", "name", line.name, fen, line.left_fen))
    return refusals


def _too_small(key: str, label: str, name: str, fen: int, left_fen: int) -> Refusal:
    return Refusal("plan", key, {label: name}, short_fen=fen - left_fen, left_fen=left_fen)


def needs_plan(kind: str) -> bool:
    """Whether spending from a line of this kind needs a plan: indicators do, cost centres never have one."""
    return kind == FundKind.INDICATOR


def plan_moves(*, status: str, left_fen: int) -> list[PlanStatus]:
    """The statuses a plan passes through, in order, after money on it moved and `left_fen` is what is left.

    The first order puts a plan in use, the last fen uses it up, money coming back opens it again.
    """
    moves: list[PlanStatus] = []
    if status in (PlanStatus.FILED, PlanStatus.ASSIGNED):
        moves.append(PlanStatus.IN_USE)
    if left_fen == 0 and status != PlanStatus.USED_UP and status in SPENDABLE:
        moves.append(PlanStatus.USED_UP)
    if left_fen > 0 and status == PlanStatus.USED_UP:
        moves.append(PlanStatus.IN_USE)
    return moves


def refusals_for_amount(*, line: LineSums, fen: int) -> list[Refusal]:
    """Every reason why a line cannot be granted `fen` from now on.

    What is reserved, committed or paid stays covered, and so do filed plans: a cut never breaks a promise.
    """
    refusals = []
    if line.closed:
        refusals.append(Refusal("amount", "line_closed", name=line.name))
    if fen < line.used_fen:
        refusals.append(Refusal("amount", "below_used", used_fen=line.used_fen))
    elif fen < line.planned_fen:
        refusals.append(Refusal("amount", "below_planned", planned_fen=line.planned_fen))
    if fen == line.granted_fen:
        refusals.append(Refusal("amount", "amount_unchanged"))
    return refusals


def refusals_for_transfer(*, source: LineSums, target: LineSums, fen: int) -> list[Refusal]:
    """Every reason why `fen` cannot move from one line to another (指标调剂): one year, one kind of fund."""
    refusals = [Refusal("target", "line_closed", name=one.name) for one in (source, target) if one.closed]
    if source.id == target.id:
        refusals.append(Refusal("target", "transfer_same_line"))
    if source.year != target.year:
        refusals.append(Refusal("target", "transfer_other_year"))
    if (source.kind, source.fund) != (target.kind, target.fund):
        refusals.append(Refusal("target", "transfer_other_fund"))
    if fen > source.free_fen:
        refusals.append(Refusal("amount", "transfer_too_much", free_fen=source.free_fen))
    return refusals


def year_is_over(*, year: int, today: date) -> bool:
    """Whether a budget year can be closed: on its last day, or later."""
    return today >= date(year, 12, 31)
