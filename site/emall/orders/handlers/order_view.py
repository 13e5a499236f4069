"""Everything the page of an order is printed from; rooms above show it again when a deed of theirs is refused."""

from typing import Any

from litestar import Request, Response

from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders import queries
from emall.orders.access import supervises
from emall.orders.actions import note_view
from emall.orders.handlers.chain_view import chain_of, timeline_of
from emall.orders.handlers.deeds_view import deeds_of, next_deed, page_of
from emall.orders.handlers.headline_view import headline
from emall.orders.handlers.papers_view import money_of, papers_of
from emall.orders.queries.evidence import evidence_of
from emall.orders.words import DECLINE_NAMES, REGIME_NAMES, Regime
from emall.web import reply
from emall.web.language import N_
from emall.web.visitor import Visitor

REGIME_TEXTS = {
    Regime.STATUTORY: N_(
        "Statutory government procurement: the Government Procurement Law protects both sides, with queries and"
        " complaints to the Finance Bureau."
    ),
    Regime.BELOW_THRESHOLD: N_(
        "A public unit's purchase below the statutory threshold: the contract is protected by the Civil Code, the"
        " process by the rules of this e-mall."
    ),
    Regime.ENTERPRISE: N_(
        "A state-owned enterprise's own purchase: the contract is protected by the Civil Code; government"
        " procurement law does not apply."
    ),
}


async def order_of(number: str, visitor: Visitor) -> queries.OrderPage:
    """The page of an order this visitor may see; staff leave a trace of having read it. Raises Missing."""
    page = await queries.order_page(number, visitor)
    if page is None:
        raise Missing
    if supervises(visitor, page.order):
        await note_view(visitor=visitor, order=page.order)
    return page


async def facts_of(page: queries.OrderPage, visitor: Visitor) -> dict[str, Any]:
    """The values of the order's template; a supplier reads it at its desk."""
    order, desk = page.order, visitor.is_supplier
    return {
        "frame": "orders/desk.html" if desk else "layouts/mall.html",
        "desk_counts": await queries.desk(visitor) if desk else None,
        "desk_here": "orders",
        "page": page,
        "order": order,
        "headline": headline(page, visitor),
        "next": next_deed(visitor, order, your_turn=page.your_turn),
        "deeds": deeds_of(visitor, order),
        "chain": chain_of(page),
        "timeline": timeline_of(page, visitor),
        "papers": papers_of(page, visitor),
        "money": money_of(page),
        "evidence": None
        if desk
        else await evidence_of(
            purchase=order["purchase"], number=order["purchase_number"], order=order["id"]
        ),
        "regime_name": REGIME_NAMES[Regime(order["regime"])],
        "regime_text": REGIME_TEXTS[Regime(order["regime"])],
        "decline_names": DECLINE_NAMES,
        "address": page_of(visitor, order["number"]),
    }


async def shown(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    *,
    error: Refused | Conflict | None = None,
    form: str = "",
) -> Response[bytes]:
    """The order's page; after an error what was typed stands again in the form named `form`."""
    facts = await facts_of(await order_of(number, visitor), visitor)
    if error is None:
        return reply.page(request, "orders/show.html", form=form, **facts)
    return reply.rejected(request, "orders/show.html", error, form=form, **facts)


async def shown_again(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, error: Refused | Conflict, form: str
) -> Response[bytes]:
    """The order as it stands now, with why the deed was not done: 422 for a mistake, 409 when it has moved on."""
    return await shown(request, visitor, number, error=error, form=form)
