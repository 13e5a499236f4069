"""Red stops new purchases of a unit until it is dealt with or explained (R23)."""

from datetime import datetime

from emall.delays.queries import blocking
from emall.delays.rules import refusals_for_red
from emall.kernel import clock
from emall.kernel.refusal import Refused
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor


async def red_limit(visitor: Visitor, *, now: datetime | None = None) -> int:
    """How many unexplained late items stop this visitor's unit today; 0: none ever do."""
    day = clock.day_of(now or clock.now())
    return await rule(Rule.RED_BLOCKS, region=visitor.region, kind=visitor.organisation_kind, on=day)


async def refuse_while_red(visitor: Visitor, *, now: datetime | None = None) -> None:
    """Refuse a new purchase while the unit lets too much lie; one query. Raises Refused with count and limit."""
    limit = await red_limit(visitor, now=now)
    if limit == 0:
        return
    found = await blocking(visitor.organisation or 0, now=now)
    refusals = refusals_for_red(items=found, limit=limit)
    if refusals:
        raise Refused(*refusals)
