"""What an accountant sees of the own unit: settlements that wait to be sent, and payments by status."""

from dataclasses import dataclass

from emall.database import DB, Row
from emall.kernel.pages import offset
from emall.payments.words import TABS

_FREE = """s.status = 'to_pay' AND NOT EXISTS
    (SELECT 1 FROM payment p WHERE p.settlement = s.id AND p.status IN ('ordered', 'paid'))"""


_HANDS = """
ARRAY(SELECT s.made_by UNION SELECT s.reviewed_by WHERE s.reviewed_by IS NOT NULL
      UNION SELECT o.buyer FROM settlement_order x JOIN purchase_order o ON o.id = x."order"
          WHERE x.settlement = s.id AND x.active
      UNION SELECT a.decided_by FROM settlement_order x JOIN purchase_order o ON o.id = x."order"
          JOIN approval_step a ON a.purchase = o.purchase
          WHERE x.settlement = s.id AND x.active AND a.decided_by IS NOT NULL) AS hands"""
"""Who bought, approved, settled or reviewed what a settlement pays: none of them releases the payment (R04)."""


@dataclass(frozen=True, slots=True)
class Tab:
    """How many stand under a tab and what they come to, in fen."""

    key: str
    word: str
    count: int
    fen: int


async def tabs_of(organisation: int) -> list[Tab]:
    """The tabs of a unit with counts and sums."""
    rows = await DB.fetch(
        "SELECT status AS key, count(*) AS count, sum(amount_fen)::bigint AS fen FROM payment"
        " WHERE organisation = $1 GROUP BY status UNION ALL"
        " SELECT 'to_release', count(*), coalesce(sum(s.amount_fen), 0)::bigint FROM settlement s"
        f" WHERE s.organisation = $1 AND {_FREE}",
        organisation,
    )
    found = {row.key: row for row in rows}
    return [
        Tab(key, word, found[key].count if key in found else 0, found[key].fen if key in found else 0)
        for key, word in TABS.items()
    ]


async def hands_on(settlement: int) -> list[int]:
    """The people whose hands were on a settlement and its orders."""
    found: list[int] = await DB.fetch_value(f"SELECT {_HANDS} FROM settlement s WHERE s.id = $1", settlement)
    return found


async def to_release(organisation: int) -> list[Row]:
    """Settlements that wait for the accountant, the one due first on top; with why the last payment came back."""
    return await DB.fetch(
        "SELECT s.id, s.number, s.amount_fen, s.version, s.pay_due_on, s.reviewed_at,"
        " u.name AS supplier_name, f.size AS supplier_size, f.bank, f.account, o.orders, o.order_numbers,"
        f" {_HANDS},"
        " last.number AS last_number, last.reason AS last_reason"
        " FROM settlement s JOIN organisation u ON u.id = s.supplier"
        " LEFT JOIN supplier_profile f ON f.organisation = s.supplier"
        " LEFT JOIN LATERAL (SELECT count(*) AS orders, array_agg(p.number ORDER BY p.id) AS order_numbers"
        '   FROM settlement_order so JOIN purchase_order p ON p.id = so."order"'
        "   WHERE so.settlement = s.id AND so.active) o ON true"
        " LEFT JOIN LATERAL (SELECT number, reason FROM payment WHERE settlement = s.id AND status = 'failed'"
        "   ORDER BY id DESC LIMIT 1) last ON true"
        f" WHERE s.organisation = $1 AND {_FREE} ORDER BY s.pay_due_on NULLS LAST, s.id LIMIT 200",
        organisation,
    )


async def payments_of(organisation: int, status: str, *, page: int, size: int) -> list[Row]:
    """Payments of a unit in one status, the latest on top."""
    return await DB.fetch(
        "SELECT p.*, s.number AS settlement_number, s.interest_fen, b.number AS batch_number"
        " FROM payment p JOIN settlement s ON s.id = p.settlement LEFT JOIN treasury_batch b ON b.id = p.batch"
        " WHERE p.organisation = $1 AND p.status = $2 ORDER BY p.id DESC LIMIT $3 OFFSET $4",
        *(organisation, status, size, offset(page, size)),
    )
