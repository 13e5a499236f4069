"""What must always hold of contracts; whether texts and marks stand is proved by `emall contracts verify`."""

from emall.journal.checks import CHECKS, Check

_SQL = {
    "contract_of_its_order": """
        SELECT c.number, c.amount_fen, o.total_fen, o.number AS order_number FROM contract c
        JOIN purchase_order o ON o.id = c."order"
        WHERE c.amount_fen <> o.total_fen OR c.organisation <> o.organisation OR c.supplier <> o.supplier
           OR (c.document::jsonb -> 'total' ->> 'fen')::bigint <> c.amount_fen
           OR c.document::jsonb ->> 'order' <> o.number OR c.document::jsonb ->> 'number' <> c.number""",
    "contract_in_step_with_its_order": """
        SELECT c.number, c.status, o.status AS order_status FROM contract c
        JOIN purchase_order o ON o.id = c."order"
        WHERE c.status NOT IN ('void', 'terminated') AND (
              (c.status IN ('to_sign', 'half_signed')) <> (o.status = 'pending_supplier')
           OR (c.status = 'fulfilled') <> (o.status IN ('paid', 'completed')))
           OR (c.status = 'terminated' AND o.status <> 'cancelled')""",
    "contract_signed_by_both": """
        SELECT c.number, c.status, count(s.id) AS signatures FROM contract c
        LEFT JOIN signature s ON s.contract = c.id AND s.digest = c.digest GROUP BY c.id
        HAVING count(s.id) <> CASE WHEN c.in_force_at IS NULL THEN 1 ELSE 2 END""",
    "contract_signed_by_its_sides": """
        SELECT c.number, s.side, s.organisation FROM signature s JOIN contract c ON c.id = s.contract
        WHERE s.organisation <> CASE s.side WHEN 'unit' THEN c.organisation ELSE c.supplier END
           OR NOT EXISTS (SELECT FROM signing_key k WHERE k.key_id = s.key_id AND k.side = s.side)""",
    "contract_supplements_add_up": """
        SELECT c.number, c.supplemented_fen, coalesce(sum(o.total_fen), 0) AS orders_fen FROM contract c
        LEFT JOIN purchase_order o ON o.supplements = c."order" AND o.status NOT IN
            ('draft', 'returned', 'declined', 'expired', 'withdrawn', 'cancelled')
        WHERE c.status <> 'void' GROUP BY c.id HAVING c.supplemented_fen <> coalesce(sum(o.total_fen), 0)""",
    "contract_clocks_kept": """
        SELECT number, status, filed_at, announced_at FROM contract
        WHERE (filed_at IS NULL) <> (filing = '') OR (status = 'published' AND announced_at IS NULL)
           OR (in_force_at IS NULL AND (filed_at IS NOT NULL OR announced_at IS NOT NULL))""",
    "contract_status_told_by_journal": """
        WITH told AS (SELECT DISTINCT ON (ref) ref, after ->> 'status' AS went FROM journal_entry
            WHERE kind = 'contract' AND after ? 'status' ORDER BY ref, sequence DESC)
        SELECT c.number, c.status, t.went FROM contract c LEFT JOIN told t ON t.ref = c.number
        WHERE t.went IS DISTINCT FROM c.status""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
