"""One payment with its orders and everything the bank ever said about it."""

from emall.database import DB, Row


async def payment_of(number: str) -> Row | None:
    """A payment by its number, with names, settlement, unit's region and file."""
    return await DB.fetch_row(
        "SELECT p.*, s.number AS settlement_number, s.status AS settlement_status, s.interest_fen, s.pay_due_on,"
        " u.name AS organisation_name, u.region, u.kind AS unit_kind, b.number AS batch_number, b.made_at AS handed_at,"
        " h.name AS released_by_name, m.name AS prepared_by_name, r.name AS reviewed_by_name"
        " FROM payment p JOIN settlement s ON s.id = p.settlement JOIN organisation u ON u.id = p.organisation"
        " JOIN person h ON h.id = p.released_by JOIN person m ON m.id = p.prepared_by"
        " JOIN person r ON r.id = p.reviewed_by LEFT JOIN treasury_batch b ON b.id = p.batch WHERE p.number = $1",
        number,
    )


async def orders_of(payment: Row) -> list[Row]:
    """The orders a payment is for, with what each holds and what the ledger says was paid for it, in fen."""
    return await DB.fetch(
        "SELECT o.number, o.status, so.amount_fen, h.committed, h.paid, l.ledger FROM settlement_order so"
        ' JOIN purchase_order o ON o.id = so."order"'
        " LEFT JOIN LATERAL (SELECT coalesce(sum(committed_fen), 0)::bigint AS committed,"
        "   coalesce(sum(paid_fen), 0)::bigint AS paid FROM hold WHERE order_id = o.id) h ON true"
        " LEFT JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'pay' THEN amount_fen ELSE -amount_fen END), 0)::bigint"
        "   AS ledger FROM ledger_entry WHERE order_id = o.id AND kind IN ('pay', 'refund')) l ON true"
        " WHERE so.settlement = $1 AND so.active ORDER BY o.id",
        payment.settlement,
    )


async def answers_to(number: str) -> list[Row]:
    """Everything answered to a payment, oldest first."""
    return await DB.fetch(
        "SELECT id, bank_reference, kind, amount_fen, channel, outcome, reason, at FROM treasury_answer"
        " WHERE payment_number = $1 ORDER BY id LIMIT 200",
        number,
    )
