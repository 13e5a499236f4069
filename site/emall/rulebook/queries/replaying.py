"""Stored decisions asked again, in the order they were made, a piece at a time."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from emall.database import DB
from emall.rulebook.queries import all_rows
from emall.rulebook.rules import Numbers, Rejudged, overlaid, rejudge

AT_ONCE = 2000


async def rejudged(
    *, begins: date, ends: date, drafts: Sequence[Numbers] = (), most: int | None = None
) -> AsyncIterator[Rejudged]:
    """Each decision asked on a day of the span (both included), by the rows as they stand with drafts laid over them.

    Reads at most `most` decisions, the newest of the span first, where that is given.
    """
    rows = overlaid(await all_rows(), drafts)
    if most is not None:
        for decision in await DB.fetch(f"{_OF_THE_SPAN} ORDER BY id DESC LIMIT $3", begins, ends, most):
            yield rejudge(decision, rows)
        return
    last = 0
    while found := await DB.fetch(
        f"{_OF_THE_SPAN} AND id > $3 ORDER BY id LIMIT $4", begins, ends, last, AT_ONCE
    ):
        for decision in found:
            yield rejudge(decision, rows)
        last = found[-1].id


_OF_THE_SPAN = """
SELECT id, kind, ref, key, rule, region, organisation_kind, category, day, asked, amount, answer
FROM rule_decision WHERE day BETWEEN $1 AND $2"""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a drafted row would have turned among the latest decisions of its rule."""

    begins: date
    read: int
    turned: list[Rejudged]


async def effect_of(draft: Numbers, *, today: date, days: int = 90, most: int = 5000) -> Effect:
    """What would have come out otherwise in the last days had a drafted row held; only decisions of its rule count."""
    begins = today - timedelta(days=days)
    read, turned = 0, []
    asked = {**draft, "valid_from": begins, "valid_until": None}
    async for one in rejudged(begins=begins, ends=today, drafts=[asked], most=most):
        if one.key == draft["key"]:
            read += 1
            if one.turned:
                turned.append(one)
    return Effect(begins, read, turned)
