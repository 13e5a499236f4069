"""What must always hold of reviews: by the sides of the order, once it was paid, and no order completed too early."""

from emall.journal.checks import CHECKS, Check

_SQL = {
    "review_by_its_side": """
        SELECT r.id, o.number, r.side, r.organisation FROM review r JOIN purchase_order o ON o.id = r."order"
        WHERE r.organisation <> CASE r.side WHEN 'unit' THEN o.organisation ELSE o.supplier END""",
    "review_only_once_paid": """
        SELECT r.id, o.number, o.status FROM review r JOIN purchase_order o ON o.id = r."order"
        WHERE o.paid_at IS NULL OR r.at < o.created_at""",
    "completed_was_paid": """
        SELECT o.number, o.paid_at, o.ended_at FROM purchase_order o
        WHERE o.status = 'completed' AND (o.paid_at IS NULL OR o.ended_at IS NULL OR o.ended_at < o.paid_at)""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
