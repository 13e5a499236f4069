"""What a supplier sees of its payments: the account they go to, and what came."""

from emall.database import DB, Row


async def account_of(supplier: int) -> Row | None:
    """Bank and account of a supplier, with how much waits to be paid to it."""
    return await DB.fetch_row(
        "SELECT f.bank, f.account, f.size, (SELECT count(*) FROM settlement s WHERE s.supplier = f.organisation"
        " AND s.status = 'to_pay') AS waiting, (SELECT coalesce(sum(s.amount_fen), 0)::bigint FROM settlement s"
        " WHERE s.supplier = f.organisation AND s.status = 'to_pay') AS waiting_fen"
        " FROM supplier_profile f WHERE f.organisation = $1",
        supplier,
    )


async def received_by(supplier: int, *, most: int = 100) -> list[Row]:
    """Payments to a supplier, the latest on top, with the last day to pay and the interest owed, in fen."""
    return await DB.fetch(
        "SELECT p.number, p.amount_fen, p.status, p.released_at, p.ended_at, p.bank_reference, p.reason,"
        " p.payee_account, s.number AS settlement_number, s.pay_due_on,"
        " CASE WHEN p.status = 'paid' THEN s.interest_fen ELSE 0 END AS interest_fen, u.name AS organisation_name"
        " FROM payment p JOIN settlement s ON s.id = p.settlement JOIN organisation u ON u.id = p.organisation"
        " WHERE p.supplier = $1 ORDER BY p.id DESC LIMIT $2",
        *(supplier, most),
    )
