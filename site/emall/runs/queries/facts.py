"""Everything the run of one order is reckoned from, in three queries: papers, deeds, and forms that were open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from emall.database import DB, Row
from emall.orders.queries.page import moments


@dataclass(frozen=True, slots=True)
class Run:
    """One order from budget line to reviews.

    `order` has the columns of the order, its sheet and what `orders.access` asks for; the lists are mappings:
    `plans` (the one filed last comes first), `funds`, `steps`, `contracts`, `parcels`, `acceptances`, `invoices`,
    `settlements` (with their `payments`) and `reviews`. `entries` are the deeds of the journal, oldest first, each
    with `share`, among how many orders its form is divided; `touches` the forms behind them.
    """

    order: dict[str, Any]
    plans: list[dict[str, Any]]
    funds: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    contracts: list[dict[str, Any]]
    parcels: list[dict[str, Any]]
    acceptances: list[dict[str, Any]]
    invoices: list[dict[str, Any]]
    settlements: list[dict[str, Any]]
    payments: list[dict[str, Any]]
    reviews: list[dict[str, Any]]
    entries: list[Row]
    touches: list[Row]


LISTS = (
    "plans",
    "funds",
    "steps",
    "contracts",
    "parcels",
    "acceptances",
    "invoices",
    "settlements",
    "payments",
    "reviews",
)


async def run_row(number: str) -> Row | None:
    """An order with its papers, by its number."""
    return await DB.fetch_row(_ORDER.format(where="o.number = $1"), number)


async def run_of(row: Row) -> Run:
    """The run behind a row of `run_row`."""
    order = dict(row)
    lists = {name: moments(order.pop(name)) for name in LISTS}
    entries = await entries_of(order["id"])
    requests = sorted({entry.request_id for entry in entries if entry.request_id})
    touches = await DB.fetch(
        "SELECT id, request_id, person, duty, form, seconds, at FROM touch WHERE request_id = ANY($1::text[])"
        " ORDER BY id",
        requests,
    )
    return Run(order=order, entries=entries, touches=touches, **lists)


async def entries_of(order: int) -> list[Row]:
    """The deeds about an order and everything it passed through, oldest first."""
    return await DB.fetch(_ENTRIES, order)


async def lines_of(orders: Iterable[int]) -> dict[int, list[Row]]:
    """The lines of these orders by order, with the plan and the budget line that pays; one query."""
    found: dict[int, list[Row]] = {}
    for line in await DB.fetch(_LINES, sorted(set(orders))):
        found.setdefault(line["order"], []).append(line)
    return found


async def numbers_of_settlement(number: str) -> list[str]:
    """The orders on a settlement sheet, by number; none where there is no such sheet."""
    rows = await DB.fetch(
        "SELECT o.number FROM settlement t JOIN settlement_order so ON so.settlement = t.id AND so.active"
        ' JOIN purchase_order o ON o.id = so."order" WHERE t.number = $1 ORDER BY o.id',
        number,
    )
    return [row.number for row in rows]


_LINES = """
SELECT n."order", n.position, n.title, n.brand, n.model, n.unit, n.quantity, n.price_fen, n.line_fen,
       l.number AS plan_number, f.name AS fund_name
FROM order_line n LEFT JOIN plan l ON l.id = n.plan LEFT JOIN budget_line f ON f.id = coalesce(n.budget_line, l.budget_line)
WHERE n."order" = ANY($1::bigint[]) ORDER BY n."order", n.position, n.id"""

_PLAN = """
SELECT DISTINCT l.* FROM order_line n JOIN plan l ON l.id = n.plan WHERE n."order" = {order}
"""

_ORDER = (
    """
