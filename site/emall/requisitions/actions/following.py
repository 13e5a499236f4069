"""What the orders that buy them do to the lines of requests: ordered, back in the cart, arrived, or open again."""

from collections.abc import Sequence
from datetime import datetime

from emall.database import DB, Row
from emall.journal import Deed
from emall.messages.words import MessageKind
from emall.orders.words import OrderStatus as S
from emall.requisitions.actions.lines import LOCKED, deeds_of, move_lines, tell_requesters
from emall.requisitions.rules import fitting
from emall.requisitions.words import LineStatus
from emall.web.actor import Actor

UNDER_WAY = frozenset({S.PENDING_APPROVAL, S.PENDING_SUPPLIER})
ENDED = frozenset({S.WITHDRAWN, S.DECLINED, S.EXPIRED, S.CANCELLED})


async def follow_order(order: Row, to: str, actor: Actor, now: datetime) -> Sequence[Deed]:
    """An order moves: the requests it buys for follow in the same transaction, and whoever asked is told."""
    if to in UNDER_WAY:
        deeds = [*await _let_go_of_missing(order, now), *await _order(order)]
        if to == S.PENDING_SUPPLIER:
            await _tell(MessageKind.REQUEST_ORDERED, order, now)
        return deeds
    bought = await _bought(order) if to in ENDED | {S.RETURNED, S.RECEIVED} else []
    if not bought:
        return []
    if to == S.RETURNED:
        await move_lines(bought, LineStatus.MERGED, order=None)
        return deeds_of("requisition.unorder", bought, LineStatus.MERGED, order=order.number)
    if to == S.RECEIVED:
        return await _arrive(order, bought, now)
    return await _open_again(order, bought, now)


async def _bought(order: Row) -> list[Row]:
    """Lines this order buys for, locked."""
    return await DB.fetch(LOCKED.format('n."order" = $1'), order.id)


async def _pieces(order: Row) -> dict[int, int]:
    rows = await DB.fetch(
        'SELECT listing, sum(quantity - closed)::int AS pieces FROM order_line WHERE "order" = $1 GROUP BY listing',
        order.id,
    )
    return {row.listing: row.pieces for row in rows}


async def _let_go_of_missing(order: Row, now: datetime) -> list[Deed]:
    """What was struck off the sheet, or taken off before it was submitted again, is open again."""
    pieces = await _pieces(order)
    gone = [line for line in await _bought(order) if not pieces.get(line.listing)]
    return await _open_again(order, gone, now) if gone else []


async def _order(order: Row) -> list[Deed]:
    """Lines this buyer has merged that the order covers; a line too large for what was ordered waits for the next."""
    pieces = await _pieces(order)
    merged = await DB.fetch(
        LOCKED.format(
            "n.status = 'merged' AND n.decided_by = $1 AND r.organisation = $2 AND n.listing = ANY($3::bigint[])"
        ),
        order.buyer,
        order.organisation,
        list(pieces),
    )
    for line in await _bought(order):
        pieces[line.listing] = pieces.get(line.listing, 0) - line.quantity
    covered = fitting(merged=merged, ordered=pieces)
    if not covered:
        return []
    await move_lines(covered, LineStatus.ORDERED, order=order.id)
    return deeds_of("requisition.order", covered, LineStatus.ORDERED, order=order.number)


async def _arrive(order: Row, bought: Sequence[Row], now: datetime) -> list[Deed]:
    fresh = [line for line in bought if line.status == LineStatus.ORDERED]
    if not fresh:
        return []
    await move_lines(fresh, LineStatus.ARRIVED)
    await tell_requesters(MessageKind.REQUEST_ARRIVED, fresh, now=now, order=order.number)
    return deeds_of("requisition.arrive", fresh, LineStatus.ARRIVED, order=order.number)


async def _open_again(order: Row, lines: Sequence[Row], now: datetime) -> list[Deed]:
    await move_lines(
        lines, LineStatus.OPEN, order=None, decided_by=None, decided_at=None, answer=order.number
    )
    await tell_requesters(MessageKind.REQUEST_REOPENED, lines, now=now, order=order.number)
    return deeds_of("requisition.reopen", lines, LineStatus.OPEN, order=order.number)


async def _tell(kind: MessageKind, order: Row, now: datetime) -> None:
    await tell_requesters(kind, await _bought(order), now=now, order=order.number)
