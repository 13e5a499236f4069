"""Lines of orders for a file: everything a list shows, one row for each order line."""

from emall.database import DB, Row
from emall.orders.queries.lists import condition_of, turn_condition
from emall.orders.queries.scope import FROM, Arguments
from emall.orders.words import TABS
from emall.web.visitor import Visitor

MOST_LINES = 20_000


async def lines_for_file(*, visitor: Visitor, tab: str = "all", words: str = "") -> list[Row]:
    """Lines of all orders the visitor's list shows, newest orders first, at most 20,000; money in fen.

    Rows: number status organisation_name supplier_name buyer_name submitted_at accepted_at paid_at freight_fen
    total_fen position sku_code title brand model unit quantity accepted price_fen line_fen plan_number line_code.
    """
    args = Arguments()
    where = condition_of(visitor, args, words)
    if statuses := TABS.get(tab):
        where += f" AND o.status = ANY({args.put([str(one) for one in statuses])}::text[])"
    if tab == "mine":
        where += f" AND {turn_condition(visitor, args)}"
    return await DB.fetch(_LINES.format(where=where, most=args.put(MOST_LINES)), *args)


_LINES = (
    """
SELECT o.number, o.status, u.name AS organisation_name, s.name AS supplier_name, b.name AS buyer_name,
       o.submitted_at, o.accepted_at, o.paid_at, o.freight_fen, o.total_fen, l.position, l.sku_code, l.title,
       l.brand, l.model, l.unit, l.quantity, l.accepted, l.price_fen, l.line_fen, pl.number AS plan_number,
       bl.code AS line_code"""
    + FROM
    + """ JOIN person b ON b.id = o.buyer JOIN order_line l ON l."order" = o.id
LEFT JOIN plan pl ON pl.id = l.plan LEFT JOIN budget_line bl ON bl.id = coalesce(pl.budget_line, l.budget_line)
WHERE {where} ORDER BY o.id DESC, l.position, l.id LIMIT {most}"""
)
