"""An order locked for a deed of delivery, with its lines and what access asks of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from emall.database import DB, Row
from emall.delivery.rules import Counts, counts_of
from emall.kernel.refusal import Conflict, Forbidden, Missing
from emall.orders.access import may_view
from emall.orders.actions import lines_of, lock_order
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Locked:
    """The order's row, its lines' rows and quantities, and the facts `access` judges by."""

    order: Row
    lines: list[Row]
    facts: Mapping[str, Any]

    @property
    def counts(self) -> list[Counts]:
        """Quantities of each line."""
        return [counts_of(line) for line in self.lines]

    @property
    def under_way(self) -> int:
        """Parcels that have left and not arrived."""
        return int(self.facts["under_way"])


async def locked(number: str) -> Locked:
    """Lock an order by its number; raises Missing."""
    order = await lock_order(number)
    lines = await lines_of([order.id])
    more = await DB.fetch_row(
        'SELECT (SELECT count(*) FROM shipment WHERE "order" = $1 AND received_at IS NULL) AS under_way,'
        " (SELECT asked_for FROM cancellation WHERE \"order\" = $1 AND status = 'asked') AS cancel_asked_for",
        order.id,
    )
    assert more is not None
    still = sum(counts_of(line).open for line in lines)
    return Locked(order, lines, {**order, **more, "open": still})


async def locked_for(
    visitor: Visitor,
    number: str,
    may: Callable[[Visitor, Mapping[str, Any]], bool],
    mine: Callable[[Visitor, Mapping[str, Any]], bool],
    *duties: str,
) -> Locked:
    """Lock an order for a deed: Missing to outsiders, Forbidden where the deed is not theirs, Conflict when too late.

    `mine` asks whether the deed is this visitor's at all, `may` whether it may be done now.
    """
    found = await locked(number)
    if not may_view(visitor, found.facts):
        raise Missing
    if not mine(visitor, found.facts):
        raise Forbidden(duties)
    if not may(visitor, found.facts):
        raise Conflict("order", "order_moved_on", number=number)
    return found
