"""The purchase sheet (采购单): opened from the cart, filled in, submitted once with everything it moves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from emall.accounts.words import OrganisationKind
from emall.approvals.actions.rounds import begin
from emall.budget.actions.reserving import reserve
from emall.budget.queries import cost_centres_for, plans_for
from emall.cart import queries
from emall.cart.actions.judging import ask_rules, compare, keep_comparisons
from emall.cart.queries import sheet as sheet_queries
from emall.cart.rules.cart import Line, arranged, look_at
from emall.cart.rules.sheet import (
    Choices,
    Funding,
    assigned,
    assigned_centres,
    moved_prices,
    refusals_for_sheet,
)
from emall.cart.words import Trouble
from emall.catalogue.actions.stock import hold_stock
from emall.database import DB, Row
from emall.delays.actions import refuse_while_red
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refusal, Refused
from emall.orders.actions.drafts import draft
from emall.orders.actions.freezing import freeze_lines, sum_up
from emall.orders.actions.moves import lines_of, lock_behind, lock_orders_of, lock_purchase
from emall.orders.rules import charges_of
from emall.orders.words import EDITABLE, OrderStatus, PurchaseStatus
from emall.rulebook.actions import note
from emall.web.visitor import Visitor

_ABOUT_STOCK = frozenset({Trouble.SOLD_OUT, Trouble.TOO_MANY})
MAY_BE_EDITED = frozenset({PurchaseStatus.DRAFT, PurchaseStatus.RETURNED})


async def open_sheet(*, visitor: Visitor, only: int | None = None, now: datetime | None = None) -> str:
    """Make a sheet of the ticked lines that nothing stands in the way of; the number of a like one if there is one.

    With `only`, of that one listing in the cart, ticked or not. Raises Refused when there is nothing to buy.
    """
    now = now or clock.now()
    rows = await queries.cart_rows(person=visitor.person, organisation=visitor.organisation or 0)
    if only is not None:
        rows = [row for row in rows if row.listing == only]
    cart = arranged(rows, to=visitor.region, today=clock.day_of(now))
    counted = [line for line in cart.lines if not line.troubles] if only else cart.counted
    if not counted:
        raise Refused("line", "no_line_ticked")
    quantities = {line.row.listing: line.row.quantity for line in counted}
    like = sorted([listing, quantity] for listing, quantity in quantities.items())
    for sheet in await sheet_queries.open_sheets(
        person=visitor.person, organisation=visitor.organisation or 0
    ):
        if sheet.pairs == like:
            return str(sheet.number)
    async with DB.transaction():
        made = await draft(visitor=visitor, quantities=quantities, now=now)
        await _prefill(made.id, visitor)
    return str(made.number)


async def _prefill(purchase: int, visitor: Visitor) -> None:
    """Place and invoice as on the buyer's last sheet, else the unit's first choice."""
    await DB.execute(
        """UPDATE purchase p SET (receiver, phone, region, street) = (
               SELECT a.receiver, a.phone, a.region, a.street FROM delivery_address a
               LEFT JOIN LATERAL (SELECT street, receiver FROM purchase WHERE buyer = $2 AND organisation = $3
                                  AND submitted_at IS NOT NULL ORDER BY submitted_at DESC LIMIT 1) b ON true
               WHERE a.organisation = $3 AND a.active
               ORDER BY (a.street = b.street AND a.receiver = b.receiver) IS TRUE DESC, a.first_choice DESC, a.id
               LIMIT 1)
           WHERE p.id = $1 AND EXISTS (SELECT FROM delivery_address WHERE organisation = $3 AND active)""",
        purchase,
        visitor.person,
        visitor.organisation,
    )
    await DB.execute(
        """UPDATE purchase p SET invoice_title = i.title, invoice_uscc = i.uscc, invoice_kind = i.kind,
                  invoice_email = i.email
           FROM (SELECT * FROM invoice_profile WHERE organisation = $2 ORDER BY first_choice DESC, id LIMIT 1) i
           WHERE p.id = $1""",
        purchase,
        visitor.organisation,
    )


async def own_sheet(*, visitor: Visitor, number: str) -> Row:
    """Lock an own sheet that can still be edited. Raises Missing for another's, Conflict when it has moved on."""
    purchase = await lock_purchase(number)
    if purchase.buyer != visitor.person or purchase.organisation != visitor.organisation:
        raise Missing
    if purchase.status not in MAY_BE_EDITED:
        raise Conflict("", "sheet_has_moved")
    return purchase


