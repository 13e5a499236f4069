"""Staff who read an order of another organisation leave a trace of it (R30)."""

from collections.abc import Mapping
from typing import Any

from emall.database import DB
from emall.journal import Deed, record
from emall.kernel import clock
from emall.orders.access import supervises
from emall.web.visitor import Visitor


async def note_view(*, visitor: Visitor, order: Mapping[str, Any]) -> bool:
    """Write down that staff looked at an order by territory, once a day for each person and order.

    `order` carries the unit's region. Whether something was written.
    """
    if not supervises(visitor, order) or await _noted_today(visitor, order["number"]):
        return False
    async with DB.transaction():
        deed = Deed("order.view", "order", order["number"], organisations=(order["organisation"],))
        await record(visitor.actor(), deed)
    return True


async def _noted_today(visitor: Visitor, number: str) -> bool:
    found: bool = await DB.fetch_value(
        "SELECT EXISTS (SELECT 1 FROM journal_entry WHERE kind = 'order' AND ref = $1 AND act = 'order.view'"
        " AND actor = $2 AND (at AT TIME ZONE 'Asia/Shanghai')::date = $3)",
        number,
        visitor.person,
        clock.today(),
    )
    return found
