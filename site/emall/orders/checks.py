"""What must always hold of orders: sums, money and stock held, quantities, and a journal that tells every step."""

from emall.journal.checks import CHECKS, Check
from emall.orders.words import HOLDS_MONEY, HOLDS_STOCK


def _among(statuses: frozenset[str]) -> str:
    return "(" + ", ".join(f"'{status}'" for status in sorted(statuses)) + ")"


_CHAIN = """
        WITH told AS (SELECT ref, sequence, before ->> 'status' AS came, after ->> 'status' AS went,
                lag(after ->> 'status') OVER (PARTITION BY ref ORDER BY sequence) AS previous,
                row_number() OVER (PARTITION BY ref ORDER BY sequence DESC) AS last
            FROM journal_entry WHERE kind = '{kind}' AND after ? 'status')
        SELECT t.number, t.status, told.sequence, told.came, told.went, told.previous FROM {table} t
        LEFT JOIN told ON told.ref = t.number
        WHERE (told.ref IS NULL AND t.status <> 'draft')
           OR coalesce(told.previous, 'draft') IS DISTINCT FROM told.came AND told.ref IS NOT NULL
           OR told.came = told.went OR (told.last = 1 AND told.went IS DISTINCT FROM t.status)"""

_SQL = {
    "order_adds_up": """
        SELECT o.id, o.number, o.goods_fen, o.freight_fen, o.total_fen, sum(l.line_fen) AS lines_fen
        FROM purchase_order o LEFT JOIN order_line l ON l."order" = o.id GROUP BY o.id
        HAVING o.goods_fen <> coalesce(sum(l.line_fen), 0) OR o.total_fen <> o.goods_fen + o.freight_fen""",
    "purchase_adds_up": """
        SELECT p.id, p.number, p.total_fen, sum(o.total_fen) AS orders_fen FROM purchase p
        LEFT JOIN purchase_order o ON o.purchase = p.id AND o.reason_code <> 'struck' GROUP BY p.id
        HAVING p.total_fen <> coalesce(sum(o.total_fen), 0)""",
    "order_holds_its_money": f"""
        SELECT o.id, o.number, o.status, h.held_fen, w.wanted_fen FROM purchase_order o
        LEFT JOIN (SELECT order_id, sum(reserved_fen + committed_fen + paid_fen) AS held_fen FROM hold
                   GROUP BY order_id) h ON h.order_id = o.id
        CROSS JOIN LATERAL (SELECT CASE WHEN o.status IN {_among(HOLDS_MONEY)} THEN o.freight_fen
            + (SELECT coalesce(sum((l.quantity - l.closed) * l.price_fen), 0) FROM order_line l
               WHERE l."order" = o.id) ELSE 0 END AS wanted_fen) w
        WHERE coalesce(h.held_fen, 0) <> w.wanted_fen""",
    "money_bound_once_confirmed": """
        SELECT o.id, o.number, o.status, h.reserved_fen, h.committed_fen FROM purchase_order o
        JOIN hold h ON h.order_id = o.id
        WHERE (o.status IN ('pending_approval', 'pending_supplier') AND h.committed_fen + h.paid_fen > 0)
           OR (o.status NOT IN ('pending_approval', 'pending_supplier') AND h.reserved_fen > 0)""",
    "money_paid_once_paid": """
        SELECT o.id, o.number, o.status, h.committed_fen, h.paid_fen FROM purchase_order o
        JOIN hold h ON h.order_id = o.id
        WHERE (o.status IN ('paid', 'completed')) <> (h.paid_fen > 0) AND h.committed_fen + h.paid_fen > 0
           OR (o.status IN ('paid', 'completed') AND h.committed_fen > 0)""",
    "listing_holds_what_orders_ask": f"""
        SELECT g.id, g.sku_code, g.stock_held, coalesce(s.held, 0) AS asked FROM listing g
        LEFT JOIN (SELECT l.listing, sum(l.quantity - l.closed - l.shipped) AS held FROM order_line l
                   JOIN purchase_order o ON o.id = l."order" WHERE o.status IN {_among(HOLDS_STOCK)}
                   GROUP BY l.listing) s ON s.listing = g.id
        WHERE g.stock_held <> coalesce(s.held, 0)""",
    "order_quantities_in_step": """
        SELECT l.id, o.number, o.status, l.quantity, l.closed, l.shipped, l.received, l.accepted
        FROM order_line l JOIN purchase_order o ON o.id = l."order"
        WHERE (o.status IN ('draft', 'pending_approval', 'returned', 'pending_supplier', 'declined', 'expired',
                            'withdrawn', 'confirmed') AND l.shipped + l.received + l.accepted > 0)
           OR (o.status IN ('accepted', 'invoiced', 'settling', 'paying', 'paid', 'completed')
               AND l.accepted <> l.quantity - l.closed)
           OR (o.status IN ('part_accepted', 'failed') AND l.shipped <> l.accepted)
           OR (o.status = 'cancelled' AND l.closed <> l.quantity)""",
    "order_status_told_by_journal": _CHAIN.format(kind="order", table="purchase_order"),
    "purchase_status_told_by_journal": _CHAIN.format(kind="purchase", table="purchase"),
    "orders_follow_their_purchase": """
        SELECT o.number, o.status, p.number AS purchase, p.status AS purchase_status FROM purchase_order o
        JOIN purchase p ON p.id = o.purchase
        WHERE (o.status IN ('draft', 'pending_approval', 'returned') AND o.status <> p.status)
           OR (p.status IN ('draft', 'pending_approval', 'returned') AND o.status <> p.status
               AND (o.status <> 'withdrawn' OR o.reason_code <> 'struck'))
           OR (p.status = 'withdrawn' AND o.status <> 'withdrawn')""",
    "order_belongs_to_its_purchase": """
        SELECT o.number, o.organisation, p.organisation AS purchase_organisation FROM purchase_order o
        JOIN purchase p ON p.id = o.purchase WHERE o.organisation <> p.organisation OR o.buyer <> p.buyer""",
    "comparisons_are_what_they_say": """
        SELECT c.id, c.line, c.suppliers, x.suppliers AS found, x.chosen, x.lowest FROM comparison c
        JOIN order_line n ON n.id = c.line JOIN purchase_order o ON o.id = n."order"
        CROSS JOIN LATERAL (SELECT count(DISTINCT f.supplier) AS suppliers, min(f.price_fen) AS lowest,
            min(f.price_fen) FILTER (WHERE f.chosen) AS chosen, count(*) FILTER (WHERE f.chosen) AS how_many
            FROM compared_offer f WHERE f.comparison = c.id) x
        WHERE o.status NOT IN ('draft', 'returned') AND (x.suppliers <> c.suppliers OR x.how_many <> 1
           OR x.chosen <> n.price_fen OR (x.lowest < x.chosen AND c.reason = ''))""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