SELECT o.*, p.number AS purchase_number, p.title AS purchase_title, p.status AS purchase_status,
       p.created_at AS drafted_at, p.due_at AS purchase_due, p.total_fen AS purchase_fen, p.round,
       p.reason AS purchase_reason, p.receiver, p.street, p.invoice_title, p.invoice_uscc,
       u.name AS organisation_name, u.region, u.kind AS unit_kind, s.name AS supplier_name, b.name AS buyer_name,
       sp.size AS supplier_size, st.approver, h.name AS approver_name,
       (SELECT n.title FROM order_line n WHERE n."order" = o.id ORDER BY n.position LIMIT 1) AS first_title,
       (SELECT count(*) FROM order_line n WHERE n."order" = o.id) AS lines,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', l.number, 'title', l.title, 'status', l.status,
            'method', l.method, 'filing_number', l.filing_number, 'filed_at', l.filed_at,
            'submitted_at', l.submitted_at) ORDER BY l.filed_at DESC NULLS LAST, l.id DESC), '[]')
        FROM ("""
    + _PLAN.format(order="o.id")
    + """) l) AS plans,
       (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('id', f.id, 'code', f.code, 'name', f.name,
            'year', f.year)), '[]') FROM order_line n JOIN budget_line f ON f.id = n.budget_line
               OR f.id = (SELECT l.budget_line FROM plan l WHERE l.id = n.plan)
        WHERE n."order" = o.id) AS funds,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('round', t.round, 'position', t.position, 'title', t.title,
            'status', t.status, 'comment', t.comment, 'approver', k.name, 'due_at', t.due_at,
            'decided_at', t.decided_at) ORDER BY t.round, t.position), '[]')
        FROM approval_step t JOIN person k ON k.id = t.approver WHERE t.purchase = p.id AND t.round = p.round) AS steps,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', c.number, 'status', c.status,
            'supplement', c.supplements IS NOT NULL, 'amount_fen', c.amount_fen, 'in_force_at', c.in_force_at,
            'filed_at', c.filed_at, 'file_due_at', c.file_due_at, 'announced_at', c.announced_at,
            'announce_due_at', CASE WHEN c.secret_reason = '' THEN c.announce_due_at END,
            'signatures', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                'side', g.side, 'name', g.person_name, 'signed_at', g.signed_at) ORDER BY g.id), '[]')
                FROM signature g WHERE g.contract = c.id)) ORDER BY c.id), '[]')
        FROM contract c WHERE c."order" = o.id AND c.status <> 'void') AS contracts,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', x.number, 'carrier', x.carrier, 'waybill', x.waybill,
            'expected_on', x.expected_on, 'shipped_at', x.shipped_at, 'received_at', x.received_at) ORDER BY x.id), '[]')
        FROM shipment x WHERE x."order" = o.id) AS parcels,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', a.number, 'conclusion', a.conclusion, 'at', a.at,
            'accepted_by', k.name) ORDER BY a.id), '[]')
        FROM acceptance a JOIN person k ON k.id = a.accepted_by WHERE a."order" = o.id) AS acceptances,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'number', i.number, 'kind', i.kind,
            'status', i.status, 'issued_on', i.issued_on, 'amount_fen', i.amount_fen, 'tax_fen', i.tax_fen,
            'file_name', i.file_name, 'made_at', i.made_at, 'decided_at', i.decided_at, 'active', io.active)
            ORDER BY i.id), '[]')
        FROM invoice_order io JOIN invoice i ON i.id = io.invoice WHERE io."order" = o.id) AS invoices,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'number', t.number, 'status', t.status,
            'amount_fen', t.amount_fen, 'made_at', t.made_at, 'reviewed_at', t.reviewed_at, 'due_at', t.due_at,
            'pay_due_on', t.pay_due_on, 'paid_at', t.paid_at, 'interest_fen', t.interest_fen, 'active', so.active)
            ORDER BY t.id), '[]')
        FROM settlement_order so JOIN settlement t ON t.id = so.settlement WHERE so."order" = o.id) AS settlements,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('number', y.number, 'status', y.status,
            'channel', y.channel, 'amount_fen', y.amount_fen, 'released_at', y.released_at, 'ended_at', y.ended_at,
            'bank_reference', y.bank_reference, 'reason', y.reason, 'payee_name', y.payee_name,
            'payee_bank', y.payee_bank, 'payee_account', y.payee_account) ORDER BY y.id), '[]')
        FROM settlement_order so JOIN payment y ON y.settlement = so.settlement WHERE so."order" = o.id) AS payments,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('side', r.side, 'at', r.at) ORDER BY r.id), '[]')
        FROM review r WHERE r."order" = o.id) AS reviews
FROM purchase_order o JOIN purchase p ON p.id = o.purchase
JOIN organisation u ON u.id = o.organisation JOIN organisation s ON s.id = o.supplier
LEFT JOIN supplier_profile sp ON sp.organisation = o.supplier JOIN person b ON b.id = o.buyer
LEFT JOIN approval_step st ON o.status = 'pending_approval' AND st.purchase = p.id AND st.status = 'now'
LEFT JOIN person h ON h.id = st.approver
WHERE {where}"""
)

# A plan's form counts in full for each order that draws on it: it is the way this money came. Of its entries only
# those that lead to its filing matter; each later order leaves one of its own.
_ENTRIES = (
    """
WITH o AS (SELECT o.id, o.number, o.purchase FROM purchase_order o WHERE o.id = $1),
sheet AS (SELECT p.number, (SELECT count(*) FROM purchase_order x WHERE x.purchase = p.id) AS orders
          FROM purchase p JOIN o ON o.purchase = p.id),
sheets AS (SELECT t.id, t.number, (SELECT count(*) FROM settlement_order x WHERE x.settlement = t.id) AS orders
           FROM settlement_order so JOIN settlement t ON t.id = so.settlement JOIN o ON so."order" = o.id),
thing AS (
    SELECT 'order' AS kind, number AS ref, 1::bigint AS share FROM o
    UNION ALL SELECT 'cancellation', number, 1 FROM o UNION ALL SELECT 'review', number, 1 FROM o
    UNION ALL SELECT 'purchase', number, orders FROM sheet
    UNION ALL (SELECT 'plan', l.number, 1 FROM o CROSS JOIN LATERAL ("""
    + _PLAN.format(order="o.id")
    + """) l ORDER BY l.filed_at DESC NULLS LAST, l.id DESC LIMIT 1)
    UNION ALL SELECT 'contract', c.number, 1 FROM contract c JOIN o ON c."order" = o.id
    UNION ALL SELECT 'acceptance', a.number, 1 FROM acceptance a JOIN o ON a."order" = o.id
    UNION ALL SELECT 'invoice', i.id::text, (SELECT count(*) FROM invoice_order x WHERE x.invoice = i.id)
        FROM invoice_order io JOIN invoice i ON i.id = io.invoice JOIN o ON io."order" = o.id
    UNION ALL SELECT 'settlement', number, orders FROM sheets
    UNION ALL SELECT 'payment', y.number, sheets.orders FROM payment y JOIN sheets ON sheets.id = y.settlement)
SELECT e.sequence, e.at, e.act, e.kind, e.ref, e.after ->> 'status' AS status, e.actor, e.actor_name, e.duty,
       e.organisation, e.organisation_name, e.note, e.request_id, e.seen_by, thing.share
FROM thing JOIN journal_entry e ON e.kind = thing.kind AND e.ref = thing.ref
WHERE e.result = 'done' AND e.act NOT LIKE '%.view' AND (e.kind <> 'plan' OR e.after ->> 'status' IN ('draft', 'unit_review',
      'dept_review', 'finance_review', 'returned_for_edit', 'filed'))
ORDER BY e.sequence"""
)
