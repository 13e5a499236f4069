"""What waits: the supplier's desk in three counts, and for everybody the list of what is their turn."""

from dataclasses import dataclass
from datetime import datetime

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.database import DB, Row
from emall.orders.queries.scope import FROM, Arguments, my_turn, visible
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Count:
    """How many wait, since when the oldest does, and the next deadline among them."""

    number: int
    oldest_at: datetime | None
    next_due: datetime | None
    overdue: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The supplier's day: orders to confirm (待接单), to ship (待发货), to invoice (待开票), to deal with (待处理)."""

    to_confirm: Count
    to_ship: Count
    to_invoice: Count
    to_handle: Count


_KINDS = {
    "to_confirm": "o.status = 'pending_supplier'",
    "to_ship": "o.status = 'confirmed'",
    "to_invoice": "o.status = 'accepted'",
    "to_handle": "(o.status IN ('part_accepted', 'failed') OR c.asked_for <> o.supplier OR EXISTS (SELECT FROM"
    " after_sale z WHERE z.\"order\" = o.id AND z.status IN ('requested', 'goods_back')))",
}


async def desk(visitor: Visitor) -> Desk:
    """The counts of the supplier a visitor works for; one query. To deal with: replacements, wishes to cancel, goods
    that come back.
    """
    columns = ", ".join(
        f"count(*) FILTER (WHERE {where}) AS {name},"
        f" min(coalesce(c.asked_at, o.accepted_at, o.received_at, o.confirmed_at, o.approved_at, o.created_at))"
        f" FILTER (WHERE {where}) AS {name}_oldest,"
        f" min(o.due_at) FILTER (WHERE {where} AND o.due_at >= now()) AS {name}_due,"
        f" count(*) FILTER (WHERE {where} AND o.due_at < now()) AS {name}_overdue"
        for name, where in _KINDS.items()
    )
    args = Arguments()
    row = await DB.fetch_row(f"SELECT {columns} {FROM} WHERE {visible(visitor, args)}", *args)
    assert row is not None
    return Desk(**{name: _count(row, name) for name in _KINDS})


def _count(row: Row, name: str) -> Count:
    return Count(row[name], row[f"{name}_oldest"], row[f"{name}_due"], row[f"{name}_overdue"])


async def todo(visitor: Visitor, *, most: int = 20) -> list[Row]:
    """What is this visitor's turn (轮到您), most urgent first; one query.

    A sheet counts once however many orders it has. Rows: what (a status, or 'cancellation'), number (of the sheet or
    the order), link, title, total_fen, other_name, due_at, since, overdue, matching (how many there are in all).
    """
    args = Arguments()
    seen, turn = visible(visitor, args), my_turn(visitor, args)
    sql = _TODO.format(
        source=FROM,
        where=f"({seen}) AND coalesce({turn}, false)",
        desk=args.put("/supplier/orders/" if visitor.duty in SUPPLIER_DUTIES else "/orders/"),
        sheet=args.put("/approvals/" if visitor.duty == Duty.APPROVER else "/checkout/"),
        other="u.name" if visitor.duty in SUPPLIER_DUTIES else "s.name",
        here=args.put(visitor.organisation),
        most=args.put(most),
    )
    return await DB.fetch(sql, *args)


_TODO = """
SELECT *, coalesce(due_at < now(), false) AS overdue, count(*) OVER () AS matching FROM (
    SELECT DISTINCT ON (w.number) w.* FROM (
        SELECT CASE WHEN c.asked_for <> {here} THEN 'cancellation' ELSE o.status END AS what,
            CASE WHEN o.status IN ('draft', 'pending_approval', 'returned') THEN p.number ELSE o.number END AS number,
            CASE WHEN o.status IN ('draft', 'pending_approval', 'returned') THEN {sheet}::text || p.number
                 ELSE {desk}::text || o.number END AS link,
            CASE WHEN p.title <> '' THEN p.title ELSE (SELECT n.title FROM order_line n WHERE n."order" = o.id
                 ORDER BY n.position LIMIT 1) END AS title,
            CASE WHEN o.status IN ('draft', 'pending_approval', 'returned') THEN p.total_fen
                 ELSE o.total_fen END AS total_fen,
            CASE WHEN o.status = 'pending_approval' THEN b.name ELSE {other} END AS other_name,
            o.due_at, coalesce(c.asked_at, st.began_at, o.received_at, o.shipped_at, o.confirmed_at, o.approved_at,
                               o.submitted_at, o.created_at) AS since, o.id AS order_id
        {source} JOIN person b ON b.id = o.buyer WHERE {where}) w
    ORDER BY w.number, w.order_id) each
ORDER BY due_at NULLS LAST, since, number LIMIT {most}"""
