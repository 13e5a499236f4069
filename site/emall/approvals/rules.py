"""Who has to approve what, and who may stand in: decided on plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from emall.approvals.words import DAYS_AWAY_MOST, Verdict
from emall.kernel.refusal import Refusal, Refused

Goods = tuple[str, str]
"""What is bought and how: an official code of the 2022 edition (or its beginning) and the plan's method."""

ANYTHING: Goods = ("", "")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a unit's chain: from which total (fen) on it decides, which post, and who holds it.

    `active` tells whether person and post are in service; a level nobody in service holds cannot decide. `human` is
    the same number for all accounts of one human being (0: the account alone). `category` and `method` say for which
    goods and which way of buying the level was made; empty means any.
    """

    position: int
    title: str
    from_fen: int
    post: int
    person: int
    active: bool = True
    human: int = 0
    category: str = ""
    method: str = ""
    name: str = ""

    @property
    def who(self) -> int:
        """The human being behind the account."""
        return self.human or self.person


@dataclass(frozen=True, slots=True)
class Exemption:
    """Up to which total (fen) a chain asks for no approval (免审额度)."""

    up_to_fen: int
    category: str = ""
    method: str = ""


def scope_for(*, goods: Goods, scopes: Iterable[Goods]) -> Goods | None:
    """The narrowest of a unit's chains that fits: the longest category first, then one made for the very method."""
    code, method = goods
    fitting = [one for one in scopes if code.startswith(one[0]) and one[1] in ("", method)]
    return max(fitting, key=lambda one: (len(one[0]), bool(one[1])), default=None)


def levels_asked(
    *, levels: Iterable[Level], exemptions: Iterable[Exemption] = (), goods: Iterable[Goods]
) -> list[Level]:
    """The levels of the chains that fit these goods, whatever the total; none begins below what its chain lets pass."""
    levels, exempt = list(levels), {(one.category, one.method): one.up_to_fen for one in exemptions}
    scopes = {(one.category, one.method) for one in levels} | exempt.keys()
    asked = {scope_for(goods=one, scopes=scopes) for one in goods}
    return [
        replace(one, from_fen=max(one.from_fen, exempt.get((one.category, one.method), -1) + 1))
        for one in levels
        if (one.category, one.method) in asked
    ]


def chain_for(
    *,
    levels: Iterable[Level],
    total_fen: int,
    requester: int,
    goods: Iterable[Goods] = (ANYTHING,),
    exemptions: Iterable[Exemption] = (),
) -> list[Level]:
    """The levels that decide a purchase of `total_fen`, in their order; empty when none is needed.

    For each of the goods the narrowest chain decides, always on the whole total, so that mixing goods dodges no
    level; where several chains are asked the narrower ones come first. `requester` is a human being. Raises Refused
    (`nobody_to_approve`, `nobody_approves_so_much`).
    """
    levels, exempt = list(levels), {(one.category, one.method): one.up_to_fen for one in exemptions}
    scopes = {(one.category, one.method) for one in levels} | exempt.keys()
    found = {scope_for(goods=one, scopes=scopes) for one in goods} - {None}
    chain: list[Level] = []
    for scope in sorted((one for one in found if one), key=lambda one: (-len(one[0]), not one[1], one)):
        mine = [one for one in levels if (one.category, one.method) == scope]
        for level in _chain_of(mine, exempt.get(scope, -1), total_fen, requester):
            if level.who not in {one.who for one in chain}:
                chain.append(level)
    return chain


def _chain_of(levels: list[Level], exempt_fen: int, total_fen: int, requester: int) -> list[Level]:
    """The deciding levels of one chain, lowest first.

    Every level whose amount the total reaches is needed. Where the requester holds it, or nobody in service, the next
    level above takes its place, whatever its own amount. One person decides once. A requester at the top is decided
    on from below. Refused when nobody else is left, or a level is vacant up to the top: large sums are not to pass by
    the small levels alone because the chief has left.
    """
    if total_fen <= exempt_fen:
        return []
    if not levels:
        raise Refused("approval", "nobody_approves_so_much", up_to_fen=exempt_fen)
    ordered = sorted(levels, key=lambda level: level.position)
    needed = [level for level in ordered if level.from_fen <= total_fen]
    chain: dict[int, Level] = {}
    for level in needed:
        found = _stand_in(level, ordered, requester)
        if found is None and _vacant(level, ordered, requester):
            raise Refused("approval", "nobody_to_approve", title=level.title)
        if found is not None and found.who not in {one.who for one in chain.values()}:
            chain[found.position] = found
    if needed and not chain:
        raise Refused("approval", "nobody_to_approve", title=needed[-1].title)
    return [chain[position] for position in sorted(chain)]


def _stand_in(level: Level, ordered: list[Level], requester: int) -> Level | None:
    """The level itself or the nearest above it that somebody in service other than the requester holds."""
    return next(
        (one for one in ordered if one.position >= level.position and one.active and one.who != requester),
        None,
    )


def _vacant(level: Level, ordered: list[Level], requester: int) -> bool:
    """Whether no one in service holds the level or one above, not even the requester."""
    return not any(one.position >= level.position and one.active and one.who == requester for one in ordered)


def refusals_for_chain(*, levels: Sequence[Level], exempt_fen: int) -> list[Refusal]:
    """Why a unit's chain cannot be as it was written down: `levels` in their order, every one by a post of the unit.

    Either somebody in service decides, or the unit says up to which amount nobody has to; what lies between the two
    would be decided by nobody, which is never what anybody means.
    """
    refusals = [
        Refusal(f"post-{level.position}", "approver_not_in_service") for level in levels if not level.active
    ]
    pairs = pairwise(levels)
    refusals += [
        Refusal(f"from_fen-{after.position}", "levels_rise")
        for before, after in pairs
        if after.from_fen < before.from_fen
    ]
    if not levels:
        return refusals if exempt_fen else [Refusal("up_to_fen", "level_or_exemption_needed")]
    first = levels[0].from_fen
    if first > exempt_fen + 1:
        refusals.append(
            Refusal("up_to_fen", "gap_below_first_level", {"from_fen": first, "gap_fen": first - 1})
        )
    return refusals


def refusals_for_delegation(*, first: date, last: date, today: date, reason: str) -> list[Refusal]:
    """Why nobody can stand in on these days."""
    refusals = []
    if last < first:
        refusals.append(Refusal("last_day", "days_turned_round"))
    elif last < today:
        refusals.append(Refusal("last_day", "last_day_is_past"))
    elif (last - first).days >= DAYS_AWAY_MOST:
        refusals.append(Refusal("last_day", "too_long_away", most=DAYS_AWAY_MOST))
    if not reason.strip():
        refusals.append(Refusal("reason", "reason_needed_to_delegate"))
    return refusals


def refusals_for_verdict(*, verdict: str, comment: str, remarks: Iterable[str] = ()) -> list[Refusal]:
    """Every reason a decision cannot stand: returning needs a word on what to change, overall or on a line."""
    if verdict not in set(Verdict):
        return [Refusal("verdict", "verdict_needed")]
    if verdict == Verdict.RETURN and not comment.strip() and not any(one.strip() for one in remarks):
        return [Refusal("comment", "reason_needed_to_return")]
    return []
