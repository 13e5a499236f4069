"""Judging goods: the checklist of a line, what a judgement must say, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from emall.delivery.rules.quantities import Counts
from emall.delivery.words import (
    PANEL,
    WITHOUT_FUNCTION,
    CheckKind,
    CheckResult,
    Conclusion,
    RejectReason,
)
from emall.kernel.refusal import Refusal

MOST_SPECS = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a checklist: its place, what kind of check it is, what is looked at, and what was agreed."""

    position: int
    kind: CheckKind
    name: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one item, and in which words."""

    result: CheckResult = CheckResult.PASSED
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the receiver says of one line: how many are right, how many are not, and why; `findings` by position.

    An item nothing is said of was as ordered.
    """

    accepted: int
    rejected: int = 0
    reason: str = ""
    note: str = ""
    findings: Mapping[int, Finding] = field(default_factory=dict)

    def found(self, item: Item) -> Finding:
        """What was found of an item."""
        return self.findings.get(item.position, Finding())


def checklist_of(line: Mapping[str, Any]) -> list[Item]:
    """What is looked at on a line (政府采购法实施条例 art. 45: each item of the contract is accepted on its own).

    `line` has `quantity`, `unit`, `spec` (pairs as frozen with the order) and the official code of its goods.
    Supplies, books and living things have no function that could be tried.
    """
    rows: list[tuple[CheckKind, str, str]] = [
        (CheckKind.QUANTITY, "", f"{line['quantity']} {line['unit']}".strip()),
        (CheckKind.APPEARANCE, "", ""),
    ]
    rows += [(CheckKind.SPECIFICATION, str(name)[:80], str(said)[:200]) for name, said in _specs(line)]
    if not str(line["official_code"]).startswith(WITHOUT_FUNCTION.get(line["official_edition"], ())):
        rows.append((CheckKind.FUNCTION, "", ""))
    return [Item(position, *row) for position, row in enumerate(rows, start=1)]


def _specs(line: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    model = [("型号", line["model"])] if line["model"] else []
    pairs = [(pair[0], pair[1]) for pair in line["spec"] if len(pair) == 2 and pair[1]]
    return [*model, *(pair for pair in pairs if not model or pair[0] != "型号")][:MOST_SPECS]


def looks_and_works(items: Iterable[Item], judgement: Judgement) -> tuple[bool, bool]:
    """Whether appearance and function passed, as the sheet sums them up."""
    failed = {item.kind for item in items if judgement.found(item).result == CheckResult.FAILED}
    return CheckKind.APPEARANCE not in failed, CheckKind.FUNCTION not in failed


def refusals_for_acceptance(
    *,
    lines: Sequence[Counts],
    judged: Mapping[int, Judgement],
    checklists: Mapping[int, Sequence[Item]] | None = None,
) -> list[Refusal]:
    """Every reason a judgement cannot stand.

    Each line with something received and not yet judged is judged whole; what is rejected has a reason; an item that
    failed makes pieces rejected, or is explained.
    """
    known = {line.id for line in lines}
    refusals = [Refusal(f"accepted-{line}", "line_unknown") for line in sorted(set(judged) - known)]
    if not any(line.unjudged or line.missing for line in lines):
        refusals.append(Refusal("accepted", "nothing_to_judge"))
    for line in lines:
        judgement = judged.get(line.id, Judgement(0))
        refusals += _refusals_for_line(line, judgement)
        refusals += _refusals_for_items(line, judgement, (checklists or {}).get(line.id, ()))
    return refusals


def _refusals_for_line(line: Counts, judgement: Judgement) -> list[Refusal]:
    refusals = []
    whole = judgement.accepted + judgement.rejected == line.unjudged
    if judgement.accepted < 0 or judgement.rejected < 0 or not whole:
        refusals.append(Refusal(f"accepted-{line.id}", "judge_every_line", received=line.unjudged))
    # of pieces that never came a reason may be given too
    said = judgement.rejected > 0 or judgement.reason != ""
    if said and judgement.reason not in set(RejectReason):
        refusals.append(Refusal(f"reason-{line.id}", "reason_needed_to_reject"))
    return refusals


def _refusals_for_items(line: Counts, judgement: Judgement, items: Sequence[Item]) -> list[Refusal]:
    refusals = []
    known = {item.position for item in items}
    for place in sorted(judgement.findings):
        found = judgement.findings[place]
        field_name = f"check-{line.id}-{place}"
        if place not in known:
            refusals.append(Refusal(field_name, "item_unknown"))
        elif found.result == CheckResult.FAILED and not (judgement.rejected or found.note or judgement.note):
            refusals.append(Refusal(field_name, "failed_item_needs_word"))
    return refusals


def refusals_for_members(
    *,
    members: Iterable[int],
    people: Iterable[int],
    buyer: int,
    total_fen: int,
    panel_from_fen: int,
    humans: Mapping[int, str],
) -> list[Refusal]:
    """Every reason these people cannot accept an order together: strangers, its buyer, or too few of them.

    `members` includes whoever fills in the sheet; `people` are those of the unit; `humans` tells of each account, the
    buyer's too, whose it is, so that nobody counts twice or hides behind a second one. 财库〔2016〕205号.
    """
    chosen = set(members)
    heads = {humans.get(one, str(one)) for one in chosen}
    refusals = []
    if humans[buyer] in heads:
        refusals.append(Refusal("members", "buyer_does_not_accept"))
    elif chosen - set(people):
        refusals.append(Refusal("members", "member_unknown"))
    if total_fen >= panel_from_fen and len(heads) < PANEL:
        refusals.append(Refusal("members", "panel_needed", least=PANEL, above_fen=panel_from_fen))
    return refusals


def after_judgement(line: Counts, judgement: Judgement) -> Counts:
    """The line once judged: what was rejected or went missing counts as not shipped, so that it is owed again."""
    accepted = line.accepted + judgement.accepted
    return replace(line, shipped=accepted, received=accepted, accepted=accepted)


def owed_again(line: Counts, judgement: Judgement) -> int:
    """How many of a line go back to the supplier's shelf, set aside as replacement: rejected and missing."""
    return judgement.rejected + line.missing


def conclusion_of(*, accepted: int, failed: int) -> Conclusion:
    """What an acceptance concludes from how many were accepted and how many were rejected or missing."""
    if not failed:
        return Conclusion.PASSED
    return Conclusion.PARTLY if accepted else Conclusion.FAILED
