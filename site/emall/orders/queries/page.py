"""Everything an order's page shows, in four queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from emall.database import DB, Row
from emall.orders.access import may_view, turn_of
from emall.orders.rules import next_actor
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class OrderPage:
    """An order as one visitor may see it.

    `order` has all columns of the order and its sheet and what `orders.access` and `delivery.access` ask for;
    `steps`, `parcels`, `acceptances` and `cancellations` are lists of mappings; `timeline` is newest first.
    """

    order: dict[str, Any]
    lines: list[Row]
    timeline: list[Row]
    steps: list[dict[str, Any]]
    parcels: list[dict[str, Any]]
    acceptances: list[dict[str, Any]]
    cancellations: list[dict[str, Any]]
    your_turn: bool
    next_actor: str


async def order_page(number: str, visitor: Visitor) -> OrderPage | None:
    """The page of an order, or None where there is none this visitor may see.

    A supplier is shown neither the unit's approval steps nor what pays for the order.
    """
    row = await DB.fetch_row(_ORDER, number)
    if row is None or not may_view(visitor, row):
        return None
    order = dict(row)
    inside = not visitor.is_supplier
    lines = await DB.fetch(_LINES if inside else _LINES_OUTSIDE, order["id"])
    timeline = await DB.fetch(
        _TIMELINE, number, order["purchase_number"], None if inside else visitor.organisation
    )
    papers = await DB.fetch_row(_PAPERS, order["id"])
    assert papers is not None
    if not inside:
        order |= {
            "purchase_reason": "",
            "purchase_title": "",
            "approver": None,
            "approver_name": "",
            "stand_ins": [],
        }
    steps = order.pop("steps")
    return OrderPage(
        order=order,
        lines=lines,
        timeline=timeline,
        steps=moments(steps) if inside else [],
        parcels=moments(papers.parcels),
        acceptances=moments(papers.acceptances),
        cancellations=moments(papers.cancellations),
        your_turn=turn_of(visitor, row),
        next_actor=next_actor(order["status"]),
    )


def moments(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mappings made of JSON with their moments (`at`, `…_at`) as moments again."""
    return [
        {
            name: datetime.fromisoformat(value) if value and (name == "at" or name.endswith("_at")) else value
            for name, value in one.items()
        }
        for one in found
    ]


_ORDER = """
SELECT o.*, p.number AS purchase_number, p.status AS purchase_status, p.title AS purchase_title,
       p.reason AS purchase_reason, p.receiver, p.phone, p.region AS delivery_region, p.street, p.wanted_on,
       p.invoice_title, p.invoice_uscc, p.invoice_kind, p.invoice_email, p.version AS purchase_version, p.round,
       u.name AS organisation_name, u.region, u.kind AS unit_kind, u.phone AS organisation_phone,
       s.name AS supplier_name, s.short_name AS supplier_short, s.phone AS supplier_phone, b.name AS buyer_name,
       st.approver, sp.name AS approver_name,
       ARRAY(SELECT k.person FROM delegation d JOIN post k ON k.id = d.delegate WHERE d.post = st.post
             AND stands_in(d.delegate, d.post, (now() AT TIME ZONE 'Asia/Shanghai')::date)) AS stand_ins, c.asked_for AS cancel_asked_for,
       coalesce(o.due_at < now(), false) AS overdue,
       (SELECT count(*) FROM shipment x WHERE x."order" = o.id AND x.received_at IS NULL) AS under_way,
       (SELECT coalesce(sum(n.quantity - n.closed - n.shipped), 0)::bigint FROM order_line n
        WHERE n."order" = o.id) AS open,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'position', t.position, 'title', t.title,
            'status', t.status, 'comment', t.comment, 'approver', h.name, 'holder', t.approver,
            'decided_by', t.decided_by, 'due_at', t.due_at,
            'decided_at', t.decided_at) ORDER BY t.position), '[]') FROM approval_step t
        JOIN person h ON h.id = t.approver WHERE t.purchase = p.id AND t.round = p.round) AS steps
FROM purchase_order o JOIN purchase p ON p.id = o.purchase
JOIN organisation u ON u.id = o.organisation JOIN organisation s ON s.id = o.supplier
JOIN person b ON b.id = o.buyer
LEFT JOIN approval_step st ON o.status = 'pending_approval' AND st.purchase = o.purchase AND st.status = 'now'
LEFT JOIN person sp ON sp.id = st.approver
LEFT JOIN cancellation c ON c."order" = o.id AND c.status = 'asked'
WHERE o.number = $1"""

