"""What must always hold of plans: reviews in order, duties apart, filed with a number, parts that add up, told truly.

Plans brought in from elsewhere, which nobody made here, have no reviews to be judged by.
"""

from emall.budget.words import IN_REVIEW, PLAN_MOVES
from emall.journal.checks import CHECKS, Check

_REVIEWS = ", ".join(f"'{status}'" for status in sorted(IN_REVIEW))
_MOVES = ", ".join(
    f"('{here}', '{to}')" for here, moves in sorted(PLAN_MOVES.items()) for to in sorted(moves)
)
_MADE_HERE = "p.made_by IS NOT NULL AND p.split_from IS NULL"

_SQL = {
    "plan_filed_with_number_and_reviews": f"""
        SELECT p.number, p.status, p.filing_number FROM plan p WHERE {_MADE_HERE} AND p.filed_at IS NOT NULL
        AND (p.filing_number IS NULL OR p.filed_fen IS NULL
             OR NOT EXISTS (SELECT FROM plan_step s WHERE s.plan = p.id AND s.stage = 'unit_review'
                            AND s.status = 'agreed')
             OR EXISTS (SELECT FROM plan_step s WHERE s.plan = p.id AND s.status NOT IN ('agreed', 'dropped')))""",
    "plan_spendable_only_when_filed": f"""
        SELECT p.number, p.status FROM plan p WHERE {_MADE_HERE} AND p.filed_at IS NULL
        AND p.status IN ('filed', 'assigned', 'in_use', 'used_up', 'returned')""",
    "plan_one_review_at_a_time": f"""
        SELECT p.number, p.status, count(s.id) AS present FROM plan p
        LEFT JOIN plan_step s ON s.plan = p.id AND s.status = 'now' WHERE p.made_by IS NOT NULL GROUP BY p.id
        HAVING count(s.id) <> CASE WHEN p.status IN ({_REVIEWS}) THEN 1 ELSE 0 END
            OR bool_or(s.stage <> p.status)""",
    "plan_reviews_in_order": """
        SELECT p.number, s.stage, e.stage AS earlier, e.status FROM plan_step s JOIN plan p ON p.id = s.plan
        JOIN plan_step e ON e.plan = s.plan AND e.position < s.position
        WHERE s.status IN ('now', 'agreed', 'returned') AND e.status NOT IN ('agreed', 'dropped')
        AND p.status <> 'closed' AND (s.status = 'now' OR p.filed_at IS NOT NULL)""",
    "nobody_decides_their_own_plan": """
        SELECT p.number, s.stage FROM plan_step s JOIN plan p ON p.id = s.plan WHERE s.decided_by = p.made_by
        UNION ALL SELECT p.number, k.stage FROM plan_correction k JOIN plan p ON p.id = k.plan
        WHERE k.decided_by = k.asked_by""",
    "plan_stands_as_the_journal_says": """
        SELECT p.number, p.status, e.said FROM plan p JOIN (SELECT DISTINCT ON (ref) ref, after->>'status' AS said
            FROM journal_entry WHERE kind = 'plan' AND after->>'status' IS NOT NULL ORDER BY ref, sequence DESC) e
        ON e.ref = p.number WHERE p.status <> e.said""",
    "plan_moves_are_in_the_table": f"""
        SELECT e.sequence, e.ref, e.before->>'status' AS here, e.after->>'status' AS there FROM journal_entry e
        WHERE e.kind = 'plan' AND e.before->>'status' <> e.after->>'status'
        AND (e.before->>'status', e.after->>'status') NOT IN ({_MOVES})""",
    "plan_splits_add_up": """
        SELECT p.number, p.split_fen, coalesce(sum(c.filed_fen), 0) AS parts FROM plan p
        LEFT JOIN plan c ON c.split_from = p.id GROUP BY p.id HAVING p.split_fen <> coalesce(sum(c.filed_fen), 0)""",
    "plan_code_asked_only_while_it_can_change": """
        SELECT p.number, p.status FROM plan_correction k JOIN plan p ON p.id = k.plan
        WHERE k.status = 'asked' AND p.status NOT IN ('filed', 'assigned', 'in_use', 'used_up')""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
