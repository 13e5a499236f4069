"""An order locked for a deed of delivery, with its lines, what access asks of it, and what its pieces are worth."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from emall.budget.rules import Charge
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


def charges_for(found: Locked, pieces: Mapping[int, int], *, whole: bool) -> list[Charge]:
    """The money of pieces that will not be paid; freight only when nothing at all is, from where it was charged."""
    order = found.order
    return [
        Charge(
            order.id,
            order.number,
            line.budget_line,
            line.plan,
            pieces.get(line.id, 0) * line.price_fen + (order.freight_fen if whole and place == 0 else 0),
        )
        for place, line in enumerate(found.lines)
    ]


def by_listing(found: Locked, pieces: Mapping[int, int]) -> dict[int, int]:
    """The same pieces by listing instead of by order line; lines with none are left out."""
    return {line.listing: pieces[line.id] for line in found.lines if pieces.get(line.id)}


async def write_counts(lines: Iterable[Counts]) -> None:
    """Put the quantities of order lines where a deed has brought them; the CHECKs of the table are the last wall."""
    rows = list(lines)
    columns = ("closed", "shipped", "received", "accepted", "withheld", "recalled")
    await DB.execute(
        f"UPDATE order_line l SET {', '.join(f'{name} = x.{name}' for name in columns)} FROM unnest($1::bigint[],"
        f" $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[]) x(id, {', '.join(columns)})"
        " WHERE l.id = x.id",
        [row.id for row in rows],
        *([getattr(row, name) for row in rows] for name in columns),
    )


async def locked(number: str) -> Locked:
    """Lock an order by its number; raises Missing."""
    order = await lock_order(number)
    lines = await lines_of([order.id])
    more = await DB.fetch_row(
        'SELECT (SELECT count(*) FROM shipment WHERE "order" = $1 AND received_at IS NULL) AS under_way,'
        " (SELECT number FROM acceptance WHERE \"order\" = $1 AND status = 'to_sign') AS signing,"
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
        if found.facts["signing"] is not None:
            raise Conflict("order", "signatures_pending", number=found.facts["signing"])
        raise Conflict("order", "order_moved_on", number=number)
    return found
