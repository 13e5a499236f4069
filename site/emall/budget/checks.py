"""What must always hold of the money; each check is a query that finds the rows where it does not.

A balance is right when the ledger adds up to it and the holds of the orders do too.
"""

from emall.budget.words import POSTINGS, Account
from emall.journal.checks import CHECKS, Check


def _balance(account: Account) -> str:
    """What the ledger says lies on an account: what came in less what went out."""
    cases = " ".join(
        f"WHEN '{kind}' THEN {'' if into == account else '-'}e.amount_fen"
        for kind, (out_of, into) in POSTINGS.items()
        if account in (out_of, into)
    )
    return f"coalesce(sum(CASE e.kind {cases} ELSE 0 END), 0) AS {account}"


_LEDGER_SUMS = " " + ", ".join(map(_balance, (Account.RESERVED, Account.COMMITTED, Account.PAID)))

_HOLD_SUMS = """
    sum(reserved_fen) AS reserved, sum(committed_fen) AS committed, sum(paid_fen) AS paid"""

_DIFFERS = """
    (t.reserved_fen, t.committed_fen, t.paid_fen)
    IS DISTINCT FROM (coalesce(s.reserved, 0), coalesce(s.committed, 0), coalesce(s.paid, 0))"""

_SQL = {
    "budget_line_within_its_means": """
        SELECT id, code, name, appropriated_fen, reserved_fen, committed_fen, paid_fen FROM budget_line
        WHERE reserved_fen < 0 OR committed_fen < 0 OR paid_fen < 0
           OR reserved_fen + committed_fen + paid_fen > appropriated_fen""",
    "plan_within_its_means": """
        SELECT id, number, amount_fen, reserved_fen, committed_fen, paid_fen FROM plan
        WHERE reserved_fen < 0 OR committed_fen < 0 OR paid_fen < 0
           OR reserved_fen + committed_fen + paid_fen > amount_fen""",
    "budget_line_equals_its_holds": f"""
        SELECT t.id, t.code, t.reserved_fen, t.committed_fen, t.paid_fen, s.* FROM budget_line t
        LEFT JOIN (SELECT budget_line,{_HOLD_SUMS} FROM hold GROUP BY budget_line) s ON s.budget_line = t.id
        WHERE {_DIFFERS}""",
    "plan_equals_its_holds": f"""
        SELECT t.id, t.number, t.reserved_fen, t.committed_fen, t.paid_fen, s.* FROM plan t
        LEFT JOIN (SELECT plan,{_HOLD_SUMS} FROM hold WHERE plan IS NOT NULL GROUP BY plan) s ON s.plan = t.id
        WHERE {_DIFFERS}""",
    "budget_line_equals_its_ledger": f"""
        SELECT t.id, t.code, t.appropriated_fen, t.reserved_fen, t.committed_fen, t.paid_fen, s.*
        FROM budget_line t LEFT JOIN (SELECT e.budget_line,{_LEDGER_SUMS}, {_balance(Account.AVAILABLE)}
            FROM ledger_entry e GROUP BY e.budget_line) s ON s.budget_line = t.id
        WHERE {_DIFFERS} OR t.appropriated_fen - t.reserved_fen - t.committed_fen - t.paid_fen
            <> coalesce(s.available, 0)""",
    "vouchers_leave_nothing_between_lines": f"""
        SELECT e.voucher, {_balance(Account.MOVED)} FROM ledger_entry e WHERE e.kind IN ('move_out', 'move_in')
        GROUP BY e.voucher HAVING sum(CASE e.kind WHEN 'move_out' THEN e.amount_fen ELSE -e.amount_fen END) <> 0
            OR e.voucher IS NULL""",
    "plan_equals_its_ledger": f"""
        SELECT t.id, t.number, t.reserved_fen, t.committed_fen, t.paid_fen, s.* FROM plan t
        LEFT JOIN (SELECT e.plan,{_LEDGER_SUMS} FROM ledger_entry e WHERE e.plan IS NOT NULL GROUP BY e.plan) s
        ON s.plan = t.id WHERE {_DIFFERS}""",
    "hold_equals_its_ledger": f"""
        SELECT t.id, t.order_id, t.reserved_fen, t.committed_fen, t.paid_fen, t.released_fen, s.* FROM hold t
        LEFT JOIN (SELECT e.order_id, e.budget_line, e.plan,{_LEDGER_SUMS},
            coalesce(sum(e.amount_fen) FILTER (WHERE e.kind IN ('release', 'uncommit')), 0) AS released
            FROM ledger_entry e WHERE e.order_id IS NOT NULL GROUP BY e.order_id, e.budget_line, e.plan) s
        ON s.order_id = t.order_id AND s.budget_line = t.budget_line AND s.plan IS NOT DISTINCT FROM t.plan
        WHERE {_DIFFERS} OR t.released_fen <> coalesce(s.released, 0)""",
    "released_never_more_than_reserved": """
        SELECT order_id, sum(amount_fen) FILTER (WHERE kind = 'reserve') AS reserved,
               sum(amount_fen) FILTER (WHERE kind IN ('release', 'uncommit')) AS released
        FROM ledger_entry WHERE order_id IS NOT NULL GROUP BY order_id
        HAVING coalesce(sum(amount_fen) FILTER (WHERE kind IN ('release', 'uncommit')), 0)
             > coalesce(sum(amount_fen) FILTER (WHERE kind = 'reserve'), 0)""",
    "ledger_matches_a_hold": """
        SELECT e.id, e.order_id, e.kind, e.amount_fen FROM ledger_entry e
        WHERE e.order_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.order_id = e.order_id
              AND h.budget_line = e.budget_line AND h.plan IS NOT DISTINCT FROM e.plan)""",
    "plan_belongs_to_its_line": """
        SELECT p.id, p.number FROM plan p JOIN budget_line l ON l.id = p.budget_line
        WHERE l.organisation <> p.organisation OR l.year <> p.year OR l.kind <> 'indicator'""",
    "plans_within_their_line": """
        SELECT l.id, l.code, l.appropriated_fen, sum(p.amount_fen) AS planned FROM budget_line l
        JOIN plan p ON p.budget_line = l.id AND p.status IN ('filed', 'assigned', 'in_use', 'used_up')
        GROUP BY l.id HAVING sum(p.amount_fen) > l.appropriated_fen""",
    "used_up_means_nothing_left": """
        SELECT id, number, status, amount_fen - reserved_fen - committed_fen - paid_fen AS left_fen FROM plan
        WHERE (status = 'used_up') <> (amount_fen = reserved_fen + committed_fen + paid_fen)
          AND status IN ('filed', 'assigned', 'in_use', 'used_up')""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
