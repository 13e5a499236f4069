"""The administrator of a unit says who approves what, from which amount on."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from emall.accounts.words import Duty
from emall.approvals.queries import approvers, categories, known
from emall.approvals.rules import Level, refusals_for_chain
from emall.approvals.words import Subject
from emall.budget.words import Method
from emall.database import DB
from emall.journal import Deed, record
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refusal, Refused
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Scope:
    """What a chain is for: purchases or settlements, of which goods (empty: all), bought how (empty: in any way)."""

    subject: str = Subject.PURCHASE
    category: str = ""
    method: str = ""

    @property
    def ref(self) -> str:
        """How the journal names it, without the unit."""
        return ":".join((str(self.subject), self.category or "*", self.method or "*"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A level as written down: its name, the amount it begins at (fen) and the post that decides."""

    title: str
    from_fen: int
    post: int


async def set_chain(
    *,
    visitor: Visitor,
    scope: Scope,
    levels: Sequence[Wanted],
    exempt_fen: int,
    seen: str,
) -> None:
    """Write down one chain of the visitor's unit in place of what was there; sheets under way keep their steps.

    `seen` is the mark of the chain as the page showed it (`mark_of`). Raises Forbidden, Conflict, Refused.
    """
    async with DB.transaction():
        unit, before = await _present(visitor, scope, seen)
        await _refuse(unit, scope, levels, exempt_fen)
        await _replace(unit, scope, levels, exempt_fen)
        after = await facts_of(unit, scope)
        await record(visitor.actor(), _deed("chain.set", unit, scope, before, after))


async def drop_chain(*, visitor: Visitor, scope: Scope, seen: str) -> None:
    """Give up a chain made for certain goods or ways of buying: the next wider one decides again.

    The chain for everything stays. Raises Missing, Conflict.
    """
    if not (scope.category or scope.method):
        raise Missing
    async with DB.transaction():
        unit, before = await _present(visitor, scope, seen)
        if not before:
            raise Missing
        await _clear(unit, scope)
        await record(visitor.actor(), _deed("chain.drop", unit, scope, before, None))


async def _present(visitor: Visitor, scope: Scope, seen: str) -> tuple[int, dict[str, Any]]:
    """The unit, locked against another administrator, and its chain as it stands, if that is what was seen."""
    if visitor.duty != Duty.UNIT_ADMIN or visitor.organisation is None:
        raise Forbidden(Duty.UNIT_ADMIN)
    await DB.execute("SELECT id FROM organisation WHERE id = $1 FOR NO KEY UPDATE", visitor.organisation)
    before = await facts_of(visitor.organisation, scope)
    if _mark(before) != seen:
        raise Conflict("", "chain_has_changed")
    return visitor.organisation, before


async def facts_of(unit: int, scope: Scope) -> dict[str, Any]:
    """A chain as plain values, amounts in fen; empty when the unit has none for this."""
    mine = (scope.category, scope.method)
    found, exemptions = await known(unit, scope.subject)
    levels = [
        {"title": one.title, "from_fen": one.from_fen, "post": one.post, "holder": one.name}
        for one in found
        if (one.category, one.method) == mine
    ]
    exempt = [one.up_to_fen for one in exemptions if (one.category, one.method) == mine]
    if not levels and not exempt:
        return {}
    return {"levels": levels, "exempt_fen": exempt[0] if exempt else 0}


async def mark_of(unit: int, scope: Scope) -> str:
    """A mark of a chain as it stands, for the form that changes it."""
    return _mark(await facts_of(unit, scope))


def _mark(facts: dict[str, Any]) -> str:
    return hashlib.sha256(msgspec.json.encode(facts, order="deterministic")).hexdigest()[:16]


async def _refuse(unit: int, scope: Scope, levels: Sequence[Wanted], exempt_fen: int) -> None:
    posts = {row.post: row for row in await approvers(unit)}
    known = [
        Level(place, one.title, one.from_fen, one.post, 0, one.post in posts)
        for place, one in enumerate(levels, start=1)
    ]
    refusals = refusals_for_chain(levels=known, exempt_fen=exempt_fen)
    refusals += [
        Refusal(f"title-{place}", "level_incomplete") for place, one in enumerate(levels, 1) if not one.title
    ]
    if scope.category and scope.category not in {row.code for row in await categories()}:
        refusals.append(Refusal("category", "goods_unknown"))
    if scope.method and scope.method not in set(Method):
        refusals.append(Refusal("method", "goods_unknown"))
    if refusals:
        raise Refused(*refusals)


async def _clear(unit: int, scope: Scope) -> None:
    for table in ("approval_level", "approval_exemption"):
        await DB.execute(
            f"DELETE FROM {table} WHERE organisation = $1 AND subject = $2 AND category = $3 AND method = $4",
            *(unit, str(scope.subject), scope.category, scope.method),
        )


async def _replace(unit: int, scope: Scope, levels: Sequence[Wanted], exempt_fen: int) -> None:
    await _clear(unit, scope)
    key = (unit, str(scope.subject), scope.category, scope.method)
    await DB.execute_many(
        "INSERT INTO approval_level (organisation, subject, category, method, position, title, from_fen, post)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [(*key, place, one.title[:40], one.from_fen, one.post) for place, one in enumerate(levels, start=1)],
    )
    if exempt_fen:
        await DB.execute(
            "INSERT INTO approval_exemption (organisation, subject, category, method, up_to_fen)"
            " VALUES ($1, $2, $3, $4, $5)",
            *(*key, exempt_fen),
        )


def _deed(act: str, unit: int, scope: Scope, before: dict[str, Any], after: dict[str, Any] | None) -> Deed:
    return Deed(act, "approval_chain", f"{unit}:{scope.ref}", before or None, after, organisations=(unit,))
