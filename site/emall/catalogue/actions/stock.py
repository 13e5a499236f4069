"""Stock of listings, held when an order is placed and let go, shipped or taken back as it goes on.

Every deed runs inside the caller's transaction, locks the listings in the order of their ids, and leaves a row in
the outbox for the search. Quantities count in the listing's unit; `quantities` maps listing ids to them.
"""

from collections.abc import Mapping

from emall.catalogue.rules.shelf import refusals_for_quantity
from emall.catalogue.words import ListingStatus
from emall.database import DB, Row
from emall.journal import outbox
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Refusal, Refused

Quantities = Mapping[int, int]

# What is in store has changed: a count entered on a page opened before would undo it.
_OUTDATED = "version = l.version + 1"


async def lock_listings(ids: Quantities | list[int]) -> dict[int, Row]:
    """Lock listings for a change, in the order of their ids, and read what selling them needs."""
    rows = await DB.fetch(
        "SELECT id, title, status, price_fen, price_version, min_order, step, supplier,"
        " stock_on_hand, stock_held, stock_on_hand - stock_held AS free FROM listing"
        " WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE",
        sorted(set(ids)),
    )
    return {row.id: row for row in rows}


async def hold_stock(quantities: Quantities) -> None:
    """Set goods aside for an order. Refused with one reason per listing that is not on sale or has too little."""
    listings = await lock_listings(quantities)
    refusals: list[Refusal] = []
    for listing, quantity in sorted(quantities.items()):
        refusals += _refusals(listings.get(listing), listing, quantity)
    if refusals:
        raise Refused(*refusals)
    await _change(
        quantities,
        "stock_held = l.stock_held + q.quantity",
        "l.status = 'live' AND l.stock_on_hand - l.stock_held >= q.quantity",
    )


async def release_stock(quantities: Quantities) -> None:
    """Let go of goods set aside: an order was declined, withdrawn, cancelled or ran out."""
    await lock_listings(quantities)
    await _change(
        quantities,
        "stock_held = l.stock_held - q.quantity",
        "l.stock_held >= q.quantity",
    )


async def ship_stock(quantities: Quantities) -> None:
    """Goods set aside leave the store."""
    await lock_listings(quantities)
    await _change(
        quantities,
        f"stock_on_hand = l.stock_on_hand - q.quantity, stock_held = l.stock_held - q.quantity, {_OUTDATED}",
        "l.stock_held >= q.quantity",
    )


async def take_back_stock(quantities: Quantities) -> None:
    """Shipped goods count again, and stay set aside: the supplier owes the order a replacement."""
    await lock_listings(quantities)
    await _change(
        quantities,
        f"stock_on_hand = l.stock_on_hand + q.quantity, stock_held = l.stock_held + q.quantity, {_OUTDATED}",
        "true",
    )


async def restock(quantities: Quantities) -> None:
    """Goods returned for money are in store again, for anybody."""
    await lock_listings(quantities)
    await _change(quantities, f"stock_on_hand = l.stock_on_hand + q.quantity, {_OUTDATED}", "true")


async def scrap_stock(quantities: Quantities) -> None:
    """Goods counted in store that cannot be sold any more; Conflict when too few of them are free."""
    await lock_listings(quantities)
    await _change(
        quantities,
        f"stock_on_hand = l.stock_on_hand - q.quantity, {_OUTDATED}",
        "l.stock_on_hand - l.stock_held >= q.quantity",
    )


def _refusals(row: Row | None, listing: int, quantity: int) -> list[Refusal]:
    field = f"quantity-{listing}"
    if row is None or row.status != ListingStatus.LIVE:
        return [Refusal(field, "not_on_sale", title=row.title if row else "")]
    found = refusals_for_quantity(quantity=quantity, min_order=row.min_order, step=row.step, free=row.free)
    return [Refusal(field, refusal.key, **refusal.params) for refusal in found]


async def _change(quantities: Quantities, change: str, condition: str) -> None:
    ids = sorted(quantities)
    rows = await DB.fetch(
        f"UPDATE listing l SET {change}, updated_at = $3 FROM unnest($1::bigint[], $2::int[]) q(id, quantity)"
        f" WHERE l.id = q.id AND q.quantity > 0 AND {condition} RETURNING l.id",
        ids,
        [quantities[listing] for listing in ids],
        clock.now(),
    )
    if len(rows) != len(ids):
        raise Conflict("stock", "stock_changed")
    await outbox.put("listing", *ids, reason="stock")
