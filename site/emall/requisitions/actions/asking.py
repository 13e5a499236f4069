"""Colleagues ask for what they need, and take back what nobody has answered yet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from emall.accounts.words import Duty
from emall.database import DB
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refused
from emall.messages.actions import tell
from emall.messages.words import MessageKind
from emall.orders.actions import next_number
from emall.requisitions.access import may_view, may_withdraw
from emall.requisitions.actions.lines import deeds_of, in_words, lock_lines, move_lines
from emall.requisitions.queries import offers_meant
from emall.requisitions.rules import Wish, listing_in, refusals_for_request
from emall.requisitions.words import ASKERS, REQUISITION_PREFIX, LineStatus
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def meant(wishes: Sequence[Wish]) -> list[Wish]:
    """The same wishes; where the words are an article code or a link to an offer on sale, that offer is what is meant."""
    links = {one.row: listing_in(one.words) or one.listing for one in wishes}
    by_code, by_id = await offers_meant(
        [one.words for one in wishes], [link for link in links.values() if link]
    )
    found = []
    for one in wishes:
        offer = by_id.get(links[one.row] or 0) or by_code.get(one.words.strip().upper())
        found.append(
            replace(one, words=offer.title, unit=offer.unit, listing=offer.id, price_fen=offer.price_fen)
            if offer
            else replace(one, listing=None)
        )
    return found


async def ask(
    *,
    visitor: Visitor,
    wishes: Sequence[Wish],
    reason: str,
    wanted_on: date | None = None,
    now: datetime | None = None,
) -> str:
    """Ask the unit's buyers for goods (提需求); the number of the request. Raises Forbidden, Refused."""
    if visitor.duty not in ASKERS or visitor.organisation is None:
        raise Forbidden(ASKERS)
    now = now or clock.now()
    wishes = await meant(wishes)
    refusals = refusals_for_request(
        wishes=wishes, reason=reason, wanted_on=wanted_on, today=clock.day_of(now)
    )
    if refusals:
        raise Refused(*refusals)
    async with DB.transaction():
        number, deed = await put_down(visitor.actor(), wishes, reason, wanted_on, now)
        await record(visitor.actor(), deed)
    return number


async def put_down(
    actor: Actor, wishes: Sequence[Wish], reason: str, wanted_on: date | None, now: datetime
) -> tuple[str, Deed]:
    """Write a request down and tell the buyers of the actor's unit; its number and the deed. Checks nothing."""
    unit = actor.organisation or 0
    number = await next_number(REQUISITION_PREFIX, "requisition_number", now)
    made = await DB.fetch_value(
        "INSERT INTO requisition (number, organisation, requester, reason, wanted_on, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        *(number, unit, actor.person, reason.strip()[:300], wanted_on, now),
    )
    await DB.execute_many(
        "INSERT INTO requisition_line (requisition, position, words, unit, quantity, listing, price_fen, status)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, 'open')",
        [
            (made, place, one.words[:160], one.unit[:8], one.quantity, one.listing, one.price_fen)
            for place, one in enumerate(wishes, start=1)
        ],
    )
    await tell(
        MessageKind.REQUEST_MADE,
        organisation=unit,
        duties=(Duty.BUYER,),
        link=f"/requests/{number}",
        facts={"requester": actor.name, "number": number, "words": in_words(wishes)},
        now=now,
    )
    after = {"lines": {str(place): str(LineStatus.OPEN) for place in range(1, len(wishes) + 1)}}
    return number, Deed(
        "requisition.make", "requisition", number, None, after, note=reason.strip(), organisations=(unit,)
    )


async def withdraw_line(*, visitor: Visitor, number: str, line: int) -> str:
    """Take back one line nobody has answered yet; the number. Raises Missing, Conflict."""
    async with DB.transaction():
        found = await lock_lines([line], visitor.organisation or 0)
        if not found or found[0].number != number or not may_view(visitor, found[0]):
            raise Missing
        if visitor.person != found[0].requester:
            raise Forbidden(Duty.REQUESTER)
        if not may_withdraw(visitor, found[0], found[0]):
            raise Conflict("line", "line_moved_on")
        await move_lines(found, LineStatus.WITHDRAWN)
        await record(visitor.actor(), *deeds_of("requisition.withdraw", found, LineStatus.WITHDRAWN))
    return number
