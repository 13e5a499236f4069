"""What exchanges and repairs still owe, kept in step with what their order owes: called by every deed that changes it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from emall.database import DB, Row
from emall.delivery.rules import Counts
from emall.delivery.rules.after_sales import Owing, newly_owed, settlements
from emall.delivery.words import (
    AFTER_SALE_PREFIX,
    AfterSaleKind,
    AfterSaleSource,
    AfterSaleStatus,
    CancellationStatus,
    Outcome,
    RejectReason,
)
from emall.journal import Deed
from emall.orders.actions import due_in, next_number
from emall.rulebook.words import Rule

# Refused returns are no longer pursued once their pieces have been replaced.
_OWING = """
SELECT l.id, l.after_sale, l.order_line AS line, l.quantity, l.settled, a.by_default, a.number, a.status
FROM after_sale_line l JOIN after_sale a ON a.id = l.after_sale
WHERE a."order" = $1 AND a.status <> 'closed' AND (a.source = 'rejected' OR a.effected_at IS NOT NULL)
  AND (a.kind <> 'return' OR a.status = 'refused')
ORDER BY a.id, l.id"""


async def settle(
    order: Row,
    lines: Iterable[Counts],
    *,
    outcome: Outcome,
    now: datetime,
    accepted: Mapping[int, int] | None = None,
) -> list[Deed]:
    """Settle what nobody owes any more and close what is thereby done; `lines` are the quantities as they are now.

    `accepted` maps order lines to pieces accepted by this very deed. Where nothing is owed at all a wish to cancel has
    no object any more. The order is locked.
    """
    lines = list(lines)
    lapsed = (
        [] if any(line.accepted < line.quantity - line.closed for line in lines) else await _lapse(order, now)
    )
    rows = await DB.fetch(_OWING, order.id)
    found = settlements(owing=_owing(rows), lines=lines, accepted=accepted or {})
    if not found:
        return lapsed
    await DB.execute(
        "UPDATE after_sale_line l SET settled = l.settled + x.pieces FROM unnest($1::bigint[], $2::int[]) x(id, pieces)"
        " WHERE l.id = x.id",
        list(found),
        list(found.values()),
    )
    return [
        *lapsed,
        *await _close_done(order, {row.after_sale for row in rows if row.id in found}, outcome, now),
    ]


async def _lapse(order: Row, now: datetime) -> list[Deed]:
    """The wish to cancel that still waits for an answer falls away: agreeing to it later would move a settled order."""
    lapsed = await DB.execute(
        "UPDATE cancellation SET status = $2, answered_at = $3 WHERE \"order\" = $1 AND status = 'asked'",
        order.id,
        str(CancellationStatus.LAPSED),
        now,
    )
    parties = (order.organisation, order.supplier)
    told = Deed(
        "cancellation.lapse",
        "cancellation",
        order.number,
        {"status": str(CancellationStatus.ASKED)},
        {"status": str(CancellationStatus.LAPSED)},
        organisations=parties,
    )
    return [told] if lapsed else []


def _owing(rows: Iterable[Row]) -> list[Owing]:
    return [
        Owing(row.id, row.after_sale, row.line, row.quantity, row.settled, row.by_default) for row in rows
    ]


async def _close_done(order: Row, cases: set[int], outcome: Outcome, now: datetime) -> list[Deed]:
    closed = await DB.fetch(
        "UPDATE after_sale a SET status = 'closed', outcome = $2, closed_at = $3, due_at = NULL, version = a.version + 1"
        " FROM after_sale b WHERE a.id = ANY($1::bigint[]) AND b.id = a.id AND a.status <> 'closed' AND NOT EXISTS"
        " (SELECT FROM after_sale_line l WHERE l.after_sale = a.id AND l.settled < l.quantity)"
        " RETURNING a.number, b.status AS came",
        sorted(cases),
        str(outcome),
        now,
    )
    return [deed_on(order, row.number, "after_sale.close", row.came, outcome=str(outcome)) for row in closed]


def deed_on(order: Row, number: str, act: str, came: str | None, note: str = "", **after: object) -> Deed:
    """A deed on an after-sale; both sides read it."""
    status = after.pop("status", AfterSaleStatus.CLOSED)
    return Deed(
        act,
        "after_sale",
        number,
        {"status": str(came)} if came else None,
        {"status": str(status), **after},
        note=note.strip(),
        organisations=(order.organisation, order.supplier),
    )


async def owe_replacement(
    order: Row, failed: Mapping[int, int], *, person: int, reason_code: str, now: datetime
) -> list[Deed]:
    """Write down what is owed for rejected and missing pieces: an exchange by default, asked by nobody.

    Pieces an earlier exchange still owes are not written down again. Returns its deed, if there is any.
    """
    rows = await DB.fetch(_OWING, order.id)
    fresh = newly_owed(failed=failed, owing=_owing(row for row in rows if row.status != "refused"))
    if not fresh:
        return []
    number = await next_number(AFTER_SALE_PREFIX, "after_sale_number", now)
    due_at = await due_in(Rule.REPLACE_DAYS, region=order.region, kind=order.unit_kind, now=now)
    case = await DB.fetch_value(
        'INSERT INTO after_sale (number, "order", kind, source, status, by_default, reason_code, asked_by, asked_at,'
        " due_at, answered_at) VALUES ($1, $2, $3, $4, $5, true, $6, $7, $8, $9, $8) RETURNING id",
        number,
        order.id,
        str(AfterSaleKind.EXCHANGE),
        str(AfterSaleSource.REJECTED),
        str(AfterSaleStatus.AGREED),
        reason_code or str(RejectReason.MISSING),
        person,
        now,
        due_at,
    )
    await write_lines(case, fresh)
    return [
        deed_on(
            order, number, "after_sale.owe", None, status=AfterSaleStatus.AGREED, pieces=sum(fresh.values())
        )
    ]


async def write_lines(case: int, pieces: Mapping[int, int]) -> None:
    """How many of each order line an after-sale is about."""
    await DB.execute(
        "INSERT INTO after_sale_line (after_sale, order_line, quantity)"
        " SELECT $1, * FROM unnest($2::bigint[], $3::int[])",
        case,
        list(pieces),
        list(pieces.values()),
    )
