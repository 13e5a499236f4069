"""The lines of requests themselves: locked in one order, moved only as their table allows, told once each."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel.refusal import Conflict
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.requisitions.rules import may_move

WORDS_TOLD = 60

LOCKED = """
SELECT n.*, r.number, r.organisation, r.requester FROM requisition_line n JOIN requisition r ON r.id = n.requisition
WHERE {} ORDER BY n.id FOR NO KEY UPDATE OF n"""
"""Lines are the last thing locked before the journal, always by their ids."""


async def lock_lines(ids: Iterable[int], organisation: int) -> list[Row]:
    """These lines of a unit, locked."""
    return await DB.fetch(
        LOCKED.format("n.id = ANY($1::bigint[]) AND r.organisation = $2"), sorted(set(ids)), organisation
    )


async def move_lines(lines: Sequence[Row], to: str, **columns: Any) -> None:
    """Bring locked lines to their next status, with the same values for all; raises Conflict where that is no step."""
    if not all(may_move(status=line.status, to=to) for line in lines):
        raise Conflict("line", "line_moved_on")
    names = "".join(f', "{name}" = ${place}' for place, name in enumerate(columns, start=3))
    await DB.execute(
        f"UPDATE requisition_line SET status = $2{names} WHERE id = ANY($1::bigint[])",
        [line.id for line in lines],
        str(to),
        *columns.values(),
    )


def deeds_of(act: str, lines: Sequence[Row], to: str, *, note: str = "", **facts: Any) -> list[Deed]:
    """One deed for each request these lines belong to."""
    numbers = dict.fromkeys(line.number for line in lines)
    return [
        _deed(act, [line for line in lines if line.number == number], to, note, facts) for number in numbers
    ]


def _deed(act: str, lines: Sequence[Row], to: str, note: str, facts: dict[str, Any]) -> Deed:
    before = {str(line.position): str(line.status) for line in lines}
    after = {str(line.position): str(to) for line in lines}
    return Deed(
        act,
        "requisition",
        lines[0].number,
        {"lines": before},
        {"lines": after, **facts},
        note=note,
        organisations=(lines[0].organisation,),
    )


async def tell_requesters(kind: MessageKind, lines: Sequence[Row], *, now: datetime, **facts: Any) -> None:
    """Tell whoever asked, once for each request."""
    for number in dict.fromkeys(line.number for line in lines):
        mine = [line for line in lines if line.number == number]
        await tell(
            kind,
            organisation=mine[0].organisation,
            people=(mine[0].requester,),
            link=f"/requests/{number}",
            facts={"number": number, "words": in_words(mine), **facts},
            now=now,
        )


def in_words(lines: Sequence[Any]) -> str:
    """A4复印纸 ×2、订书机 ×1, cut where it would grow too long for a message."""
    told = "、".join(f"{line.words} ×{line.quantity}" for line in lines)
    return told if len(told) <= WORDS_TOLD else f"{told[: WORDS_TOLD - 1]}…"
