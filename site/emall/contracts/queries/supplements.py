"""What may be added to a contract: its lines as agreed, and whether the goods are still to be had."""

from emall.database import DB, Row


async def supplement_lines(order: int) -> list[Row]:
    """Lines of the original order with what is in store: id, title, unit, quantity, price_fen, free, on_sale."""
    return await DB.fetch(
        "SELECT n.id, n.listing, n.title, n.brand, n.model, n.unit, n.quantity, n.price_fen, n.image, n.art,"
        " g.stock_on_hand - g.stock_held AS free, g.status = 'live' AS on_sale"
        ' FROM order_line n JOIN listing g ON g.id = n.listing WHERE n."order" = $1 ORDER BY n.position, n.id',
        order,
    )
