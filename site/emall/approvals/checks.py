"""What must always hold of approval: one present step while a sheet waits, none otherwise, never by the requester."""

from emall.journal.checks import CHECKS, Check

_TWO_DUTIES = """
        SELECT 'purchase' AS kind, p.number, 'placed and approved' AS duties, s.requester AS one, s.decided_by AS other
        FROM approval_step s JOIN purchase p ON p.id = s.purchase
        WHERE s.decided_by IS NOT NULL AND same_human(s.requester, s.decided_by)
        UNION ALL
        SELECT 'order', o.number, 'placed and received', r.buyer, r.received_by FROM receipt r
        JOIN shipment h ON h.id = r.shipment JOIN purchase_order o ON o.id = h."order"
        WHERE same_human(r.buyer, r.received_by)
        UNION ALL
        SELECT 'order', o.number, 'placed and accepted', a.buyer, a.accepted_by FROM acceptance a
        JOIN purchase_order o ON o.id = a."order" WHERE same_human(a.buyer, a.accepted_by)
        UNION ALL
        SELECT 'order', o.number, 'placed and accepted', m.buyer, m.person FROM acceptance_member m
        JOIN acceptance a ON a.id = m.acceptance AND m.person <> a.accepted_by
        JOIN purchase_order o ON o.id = a."order" WHERE same_human(m.buyer, m.person)
        UNION ALL
        SELECT 'settlement', t.number, 'accepted and settled or reviewed', a.accepted_by,
            CASE WHEN same_human(a.accepted_by, t.made_by) THEN t.made_by ELSE t.reviewed_by END FROM settlement t
        JOIN settlement_order l ON l.settlement = t.id AND l.active JOIN acceptance a ON a."order" = l."order"
        WHERE same_human(a.accepted_by, t.made_by) OR same_human(a.accepted_by, t.reviewed_by)
        UNION ALL
        SELECT 'settlement', t.number, 'made and reviewed', t.made_by, t.reviewed_by FROM settlement t
        WHERE t.reviewed_by IS NOT NULL AND same_human(t.made_by, t.reviewed_by)
        UNION ALL
        SELECT 'settlement', t.number, 'placed and reviewed', o.buyer, t.reviewed_by FROM settlement t
        JOIN settlement_order l ON l.settlement = t.id AND l.active JOIN purchase_order o ON o.id = l."order"
        WHERE t.reviewed_by IS NOT NULL AND same_human(o.buyer, t.reviewed_by)
        UNION ALL
        SELECT 'payment', y.number, 'made or reviewed and paid', y.prepared_by, y.released_by FROM payment y
        WHERE same_human(y.prepared_by, y.released_by) OR same_human(y.reviewed_by, y.released_by)
        UNION ALL
        SELECT 'payment', y.number, 'placed and paid', o.buyer, y.released_by FROM payment y
        JOIN settlement_order l ON l.settlement = y.settlement AND l.active
        JOIN purchase_order o ON o.id = l."order" WHERE same_human(o.buyer, y.released_by)
        UNION ALL
        SELECT 'payment', y.number, 'approved and paid', s.decided_by, y.released_by FROM payment y
        JOIN settlement_order l ON l.settlement = y.settlement AND l.active
        JOIN purchase_order o ON o.id = l."order" JOIN approval_step s ON s.purchase = o.purchase
        WHERE s.decided_by IS NOT NULL AND same_human(s.decided_by, y.released_by)
        UNION ALL
        SELECT 'plan', p.number, 'made and reviewed', p.made_by, s.decided_by FROM plan_step s
        JOIN plan p ON p.id = s.plan WHERE s.decided_by IS NOT NULL AND same_human(p.made_by, s.decided_by)
        UNION ALL
        SELECT 'rule_change', c.number, 'proposed and decided', c.proposed_by, c.decided_by FROM rule_change c
        WHERE c.decided_by IS NOT NULL AND same_human(c.proposed_by, c.decided_by)"""

CHECKS += [
    Check(
        "one_step_while_waiting",
        """
        SELECT p.number, p.status, count(s.id) AS present FROM purchase p
        LEFT JOIN approval_step s ON s.purchase = p.id AND s.status = 'now' GROUP BY p.id
        HAVING count(s.id) <> CASE p.status WHEN 'pending_approval' THEN 1 ELSE 0 END""",
    ),
    Check(
        "nobody_approves_their_own",
        """
        SELECT p.number, s.id FROM approval_step s JOIN purchase p ON p.id = s.purchase
        WHERE s.approver = p.buyer OR s.requester <> p.buyer""",
    ),
    Check(
        "released_only_when_all_agreed",
        """
        SELECT p.number, s.position, s.status FROM purchase p
        JOIN approval_step s ON s.purchase = p.id AND s.round = p.round
        WHERE p.status = 'released' AND s.status <> 'agreed'""",
    ),
    Check(
        "steps_name_who_decided",
        """
        SELECT s.id, s.status, s.decided_at, s.decided_by FROM approval_step s
        WHERE (s.decided_at IS NULL) <> (s.decided_by IS NULL)
           OR (s.status IN ('agreed', 'returned')) <> (s.decided_at IS NOT NULL)""",
    ),
    # What the triggers would not let happen can still come to light: an ID number recorded afterwards.
    Check("one_human_in_two_duties", _TWO_DUTIES),
]
