"""How a plan becomes filed, which agreements still hold after a change, and what speaks against a deed on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.budget.rules import Category, Crossing, LineSums, fits
from emall.budget.words import Method
from emall.kernel.refusal import Refusal
from emall.plans.words import EDITION, STAGES, Stage, StepStatus

LEVELS = (3, 5, 7, 9)  # A05 · A0504 · A050401 · A05040101: a letter and one to four pairs of digits
GROUP = 5  # 中类: computers and vehicles are both A02 (设备), but A0201 and A0203


@dataclass(frozen=True, slots=True)
class Terms:
    """What a reviewer agrees to; the amount in fen."""

    amount_fen: int
    line: int
    edition: str
    code: str
    method: str
    imported: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer plans: `line` is the id of a budget line, the amount in fen; no day means the end of the year."""

    title: str
    line: int
    code: str
    amount: int
    method: Method = Method.EMALL
    imported: bool = False
    valid_until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StepFacts:
    """A review as it stands: `begun` when somebody was ever asked, `agreed` what was agreed to."""

    stage: Stage
    status: StepStatus
    begun: bool = False
    agreed: Terms | None = None


def reasons_for_finance(*, method: str, imported: bool, amount_fen: int, finance_from: int) -> list[str]:
    """Why finance itself decides on a plan (keys of words.WHY_FINANCE); an empty list means the unit's word files it."""
    reasons = ["method"] if method != Method.EMALL else []
    reasons += ["imported"] if imported else []
    return reasons + (["amount"] if amount_fen >= finance_from else [])


def stages_needed(*, has_parent: bool, finance: bool) -> tuple[Stage, ...]:
    """The reviews of a plan in their order: the unit's always, its parent's where it has one, finance's where asked."""
    asked = {Stage.UNIT: True, Stage.DEPT: has_parent, Stage.FINANCE: finance}
    return tuple(stage for stage in STAGES if asked[stage])


def stands(agreed: Terms, now: Terms, *, crosswalk: Sequence[Crossing] = ()) -> bool:
    """Whether what was agreed to still covers what is asked: no more money, same line, way of buying and group of goods."""
    return (
        now.amount_fen <= agreed.amount_fen
        and now.line == agreed.line
        and now.method == agreed.method
        and now.imported <= agreed.imported
        and same_group((agreed.edition, agreed.code), (now.edition, now.code), crosswalk=crosswalk)
    )


def laid_out(
    *,
    steps: Iterable[StepFacts],
    needed: Sequence[Stage],
    terms: Terms,
    crosswalk: Sequence[Crossing] = (),
) -> dict[Stage, StepStatus]:
    """Where each review stands when a plan is submitted, for the first time or again; exactly one is present.

    Agreements that still cover the plan stand, so a returned plan comes back to the very review that returned it.
    Whoever was once asked stays asked, even if a smaller plan would not need them any more.
    """
    known = {step.stage: step for step in steps}
    found: dict[Stage, StepStatus] = {}
    for stage in STAGES:
        step = known.get(stage)
        if stage not in needed and not (step and step.begun):
            if step:
                found[stage] = StepStatus.DROPPED
        elif step and step.status == StepStatus.AGREED and step.agreed:
            holds = stands(step.agreed, terms, crosswalk=crosswalk)
            found[stage] = StepStatus.AGREED if holds else StepStatus.LATER
        else:
            found[stage] = StepStatus.LATER
    present = next(stage for stage in STAGES if found.get(stage) == StepStatus.LATER)
    return {**found, present: StepStatus.NOW}


def stem(code: str) -> str:
    """A0504 of A05040000: the 2022 edition pads its higher levels with pairs of zeros."""
    return re.sub(r"(?:00)+$", "", code)


def same_group(old: Category, new: Category, *, crosswalk: Sequence[Crossing] = ()) -> bool:
    """Whether a code stays within what the old one stands for: beneath it, or in the same second level (中类).

    Between editions the crosswalk says what the old code has become.
    """
    if fits(edition=old[0], code=old[1], category=new, crosswalk=crosswalk):
        return True
    became = [old[1]] if old[0] == new[0] else _became(old, new[0], crosswalk)
    group = stem(new[1])[:GROUP]
    return len(group) == GROUP and any(stem(code)[:GROUP] == group for code in became)


def _became(old: Category, edition: str, crosswalk: Sequence[Crossing]) -> list[str]:
    """Codes of another edition that the crosswalk names for a code or for one beneath it."""
    pairs = [((a, b), (c, d)) for a, b, c, d in crosswalk]
    both = pairs + [(there, here) for here, there in pairs]
    return [there[1] for here, there in both if _beneath(here, old) and there[0] == edition]


def _beneath(here: Category, old: Category) -> bool:
    return here[0] == old[0] and here[1].startswith(stem(old[1]))


def common_code(codes: Iterable[str]) -> str:
    """The stem of the lowest level all these codes of one edition share; empty when not even the first is shared."""
    stems = {stem(code) for code in codes}
    for length in reversed(LEVELS):
        heads = {one[:length] for one in stems}
        if len(heads) == 1 and len(next(iter(heads))) == length:
            return next(iter(heads))
    return ""


