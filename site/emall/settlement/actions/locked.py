"""Invoices and settlement sheets locked for a deed, always behind their orders: orders by id, invoice, settlement."""

from emall.database import DB, Row
from emall.kernel.refusal import Missing
from emall.orders.actions import lock_orders

_SETTLEMENT = """
SELECT s.*, u.region, u.kind AS unit_kind, u.name AS organisation_name, p.name AS supplier_name
FROM settlement s JOIN organisation u ON u.id = s.organisation JOIN organisation p ON p.id = s.supplier
WHERE s.number = $1 FOR NO KEY UPDATE OF s"""


async def lock_settlement(number: str) -> Row:
    """A settlement sheet with the orders it was made of, all locked; raises Missing.

    The orders are locked first, by id: everybody who locks both does it in this order. The row has the columns of the
    settlement and region, unit_kind, organisation_name, supplier_name.
    """
    orders = await DB.fetch(
        'SELECT o."order" FROM settlement_order o JOIN settlement s ON s.id = o.settlement WHERE s.number = $1',
        number,
    )
    await lock_orders(row.order for row in orders)
    row = await DB.fetch_row(_SETTLEMENT, number)
    if row is None:
        raise Missing
    return row


async def orders_of(settlement_id: int) -> list[Row]:
    """The orders that stand on a sheet now, by id, locked; none for a sheet that was sent back.

    For use behind `lock_settlement`. Rows as of `orders.actions.lock_orders`.
    """
    rows = await DB.fetch(
        'SELECT "order" FROM settlement_order WHERE settlement = $1 AND active ORDER BY "order"',
        settlement_id,
    )
    return await lock_orders(row.order for row in rows)
