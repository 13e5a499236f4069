"""Putting goods into the cart, changing and removing them. A cart is no record: nothing here is journaled."""

from collections.abc import Mapping, Sequence
from typing import Any

from emall.cart import queries
from emall.cart.rules import available, look_at, nearest_quantity
from emall.catalogue.rules import price_for
from emall.catalogue.words import ListingStatus
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.refusal import Missing, Refused
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor


def unit_price(offer: Any, quantity: int) -> int:
    """Today's unit price in fen for a quantity of an offer."""
    return price_for(quantity, offer.price_fen, [(start, fen) for start, fen in offer.tiers])


async def add_line(*, visitor: Visitor, listing: int, quantity: int) -> Row:
    """Put goods into the cart, on top of what is there; a first quantity below the minimum becomes the minimum.

    Raises Missing for an unknown listing, Refused when it is not on sale or the cart is full.
    """
    offer = await queries.offer(listing)
    if offer is None:
        raise Missing
    if offer.status != ListingStatus.LIVE:
        raise Refused("listing", "not_sold_now")
    await add_offers(visitor=visitor, wishes={listing: quantity}, offers=[offer])
    return offer


async def add_offers(*, visitor: Visitor, wishes: Mapping[int, int], offers: Sequence[Any]) -> None:
    """Put several offers into the cart at today's prices; raises Refused when there is no room for the new ones."""
    most = await rule(
        Rule.CART_LINES_MOST, region=visitor.region, kind=visitor.organisation_kind, on=clock.today()
    )
    async with DB.transaction():
        for offer in sorted(offers, key=lambda offer: offer.listing):
            await _put(visitor, offer, max(wishes[offer.listing], offer.min_order))
        if await queries.cart_size(person=visitor.person, organisation=visitor.organisation or 0) > most:
            raise Refused("listing", "cart_is_full", most=most)


async def _put(visitor: Visitor, offer: Any, quantity: int) -> None:
    row = await DB.fetch_row(
        """INSERT INTO cart_line AS c (person, organisation, listing, quantity, chosen, seen_price_fen,
                                       seen_price_version, added_at)
           VALUES ($1, $2, $3, $4, true, $5, $6, $7)
           ON CONFLICT (person, organisation, listing) DO UPDATE
           SET quantity = least(c.quantity + excluded.quantity, 999999), chosen = true
           RETURNING id, quantity""",
        visitor.person,
        visitor.organisation,
        offer.listing,
        quantity,
        unit_price(offer, quantity),
        offer.price_version,
        clock.now(),
    )
    assert row is not None
    await _see(row.id, offer, row.quantity)


async def _see(line: int, offer: Any, quantity: int) -> None:
    """The buyer has now seen this price: later changes are measured against it."""
    await DB.execute(
        "UPDATE cart_line SET quantity = $2, seen_price_fen = $3, seen_price_version = $4 WHERE id = $1",
        line,
        quantity,
        unit_price(offer, quantity),
        offer.price_version,
    )


async def _own(visitor: Visitor, line: int) -> Row:
    row: Row | None = await queries.cart_line(
        number=line, person=visitor.person, organisation=visitor.organisation or 0
    )
    if row is None:
        raise Missing
    return row


async def change_quantity(*, visitor: Visitor, line: int, quantity: int) -> None:
    """Another quantity; a price rise still unconfirmed stays unconfirmed. Raises Missing.

    Quantities the supplier does not sell are kept as typed: the page shows what is wrong and offers the nearest.
    """
    row = await _own(visitor, line)
    risen = row.price_version != row.seen_price_version and unit_price(row, row.quantity) > row.seen_price_fen
    if risen:
        await DB.execute("UPDATE cart_line SET quantity = $2 WHERE id = $1", row.id, quantity)
    else:
        await _see(row.id, row, quantity)


async def mend_line(*, visitor: Visitor, line: int) -> None:
    """Accept today's price and take the nearest quantity that can be ordered. Raises Missing."""
    row = await _own(visitor, line)
    free = available(row, unit_price(row, row.quantity))
    nearest = nearest_quantity(quantity=row.quantity, min_order=row.min_order, step=row.step, free=free)
    await _see(row.id, row, nearest or row.quantity)


async def choose_lines(*, visitor: Visitor, shown: Sequence[int], chosen: Sequence[int]) -> None:
    """Tick exactly the chosen ones among the lines that were shown."""
    await DB.execute(
        """UPDATE cart_line SET chosen = id = ANY($4::bigint[])
           WHERE person = $1 AND organisation = $2 AND id = ANY($3::bigint[])""",
        visitor.person,
        visitor.organisation,
        list(shown),
        list(chosen),
    )


async def remove_line(*, visitor: Visitor, line: int) -> str:
    """Take a line out of the cart; the title of what went. Raises Missing."""
    row = await _own(visitor, line)
    await DB.execute("DELETE FROM cart_line WHERE id = $1", row.id)
    return str(row.title)


async def remove_gone(*, visitor: Visitor) -> int:
    """Take out every line that can no longer be ordered at all; how many went."""
    rows = await queries.cart_rows(person=visitor.person, organisation=visitor.organisation or 0)
    gone = [row.id for row in rows if look_at(row, to=visitor.region, today=clock.today()).gone]
    await DB.execute("DELETE FROM cart_line WHERE id = ANY($1::bigint[])", gone)
    return len(gone)
