"""What must always hold of approval: one present step while a sheet waits, none otherwise, never by the requester."""

from emall.journal.checks import CHECKS, Check

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
]
