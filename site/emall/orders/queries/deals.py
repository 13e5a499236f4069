"""What a product was bought for lately, with nobody named."""

from datetime import datetime, timedelta

from emall.database import DB, Row
from emall.kernel import clock
from emall.orders.words import OrderStatus

DAYS = 365
CONCLUDED = (
    OrderStatus.CONFIRMED,
    OrderStatus.SHIPPED,
    OrderStatus.RECEIVED,
    OrderStatus.PART_ACCEPTED,
    OrderStatus.ACCEPTED,
    OrderStatus.INVOICED,
    OrderStatus.SETTLING,
    OrderStatus.PAYING,
    OrderStatus.PAID,
    OrderStatus.COMPLETED,
)


async def deals_of(product: int, *, now: datetime | None = None, most: int = 8) -> list[Row]:
    """The latest orders of a product that suppliers confirmed in the past twelve months, newest first.

    Rows: day (Beijing), price_fen, quantity, unit_kind (the buying unit's sector, else its kind), region (its code).
    """
    now = now or clock.now()
    return await DB.fetch(
        "SELECT (o.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date AS day, l.price_fen,"
        " l.quantity - l.closed AS quantity, coalesce(nullif(u.sector, ''), u.kind) AS unit_kind, u.region"
        ' FROM order_line l JOIN purchase_order o ON o.id = l."order" JOIN organisation u ON u.id = o.organisation'
        " WHERE l.product_id = $1 AND o.status = ANY($2::text[]) AND o.confirmed_at > $3 AND l.quantity > l.closed"
        " ORDER BY o.confirmed_at DESC LIMIT $4",
        product,
        [str(status) for status in CONCLUDED],
        now - timedelta(days=DAYS),
        most,
    )
