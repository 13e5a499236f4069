"""An after-sale locked for a deed, its one way of changing status, and whom to tell.

The order is locked first, so everything an after-sale does stands in one line with what happens to the order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.delivery.actions.locked import Locked, locked
from emall.delivery.actions.settling import deed_on
from emall.delivery.rules import Counts
from emall.delivery.rules.after_sales import binds, may_go
from emall.delivery.words import AfterSaleSource, AfterSaleStatus, Outcome
from emall.journal import Deed
from emall.kernel.refusal import Conflict, Forbidden, Missing
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.access import may_view
from emall.web.visitor import Visitor

May = Callable[[Visitor, Mapping[str, Any], Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """An after-sale with its locked order; `pieces` are those of each order line still in question."""

    row: Row
    found: Locked
    pieces: Mapping[int, int]

    @property
    def order(self) -> Row:
        """The order's row."""
        return self.found.order

    @property
    def of_accepted(self) -> bool:
        """Whether it is about pieces taken on before."""
        return bool(self.row.source == AfterSaleSource.ACCEPTED)


async def locked_case(visitor: Visitor, number: str, *, version: int | None = None) -> Case:
    """Lock an after-sale by its number: Missing to outsiders, Conflict when it is not the version that was shown."""
    order = await DB.fetch_value(
        'SELECT o.number FROM after_sale a JOIN purchase_order o ON o.id = a."order" WHERE a.number = $1',
        number,
    )
    if order is None:
        raise Missing
    found = await locked(order)
    if not may_view(visitor, found.facts):
        raise Missing
    return await case_of(found, number, version=version)


async def case_of(found: Locked, number: str, *, version: int | None = None) -> Case:
    """The after-sale of an order that is locked already."""
    row = await DB.fetch_row("SELECT * FROM after_sale WHERE number = $1 FOR NO KEY UPDATE", number)
    if row is None:
        raise Missing
    if version is not None and version != row.version:
        raise moved_on(number)
    lines = await DB.fetch(
        "SELECT order_line, quantity - settled AS pieces FROM after_sale_line WHERE after_sale = $1", row.id
    )
    return Case(row, found, {line.order_line: line.pieces for line in lines if line.pieces})


def allow(visitor: Visitor, case: Case, may: May, *, mine: bool, duties: tuple[str, ...]) -> None:
    """Raise Forbidden where the deed is not this visitor's at all, Conflict where it is too late or too early."""
    if not mine:
        raise Forbidden(duties)
    if not may(visitor, case.found.facts, case.row):
        raise moved_on(case.row.number)


def moved_on(number: str) -> Conflict:
    """Somebody else was quicker, or the page was old."""
    return Conflict("after_sale", "after_sale_moved_on", number=number)


async def go(
    case: Case,
    to: AfterSaleStatus,
    act: str,
    *,
    now: datetime,
    due_at: datetime | None = None,
    note: str = "",
    outcome: Outcome | None = None,
    **columns: Any,
) -> tuple[Case, Deed]:
    """Bring an after-sale to its next status with what is written down there; bound pieces follow. One deed.

    `columns` are further columns of the row. The condition on the version makes two at once one effect.
    """
    if not may_go(status=case.row.status, to=to):
        raise moved_on(case.row.number)
    values = {"status": str(to), "due_at": due_at, **columns}
    if outcome is not None:
        values |= {"outcome": str(outcome), "closed_at": now}
    names = list(values)
    row = await DB.fetch_row(
        f"UPDATE after_sale SET version = version + 1, {', '.join(f'{name} = ${at}' for at, name in enumerate(names, 3))}"
        " WHERE id = $1 AND version = $2 RETURNING *",
        case.row.id,
        case.row.version,
        *values.values(),
    )
    if row is None:
        raise moved_on(case.row.number)
    told: dict[str, Any] = {"status": to} | ({"outcome": str(outcome)} if outcome else {})
    deed = deed_on(case.order, row.number, act, case.row.status, note, **told)
    return replace(case, row=row), deed


def bound(case: Case, row: Row, *, sign: int) -> list[Counts]:
    """The order's lines with the pieces an after-sale in this state binds added (+1) or let go (-1)."""
    withheld, recalled = binds(
        source=row.source, status=row.status, kind=row.kind, effected=row.effected_at is not None
    )
    return [
        replace(
            line,
            withheld=line.withheld + sign * withheld * case.pieces.get(line.id, 0),
            recalled=line.recalled + sign * recalled * case.pieces.get(line.id, 0),
        )
        for line in case.found.counts
    ]


async def tell_other(kind: MessageKind, case: Case, *, to_unit: bool, now: datetime, **facts: object) -> None:
    """Tell the supplier's people, or the buyer and whoever asked."""
    order = case.order
    await tell(
        kind,
        organisation=order.organisation if to_unit else order.supplier,
        people=(order.buyer, case.row.asked_by) if to_unit else (),
        duties=() if to_unit else (Duty.SELLER, Duty.SELLER_ADMIN),
        link=f"/after-sales/{case.row.number}",
        facts={"number": case.row.number, "order": order.number, "supplier": order.supplier_name, **facts},
        now=now,
    )


async def tell_centre(kind: MessageKind, case: Case, *, now: datetime) -> None:
    """Tell everybody of the procurement centre."""
    offices = await DB.fetch(
        "SELECT DISTINCT organisation FROM post WHERE duty = $1 AND active", str(Duty.CENTRE)
    )
    for office in offices:
        await tell(
            kind,
            organisation=office.organisation,
            duties=(Duty.CENTRE,),
            link=f"/after-sales/{case.row.number}",
            facts={
                "number": case.row.number,
                "order": case.order.number,
                "supplier": case.order.supplier_name,
            },
            now=now,
        )
