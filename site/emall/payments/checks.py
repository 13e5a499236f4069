"""What must always hold of payments: instruction, settlement, ledger and the bank's answers say the same."""

from emall.journal.checks import CHECKS, Check

_NET = """(SELECT coalesce(sum(CASE e.kind WHEN 'pay' THEN e.amount_fen ELSE -e.amount_fen END), 0)
    FROM ledger_entry e JOIN settlement_order o ON o."order" = e.order_id AND o.active
    WHERE o.settlement = s.id AND e.kind IN ('pay', 'refund'))"""

_ANSWERED = """(SELECT a.kind FROM treasury_answer a WHERE a.payment_number = p.number AND a.outcome = 'taken'
    ORDER BY a.id DESC LIMIT 1)"""

_SQL = {
    "payment_equals_settlement": """
        SELECT p.number, p.amount_fen, s.number AS settlement, s.amount_fen AS settled_fen
        FROM payment p JOIN settlement s ON s.id = p.settlement
        WHERE (p.amount_fen, p.organisation, p.supplier) IS DISTINCT FROM (s.amount_fen, s.organisation, s.supplier)""",
    "settlement_has_one_payment_alive_at_most": """
        SELECT settlement, count(*) AS alive FROM payment WHERE status IN ('ordered', 'paid')
        GROUP BY settlement HAVING count(*) > 1""",
    "settlement_paid_means_payment_paid": """
        SELECT s.number, s.status, p.number AS payment FROM settlement s
        LEFT JOIN payment p ON p.settlement = s.id AND p.status = 'paid' WHERE (s.status = 'paid') <> (p.id IS NOT NULL)""",
    "orders_paying_means_payment_ordered": """
        SELECT s.number, p.number AS payment, o.number AS "order", o.status FROM settlement s
        JOIN settlement_order so ON so.settlement = s.id AND so.active JOIN purchase_order o ON o.id = so."order"
        LEFT JOIN payment p ON p.settlement = s.id AND p.status = 'ordered'
        WHERE (o.status = 'paying') <> (p.id IS NOT NULL)""",
    "ledger_equals_payments": f"""
        SELECT s.number, {_NET} AS ledger_fen, coalesce(p.amount_fen, 0) AS paid_fen FROM settlement s
        LEFT JOIN payment p ON p.settlement = s.id AND p.status = 'paid'
        WHERE EXISTS (SELECT 1 FROM payment x WHERE x.settlement = s.id) AND {_NET} <> coalesce(p.amount_fen, 0)""",
    "payment_stands_where_the_last_answer_says": f"""
        SELECT p.number, p.status, {_ANSWERED} AS answered FROM payment p WHERE p.status <> CASE {_ANSWERED}
            WHEN 'paid' THEN 'paid' WHEN 'returned' THEN 'failed' ELSE 'ordered' END""",
    "answer_taken_fits_its_payment": """
        SELECT a.id, a.payment_number, a.amount_fen, p.amount_fen AS payment_fen FROM treasury_answer a
        LEFT JOIN payment p ON p.number = a.payment_number
        WHERE a.outcome = 'taken' AND (p.id IS NULL OR a.amount_fen IS DISTINCT FROM p.amount_fen
            OR a.kind = 'paid' AND a.bank_reference <> p.bank_reference)""",
    "file_equals_its_payments": """
        SELECT b.number, b.count, b.amount_fen, count(p.id) AS found, sum(p.amount_fen) AS sum_fen FROM treasury_batch b
        LEFT JOIN payment p ON p.batch = b.id GROUP BY b.id
        HAVING (b.count, b.amount_fen) IS DISTINCT FROM (count(p.id)::int, sum(p.amount_fen)::bigint)""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
