"""What must always hold of parcels, papers, cancellations and goods that come back."""

from emall.journal.checks import CHECKS, Check

_WENT_BACK = """
        SELECT x.order_line, sum(x.quantity) AS pieces FROM after_sale_line x JOIN after_sale a ON a.id = x.after_sale
        WHERE a.source = 'accepted' AND a.effected_at IS NOT NULL GROUP BY x.order_line"""

_SQL = {
    "parcels_carry_what_lines_say": f"""
        SELECT l.id, o.number, l.shipped, l.received, s.packed, s.arrived, j.accepted, j.rejected, b.pieces
        FROM order_line l JOIN purchase_order o ON o.id = l."order"
        LEFT JOIN (SELECT sl.order_line, sum(sl.quantity) FILTER (WHERE s.lost_at IS NULL) AS packed,
                          coalesce(sum(rl.received), 0) AS arrived
                   FROM shipment_line sl JOIN shipment s ON s.id = sl.shipment
                   LEFT JOIN receipt r ON r.shipment = s.id
                   LEFT JOIN receipt_line rl ON rl.receipt = r.id AND rl.order_line = sl.order_line
                   GROUP BY sl.order_line) s ON s.order_line = l.id
        LEFT JOIN (SELECT x.order_line, sum(x.accepted) AS accepted, sum(x.rejected) AS rejected
                   FROM acceptance_line x JOIN acceptance a ON a.id = x.acceptance WHERE a.status = 'signed'
                   GROUP BY x.order_line) j ON j.order_line = l.id
        LEFT JOIN ({_WENT_BACK}) b ON b.order_line = l.id
        WHERE l.accepted <> coalesce(j.accepted, 0) - coalesce(b.pieces, 0)
           OR l.shipped <> coalesce(s.packed, 0) - coalesce(j.rejected, 0) - coalesce(b.pieces, 0)
           OR l.received > coalesce(s.arrived, 0)""",
    "parcel_belongs_to_its_order": """
        SELECT s.number, l.id FROM shipment s JOIN shipment_line sl ON sl.shipment = s.id
        JOIN order_line l ON l.id = sl.order_line WHERE l."order" <> s."order" """,
    "parcels_under_way_match_status": """
        SELECT o.number, o.status, count(s.id) AS under_way FROM purchase_order o
        LEFT JOIN shipment s ON s."order" = o.id AND s.received_at IS NULL GROUP BY o.id
        HAVING (o.status = 'shipped') <> (count(s.id) > 0)""",
    "cancelled_for_a_reason": """
        SELECT o.number FROM purchase_order o WHERE o.status = 'cancelled'
        AND NOT EXISTS (SELECT FROM cancellation c WHERE c."order" = o.id AND c.status = 'agreed')
        AND NOT EXISTS (SELECT FROM after_sale a WHERE a."order" = o.id AND a.outcome = 'returned')
        AND NOT EXISTS (SELECT FROM ending e WHERE e."order" = o.id)""",
    "wishes_to_cancel_wait_only_while_they_can_be_granted": """
        SELECT o.number, o.status FROM cancellation c JOIN purchase_order o ON o.id = c."order"
        WHERE c.status = 'asked' AND o.status NOT IN ('confirmed', 'shipped', 'received', 'part_accepted', 'failed')""",
    "sheet_signed_by_all_its_members": """
        SELECT a.number, a.status, count(m.id) AS members, count(m.signed_at) AS signed
        FROM acceptance a LEFT JOIN acceptance_member m ON m.acceptance = a.id GROUP BY a.id
        HAVING (a.status = 'signed' AND count(m.id) <> count(m.signed_at))
            OR (a.status = 'to_sign' AND count(m.id) = count(m.signed_at))""",
    "signatures_hold_the_order": """
        SELECT a.number, o.number AS "order", o.status FROM acceptance a JOIN purchase_order o ON o.id = a."order"
        WHERE a.status = 'to_sign' AND o.status <> 'received'""",
    "failed_items_have_consequences": """
        SELECT a.number, c.order_line, c.position FROM acceptance_check c JOIN acceptance a ON a.id = c.acceptance
        JOIN acceptance_line x ON x.acceptance = c.acceptance AND x.order_line = c.order_line
        WHERE c.result = 'failed' AND c.note = '' AND x.note = '' AND x.rejected = 0""",
    "photos_belong_to_their_order": """
        SELECT p.id, p."order" FROM delivery_photo p LEFT JOIN order_line l ON l.id = p.order_line
        LEFT JOIN acceptance a ON a.id = p.acceptance WHERE l."order" <> p."order" OR a."order" <> p."order" """,
    "pieces_of_after_sales_are_bound": """
        SELECT l.id, l.withheld, l.recalled, b.withheld AS asked_withheld, b.recalled AS asked_recalled
        FROM order_line l LEFT JOIN (SELECT x.order_line,
            sum(x.quantity - x.settled) FILTER (WHERE a.source = 'rejected' AND a.kind = 'return'
                                                AND a.status <> 'refused') AS withheld,
            sum(x.quantity - x.settled) FILTER (WHERE a.source = 'accepted') AS recalled
            FROM after_sale_line x JOIN after_sale a ON a.id = x.after_sale
            WHERE a.status <> 'closed' AND a.effected_at IS NULL GROUP BY x.order_line) b ON b.order_line = l.id
        WHERE l.withheld <> coalesce(b.withheld, 0) OR l.recalled <> coalesce(b.recalled, 0)""",
    "after_sales_owe_no_more_than_their_order": """
        SELECT l.id, l.quantity, l.closed, l.accepted, l.withheld, sum(x.quantity - x.settled) AS owed
        FROM order_line l JOIN after_sale_line x ON x.order_line = l.id JOIN after_sale a ON a.id = x.after_sale
        WHERE a.status <> 'closed' AND a.kind <> 'return' AND (a.source = 'rejected' OR a.effected_at IS NOT NULL)
        GROUP BY l.id HAVING sum(x.quantity - x.settled) > l.quantity - l.closed - l.accepted - l.withheld""",
    "returned_no_more_than_delivered": """
        SELECT l.id, r.returned, r.of_rejected, j.accepted, j.rejected FROM order_line l
        JOIN (SELECT x.order_line, sum(x.quantity - x.settled) FILTER (WHERE a.source = 'accepted') AS returned,
                     sum(x.quantity - x.settled) FILTER (WHERE a.source = 'rejected') AS of_rejected
              FROM after_sale_line x JOIN after_sale a ON a.id = x.after_sale WHERE a.outcome = 'returned'
              GROUP BY x.order_line) r ON r.order_line = l.id
        LEFT JOIN (SELECT x.order_line, sum(x.accepted) AS accepted, sum(x.rejected) AS rejected
                   FROM acceptance_line x JOIN acceptance a ON a.id = x.acceptance AND a.status = 'signed'
                   GROUP BY x.order_line) j ON j.order_line = l.id
        WHERE coalesce(r.returned, 0) > coalesce(j.accepted, 0) OR coalesce(r.of_rejected, 0) > coalesce(j.rejected, 0)
           OR coalesce(r.returned, 0) + coalesce(r.of_rejected, 0) > l.closed""",
    "returned_money_is_that_of_the_pieces": """
        SELECT a.number, a.given_back_fen, sum((x.quantity - x.settled) * l.price_fen) AS pieces_fen, o.freight_fen
        FROM after_sale a JOIN purchase_order o ON o.id = a."order" JOIN after_sale_line x ON x.after_sale = a.id
        JOIN order_line l ON l.id = x.order_line WHERE a.outcome = 'returned' GROUP BY a.id, o.id
        HAVING a.given_back_fen - sum((x.quantity - x.settled) * l.price_fen) NOT IN (0, o.freight_fen)
            OR (a.given_back_fen > sum((x.quantity - x.settled) * l.price_fen) AND o.status <> 'cancelled')""",
    "returned_money_left_once": """
        SELECT o.number, h.released_fen, r.returned_fen FROM purchase_order o
        JOIN (SELECT "order", sum(given_back_fen) AS returned_fen FROM (
                SELECT "order", given_back_fen FROM after_sale UNION ALL SELECT "order", given_back_fen FROM ending)
              each GROUP BY "order") r ON r."order" = o.id
        LEFT JOIN (SELECT order_id, sum(released_fen) AS released_fen FROM hold GROUP BY order_id) h
            ON h.order_id = o.id
        WHERE r.returned_fen > coalesce(h.released_fen, 0)""",
    "nothing_invoiced_while_goods_may_come_back": """
        SELECT o.number, o.status, a.number AS after_sale FROM purchase_order o JOIN after_sale a ON a."order" = o.id
        WHERE a.status <> 'closed'
          AND o.status IN ('invoiced', 'settling', 'paying', 'paid', 'completed', 'cancelled')""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
