"""Keeping shopping lists (常购清单) and filling the cart from them or from pasted rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from emall.cart import queries
from emall.cart.actions.lines import add_offers, unit_price
from emall.cart.rules import merged
from emall.cart.words import LIST_LINES_MOST, QUICK_ROWS_MOST
from emall.catalogue.words import ListingStatus
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.quantity import BadQuantity, parse_quantity
from emall.kernel.refusal import Missing, Refusal, Refused
from emall.web.visitor import Visitor

_ROW = re.compile(r"^(?P<code>.+?)(?:[\t,，;；]\s*|\s+)(?P<quantity>[^\s\t,，;；]+)\s*$")


@dataclass(frozen=True, slots=True)
class QuickRow:
    """One pasted row as it was understood: an offer and a quantity, or what is wrong with it."""

    number: int
    text: str
    offer: Any = None
    quantity: int = 0
    refusal: Refusal | None = None


async def make_list(*, visitor: Visitor, name: str, shared: bool, wishes: Sequence[tuple[int, int]]) -> int:
    """A new list from (listing, quantity) pairs; its number. Raises Refused when it has no name or too many lines."""
    if not name:
        raise Refused("name", "list_needs_a_name")
    if len(wishes) > LIST_LINES_MOST:
        raise Refused("name", "list_is_full", most=LIST_LINES_MOST)
    async with DB.transaction():
        number = await DB.fetch_value(
            """INSERT INTO shopping_list (organisation, owner, name, shared, created_at)
               VALUES ($1, $2, $3, $4, $5) RETURNING id""",
            visitor.organisation,
            visitor.person,
            name,
            shared,
            clock.now(),
        )
        await _fill(number, merged(wishes).items())
    return int(number)


async def _fill(number: int, wishes: Any) -> None:
    pairs = dict(wishes)
    for position, offer in enumerate(await queries.offers(list(pairs))):
        await DB.execute(
            """INSERT INTO shopping_list_line (shopping_list, listing, quantity, last_price_fen, position)
               VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (shopping_list, listing) DO UPDATE SET quantity = excluded.quantity""",
            number,
            offer.listing,
            pairs[offer.listing],
            unit_price(offer, pairs[offer.listing]),
            position,
        )


async def list_from_cart(*, visitor: Visitor, name: str, shared: bool) -> int:
    """Keep what is in the cart as a list; its number."""
    rows = await queries.cart_rows(person=visitor.person, organisation=visitor.organisation or 0)
    return await make_list(
        visitor=visitor, name=name, shared=shared, wishes=[(row.listing, row.quantity) for row in rows]
    )


async def _own_list(visitor: Visitor, number: int, *, to_change: bool = False) -> Row:
    row = await queries.own_list(number=number, person=visitor.person, organisation=visitor.organisation or 0)
    if row is None or (to_change and row.owner != visitor.person):
        raise Missing
    return row


async def change_list(*, visitor: Visitor, number: int, quantities: dict[int, int]) -> None:
    """New quantities by line id; only the owner changes a list. Raises Missing."""
    await _own_list(visitor, number, to_change=True)
    await DB.execute(
        """UPDATE shopping_list_line n SET quantity = w.quantity
           FROM unnest($2::bigint[], $3::int[]) AS w(id, quantity)
           WHERE n.id = w.id AND n.shopping_list = $1""",
        number,
        list(quantities),
        list(quantities.values()),
    )


async def remove_list(*, visitor: Visitor, number: int) -> str:
    """Throw an own list away; its name. Raises Missing."""
    row = await _own_list(visitor, number, to_change=True)
    await DB.execute("DELETE FROM shopping_list WHERE id = $1", number)
    return str(row.name)


async def remove_list_line(*, visitor: Visitor, number: int, line: int) -> None:
    """Take one line off an own list. Raises Missing."""
    await _own_list(visitor, number, to_change=True)
    await DB.execute("DELETE FROM shopping_list_line WHERE id = $1 AND shopping_list = $2", line, number)


async def list_into_cart(*, visitor: Visitor, number: int) -> tuple[int, int]:
    """Put everything on a list that is on sale into the cart; how many went in and how many could not."""
    await _own_list(visitor, number)
    rows = await queries.list_rows(number)
    on_sale = [row for row in rows if row.status == ListingStatus.LIVE]
    async with DB.transaction():
        await add_offers(
            visitor=visitor, wishes={row.listing: row.quantity for row in on_sale}, offers=on_sale
        )
        await DB.execute("UPDATE shopping_list SET used_at = $2 WHERE id = $1", number, clock.now())
        for row in on_sale:
            await DB.execute(
                "UPDATE shopping_list_line SET last_price_fen = $2 WHERE id = $1",
                row.id,
                unit_price(row, row.quantity),
            )
    return len(on_sale), len(rows) - len(on_sale)


async def understood(text: str) -> list[QuickRow]:
    """Pasted rows, each matched to an offer on sale or refused with its reason. Raises Refused when there are too many."""
    rows = [(number, row.strip()) for number, row in enumerate(text.split("\n"), start=1) if row.strip()]
    if len(rows) > QUICK_ROWS_MOST:
        raise Refused("rows", "too_many_rows", most=QUICK_ROWS_MOST, count=len(rows))
    split = {number: _split(row) for number, row in rows}
    found: dict[str, list[Row]] = {}
    for offer in await queries.offers_by_code([code for code, _ in split.values() if code]):
        found.setdefault(offer.code, []).append(offer)
    return [_match(number, row, *split[number], found) for number, row in rows]


def _split(row: str) -> tuple[str, str]:
    match = _ROW.match(row.replace("\u3000", " "))
    return (match["code"].strip(), match["quantity"]) if match else (row, "")


def _match(number: int, text: str, code: str, quantity: str, found: dict[str, list[Row]]) -> QuickRow:
    offers = found.get(code.upper(), [])
    if not quantity:
        return QuickRow(number, text, refusal=Refusal("rows", "quantity_missing"))
    if not offers:
        return QuickRow(number, text, refusal=Refusal("rows", "unknown_code", code=code))
    try:
        return QuickRow(number, text, offers[0], parse_quantity(quantity))
    except BadQuantity:
        return QuickRow(number, text, refusal=Refusal("rows", "not_a_whole_number"))


async def rows_into_cart(*, visitor: Visitor, text: str) -> tuple[int, list[QuickRow]]:
    """Put the rows understood into the cart; how many went in, and the rows that did not."""
    rows = await understood(text)
    good = [row for row in rows if row.refusal is None]
    wishes = merged((row.offer.listing, row.quantity) for row in good)
    offers = {row.offer.listing: row.offer for row in good}
    await add_offers(visitor=visitor, wishes=wishes, offers=list(offers.values()))
    return len(good), [row for row in rows if row.refusal is not None]
