"""The only place where the status of an order or a purchase sheet changes, and the locks around it.

Everybody locks in this order: the purchase, its orders by id, what belongs to them in other rooms, listings by id,
plans by id, budget lines by id, and the head of the journal last; so two deeds may wait for each other but never for
ever.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from emall.budget import actions as budget
from emall.catalogue.actions.stock import release_stock
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing
from emall.orders.actions.deadlines import due_for
from emall.orders.rules import (
    PURCHASE_ACTS,
    act_of,
    may_move,
    may_move_purchase,
    open_quantities,
    stamps_of,
)
from emall.orders.words import HOLDS_STOCK, SUPPLIER_SEES, OrderStatus, PurchaseStatus
from emall.web.actor import Actor

Follower = Callable[[Row, str, Actor, datetime], Awaitable[Sequence[Deed]]]
FOLLOWERS: list[Follower] = []
"""What other rooms do when an order moves: told the order as it was, its new status, who moved it, and when.

They run in the same transaction, may lock only what belongs to the order in their own room, and return their deeds.
"""


def follow(*followers: Follower) -> None:
    """Set who is told of every move, in this order; the application does it when it puts the rooms together."""
    FOLLOWERS[:] = followers


Shrinker = Callable[[Row, int], Awaitable[Sequence[Deed]]]
SHRINKERS: list[Shrinker] = []
"""What other rooms do when lines are struck off an order: told the order as it was, and how many fen it is less.

They run before its goods and money are set free, so that they may lock what belongs to the order in their own room.
"""


def shrink(*shrinkers: Shrinker) -> None:
    """Set who is told of orders that become less, in this order."""
    SHRINKERS[:] = shrinkers


Locker = Callable[[Sequence[Row]], Awaitable[None]]
LOCKERS: list[Locker] = []
"""What other rooms lock for orders about to leave their buyer, which a follower will need behind the money."""


def lock_with(*lockers: Locker) -> None:
    """Set who locks behind the orders, in this order."""
    LOCKERS[:] = lockers


async def lock_behind(orders: Sequence[Row]) -> None:
    """Lock what belongs to these locked orders in other rooms; before listings, plans and budget lines."""
    for locker in LOCKERS:
        await locker(orders)


async def shrunk(order: Row, fen: int) -> list[Deed]:
    """Tell the other rooms that an order is so many fen less; their deeds."""
    deeds: list[Deed] = []
    for shrinker in SHRINKERS:
        deeds += await shrinker(order, fen)
    return deeds


_ORDERS = """
SELECT o.*, p.number AS purchase_number, u.region, u.kind AS unit_kind, u.name AS organisation_name,
       s.name AS supplier_name
FROM purchase_order o JOIN purchase p ON p.id = o.purchase
JOIN organisation u ON u.id = o.organisation JOIN organisation s ON s.id = o.supplier
WHERE {} ORDER BY o.id FOR NO KEY UPDATE OF o"""


async def lock_purchase(number: str) -> Row:
    """A purchase sheet, locked, with region and kind of its unit; raises Missing."""
    row = await DB.fetch_row(
        "SELECT p.*, u.region AS unit_region, u.kind AS unit_kind, u.name AS organisation_name FROM purchase p"
        " JOIN organisation u ON u.id = p.organisation WHERE p.number = $1 FOR NO KEY UPDATE OF p",
        number,
    )
    if row is None:
        raise Missing
    return row


async def lock_orders(ids: Iterable[int]) -> list[Row]:
    """Orders locked in the order of their ids, with names and the unit's region."""
    return await DB.fetch(_ORDERS.format("o.id = ANY($1::bigint[])"), sorted(set(ids)))


async def lock_orders_of(purchase: int) -> list[Row]:
    """All orders of a purchase sheet, locked; the sheet is locked before."""
    return await DB.fetch(_ORDERS.format("o.purchase = $1"), purchase)


async def lock_order(number: str) -> Row:
    """One order by its number, locked; raises Missing."""
    rows = await DB.fetch(_ORDERS.format("o.number = $1"), number)
    if not rows:
        raise Missing
    return rows[0]


async def lines_of(orders: Iterable[int]) -> list[Row]:
    """Lines of these orders by order and position."""
    return await DB.fetch(
        'SELECT * FROM order_line WHERE "order" = ANY($1::bigint[]) ORDER BY "order", position, id',
        sorted(set(orders)),
    )


