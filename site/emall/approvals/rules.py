"""Who has to approve what: the chain of a purchase, decided on plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from emall.approvals.words import Verdict
from emall.kernel.refusal import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a unit's chain: from which total (fen) on it decides, which post, and who holds it.

    `active` tells whether person and post are in service; a level nobody in service holds cannot decide.
    """

    position: int
    title: str
    from_fen: int
    post: int
    person: int
    active: bool = True


def chain_for(*, levels: Iterable[Level], total_fen: int, requester: int) -> list[Level]:
    """The levels that decide a purchase of `total_fen`, lowest first; empty when none is needed.

    Every level whose amount the total reaches is needed. Where the requester holds it, or nobody in service, the next
    level above takes its place, whatever its own amount. One person decides once. A requester at the top is decided
    on from below. Raises Refused (`nobody_to_approve`) when nobody else is left, or a level is vacant up to the top:
    large sums are not to pass by the small levels alone because the chief has left.
    """
    ordered = sorted(levels, key=lambda level: level.position)
    needed = [level for level in ordered if level.from_fen <= total_fen]
    chain: dict[int, Level] = {}
    for level in needed:
        found = _stand_in(level, ordered, requester)
        if found is None and _vacant(level, ordered, requester):
            raise Refused("approval", "nobody_to_approve", title=level.title)
        if found is not None and found.person not in {one.person for one in chain.values()}:
            chain[found.position] = found
    if needed and not chain:
        raise Refused("approval", "nobody_to_approve", title=needed[-1].title)
    return [chain[position] for position in sorted(chain)]


def _stand_in(level: Level, ordered: list[Level], requester: int) -> Level | None:
    """The level itself or the nearest above it that somebody in service other than the requester holds."""
    return next(
        (one for one in ordered if one.position >= level.position and one.active and one.person != requester),
        None,
    )


def _vacant(level: Level, ordered: list[Level], requester: int) -> bool:
    """Whether no one in service holds the level or one above, not even the requester."""
    return not any(
        one.position >= level.position and one.active and one.person == requester for one in ordered
    )


def refusals_for_verdict(*, verdict: str, comment: str, remarks: Iterable[str] = ()) -> list[Refusal]:
    """Every reason a decision cannot stand: returning needs a word on what to change, overall or on a line."""
    if verdict not in set(Verdict):
        return [Refusal("verdict", "verdict_needed")]
    if verdict == Verdict.RETURN and not comment.strip() and not any(one.strip() for one in remarks):
        return [Refusal("comment", "reason_needed_to_return")]
    return []