async def funding_of(*, visitor: Visitor, lines: Sequence[Line], form: Choices, now: datetime) -> Funding:
    """What pays for each line as the form chose it, limited to what the unit has."""
    ids, day, unit = [line.row.id for line in lines], clock.day_of(now), visitor.organisation or 0
    if visitor.organisation_kind == OrganisationKind.STATE_ENTERPRISE:
        centres = await cost_centres_for(organisation=unit, year=day.year)
        return assigned_centres(lines=ids, centre=form.centre, line_centre=form.line_centre, centres=centres)
    plans = await plans_for(
        organisation=unit, day=day, categories=categories_of(lines), person=visitor.person
    )
    return assigned(lines=ids, plan=form.plan, line_plan=form.line_plan, plans=plans)


def categories_of(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """Official categories of the goods, edition and code."""
    return tuple(dict.fromkeys((line.row.official_edition, line.row.official_code) for line in lines))


async def looked_at(purchase: Row, *, visitor: Visitor, now: datetime) -> list[Line]:
    """The sheet's lines by today's price, stock and standing, for the place they are to be delivered to."""
    to = purchase.region or visitor.region
    return [
        look_at(row, to=to, today=clock.day_of(now)) for row in await sheet_queries.sheet_rows(purchase.id)
    ]


async def save_sheet(*, visitor: Visitor, number: str, form: Choices, now: datetime | None = None) -> str:
    """Keep what was filled in without submitting. Raises Missing, Conflict."""
    now = now or clock.now()
    async with DB.transaction():
        purchase = await own_sheet(visitor=visitor, number=number)
        lines = await looked_at(purchase, visitor=visitor, now=now)
        funding = await funding_of(visitor=visitor, lines=lines, form=form, now=now)
        await _write(purchase, form=form, funding=funding, lines=lines, visitor=visitor)
        picked = [line for line in lines if form.picked(line.row.id) or form.why.get(line.row.id)]
        to = purchase.region or visitor.region
        compared = await compare(picked, form=form, to=to, visitor=visitor, now=now)
        await keep_comparisons(purchase.id, compared, visitor=visitor, now=now)
    return number


async def accept_prices(*, visitor: Visitor, number: str) -> str:
    """Take today's prices into the sheet. Raises Missing, Conflict."""
    async with DB.transaction():
        purchase = await own_sheet(visitor=visitor, number=number)
        await freeze_lines(purchase.id)
        await _outdate(purchase.id)
    return number


async def remove_line(*, visitor: Visitor, number: str, line: int) -> str:
    """Take a line off the sheet; an order left without lines goes with it. Raises Missing, Conflict."""
    async with DB.transaction():
        purchase = await own_sheet(visitor=visitor, number=number)
        gone = await DB.execute(
            """DELETE FROM order_line n USING purchase_order d
               WHERE n.id = $2 AND d.id = n."order" AND d.purchase = $1 AND d.status IN ('draft', 'returned')""",
            purchase.id,
            line,
        )
        if not gone:
            raise Missing
        dropped = await _drop_empty_orders(purchase.id)
        await sum_up(purchase.id)
        await _outdate(purchase.id)
        await record(visitor.actor(), *dropped)
    return number


async def _drop_empty_orders(purchase: int) -> list[Deed]:
    """An order without lines would still charge its freight; one that was submitted before leaves a trace."""
    rows = await DB.fetch(
        """DELETE FROM purchase_order d WHERE d.purchase = $1 AND d.status IN ('draft', 'returned')
           AND NOT EXISTS (SELECT FROM order_line n WHERE n."order" = d.id)
           RETURNING d.number, d.status, d.organisation""",
        purchase,
    )
    return [
        Deed("order.remove", "order", row.number, before={"lines": 1}, organisations=(row.organisation,))
        for row in rows
        if row.status == OrderStatus.RETURNED
    ]


async def _outdate(purchase: int) -> None:
    """A page opened before shows something else than what would now be submitted."""
    await DB.execute("UPDATE purchase SET version = version + 1 WHERE id = $1", purchase)


async def _write(
    purchase: Row, *, form: Choices, funding: Funding, lines: Sequence[Line], visitor: Visitor
) -> None:
    await DB.execute(
        "UPDATE purchase SET title = $2, reason = $3, wanted_on = $4, version = version + 1 WHERE id = $1",
        purchase.id,
        form.title,
        form.reason,
        form.wanted_on,
    )
    await _write_place(purchase.id, form, visitor)
    for order in {line.row.order_id for line in lines}:
        await DB.execute(
            "UPDATE purchase_order SET message = $2 WHERE id = $1", order, form.message.get(order, "")
        )
    for line in lines:
        await DB.execute(
            "UPDATE order_line SET plan = $2, budget_line = $3 WHERE id = $1",
            line.row.id,
            funding.plan.get(line.row.id),
            funding.budget_line.get(line.row.id),
        )


async def _write_place(purchase: int, form: Choices, visitor: Visitor) -> None:
    """Copy the chosen address and invoice profile onto the sheet; no choice keeps what is there.

    Raises Refused when what was chosen is gone meanwhile: goods never go quietly to another place.
    """
    placed = await DB.execute(
        """UPDATE purchase p SET receiver = a.receiver, phone = a.phone, region = a.region, street = a.street
           FROM delivery_address a WHERE p.id = $1 AND a.id = $2 AND a.organisation = $3 AND a.active""",
        purchase,
        form.address,
        visitor.organisation,
    )
    invoiced = await DB.execute(
        """UPDATE purchase p SET invoice_title = i.title, invoice_uscc = i.uscc, invoice_kind = i.kind,
                  invoice_email = i.email
           FROM invoice_profile i WHERE p.id = $1 AND i.id = $2 AND i.organisation = $3""",
        purchase,
        form.invoice,
        visitor.organisation,
    )
    gone = [Refusal("address", "choose_an_address")] if form.address and not placed else []
    gone += [Refusal("invoice", "choose_an_invoice")] if form.invoice and not invoiced else []
    if gone:
        raise Refused(*gone)


async def submit_sheet(*, visitor: Visitor, number: str, form: Choices, now: datetime | None = None) -> str:
    """Submit a sheet: stock held, lines frozen, money reserved, approval begun; all of it or nothing.

    Raises Missing; Conflict when it moved on or a price is not the one the page showed; Refused with every reason.
    """
    now = now or clock.now()
    async with DB.transaction():
        purchase = await own_sheet(visitor=visitor, number=number)
        if purchase.version != form.version:
            raise Conflict("", "sheet_has_moved")
        await refuse_while_red(visitor, now=now)
        orders = [order for order in await lock_orders_of(purchase.id) if order.status in EDITABLE]
        await lock_behind(orders)
        await _hold(await lines_of([order.id for order in orders]))
        lines = await looked_at(purchase, visitor=visitor, now=now)
        funding = await funding_of(visitor=visitor, lines=lines, form=form, now=now)
        await _write(purchase, form=form, funding=funding, lines=lines, visitor=visitor)
        purchase = await lock_purchase(number)
        lines = await looked_at(purchase, visitor=visitor, now=now)  # the address may be another one now
        verdict = await ask_rules(purchase, lines=lines, funding=funding, form=form, visitor=visitor, now=now)
        _refuse(purchase, lines, funding, form, visitor, now, verdict.refusals)
        await keep_comparisons(purchase.id, verdict.compared, visitor=visitor, now=now)
        await note(verdict.decisions(number), now=now)
        deeds = await _bind(purchase, visitor=visitor, now=now)
        await _clear_cart(visitor, lines)
        await record(visitor.actor(), *deeds)
    return number


async def _hold(lines: Sequence[Any]) -> None:
    wanted: dict[int, int] = {}
    for line in lines:
        wanted[line.listing] = wanted.get(line.listing, 0) + line.quantity
    await hold_stock(wanted)


def _refuse(
    purchase: Row,
    lines: Sequence[Line],
    funding: Funding,
    form: Choices,
    visitor: Visitor,
    now: datetime,
    ruled_out: Sequence[Refusal],
) -> None:
    moved = moved_prices(lines=lines, sent=form.price)
    if moved:
        raise Conflict("lines", "prices_have_moved", count=len(moved))
    # The stock is already set aside for this sheet, so "not enough left" can no longer be said of it.
    held = [
        replace(line, troubles=tuple(t for t in line.troubles if t not in _ABOUT_STOCK)) for line in lines
    ]
    refusals: list[Refusal] = refusals_for_sheet(
        lines=held,
        funding=funding,
        enterprise=visitor.organisation_kind == OrganisationKind.STATE_ENTERPRISE,
        has_address=bool(purchase.street and purchase.receiver),
        has_invoice=bool(purchase.invoice_title),
        wanted_on=purchase.wanted_on,
        reason=purchase.reason,
        today=clock.day_of(now),
    )
    refusals += ruled_out
    if refusals:
        raise Refused(*refusals)


async def _bind(purchase: Row, *, visitor: Visitor, now: datetime) -> list[Any]:
    actor = visitor.actor()
    await freeze_lines(purchase.id)
    orders = [order for order in await lock_orders_of(purchase.id) if order.status in EDITABLE]
    charges = charges_of(orders, await lines_of([order.id for order in orders]))
    deeds = await reserve(charges, organisation=purchase.organisation, actor=actor, now=now)
    purchase = await lock_purchase(purchase.number)
    return [*deeds, *await begin(purchase, orders, actor=actor, now=now)]


async def _clear_cart(visitor: Visitor, lines: Sequence[Line]) -> None:
    await DB.execute(
        "DELETE FROM cart_line WHERE person = $1 AND organisation = $2 AND listing = ANY($3::bigint[])",
        visitor.person,
        visitor.organisation,
        [line.row.listing for line in lines],
    )
