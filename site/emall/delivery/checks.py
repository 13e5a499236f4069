"""What must always hold of parcels, papers and cancellations."""

from emall.journal.checks import CHECKS, Check

CHECKS += [
    Check(
        "parcels_carry_what_lines_say",
        """
        SELECT l.id, o.number, l.shipped, l.received, s.packed, s.arrived, j.accepted, j.rejected
        FROM order_line l JOIN purchase_order o ON o.id = l."order"
        LEFT JOIN (SELECT sl.order_line, sum(sl.quantity) AS packed, coalesce(sum(rl.received), 0) AS arrived
                   FROM shipment_line sl JOIN shipment s ON s.id = sl.shipment
                   LEFT JOIN receipt r ON r.shipment = s.id
                   LEFT JOIN receipt_line rl ON rl.receipt = r.id AND rl.order_line = sl.order_line
                   GROUP BY sl.order_line) s ON s.order_line = l.id
        LEFT JOIN (SELECT order_line, sum(accepted) AS accepted, sum(rejected) AS rejected FROM acceptance_line
                   GROUP BY order_line) j ON j.order_line = l.id
        WHERE l.accepted <> coalesce(j.accepted, 0) OR l.shipped <> coalesce(s.packed, 0) - coalesce(j.rejected, 0)
           OR l.received > coalesce(s.arrived, 0)""",
    ),
    Check(
        "parcel_belongs_to_its_order",
        """
        SELECT s.number, l.id FROM shipment s JOIN shipment_line sl ON sl.shipment = s.id
        JOIN order_line l ON l.id = sl.order_line WHERE l."order" <> s."order" """,
    ),
    Check(
        "parcels_under_way_match_status",
        """
        SELECT o.number, o.status, count(s.id) AS under_way FROM purchase_order o
        LEFT JOIN shipment s ON s."order" = o.id AND s.received_at IS NULL GROUP BY o.id
        HAVING (o.status = 'shipped') <> (count(s.id) > 0)""",
    ),
    Check(
        "cancelled_by_agreement",
        """
        SELECT o.number FROM purchase_order o WHERE o.status = 'cancelled'
        AND NOT EXISTS (SELECT 1 FROM cancellation c WHERE c."order" = o.id AND c.status = 'agreed')""",
    ),
]
