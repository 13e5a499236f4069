"""Parcels leave the supplier and arrive at the unit; counting them is not yet judging them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from emall.accounts.words import Duty
from emall.catalogue.actions.stock import ship_stock
from emall.database import DB, Row
from emall.delivery.access import may_receive, may_ship
from emall.delivery.actions.locked import Locked, locked_for
from emall.delivery.rules import refusals_for_receipt, refusals_for_shipment
from emall.delivery.words import SHIPMENT_PREFIX
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.messages.words import MessageKind
from emall.orders.access import is_receiver_of, is_seller_of
from emall.orders.actions import move, next_number, tell_supplier, tell_unit
from emall.orders.words import OrderStatus
from emall.web.actor import Actor
from emall.web.visitor import Visitor


async def ship(
    *,
    visitor: Visitor,
    number: str,
    quantities: Mapping[int, int],
    carrier: str,
    waybill: str = "",
    expected_on: str = "",
    now: datetime | None = None,
) -> str:
    """The supplier sends a parcel (发货) with so many of each order line; returns the parcel's number.

    Several parcels may follow each other, none with more than is still open. The goods leave the supplier's stock.
    """
    now = now or clock.now()
    packed = {line: quantity for line, quantity in quantities.items() if quantity}
    async with DB.transaction():
        found = await locked_for(visitor, number, may_ship, is_seller_of, Duty.SELLER, Duty.SELLER_ADMIN)
        refusals = refusals_for_shipment(lines=found.counts, quantities=packed, carrier=carrier)
        if refusals:
            raise Refused(*refusals)
        parcel = await next_number(SHIPMENT_PREFIX, "shipment_number", now)
        await _pack(found.order.id, parcel, packed, carrier, waybill, expected_on, visitor.person, now)
        await ship_stock(_by_listing(found, packed))
        deed = await _left(found.order, parcel, visitor.actor(), now)
        await _tell_shipped(found.order, now, carrier=carrier, waybill=waybill)
        await record(visitor.actor(), deed)
    return parcel


def _by_listing(found: Locked, packed: Mapping[int, int]) -> dict[int, int]:
    return {line.listing: packed[line.id] for line in found.lines if line.id in packed}


async def _pack(
    order: int,
    parcel: str,
    packed: Mapping[int, int],
    carrier: str,
    waybill: str,
    expected_on: str,
    person: int,
    now: datetime,
) -> None:
    shipment = await DB.fetch_value(
        'INSERT INTO shipment (number, "order", carrier, waybill, expected_on, shipped_by, shipped_at)'
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        parcel,
        order,
        carrier.strip()[:60],
        waybill.strip()[:60],
        expected_on,
        person,
        now,
    )
    lines, quantities = list(packed), list(packed.values())
    await DB.execute(
        "INSERT INTO shipment_line (shipment, order_line, quantity)"
        " SELECT $1, * FROM unnest($2::bigint[], $3::int[])",
        shipment,
        lines,
        quantities,
    )
    await DB.execute(
        "UPDATE order_line l SET shipped = l.shipped + x.quantity FROM unnest($1::bigint[], $2::int[]) x(id, quantity)"
        " WHERE l.id = x.id",
        lines,
        quantities,
    )


async def _left(order: Row, parcel: str, actor: Actor, now: datetime) -> Deed:
    """The deed of a parcel leaving; a further parcel of an order already under way changes no status."""
    if order.status != OrderStatus.SHIPPED:
        deed = await move(order, OrderStatus.SHIPPED, actor=actor, now=now)
        return replace(deed, after={**(deed.after or {}), "parcel": parcel})
    return _parcel_deed("order.ship", order, parcel)


def _parcel_deed(act: str, order: Row, parcel: str) -> Deed:
    return Deed(
        act, "order", order.number, {}, {"parcel": parcel}, organisations=(order.organisation, order.supplier)
    )


async def receive(
    *,
    visitor: Visitor,
    number: str,
    shipment: str,
    received: Mapping[int, int],
    note: str = "",
    now: datetime | None = None,
) -> str:
    """A receiver counts a parcel in (收货): how many of each of its lines arrived. Returns the order's number.

    The order waits for acceptance once no parcel is under way any more. The receiver is never the buyer.
    """
    now = now or clock.now()
    async with DB.transaction():
        found = await locked_for(visitor, number, may_receive, is_receiver_of, Duty.RECEIVER)
        parcel = await _parcel(found.order.id, shipment)
        expected = {row.order_line: row.quantity for row in await _packed(parcel.id)}
        refusals = refusals_for_receipt(expected=expected, received=received)
        if refusals:
            raise Refused(*refusals)
        await _count_in(found.order, parcel.id, expected, received, visitor.person, note, now)
        deed = await _arrived(found, shipment, visitor.actor(), now)
        await _tell_received(found, shipment, sum(expected.values()) - sum(received.values()), now)
        await record(visitor.actor(), deed)
    return number


async def _parcel(order: int, number: str) -> Row:
    row = await DB.fetch_row(
        'SELECT id, received_at FROM shipment WHERE number = $1 AND "order" = $2', number, order
    )
    if row is None:
        raise Missing
    if row.received_at is not None:
        raise Conflict("shipment", "parcel_already_received", number=number)
    return row


async def _packed(shipment: int) -> list[Row]:
    return await DB.fetch("SELECT order_line, quantity FROM shipment_line WHERE shipment = $1", shipment)


async def _count_in(
    order: Row,
    shipment: int,
    expected: Mapping[int, int],
    received: Mapping[int, int],
    person: int,
    note: str,
    now: datetime,
) -> None:
    lines = list(expected)
    receipt = await DB.fetch_value(
        "INSERT INTO receipt (shipment, received_by, buyer, note, at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        shipment,
        person,
        order.buyer,
        note.strip()[:300],
        now,
    )
    await DB.execute(
        "INSERT INTO receipt_line (receipt, order_line, expected, received)"
        " SELECT $1, * FROM unnest($2::bigint[], $3::int[], $4::int[])",
        receipt,
        lines,
        list(expected.values()),
        [received[line] for line in lines],
    )
    await DB.execute("UPDATE shipment SET received_at = $2 WHERE id = $1", shipment, now)
    await DB.execute(
        "UPDATE order_line l SET received = l.received + x.quantity"
        " FROM unnest($1::bigint[], $2::int[]) x(id, quantity) WHERE l.id = x.id",
        lines,
        [received[line] for line in lines],
    )


async def _arrived(found: Locked, parcel: str, actor: Actor, now: datetime) -> Deed:
    if found.under_way > 1:
        return _parcel_deed("order.receive", found.order, parcel)
    deed = await move(found.order, OrderStatus.RECEIVED, actor=actor, now=now)
    return replace(deed, after={**(deed.after or {}), "parcel": parcel})


async def _tell_shipped(order: Row, now: datetime, **sent: str) -> None:
    """Buyers read the order; receivers come to where parcels are counted in."""
    receiving = f"/orders/{order.number}/acceptance"
    await tell_unit(MessageKind.SHIPPED, order, duties=(Duty.BUYER,), now=now, **sent)
    await tell_unit(MessageKind.SHIPPED, order, duties=(Duty.RECEIVER,), now=now, link=receiving, **sent)


async def _tell_received(found: Locked, parcel: str, missing: int, now: datetime) -> None:
    kind = MessageKind.RECEIVED_SHORT if missing else MessageKind.RECEIVED
    await tell_supplier(kind, found.order, now=now, parcel=parcel, missing=missing)
    if found.under_way <= 1:
        receiving = f"/orders/{found.order.number}/acceptance"
        await tell_unit(MessageKind.TO_ACCEPT, found.order, duties=(Duty.RECEIVER,), now=now, link=receiving)