_COUNTS = """
       n.quantity - n.closed - n.shipped AS open, n.received - n.accepted AS unjudged,
       n.shipped - n.received AS in_transit, g.status AS listing_status, g.price_fen AS price_now_fen
FROM order_line n JOIN listing g ON g.id = n.listing"""

_LINES = f"""
SELECT n.*, l.number AS plan_number, l.title AS plan_title, f.name AS line_name, f.code AS line_code,
       f.fund, {_COUNTS} LEFT JOIN plan l ON l.id = n.plan LEFT JOIN budget_line f ON f.id = n.budget_line
WHERE n."order" = $1 ORDER BY n.position, n.id"""

_LINES_OUTSIDE = f"""
SELECT n.id, n.position, n.listing, n.product_id, n.sku_code, n.title, n.brand, n.model, n.maker, n.unit, n.spec,
       n.tags, n.art, n.tint, n.image, n.quantity, n.price_fen, n.line_fen, n.vat_bp, n.reference_fen,
       n.shipped, n.received, n.accepted, n.closed, '' AS remark, '' AS plan_number, '' AS plan_title,
       '' AS line_name, '' AS line_code, '' AS fund, {_COUNTS}
WHERE n."order" = $1 ORDER BY n.position, n.id"""

_TIMELINE = """
SELECT sequence, at, act, kind, ref, before, after, note, actor, actor_name, duty, organisation, organisation_name
FROM journal_entry
WHERE ((kind IN ('order', 'cancellation') AND ref = $1) OR (kind = 'purchase' AND ref = $2))
  AND act <> 'order.view' AND result = 'done' AND ($3::bigint IS NULL OR $3 = ANY(seen_by))
ORDER BY sequence DESC"""

_PAPERS = """
SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('number', x.number, 'carrier', x.carrier,
            'waybill', x.waybill, 'expected_on', x.expected_on, 'shipped_at', x.shipped_at,
            'received_at', x.received_at, 'received_by', h.name, 'note', coalesce(r.note, ''),
            'lines', (SELECT jsonb_agg(jsonb_build_object('line', n.id, 'title', n.title, 'unit', n.unit,
                        'quantity', xl.quantity, 'received', rl.received) ORDER BY n.position)
                      FROM shipment_line xl JOIN order_line n ON n.id = xl.order_line
                      LEFT JOIN receipt_line rl ON rl.receipt = r.id AND rl.order_line = n.id
                      WHERE xl.shipment = x.id)) ORDER BY x.id), '[]')
        FROM shipment x LEFT JOIN receipt r ON r.shipment = x.id LEFT JOIN person h ON h.id = r.received_by
        WHERE x."order" = $1) AS parcels,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'conclusion', a.conclusion,
            'note', a.note, 'at', a.at, 'accepted_by', h.name,
            'lines', (SELECT jsonb_agg(jsonb_build_object('line', n.id, 'title', n.title, 'unit', n.unit,
                        'accepted', al.accepted, 'rejected', al.rejected, 'reason', al.reason,
                        'looks_right', al.looks_right, 'works_right', al.works_right, 'note', al.note)
                        ORDER BY n.position)
                      FROM acceptance_line al JOIN order_line n ON n.id = al.order_line
                      WHERE al.acceptance = a.id)) ORDER BY a.id), '[]')
        FROM acceptance a JOIN person h ON h.id = a.accepted_by WHERE a."order" = $1) AS acceptances,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'reason', c.reason, 'status', c.status,
            'asked_for', c.asked_for, 'asked_by', h.name, 'asked_at', c.asked_at, 'answer', c.answer,
            'answered_by', k.name, 'answered_at', c.answered_at) ORDER BY c.id DESC), '[]')
        FROM cancellation c JOIN person h ON h.id = c.asked_by LEFT JOIN person k ON k.id = c.answered_by
        WHERE c."order" = $1) AS cancellations"""
