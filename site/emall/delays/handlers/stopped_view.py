"""What the purchase sheet says of late things: that they stop it, or will soon."""

from dataclasses import dataclass

from emall.delays.actions import red_limit
from emall.delays.handlers.list_view import Line, line_of
from emall.delays.queries import blocking
from emall.kernel import clock
from emall.web.visitor import Visitor

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Stopped:
    """The unexplained late things of a unit, how many there are, from how many on it is stopped, and whether it is."""

    lines: list[Line]
    count: int
    limit: int

    @property
    def now(self) -> bool:
        """Whether nothing can be submitted at present."""
        return self.count >= self.limit


async def stopped(visitor: Visitor) -> Stopped | None:
    """What stops this visitor's unit, or None where nothing of its own is late or no rule stops anybody."""
    now = clock.now()
    limit = await red_limit(visitor, now=now)
    found = await blocking(visitor.organisation or 0, now=now) if limit else []
    lines = [line_of(row, visitor, now, 0) for row in found[:MOST_SHOWN]]
    return Stopped(lines, len(found), limit) if found else None
