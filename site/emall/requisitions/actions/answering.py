"""The buyer's answers: what was asked for goes into the cart together, or will not be bought, or is open again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from emall.accounts.words import Duty
from emall.cart import queries as cart
from emall.cart.actions.lines import add_offers, unit_price
from emall.catalogue.words import ListingStatus
from emall.database import DB, Row
from emall.journal import Actor, Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refusal, Refused
from emall.messages.words import MessageKind
from emall.requisitions.access import may_reopen
from emall.requisitions.actions.lines import deeds_of, lock_lines, move_lines, tell_requesters
from emall.requisitions.queries import offers_meant
from emall.requisitions.rules import listing_in
from emall.requisitions.words import LineStatus
from emall.web.visitor import Visitor


async def merge(
    *, visitor: Visitor, lines: Sequence[int], chosen: Mapping[int, str], now: datetime | None = None
) -> int:
    """Put lines of several requests into the buyer's cart in one deed; how many kinds of goods that were.

    `chosen` maps lines to an article code or link, needed where only words were asked for, and taken instead of the
    offer asked for otherwise. Quantities of the same offer add up. Raises Conflict where a line was answered
    meanwhile, Refused with every reason; then nothing is in the cart.
    """
    now = now or clock.now()
    async with DB.transaction():
        found = await _open_lines(visitor, lines)
        offers = await _offers_for(found, chosen)
        wishes: dict[int, int] = {}
        for line in found:
            wishes[offers[line.id].listing] = wishes.get(offers[line.id].listing, 0) + line.quantity
        kinds = {offer.listing: offer for offer in offers.values()}
        await add_offers(visitor=visitor, wishes=wishes, offers=list(kinds.values()))
        for listing, offer in sorted(kinds.items()):
            alike = [line for line in found if offers[line.id].listing == listing]
            await take(alike, listing, unit_price(offer, wishes[listing]), visitor.person, now)
        await tell_requesters(MessageKind.REQUEST_MERGED, found, now=now, buyer=visitor.person_name)
        await record(visitor.actor(), *deeds_of("requisition.merge", found, LineStatus.MERGED))
    return len(kinds)


async def take(lines: Sequence[Row], listing: int, price_fen: int, buyer: int | None, now: datetime) -> None:
    """Locked lines will be bought as this offer, at the price it has now (fen each), by this buyer."""
    await move_lines(
        lines,
        LineStatus.MERGED,
        listing=listing,
        price_fen=price_fen,
        decided_by=buyer,
        decided_at=now,
        answer="",
    )


async def _open_lines(visitor: Visitor, lines: Sequence[int]) -> list[Row]:
    """These lines, locked, all of the visitor's unit and all still open."""
    if visitor.duty != Duty.BUYER or visitor.organisation is None:
        raise Forbidden(Duty.BUYER)
    if not lines:
        raise Refused("line", "tick_some_lines")
    found = await lock_lines(lines, visitor.organisation)
    if len(found) != len(set(lines)):
        raise Missing
    if any(line.status != LineStatus.OPEN for line in found):
        raise Conflict("line", "line_moved_on")
    return found


async def _offers_for(lines: Sequence[Row], chosen: Mapping[int, str]) -> dict[int, Row]:
    """Line → the offer on sale that answers it; raises Refused naming every line without one."""
    texts = {line.id: chosen.get(line.id, "").strip() for line in lines}
    links = {number: listing_in(text) for number, text in texts.items() if text}
    by_code, by_id = await offers_meant(list(texts.values()), [link for link in links.values() if link])
    wanted: dict[int, int | None] = {}
    refusals = []
    for line in lines:
        text = texts[line.id]
        meant = (by_id.get(links.get(line.id) or 0) or by_code.get(text.upper())) if text else None
        wanted[line.id] = meant.id if meant else (None if text else line.listing)
        if wanted[line.id] is None:
            key = "offer_not_on_sale" if text else "choose_an_offer"
            refusals.append(Refusal(f"offer-{line.id}", key))
    offers = {row.listing: row for row in await cart.offers([one for one in wanted.values() if one])}
    refusals += [
        Refusal(f"offer-{line}", "offer_not_on_sale")
        for line, listing in wanted.items()
        if listing and (listing not in offers or offers[listing].status != ListingStatus.LIVE)
    ]
    if refusals:
        raise Refused(*refusals)
    return {line: offers[listing] for line, listing in wanted.items() if listing}


async def refuse(*, visitor: Visitor, lines: Sequence[int], reason: str, now: datetime | None = None) -> int:
    """Say that these will not be bought, and why; how many lines. Raises Conflict, Refused."""
    now = now or clock.now()
    if not reason.strip():
        raise Refused("reason", "reason_needed_not_to_buy")
    async with DB.transaction():
        found = await _open_lines(visitor, lines)
        await record(visitor.actor(), *await turn_down(found, reason.strip()[:200], visitor.actor(), now))
    return len(found)


async def turn_down(lines: Sequence[Row], reason: str, buyer: Actor, now: datetime) -> list[Deed]:
    """Locked lines will not be bought by this buyer, and whoever asked is told why; the deeds."""
    await move_lines(lines, LineStatus.REFUSED, answer=reason, decided_by=buyer.person, decided_at=now)
    await tell_requesters(MessageKind.REQUEST_REFUSED, lines, now=now, buyer=buyer.name, reason=reason)
    return deeds_of("requisition.refuse", lines, LineStatus.REFUSED, note=reason)


async def reopen(*, visitor: Visitor, number: str, line: int) -> str:
    """A line in the cart is to be decided again; the cart itself is the buyer's to change. Raises Missing, Conflict."""
    async with DB.transaction():
        found = await lock_lines([line], visitor.organisation or 0)
        if not found or found[0].number != number:
            raise Missing
        if visitor.duty != Duty.BUYER:
            raise Forbidden(Duty.BUYER)
        if not may_reopen(visitor, found[0], found[0]):
            raise Conflict("line", "line_moved_on")
        await move_lines(found, LineStatus.OPEN, decided_by=None, decided_at=None)
        await record(visitor.actor(), *deeds_of("requisition.reopen", found, LineStatus.OPEN))
    return number
