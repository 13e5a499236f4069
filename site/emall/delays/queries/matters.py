"""Everything that runs against a clock, as one table of SQL: what, whose, since when, until when.

Each part reads the tables of the room it is about and gives the same columns: kind, ref, order_number (one order it
belongs to, or none), organisation (the unit), supplier, party, holder (a name), since, due_at, amount_fen, detail.
"""

from emall.delays.words import PARTY_OF_STATUS, Party
from emall.orders.words import OrderStatus

S = OrderStatus

_ELSEWHERE = frozenset({S.DRAFT, S.RETURNED, S.PENDING_APPROVAL, S.SETTLING, S.PAYING})
"""Orders in these statuses are told by their sheet, settlement or payment."""

_BY_STATUS = {status: party for status, party in PARTY_OF_STATUS.items() if status not in _ELSEWHERE}
_CASE = " ".join(f"WHEN '{status}' THEN '{party}'" for status, party in sorted(_BY_STATUS.items()))
_LISTED = ", ".join(f"'{status}'" for status in sorted(_BY_STATUS))

_SHEETS = f"""
SELECT 'sheet' AS kind, p.number AS ref,
       (SELECT min(o.number) FROM purchase_order o WHERE o.purchase = p.id) AS order_number, p.organisation,
       NULL::bigint AS supplier, '{Party.APPROVER}' AS party, h.name AS holder, st.began_at AS since,
       coalesce(st.due_at, p.due_at) AS due_at, p.total_fen AS amount_fen, st.title AS detail
FROM purchase p JOIN approval_step st ON st.purchase = p.id AND st.status = 'now'
JOIN person h ON h.id = st.approver WHERE p.status = 'pending_approval'"""

_ORDERS = f"""
SELECT CASE WHEN i.id IS NULL THEN 'order' ELSE 'invoice' END, o.number, o.number, o.organisation, o.supplier,
       CASE WHEN i.id IS NOT NULL THEN '{Party.BUYER}' ELSE CASE o.status {_CASE} END END,
       CASE WHEN i.id IS NOT NULL OR o.status = 'invoiced' THEN b.name ELSE '' END,
       coalesce(i.made_at, CASE o.status WHEN 'pending_supplier' THEN o.approved_at
           WHEN 'confirmed' THEN o.confirmed_at WHEN 'shipped' THEN o.shipped_at WHEN 'received' THEN o.received_at
           WHEN 'accepted' THEN o.accepted_at WHEN 'invoiced' THEN o.invoiced_at END, o.received_at, o.created_at),
       o.due_at, o.total_fen, o.status
FROM purchase_order o JOIN person b ON b.id = o.buyer
LEFT JOIN invoice_order io ON io."order" = o.id AND io.active
LEFT JOIN invoice i ON i.id = io.invoice AND i.status = 'issued' AND o.status IN ('accepted', 'invoiced')
WHERE o.status IN ({_LISTED}) AND o.due_at IS NOT NULL"""

_PLANS = f"""
SELECT 'plan', l.number, NULL, l.organisation, NULL,
       CASE ps.stage WHEN 'unit_review' THEN '{Party.APPROVER}' WHEN 'dept_review' THEN '{Party.PARENT}'
                     ELSE '{Party.FINANCE}' END,
       '', coalesce(ps.began_at, l.submitted_at), coalesce(ps.due_at, l.due_at), l.amount_fen, ps.stage
FROM plan_step ps JOIN plan l ON l.id = ps.plan
WHERE ps.status = 'now' AND coalesce(ps.due_at, l.due_at) IS NOT NULL"""

_CONTRACTS = f"""
SELECT w.kind, c.number, o.number, c.organisation, c.supplier, '{Party.BUYER}', b.name, c.in_force_at, w.due_at,
       c.amount_fen, c.status
FROM contract c JOIN purchase_order o ON o.id = c."order" JOIN person b ON b.id = o.buyer
CROSS JOIN LATERAL (VALUES ('filing', c.file_due_at, c.filed_at), ('announcing', c.announce_due_at, c.announced_at))
    w(kind, due_at, done_at)
WHERE w.due_at IS NOT NULL AND w.done_at IS NULL AND c.status NOT IN ('void', 'terminated')
  AND (w.kind = 'filing' OR c.secret_reason = '')"""

_FIRST_ORDER = """
CROSS JOIN LATERAL (SELECT min(o.number) AS number, min(o.due_at) AS due_at FROM settlement_order so
                    JOIN purchase_order o ON o.id = so."order" WHERE so.settlement = t.id AND so.active) f"""

_SETTLEMENTS = f"""
SELECT 'settlement', t.number, f.number, t.organisation, t.supplier,
       CASE t.status WHEN 'to_review' THEN '{Party.APPROVER}' ELSE '{Party.ACCOUNTANT}' END, '',
       CASE t.status WHEN 'to_review' THEN t.made_at ELSE coalesce(t.reviewed_at, t.made_at) END,
       coalesce(t.due_at, f.due_at), t.amount_fen, t.status
FROM settlement t {_FIRST_ORDER}
WHERE t.status IN ('to_review', 'to_pay') AND coalesce(t.due_at, f.due_at) IS NOT NULL
  AND NOT EXISTS (SELECT FROM payment y WHERE y.settlement = t.id AND y.status = 'ordered')"""

_PAYMENTS = f"""
SELECT 'payment', y.number, f.number, y.organisation, y.supplier, '{Party.TREASURY}', '', y.released_at, y.due_at,
       y.amount_fen, y.status
FROM payment y JOIN settlement t ON t.id = y.settlement {_FIRST_ORDER}
WHERE y.status = 'ordered' AND y.due_at IS NOT NULL"""

# The last day to pay is written on the settlement; before there is one it is reckoned from the last delivery
# ($2 days, and $3 → $4 moves a day offices are closed to the next one open). A day ends when offices close.
_SME = f"""
SELECT 'sme', o.number, o.number, o.organisation, o.supplier,
       CASE o.status WHEN 'accepted' THEN '{Party.SUPPLIER}' WHEN 'invoiced' THEN '{Party.BUYER}'
            WHEN 'paying' THEN '{Party.TREASURY}'
            ELSE CASE t.status WHEN 'to_review' THEN '{Party.APPROVER}' ELSE '{Party.ACCOUNTANT}' END END,
       '', d.at, (coalesce(so.pay_due_on, n.open, d.last) + time '18:00') AT TIME ZONE 'Asia/Shanghai',
       coalesce(so.amount_fen, o.total_fen), o.status
FROM purchase_order o JOIN supplier_profile sp ON sp.organisation = o.supplier
LEFT JOIN settlement_order so ON so."order" = o.id AND so.active LEFT JOIN settlement t ON t.id = so.settlement
CROSS JOIN LATERAL (SELECT g.at, (g.at AT TIME ZONE 'Asia/Shanghai')::date + $2::int AS last
    FROM (SELECT coalesce((SELECT max(x.received_at) FROM shipment x WHERE x."order" = o.id), o.accepted_at) AS at) g) d
LEFT JOIN unnest($3::date[], $4::date[]) n(closed, open) ON n.closed = d.last
WHERE o.status IN ('accepted', 'invoiced', 'settling', 'paying') AND sp.size IN ('micro', 'small', 'medium')
  AND d.at IS NOT NULL AND coalesce(so.interest_ppm, 1) > 0"""

ALL = " UNION ALL ".join((_SHEETS, _ORDERS, _PLANS, _CONTRACTS, _SETTLEMENTS, _PAYMENTS, _SME))
"""Everything with a clock; arguments $2–$4 as above, $1 is left to whoever asks."""
