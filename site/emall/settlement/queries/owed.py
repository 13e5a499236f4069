"""What late payment of a settlement costs."""

from datetime import date

from emall.database import DB
from emall.settlement.rules import interest_on


async def interest_of(settlement_id: int, *, on: date) -> int:
    """Late interest in fen owed to the supplier if the sheet is paid on that (Beijing) day."""
    rows = await DB.fetch(
        "SELECT amount_fen, pay_due_on, interest_ppm FROM settlement_order WHERE settlement = $1 AND active",
        settlement_id,
    )
    return interest_on(rows, on=on)
