"""Draft purchase sheets: one order per supplier, and the lines filled from the listings until they are frozen."""

from collections.abc import Mapping
from datetime import datetime

from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.numbers import number
from emall.kernel.refusal import Forbidden, Refusal, Refused
from emall.orders.actions.freezing import freeze_lines
from emall.orders.rules import regime_for
from emall.orders.words import ORDER_PREFIX, PURCHASE_PREFIX
from emall.web.visitor import Visitor


async def next_number(prefix: str, sequence: str, now: datetime) -> str:
    """The next number of a kind of document, from its own sequence in the database; gaps are harmless."""
    running: int = await DB.fetch_value("SELECT nextval($1::text::regclass)", sequence)
    return number(prefix, clock.day_of(now), running)


async def draft(*, visitor: Visitor, quantities: Mapping[int, int], now: datetime | None = None) -> Row:
    """A draft purchase sheet of a buyer from listing ids and quantities, split into one order per supplier.

    Returns its row (id, number). Nothing is held yet: stock, price and standing are looked at again on submission.
    """
    if visitor.duty != Duty.BUYER or visitor.post is None or visitor.organisation is None:
        raise Forbidden(Duty.BUYER)
    now = now or clock.now()
    async with DB.transaction():
        suppliers = await _suppliers_of(quantities)
        purchase = await DB.fetch_row(
            "INSERT INTO purchase (number, organisation, buyer, buyer_post, status, created_at)"
            " VALUES ($1, $2, $3, $4, 'draft', $5) RETURNING id, number",
            await next_number(PURCHASE_PREFIX, "purchase_number", now),
            visitor.organisation,
            visitor.person,
            visitor.post,
            now,
        )
        assert purchase is not None
        for supplier in dict.fromkeys(suppliers.values()):
            theirs = {one: quantities[one] for one in quantities if suppliers[one] == supplier}
            await _draft_order(visitor, purchase.id, supplier, theirs, now)
        await freeze_lines(purchase.id)
    return purchase


async def _suppliers_of(quantities: Mapping[int, int]) -> dict[int, int]:
    """Listing → supplier, in the order the listings were given; refuses what cannot be ordered at all."""
    if not quantities:
        raise Refused("lines", "nothing_chosen")
    rows = await DB.fetch("SELECT id, supplier FROM listing WHERE id = ANY($1::bigint[])", list(quantities))
    suppliers = {row.id: row.supplier for row in rows}
    refusals = [
        Refusal(f"quantity-{listing}", "quantity_at_least_one" if listing in suppliers else "listing_gone")
        for listing, quantity in quantities.items()
        if listing not in suppliers or quantity < 1
    ]
    if refusals:
        raise Refused(*refusals)
    return {listing: suppliers[listing] for listing in quantities}


async def _draft_order(
    visitor: Visitor, purchase: int, supplier: int, quantities: Mapping[int, int], now: datetime
) -> None:
    order = await DB.fetch_value(
        "INSERT INTO purchase_order (number, purchase, organisation, supplier, buyer, status, regime, created_at)"
        " VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7) RETURNING id",
        await next_number(ORDER_PREFIX, "order_number", now),
        purchase,
        visitor.organisation,
        supplier,
        visitor.person,
        str(regime_for(kind=visitor.organisation_kind)),
        now,
    )
    await DB.execute(_FIRST_LINES, order, list(quantities), list(quantities.values()))


_FIRST_LINES = """
INSERT INTO order_line ("order", position, listing, quantity, product_id, sku_code, title, brand, model, maker,
    unit, tags, official_edition, official_code, price_fen, price_version, line_fen)
SELECT $1, x.place, l.id, x.quantity, l.product, l.sku_code, l.title, '', '', '', '', '{}', '', '',
    l.price_fen, l.price_version, x.quantity * l.price_fen
FROM unnest($2::bigint[], $3::int[]) WITH ORDINALITY x(listing, quantity, place) JOIN listing l ON l.id = x.listing"""
