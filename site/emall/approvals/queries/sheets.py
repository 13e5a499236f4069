"""What waits for an approver, what was decided, and the sheet behind it."""

from dataclasses import dataclass
from typing import Any

from emall.approvals.access import may_decide, may_view_sheet
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.pages import Page
from emall.orders.queries.page import moments
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of an approver's sheets and how many stand behind each tab (待办 todo, 已办 done)."""

    rows: list[Row]
    total: int
    counts: dict[str, int]
    page: Page[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A purchase sheet for whoever approves it.

    `steps` are those of the present round, `earlier` those of rounds before; `funds` what pays, with what is left
    after this sheet; `step` the one this visitor may decide, or None.
    """

    purchase: dict[str, Any]
    orders: list[dict[str, Any]]
    lines: list[Row]
    steps: list[dict[str, Any]]
    earlier: list[dict[str, Any]]
    funds: list[dict[str, Any]]
    timeline: list[Row]
    step: dict[str, Any] | None

    @property
    def may_decide(self) -> bool:
        """Whether this visitor decides now."""
        return self.step is not None


async def inbox(visitor: Visitor, *, done: bool = False, page: int = 1, size: int = 20) -> Inbox:
    """The sheets this person is asked to decide, longest waiting first, or with `done` those decided, newest first.

    Rows: number title reason total_fen status organisation buyer_name step position steps step_title step_status
    comment began_at due_at decided_at stands_for (name of the holder somebody else decides for) decided_for_me_by
    overdue version orders suppliers lines first_title funds. `funds` lists
    {number, title, asked_fen, left_fen}: the budget left once this sheet is paid.
    """
    mine = (visitor.person, visitor.post, clock.today())
    counts = await DB.fetch_row(
        f"SELECT (SELECT count(*) FROM approval_step st WHERE {_TO_DECIDE}) AS todo,"
        f" (SELECT count(*) FROM approval_step st WHERE {_DECIDED}) AS done",
        *mine,
    )
    assert counts is not None
    where = _DECIDED if done else _TO_DECIDE
    sort = "st.decided_at DESC, st.id DESC" if done else "st.began_at, st.id"
    rows = await DB.fetch(_INBOX.format(where=where, sort=sort), *mine, size, (page - 1) * size)
    total = counts.done if done else counts.todo
    return Inbox(rows, total, {"todo": counts.todo, "done": counts.done}, Page(rows, total, page, size))


# Own steps and those of colleagues this post stands in for today; nothing of one's own asking under another account.
_COVERED = """
SELECT d.post FROM delegation d WHERE d.delegate = $2 AND stands_in(d.delegate, d.post, $3)"""
_TO_DECIDE = (
    "st.status = 'now' AND $3::date IS NOT NULL AND (st.approver = $1 AND st.post = $2"
    f" OR st.post IN ({_COVERED}) AND NOT same_human(st.requester, $1))"
)
_DECIDED = (
    "st.decided_at IS NOT NULL AND $3::date IS NOT NULL AND st.status IN ('agreed', 'returned')"
    " AND (st.approver = $1 AND st.post = $2 OR st.decided_by = $1)"
)

# Freight is charged with the first line of each order, as when it was set aside (orders.rules.charges_of).
_FUNDS = """
(SELECT coalesce(jsonb_agg(jsonb_build_object('number', f.number, 'title', f.title, 'line', f.line,
        'asked_fen', f.asked_fen, 'amount_fen', f.amount_fen, 'left_fen', f.left_fen,
        'line_left_fen', f.line_left_fen) ORDER BY f.number), '[]')
 FROM (SELECT coalesce(l.number, b.code) AS number, coalesce(l.title, b.name) AS title, b.name AS line,
              sum(n.line_fen + CASE WHEN n.position = (SELECT min(m.position) FROM order_line m WHERE m."order" = o.id)
                               THEN o.freight_fen ELSE 0 END)::bigint AS asked_fen,
              coalesce(l.amount_fen, b.appropriated_fen) AS amount_fen,
              coalesce(l.amount_fen - l.reserved_fen - l.committed_fen - l.paid_fen,
                       b.appropriated_fen - b.reserved_fen - b.committed_fen - b.paid_fen) AS left_fen,
              b.appropriated_fen - b.reserved_fen - b.committed_fen - b.paid_fen AS line_left_fen
       FROM order_line n JOIN purchase_order o ON o.id = n."order" LEFT JOIN plan l ON l.id = n.plan
       JOIN budget_line b ON b.id = coalesce(l.budget_line, n.budget_line)
       WHERE o.purchase = p.id GROUP BY l.id, b.id) f) AS funds"""

_INBOX = f"""
SELECT p.number, p.title, p.reason, p.total_fen, p.status, p.organisation, p.version, b.name AS buyer_name,
       st.id AS step, st.position, st.title AS step_title, st.status AS step_status, st.comment, st.began_at,
       st.due_at, st.decided_at, CASE WHEN st.approver <> $1 THEN h.name END AS stands_for,
       CASE WHEN st.decided_by <> $1 THEN d.name END AS decided_for_me_by, coalesce(st.status = 'now' AND st.due_at < now(), false) AS overdue,
       (SELECT count(*) FROM approval_step t WHERE t.purchase = p.id AND t.round = st.round) AS steps,
       g.orders, g.suppliers, g.lines, g.first_title, {_FUNDS}
FROM approval_step st JOIN purchase p ON p.id = st.purchase JOIN person b ON b.id = p.buyer
JOIN person h ON h.id = st.approver LEFT JOIN person d ON d.id = st.decided_by
CROSS JOIN LATERAL (SELECT count(DISTINCT o.id) AS orders, string_agg(DISTINCT s.name, '、') AS suppliers,
    count(n.id) AS lines, (array_agg(n.title ORDER BY o.id, n.position))[1] AS first_title
    FROM purchase_order o JOIN organisation s ON s.id = o.supplier JOIN order_line n ON n."order" = o.id
    WHERE o.purchase = p.id) g
WHERE {{where}} ORDER BY {{sort}} LIMIT $4 OFFSET $5"""


async def sheet(number: str, visitor: Visitor) -> Sheet | None:
    """A purchase sheet with everything an approver looks at, or None where this visitor may see none; three queries."""
    row = await DB.fetch_row(_SHEET, number, clock.today())
    if row is None or not may_view_sheet(visitor, row):
        return None
    purchase = dict(row)
    steps, orders, funds = moments(purchase.pop("steps")), purchase.pop("orders"), purchase.pop("funds")
    lines = await DB.fetch(_LINES, purchase["id"])
    timeline = await DB.fetch(
        "SELECT sequence, at, act, actor_name, duty, organisation_name, before, after, note FROM journal_entry"
        " WHERE kind = 'purchase' AND ref = $1 AND result = 'done' ORDER BY sequence DESC",
        number,
    )
    present = [step for step in steps if step["round"] == purchase["round"]]
    mine = next((step for step in present if may_decide(visitor, step)), None)
    earlier = [step for step in steps if step["round"] != purchase["round"]]
    return Sheet(purchase, orders, lines, present, earlier, funds, timeline, mine)


_SHEET = f"""
SELECT p.*, u.name AS organisation_name, u.kind AS unit_kind, b.name AS buyer_name,
       coalesce(p.status = 'pending_approval' AND p.due_at < now(), false) AS overdue,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'round', t.round, 'position', t.position,
            'title', t.title, 'status', t.status, 'comment', t.comment, 'post', t.post, 'approver', t.approver,
            'requester', t.requester, 'approver_name', h.name, 'decided_by', t.decided_by, 'decided_by_name', w.name,
            'delegates', (SELECT coalesce(jsonb_agg(d.delegate), '[]') FROM delegation d
                          WHERE d.post = t.post AND stands_in(d.delegate, d.post, $2)), 'began_at', t.began_at, 'due_at', t.due_at,
            'decided_at', t.decided_at) ORDER BY t.round, t.position), '[]')
        FROM approval_step t JOIN person h ON h.id = t.approver LEFT JOIN person w ON w.id = t.decided_by
        WHERE t.purchase = p.id) AS steps,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'number', o.number, 'status', o.status,
            'supplier', s.name, 'supplier_id', s.id, 'message', o.message, 'goods_fen', o.goods_fen,
            'freight_fen', o.freight_fen, 'total_fen', o.total_fen, 'reason', o.reason,
            'reason_code', o.reason_code) ORDER BY o.id), '[]')
        FROM purchase_order o JOIN organisation s ON s.id = o.supplier WHERE o.purchase = p.id) AS orders, {_FUNDS}
FROM purchase p JOIN organisation u ON u.id = p.organisation JOIN person b ON b.id = p.buyer
WHERE p.number = $1"""

_LINES = """
SELECT n.*, l.number AS plan_number, l.title AS plan_title, f.name AS line_name, s.name AS supplier_name,
       (SELECT min(g.price_fen) FROM listing g WHERE g.product = n.product_id AND g.status = 'live')
       AS lowest_now_fen
FROM order_line n JOIN purchase_order o ON o.id = n."order" JOIN organisation s ON s.id = o.supplier
LEFT JOIN plan l ON l.id = n.plan LEFT JOIN budget_line f ON f.id = n.budget_line
WHERE o.purchase = $1 ORDER BY o.id, n.position, n.id"""


async def levels(organisation: int) -> list[Row]:
    """The levels of a unit's chains for purchases: position title from_fen post person holder active."""
    return await DB.fetch(
        "SELECT l.id, l.position, l.title, l.from_fen, l.post, h.id AS person, h.name AS holder,"
        " p.active AND h.active AS active FROM approval_level l JOIN post p ON p.id = l.post"
        " JOIN person h ON h.id = p.person WHERE l.organisation = $1 AND l.subject = 'purchase' ORDER BY l.position",
        organisation,
    )
