"""What the forms of delivery show: what can be shipped, counted in, and judged."""

from collections.abc import Callable, Mapping
from typing import Any

from emall.database import DB, Row
from emall.delivery.access import may_accept, may_receive, may_ship
from emall.orders.queries import OrderPage, order_page
from emall.web.visitor import Visitor


async def _page_for(
    number: str, visitor: Visitor, may: Callable[[Visitor, Mapping[str, Any]], bool]
) -> OrderPage | None:
    page = await order_page(number, visitor)
    return page if page is not None and may(visitor, page.order) else None


async def to_ship(number: str, visitor: Visitor) -> OrderPage | None:
    """The order's page for a supplier who may ship now, else None; each line has `open` pieces to send."""
    return await _page_for(number, visitor, may_ship)


async def to_receive(number: str, visitor: Visitor) -> OrderPage | None:
    """The order's page for a receiver who may count a parcel in now; parcels without `received_at` wait."""
    return await _page_for(number, visitor, may_receive)


async def to_accept(number: str, visitor: Visitor) -> OrderPage | None:
    """The order's page for a receiver who may judge now; each line has `unjudged` pieces, `in_transit` are missing."""
    return await _page_for(number, visitor, may_accept)


async def carriers(supplier: int) -> list[Row]:
    """Carriers a supplier has used, most often first, to choose from."""
    return await DB.fetch(
        'SELECT s.carrier, count(*) AS parcels FROM shipment s JOIN purchase_order o ON o.id = s."order"'
        " WHERE o.supplier = $1 GROUP BY s.carrier ORDER BY count(*) DESC, s.carrier LIMIT 10",
        supplier,
    )


async def people_of(organisation: int) -> list[Row]:
    """People in a post of a unit (id, name, title of one of their posts), to choose members of an acceptance from."""
    return await DB.fetch(
        "SELECT DISTINCT ON (h.id) h.id, h.name, p.title, p.duty FROM post p JOIN person h ON h.id = p.person"
        " WHERE p.organisation = $1 AND p.active AND h.active ORDER BY h.id, p.duty DESC, p.id",
        organisation,
    )
