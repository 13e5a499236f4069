"""Whom an invoice is made out to, and by whom."""

from collections.abc import Sequence

from emall.database import DB, Row


async def titles_of(orders: Sequence[int]) -> list[Row]:
    """The invoice data of orders by id: as frozen on their sheet, else the unit's own name and tax number.

    Rows: id number status organisation buyer_name buyer_uscc kind seller_name seller_uscc confirmed_on.
    """
    return await DB.fetch(_TITLES, list(orders))


_TITLES = """
SELECT o.id, o.number, o.status, o.organisation, coalesce(nullif(p.invoice_title, ''), u.name) AS buyer_name,
       coalesce(nullif(p.invoice_uscc, ''), u.uscc) AS buyer_uscc,
       coalesce(nullif(p.invoice_kind, ''), 'digital_plain') AS kind, s.name AS seller_name, s.uscc AS seller_uscc,
       (o.confirmed_at AT TIME ZONE 'Asia/Shanghai')::date AS confirmed_on
FROM purchase_order o JOIN purchase p ON p.id = o.purchase JOIN organisation u ON u.id = o.organisation
JOIN organisation s ON s.id = o.supplier WHERE o.id = ANY($1::bigint[]) ORDER BY o.id"""
