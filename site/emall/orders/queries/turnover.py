"""What a supplier sold, day by day."""

from datetime import date, timedelta

from emall.database import DB, Row


async def turnover(*, supplier: int, until: date, days: int = 30) -> list[Row]:
    """Value of the orders confirmed on each of the last `days` days, Beijing time: day, fen, orders. Empty days too."""
    return await DB.fetch(
        "SELECT d::date AS day, coalesce(sum(o.total_fen), 0)::bigint AS fen, count(o.id) AS orders"
        " FROM generate_series($2::date, $3::date, interval '1 day') d"
        " LEFT JOIN purchase_order o ON o.supplier = $1 AND o.status <> 'cancelled'"
        " AND o.confirmed_at >= (d::date::timestamp AT TIME ZONE 'Asia/Shanghai')"
        " AND o.confirmed_at < ((d::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"
        " GROUP BY d ORDER BY d",
        supplier,
        until - timedelta(days=days - 1),
        until,
    )