async def move(
    order: Row,
    to: str,
    *,
    actor: Actor,
    now: datetime | None = None,
    reason: str = "",
    reason_code: str = "",
    due_at: datetime | None = None,
) -> Deed:
    """Bring an order (a row of `lock_orders`) to its next status and set the clock of that status.

    The deed belongs in the caller's single journal record. Raises Conflict when the order is no longer where the row
    says, or the state table knows no such step.
    """
    now = now or clock.now()
    if not may_move(status=order.status, to=to):
        raise Conflict("order", "order_moved_on", number=order.number)
    due_at = due_at or await due_for(order, to, now)
    stamps = "".join(f", {column} = $6" for column in stamps_of(status=order.status, to=to))
    if order.status == OrderStatus.COMPLETED:  # its money came back: it has not ended after all
        stamps = ", ended_at = NULL"
    changed = await DB.execute(
        "UPDATE purchase_order SET status = $3, reason = $4, reason_code = $5, due_at = $7, version = version + 1"
        f"{stamps} WHERE id = $1 AND version = $2 AND status = $8 AND $6::timestamptz IS NOT NULL",
        order.id,
        order.version,
        str(to),
        reason[:500],
        reason_code,
        now,
        due_at,
        order.status,
    )
    if not changed:
        raise Conflict("order", "order_moved_on", number=order.number)
    deed = _deed(order, to, reason, reason_code)
    return replace(deed, followed_by=await _followed(order, to, actor, now))


async def _followed(order: Row, to: str, actor: Actor, now: datetime) -> tuple[Deed, ...]:
    deeds: list[Deed] = []
    for follower in FOLLOWERS:
        deeds += await follower(order, str(to), actor, now)
    return tuple(deeds)


def _deed(order: Row, to: str, reason: str, reason_code: str) -> Deed:
    reached = to in SUPPLIER_SEES or order.approved_at is not None
    after = {"status": str(to)} | ({"reason_code": reason_code} if reason_code else {})
    return Deed(
        act_of(status=order.status, to=to),
        "order",
        order.number,
        {"status": str(order.status)},
        after,
        note=reason,
        organisations=(order.organisation, order.supplier) if reached else (order.organisation,),
    )


async def move_purchase(
    purchase: Row,
    to: str,
    *,
    actor: Actor,
    now: datetime | None = None,
    due_at: datetime | None = None,
    reason: str = "",
) -> Deed:
    """Bring a purchase sheet (a row of `lock_purchase`) to its next status; each submission begins a new round.

    Raises Conflict like `move`.
    """
    now = now or clock.now()
    if not may_move_purchase(status=purchase.status, to=to):
        raise Conflict("purchase", "purchase_moved_on", number=purchase.number)
    leaves_buyer = purchase.status in (PurchaseStatus.DRAFT, PurchaseStatus.RETURNED)
    submits = leaves_buyer and to in (PurchaseStatus.PENDING_APPROVAL, PurchaseStatus.RELEASED)
    changed = await DB.execute(
        "UPDATE purchase SET status = $3, due_at = $4, version = version + 1, round = round + $6::int,"
        " submitted_at = CASE WHEN $7 THEN $5 ELSE submitted_at END,"
        " decided_at = CASE WHEN $7 THEN NULL WHEN $8 THEN $5 ELSE decided_at END"
        " WHERE id = $1 AND version = $2 AND status = $9",
        purchase.id,
        purchase.version,
        str(to),
        due_at,
        now,
        int(submits),
        submits,
        to in (PurchaseStatus.RETURNED, PurchaseStatus.RELEASED),
        purchase.status,
    )
    if not changed:
        raise Conflict("purchase", "purchase_moved_on", number=purchase.number)
    return _purchase_deed(purchase, to, reason)


def _purchase_deed(purchase: Row, to: str, reason: str) -> Deed:
    return Deed(
        PURCHASE_ACTS[PurchaseStatus(to)],
        "purchase",
        purchase.number,
        {"status": str(purchase.status)},
        {"status": str(to)},
        note=reason,
        organisations=(purchase.organisation,),
    )


async def let_go(
    orders: Sequence[Row], *, actor: Actor, now: datetime | None = None, reason: str = ""
) -> list[Deed]:
    """Give back what orders hold: goods to the shelf, money to plans and lines. Rows as locked, before they move.

    Stock goes back for orders that hold some; money from whatever is still reserved.
    """
    lines = await lines_of(order.id for order in orders if order.status in HOLDS_STOCK)
    quantities = open_quantities(lines)
    if quantities:
        await release_stock(quantities)
    return await budget.release((order.id for order in orders), actor=actor, now=now, reason=reason)
