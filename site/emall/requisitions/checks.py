"""What must always hold of requests: lines stand where their orders stand, and the journal tells each from the start."""

from emall.journal.checks import CHECKS, Check

CHECKS += [
    Check(
        "requested_goods_follow_their_order",
        """
        SELECT r.number, n.position, n.status, o.number AS order_number, o.status AS order_status
        FROM requisition_line n JOIN requisition r ON r.id = n.requisition JOIN purchase_order o ON o.id = n."order"
        WHERE o.organisation <> r.organisation OR o.buyer <> n.decided_by
           OR o.status IN ('draft', 'returned', 'withdrawn', 'declined', 'expired', 'cancelled')
           OR n.status = 'arrived' AND o.status IN ('pending_approval', 'pending_supplier', 'confirmed')""",
    ),
    Check(
        "requested_goods_are_on_their_order",
        """
        SELECT r.number, n.position, n.listing, o.number AS order_number FROM requisition_line n
        JOIN requisition r ON r.id = n.requisition JOIN purchase_order o ON o.id = n."order"
        WHERE o.status <> 'pending_approval' AND NOT EXISTS (
            SELECT FROM order_line l WHERE l."order" = o.id AND l.listing = n.listing)""",
    ),
    Check(
        "request_told_by_journal",
        """
        SELECT r.number, n.position, n.status, e.told FROM requisition r
        JOIN requisition_line n ON n.requisition = r.id
        LEFT JOIN LATERAL (SELECT j.after -> 'lines' ->> n.position::text AS told FROM journal_entry j
            WHERE j.kind = 'requisition' AND j.ref = r.number AND j.after -> 'lines' ? n.position::text
            ORDER BY j.sequence DESC LIMIT 1) e ON true
        WHERE e.told IS DISTINCT FROM n.status""",
    ),
]
