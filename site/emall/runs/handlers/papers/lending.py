"""Papers of other rooms in the pack: each room's own paper, lent when the application puts the rooms together.

The rooms of contracts, acceptance and settlement make their papers themselves; here they are only bound in.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from emall.papers import Part
from emall.runs.queries import Run
from emall.web.visitor import Visitor

Maker = Callable[[Run, Visitor, datetime], Awaitable[Sequence[Part]]]
LENT: dict[str, Maker] = {}
"""Key of the checklist (contract, acceptance, settlement) → who makes that paper."""


def lend(**makers: Maker) -> None:
    """Set who makes the papers of other rooms; doing it twice changes nothing."""
    LENT.update(makers)
