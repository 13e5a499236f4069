"""Making good: what a return, an exchange or a repair does to quantities, stock, money and the order, exactly once."""

from datetime import datetime
from typing import Any

from emall.budget import actions as budget
from emall.catalogue.actions.stock import release_stock, restock, scrap_stock, take_back_stock
from emall.delivery.actions.after_sales.cases import Case, go, moved_on, tell_other
from emall.delivery.actions.locked import by_listing, charges_for, write_counts
from emall.delivery.actions.settling import settle
from emall.delivery.rules import Counts, status_of
from emall.delivery.rules.after_sales import (
    ASK_ACCEPTED,
    ASK_REJECTED,
    owed_once_more,
    returned,
)
from emall.delivery.words import ALL_RETURNED, AfterSaleKind, AfterSaleStatus, Outcome
from emall.journal import Deed
from emall.kernel.refusal import Conflict, Refused
from emall.messages.words import MessageKind
from emall.orders.actions import due_in, move
from emall.orders.words import OrderStatus
from emall.rulebook.words import Rule
from emall.web.actor import Actor


async def make_good(
    case: Case, *, actor: Actor, resaleable: bool, now: datetime, **columns: Any
) -> list[Deed]:
    """Do what was agreed or decided; the goods are back, or need not come back. Raises Conflict when done already.

    A return gives its pieces up and their money back (freight only when nothing at all is left of the order). An
    exchange or a repair makes accepted pieces owed again; the next parcel is judged as any other.
    """
    if case.row.effected_at is not None or case.order.status not in ASK_REJECTED | ASK_ACCEPTED:
        raise moved_on(case.row.number)
    is_return = case.row.kind == AfterSaleKind.RETURN
    due_at = None if is_return else await _replace_by(case, now)
    case, inspected = await go(
        case,
        AfterSaleStatus.INSPECTED,
        "after_sale.inspect",
        now=now,
        due_at=due_at,
        note=str(columns.get("finding", "")),
        effected_at=now,
        resaleable=resaleable,
        **columns,
    )
    deeds = await (_return if is_return else _owe_again)(case, actor, resaleable, now)
    return [inspected, *deeds]


async def _return(case: Case, actor: Actor, resaleable: bool, now: datetime) -> list[Deed]:
    lines = [
        returned(line, case.pieces.get(line.id, 0), source=case.row.source) for line in case.found.counts
    ]
    whole = not any(line.quantity > line.closed for line in lines)
    charges = charges_for(case.found, case.pieces, whole=whole)
    fen = sum(charge.fen for charge in charges)
    case, closed = await go(
        case,
        AfterSaleStatus.CLOSED,
        "after_sale.close",
        now=now,
        outcome=Outcome.RETURNED,
        given_back_fen=fen,
    )
    deeds = [closed, *await _move(case, lines, actor, now)]
    deeds += await settle(case.order, lines, outcome=Outcome.SUPERSEDED, now=now)
    await _stock_of_return(case, resaleable)
    deeds += await budget.give_back(charges, actor=actor, now=now, reason=case.row.number)
    for to_unit in (True, False):
        await tell_other(MessageKind.AFTER_SALE_RETURNED, case, to_unit=to_unit, now=now, total_fen=fen)
    return deeds


async def _stock_of_return(case: Case, resaleable: bool) -> None:
    """Accepted pieces come back into store if they can be sold again; rejected ones count there already, set aside."""
    pieces = by_listing(case.found, case.pieces)
    if case.of_accepted:
        if resaleable:
            await restock(pieces)
        return
    await release_stock(pieces)
    if not resaleable:
        await scrap_stock(pieces)


async def _owe_again(case: Case, actor: Actor, resaleable: bool, now: datetime) -> list[Deed]:
    """Rejected pieces are owed already; accepted ones become so, as if they had never been shipped.

    What is exchanged and cannot be sold again has to be replaced from what is free in store; a repaired piece is the
    same piece, so no stock is free or taken because of it.
    """
    pieces = by_listing(case.found, case.pieces)
    deeds: list[Deed] = []
    if case.of_accepted:
        lines = [owed_once_more(line, case.pieces.get(line.id, 0)) for line in case.found.counts]
        deeds = await _move(case, lines, actor, now)
        await take_back_stock(pieces)
    if case.row.kind == AfterSaleKind.EXCHANGE and not resaleable:
        try:
            await scrap_stock(pieces)
        except Conflict as error:
            raise Refused("resaleable", "no_stock_for_replacement") from error
    await tell_other(MessageKind.AFTER_SALE_INSPECTED, case, to_unit=True, now=now)
    return deeds


async def _move(case: Case, lines: list[Counts], actor: Actor, now: datetime) -> list[Deed]:
    """Write the quantities and bring the order where they say it belongs."""
    await write_counts(lines)
    order = case.order
    to = status_of(status=order.status, lines=lines, under_way=case.found.under_way > 0)
    if to == order.status:
        return []
    code = ALL_RETURNED if to == OrderStatus.CANCELLED else ""
    return [await move(order, to, actor=actor, now=now, reason_code=code)]


async def _replace_by(case: Case, now: datetime) -> datetime:
    order = case.order
    return await due_in(Rule.REPLACE_DAYS, region=order.region, kind=order.unit_kind, now=now)
