"""What must always hold of invoices and settlement sheets: sums, numbers in force, statuses, and a journal that tells."""

from emall.journal.checks import CHECKS, Check

_TOLD = """
        WITH told AS (SELECT ref, sequence, before ->> 'status' AS came, after ->> 'status' AS went,
                lag(after ->> 'status') OVER (PARTITION BY ref ORDER BY sequence) AS previous,
                row_number() OVER (PARTITION BY ref ORDER BY sequence DESC) AS last
            FROM journal_entry WHERE kind = '{kind}' AND after ? 'status')
        SELECT t.id, t.number, t.status, told.sequence, told.came, told.went, told.previous FROM {kind} t
        LEFT JOIN told ON told.ref = {ref}
        WHERE told.ref IS NULL OR told.previous IS NOT NULL AND told.previous IS DISTINCT FROM told.came
           OR told.last = 1 AND told.went IS DISTINCT FROM t.status"""

_SQL = {
    "invoice_equals_its_lines": """
        SELECT n.id, n.number, n.amount_fen, n.tax_fen, sum(l.amount_fen) AS lines_fen, sum(l.tax_fen) AS lines_tax_fen
        FROM invoice n LEFT JOIN invoice_line l ON l.invoice = n.id GROUP BY n.id
        HAVING n.amount_fen <> coalesce(sum(l.amount_fen), 0) OR n.tax_fen <> coalesce(sum(l.tax_fen), 0)""",
    "invoice_order_equals_its_lines": """
        SELECT c.invoice, c."order", c.amount_fen, sum(l.amount_fen) AS lines_fen FROM invoice_order c
        LEFT JOIN invoice_line l ON l.invoice = c.invoice AND l."order" = c."order" GROUP BY c.id
        HAVING c.amount_fen <> coalesce(sum(l.amount_fen), 0)""",
    "invoice_equals_what_the_budget_bound": """
        SELECT c.invoice, o.number, o.status, c.amount_fen, sum(h.committed_fen + h.paid_fen) AS bound_fen
        FROM invoice_order c JOIN purchase_order o ON o.id = c."order" LEFT JOIN hold h ON h.order_id = o.id
        WHERE c.active AND o.status IN ('settling', 'paying', 'paid', 'completed') GROUP BY c.id, o.id
        HAVING c.amount_fen <> coalesce(sum(h.committed_fen + h.paid_fen), 0)""",
    "invoice_number_in_force_once": """
        SELECT number, count(*) AS times FROM invoice WHERE status IN ('issued', 'confirmed')
        GROUP BY number HAVING count(*) > 1""",
    "invoice_covers_while_in_force": """
        SELECT n.id, n.number, n.status, c."order", c.active FROM invoice n JOIN invoice_order c ON c.invoice = n.id
        WHERE (n.status IN ('issued', 'confirmed')) <> c.active""",
    "order_status_says_whether_invoiced": """
        SELECT o.number, o.status, c.invoice FROM purchase_order o
        LEFT JOIN invoice_order c ON c."order" = o.id AND c.active
        WHERE (o.status IN ('invoiced', 'settling', 'paying', 'paid', 'completed')) <> (c.id IS NOT NULL)""",
    "invoice_is_of_its_orders_sides": """
        SELECT n.id, n.number, o.number AS order_number FROM invoice n JOIN invoice_order c ON c.invoice = n.id
        JOIN purchase_order o ON o.id = c."order"
        WHERE o.organisation <> n.organisation OR o.supplier <> n.supplier""",
    "settlement_equals_its_orders": """
        SELECT s.id, s.number, s.amount_fen, sum(o.amount_fen) AS orders_fen FROM settlement s
        LEFT JOIN settlement_order o ON o.settlement = s.id GROUP BY s.id
        HAVING s.amount_fen <> coalesce(sum(o.amount_fen), 0)""",
    "settlement_takes_invoices_whole": """
        SELECT s.settlement, s."order", s.invoice, s.amount_fen, c.amount_fen AS invoiced_fen FROM settlement_order s
        LEFT JOIN invoice_order c ON c.invoice = s.invoice AND c."order" = s."order"
        WHERE c.amount_fen IS DISTINCT FROM s.amount_fen
        UNION ALL
        SELECT s.settlement, c."order", c.invoice, NULL, c.amount_fen FROM invoice_order c
        JOIN (SELECT DISTINCT settlement, invoice FROM settlement_order) s ON s.invoice = c.invoice
        WHERE NOT EXISTS (SELECT 1 FROM settlement_order x WHERE x.settlement = s.settlement AND x."order" = c."order")""",
    "settlement_holds_orders_while_alive": """
        SELECT s.number, s.status, o."order", o.active FROM settlement s JOIN settlement_order o ON o.settlement = s.id
        WHERE (s.status <> 'returned') <> o.active""",
    "order_status_agrees_with_its_settlement": """
        SELECT o.number, o.status, s.number AS settlement, s.status AS settlement_status FROM purchase_order o
        LEFT JOIN settlement_order e ON e."order" = o.id AND e.active LEFT JOIN settlement s ON s.id = e.settlement
        WHERE (o.status IN ('settling', 'paying', 'paid', 'completed')) <> (s.id IS NOT NULL)
           OR (s.status = 'to_review' AND o.status <> 'settling')
           OR (s.status = 'to_pay' AND o.status NOT IN ('settling', 'paying'))
           OR (s.status = 'paid' AND o.status NOT IN ('paid', 'completed'))""",
    "settlement_confirmed_before_it_is_settled": """
        SELECT s.number, n.number AS invoice, n.status FROM settlement_order e JOIN settlement s ON s.id = e.settlement
        JOIN invoice n ON n.id = e.invoice WHERE e.active AND n.status <> 'confirmed'""",
    "settlement_hands_apart": """
        SELECT s.number, s.made_by, s.reviewed_by, o.buyer, a.accepted_by FROM settlement s
        JOIN settlement_order e ON e.settlement = s.id JOIN purchase_order o ON o.id = e."order"
        LEFT JOIN acceptance a ON a."order" = o.id
        WHERE s.reviewed_by IN (s.made_by, o.buyer, a.accepted_by) OR s.made_by = a.accepted_by
           OR (s.status IN ('to_pay', 'paid') AND s.reviewed_by IS NULL)""",
    "invoice_status_told_by_journal": _TOLD.format(kind="invoice", ref="t.id::text"),
    "settlement_status_told_by_journal": _TOLD.format(kind="settlement", ref="t.number"),
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
