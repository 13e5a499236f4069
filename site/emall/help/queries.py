"""What the help centre shows beyond its texts: deadlines as the rulebook has them today."""

from dataclasses import dataclass

from emall.help.words import DEADLINE_NAMES
from emall.kernel import clock
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline (时限) in working days; `name` and `after` are message ids."""

    name: str
    days: int
    after: str


async def deadlines(*, region: str = "", kind: str = "") -> list[Deadline]:
    """Every deadline that has a number today, for this place and kind of organisation."""
    found = []
    for key, (name, after) in DEADLINE_NAMES.items():
        try:
            days = await rule(Rule(key), on=clock.today(), region=region, kind=kind)
        except LookupError:
            continue
        found.append(Deadline(name, days, after))
    return found
