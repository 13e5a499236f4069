"""Staff who read an invoice or settlement of a unit by territory leave a trace of it (R30), as with its orders."""

from collections.abc import Mapping
from typing import Any

from emall.database import DB
from emall.journal import Deed, record
from emall.kernel import clock
from emall.settlement.access import supervises
from emall.web.visitor import Visitor


async def note_view(*, visitor: Visitor, kind: str, ref: str, thing: Mapping[str, Any]) -> bool:
    """Write down that staff looked at it, once a day for each person and thing; whether something was written.

    `kind` is invoice or settlement, `thing` carries the unit and its region.
    """
    act = f"{kind}.view"
    if not supervises(visitor, thing) or await _noted_today(visitor, kind, ref, act):
        return False
    async with DB.transaction():
        await record(visitor.actor(), Deed(act, kind, ref, organisations=(thing["organisation"],)))
    return True


async def _noted_today(visitor: Visitor, kind: str, ref: str, act: str) -> bool:
    found: bool = await DB.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM journal_entry WHERE kind = $1 AND ref = $2 AND act = $3 AND actor = $4"
        " AND (at AT TIME ZONE 'Asia/Shanghai')::date = $5)",
        *(kind, ref, act, visitor.person, clock.today()),
    )
    return found