def padded(code: str, edition: str) -> str:
    """A05040000 of A0504 in the 2022 edition; the 2013 edition pads nothing."""
    return code.ljust(9, "0") if edition == "2022" and len(code) > 1 else code


def code_for(*, old: Category, goods: Sequence[Category], used_fen: int) -> str:
    """The narrowest code that would let a plan pay for these goods; empty when no single one can.

    Something bought on it already has to stay covered, so then the old code counts among the goods. All must be of
    the edition in force.
    """
    wanted = [*goods, old] if used_fen else list(goods)
    if not goods or any(edition != EDITION for edition, _ in wanted):
        return ""
    return padded(common_code(code for _, code in wanted), EDITION)


def grouped(codes: Iterable[str]) -> dict[str, list[str]]:
    """Codes of one edition by the first level they share, each group with the codes in it: one plan for each."""
    groups: dict[str, list[str]] = {}
    for code in dict.fromkeys(codes):
        groups.setdefault(stem(code)[: LEVELS[0]], []).append(code)
    return groups


def refusals_for_share(*, line: LineSums | None, unit: int, fen: int, today: date) -> list[Refusal]:
    """Every reason why a plan of a unit may not ask `fen` of a budget line: whose, which year, frozen, closed, too much."""
    if line is None or line.organisation != unit:
        return [Refusal("line", "plan_line_unknown")]
    refusals = []
    if line.year != today.year:
        refusals.append(Refusal("line", "line_other_year", name=line.name, year=line.year))
    if line.closed:
        refusals.append(Refusal("line", "line_closed", name=line.name))
    elif line.frozen:
        refusals.append(Refusal("line", "line_frozen", name=line.name))
    if fen > line.free_fen:
        refusals.append(
            Refusal(
                "amount",
                "plan_beyond_line",
                name=line.name,
                asked_fen=fen,
                free_fen=line.free_fen,
                short_fen=fen - line.free_fen,
            )
        )
    return refusals


def refusals_for_code(*, edition: str, code: str, known: bool) -> list[Refusal]:
    """Why an official code cannot be that of a plan: not in the catalogue, or all goods there are."""
    if not known:
        return [Refusal("code", "plan_category_unknown", code=code, edition=edition)]
    if len(stem(code)) < LEVELS[0]:
        return [Refusal("code", "plan_category_too_wide", code=code)]
    return []


def refusals_for_submission(
    *, valid_until: date, year: int, today: date, finance: bool, reason: str
) -> list[Refusal]:
    """What else a plan lacks before it can be reviewed."""
    refusals = []
    if valid_until < today or valid_until.year != year:
        refusals.append(Refusal("valid_until", "plan_day_outside", year=year))
    if finance and not reason.strip():
        refusals.append(Refusal("reason", "plan_why_needed"))
    return refusals


def refusals_for_verdict(*, verdict: str, comment: str) -> list[Refusal]:
    """What is wrong with a verdict: none given, or a return without a word on what to change."""
    if verdict not in ("agree", "return"):
        return [Refusal("verdict", "plan_verdict_needed")]
    if verdict == "return" and not comment.strip():
        return [Refusal("comment", "plan_comment_needed")]
    return []


def refusals_for_parts(*, plan: Mapping[str, Any], parts: Sequence[int], whole_number: str) -> list[Refusal]:
    """Why parts (in fen) cannot be split off a plan; it keeps a rest of its own, and only what is free is given away.

    `plan` needs status, split_from, amount_fen and left_fen.
    """
    if plan["split_from"] is not None:
        return [Refusal("part-1", "plan_part_not_split", number=whole_number)]
    if not parts:
        return [Refusal("part-1", "plan_parts_needed")]
    asked, left, amount = sum(parts), plan["left_fen"], plan["amount_fen"]
    if asked > left:
        return [Refusal("part-1", "plan_parts_beyond", asked_fen=asked, free_fen=left)]
    if asked == amount:
        return [Refusal("part-1", "plan_parts_leave_nothing")]
    return []


def correction_at_once(
    *, old: Category, new: Category, used_fen: int, crosswalk: Sequence[Crossing] = ()
) -> bool:
    """Whether another code needs nobody's word: nothing is bought on the plan yet, and the group of goods stays."""
    return used_fen == 0 and same_group(old, new, crosswalk=crosswalk)


def refusals_for_correction(
    *, old: Category, new: Category, used_fen: int, waiting: bool, crosswalk: Sequence[Crossing] = ()
) -> list[Refusal]:
    """Why a plan cannot get another code: what was already bought on it must stay covered."""
    if old == new:
        return [Refusal("code", "plan_code_same")]
    if waiting:
        return [Refusal("code", "plan_code_waits")]
    if used_fen and not fits(edition=new[0], code=new[1], category=old, crosswalk=crosswalk):
        return [Refusal("code", "plan_code_used", used_fen=used_fen, code=old[1])]
    return []
