"""Adding to a contract (补充合同): more of the same goods at the agreed prices, approved and answered like any order."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from emall.accounts.words import Duty
from emall.approvals.actions.rounds import begin
from emall.budget.actions import reserve
from emall.catalogue.actions.stock import hold_stock
from emall.contracts.access import buys_for, may_view
from emall.contracts.actions.publicity import lock_contract
from emall.contracts.rules import refusals_for_supplement
from emall.database import DB, Row
from emall.journal import record
from emall.kernel import clock
from emall.kernel.refusal import Forbidden, Missing, Refused
from emall.orders.actions import lines_of, lock_orders, lock_orders_of, lock_purchase, next_number
from emall.orders.rules import charges_of
from emall.orders.words import ORDER_PREFIX, PURCHASE_PREFIX
from emall.web.visitor import Visitor

GATES: list[Callable[..., Awaitable[None]]] = []
"""What stops a unit from buying anything new, known to rooms above: asked with the visitor and `now`, raises Refused."""


def stop_at(*gates: Callable[..., Awaitable[None]]) -> None:
    """Set what is asked before a supplement is ordered; the application does it when it puts the rooms together."""
    GATES[:] = gates


async def supplement(
    *,
    visitor: Visitor,
    number: str,
    quantities: Mapping[int, int],
    reason: str,
    now: datetime | None = None,
) -> str:
    """Order more of a contract's lines (line ids → pieces) at its prices; returns the number of the new sheet.

    Goods are held, money reserved and approval begun in one transaction; what is added counts against the limit of the
    contract from now on. Raises Missing, Forbidden, Refused with every reason.
    """
    now = now or clock.now()
    wanted = {line: quantity for line, quantity in quantities.items() if quantity > 0}
    async with DB.transaction():
        original = await _order_of(number, visitor)
        for gate in GATES:
            await gate(visitor, now=now)
        contract = await lock_contract(number)
        lines = {line.id: line for line in await lines_of([original.id])}
        await _refuse(contract, lines, wanted, reason, now)
        purchase = await _new_sheet(visitor, original, reason, now)
        order = await _new_order(visitor, purchase, original, now)
        await DB.execute(_LINES, order, list(wanted), list(wanted.values()))
        await DB.execute(_SUMS, order)
        await DB.execute(
            "UPDATE purchase SET total_fen = (SELECT total_fen FROM purchase_order WHERE id = $2) WHERE id = $1",
            purchase.id,
            order,
        )
        await _bind(visitor, str(purchase.number), order, now)
    return str(purchase.number)


async def _order_of(number: str, visitor: Visitor) -> Row:
    """The order of a contract the visitor buys for, locked before the contract is."""
    found = await DB.fetch_row(
        'SELECT c."order" AS id, c.organisation, c.supplier, u.region FROM contract c'
        " JOIN organisation u ON u.id = c.organisation WHERE c.number = $1",
        number,
    )
    if found is None or not may_view(visitor, found):
        raise Missing
    if not buys_for(visitor, found):
        raise Forbidden(Duty.BUYER)
    (order,) = await lock_orders([found.id])
    return order


async def _refuse(
    contract: Row, lines: Mapping[int, Row], wanted: Mapping[int, int], reason: str, now: datetime
) -> None:
    original = await DB.fetch_value("SELECT number FROM contract WHERE id = $1", contract.supplements)
    open_now = await DB.fetch_value(
        "SELECT EXISTS (SELECT FROM supplier_profile WHERE organisation = $1 AND standing = 'admitted'"
        " AND agreement_until >= $2 AND (suspended_until IS NULL OR suspended_until < $2))",
        contract.supplier,
        clock.day_of(now),
    )
    limit = contract.supplement_limit_fen
    refusals = refusals_for_supplement(
        status=contract.status,
        original=original or "",
        lines={line.id: line.price_fen for line in lines.values()},
        quantities=wanted,
        left_fen=limit - contract.supplemented_fen,
        permille=round(limit * 1000 / contract.amount_fen) if contract.amount_fen else 0,
        supplier_open=open_now,
        reason=reason,
    )
    if refusals:
        raise Refused(*refusals)


async def _new_sheet(visitor: Visitor, original: Row, reason: str, now: datetime) -> Row:
    """A sheet with place and invoice of the original one."""
    row = await DB.fetch_row(
        "INSERT INTO purchase (number, organisation, buyer, buyer_post, status, title, reason, receiver, phone, region,"
        " street, invoice_title, invoice_uscc, invoice_kind, invoice_email, created_at)"
        " SELECT $1, organisation, $2, $3, 'draft', left($4 || title, 120), $5, receiver, phone, region, street,"
        " invoice_title, invoice_uscc, invoice_kind, invoice_email, $6 FROM purchase WHERE id = $7"
        " RETURNING id, number",
        await next_number(PURCHASE_PREFIX, "purchase_number", now),
        visitor.person,
        visitor.post,
        "补充合同：",
        reason.strip()[:500],
        now,
        original.purchase,
    )
    assert row is not None
    return row


async def _new_order(visitor: Visitor, purchase: Row, original: Row, now: datetime) -> int:
    made: int = await DB.fetch_value(
        "INSERT INTO purchase_order (number, purchase, organisation, supplier, buyer, status, regime, supplements,"
        " created_at) VALUES ($1, $2, $3, $4, $5, 'draft', $6, $7, $8) RETURNING id",
        await next_number(ORDER_PREFIX, "order_number", now),
        purchase.id,
        original.organisation,
        original.supplier,
        visitor.person,
        original.regime,
        original.id,
        now,
    )
    return made


_COPIED = """listing, product_id, sku_code, title, brand, model, maker, unit, spec, tags, art, tint, image,
    official_edition, official_code, vat_bp, price_fen, price_version, reference_fen, reference_on, budget_line, plan"""

_LINES = f"""
INSERT INTO order_line ("order", position, quantity, line_fen, {_COPIED})
SELECT $1, n.position, x.quantity, x.quantity * n.price_fen, {_COPIED.replace("listing", "n.listing", 1)}
FROM unnest($2::bigint[], $3::int[]) x(id, quantity) JOIN order_line n ON n.id = x.id ORDER BY n.position"""

_SUMS = """
UPDATE purchase_order o SET goods_fen = s.fen, total_fen = s.fen, freight_fen = 0
FROM (SELECT sum(line_fen)::bigint AS fen FROM order_line WHERE "order" = $1) s WHERE o.id = $1"""


async def _bind(visitor: Visitor, number: str, order: int, now: datetime) -> None:
    """Hold the goods, reserve the money, begin the approval."""
    actor = visitor.actor()
    lines = await lines_of([order])
    await hold_stock({line.listing: line.quantity for line in lines})
    purchase = await lock_purchase(number)
    orders = await lock_orders_of(purchase.id)
    charges = charges_of(orders, lines)
    deeds = await reserve(charges, organisation=purchase.organisation, actor=actor, now=now)
    await record(actor, *deeds, *await begin(purchase, orders, actor=actor, now=now))
