"""What a supplier changes on its own listings: price list, stock, on or off the shelf. Each change is journaled."""

from collections.abc import Sequence
from typing import Any

from emall.catalogue.rules.pricing import Tier, refusals_for_price
from emall.catalogue.rules.shelf import refusals_for_shelf, refusals_for_stock
from emall.catalogue.words import ListingStatus
from emall.database import DB, Row
from emall.journal import Deed, journal, outbox
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refusal, Refused


async def change_price(
    *,
    actor: Any,
    supplier: int,
    listing: int,
    version: int,
    price_fen: int,
    tiers: Sequence[Tier],
    reason: str,
) -> None:
    """Give an own listing a new price list (fen) with the reason for it; the old one stays in its history.

    Raises Missing for someone else's listing, Conflict when it changed since it was read, Refused with every reason.
    """
    async with DB.transaction():
        row = await _own(supplier, listing, version)
        refusals = refusals_for_price(price_fen=price_fen, tiers=tiers, min_order=row.min_order)
        if not reason:
            refusals.append(Refusal("reason", "reason_needed"))
        if refusals:
            raise Refused(*refusals)
        number = row.price_version + 1
        await _save(row, "price_fen = $3, price_version = $4", price_fen, number)
        await _write_tiers(listing, tiers)
        await append_price(
            listing=listing,
            version=number,
            price_fen=price_fen,
            tiers=tiers,
            person=actor.person,
            reason=reason,
        )
        before, after = (
            {"price_fen": row.price_fen},
            {"price_fen": price_fen, "tiers": [list(t) for t in tiers]},
        )
        await _tell(actor, row, "listing.price", before, after, reason)


async def append_price(
    *,
    listing: int,
    version: int,
    price_fen: int,
    tiers: Sequence[Tier],
    person: int | None,
    reason: str,
) -> None:
    """Write one price into a listing's history; never changed afterwards."""
    await DB.execute(
        "INSERT INTO price_change (listing, version, price_fen, tiers, changed_by, reason, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        listing,
        version,
        price_fen,
        [list(tier) for tier in tiers],
        person,
        reason,
        clock.now(),
    )


async def change_stock(*, actor: Any, supplier: int, listing: int, version: int, on_hand: int) -> None:
    """Correct how many of an own listing are in store; never below what placed orders hold."""
    async with DB.transaction():
        row = await _own(supplier, listing, version)
        refusals = refusals_for_stock(on_hand=on_hand, held=row.stock_held)
        if refusals:
            raise Refused(*refusals)
        await _save(row, "stock_on_hand = $3", on_hand)
        await _tell(
            actor,
            row,
            "listing.stock",
            {"on_hand": row.stock_on_hand},
            {"on_hand": on_hand},
        )


async def move_shelf(*, actor: Any, supplier: int, listing: int, version: int, to: str, reason: str) -> None:
    """Take an own listing off the shelf with a reason buyers can read, or put it back on."""
    async with DB.transaction():
        row = await _own(supplier, listing, version)
        free = row.stock_on_hand - row.stock_held
        refusals = refusals_for_shelf(
            status=row.status, to=to, free=free, min_order=row.min_order, reason=reason
        )
        if refusals:
            raise Refused(*refusals)
        shown = reason if to == ListingStatus.OFF_SHELF else ""
        await _save(row, "status = $3, off_reason = $4", str(to), shown)
        await _tell(
            actor,
            row,
            "listing.shelf",
            {"status": row.status},
            {"status": str(to)},
            reason,
        )


async def _own(supplier: int, listing: int, version: int) -> Row:
    row = await DB.fetch_row(
        "SELECT id, supplier, title, status, price_fen, price_version, min_order, stock_on_hand, stock_held, version"
        " FROM listing WHERE id = $1 AND supplier = $2 FOR NO KEY UPDATE",
        listing,
        supplier,
    )
    if row is None:
        raise Missing
    if row.version != version:
        raise Conflict("version", "listing_changed")
    return row


async def _save(row: Row, change: str, *values: Any) -> None:
    at = len(values) + 3
    await DB.execute(
        f"UPDATE listing SET {change}, version = version + 1, updated_at = ${at} WHERE id = $1 AND version = $2",
        row.id,
        row.version,
        *values,
        clock.now(),
    )


async def _write_tiers(listing: int, tiers: Sequence[Tier]) -> None:
    await DB.execute("DELETE FROM price_tier WHERE listing = $1", listing)
    if tiers:
        await DB.execute(
            "INSERT INTO price_tier (listing, from_quantity, price_fen)"
            " SELECT $1, * FROM unnest($2::int[], $3::bigint[])",
            listing,
            [quantity for quantity, _ in tiers],
            [fen for _, fen in tiers],
        )


async def _tell(
    actor: Any,
    row: Row,
    act: str,
    before: dict[str, Any],
    after: dict[str, Any],
    note: str = "",
) -> None:
    await outbox.put("listing", row.id, reason=act)
    deed = Deed(
        act,
        "listing",
        str(row.id),
        before,
        after,
        note=note,
        organisations=(row.supplier,),
    )
    await journal.record(actor, deed)
