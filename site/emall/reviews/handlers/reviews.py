"""Both sides say how an order went, each on its own page of the same order."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.journal import once_for
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.access import READERS, supervises
from emall.orders.actions.supervision import note_view
from emall.orders.queries import desk
from emall.reviews import actions, queries
from emall.reviews.forms import Review
from emall.reviews.words import ASPECT_NAMES, ASPECTS, MARK_NAMES, SIDE_NAMES, Side
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

FORM = "reviews.review"


class UnitReviews(Controller):
    """For the unit, which writes, and the staff of its territory, who read."""

    path = "/orders/{number:str}/review"
    opt = who(*READERS)

    @get(name="reviews.review.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What both sides said, and the form while one's own word is open."""
        return page(request, "reviews/show.html", **await _facts(number, visitor))

    @post(name="reviews.review.create", opt=who(Duty.BUYER, Duty.RECEIVER))
    async def create(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Say how it went, once."""
        return await _written(request, number, visitor)


class SupplierReviews(Controller):
    """For the supplier."""

    path = "/supplier/orders/{number:str}/review"
    opt = who(*sorted(SUPPLIER_DUTIES))

    @get(name="reviews.supplier.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The same page at the supplier's desk."""
        return page(request, "reviews/show.html", **await _facts(number, visitor))

    @post(name="reviews.supplier.create")
    async def create(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Say how it went, once."""
        return await _written(request, number, visitor)


async def _written(request: Request[Any, Any, Any], number: str, visitor: Visitor) -> Response[bytes]:
    where = _home(number, visitor)
    try:
        form = parse(request, Review)
        marks = {aspect: getattr(form, aspect) for aspect in ASPECTS}

        async def deed() -> str:
            await actions.write(visitor=visitor, number=number, marks=marks, comment=form.comment)
            return f"{where}/review"

        url = await once_for(visitor, form, FORM, deed, about=number)
    except (Refused, Conflict) as error:
        facts = await _facts(number, visitor)
        return rejected(request, "reviews/show.html", error, **facts)
    return redirect(request, url, said=_("Thank you. What you said stays as it is."))


def _home(number: str, visitor: Visitor) -> str:
    return f"/supplier/orders/{number}" if visitor.is_supplier else f"/orders/{number}"


async def _facts(number: str, visitor: Visitor) -> dict[str, Any]:
    found = await queries.reviewed(number, visitor)
    if found is None:
        raise Missing
    if supervises(visitor, found.order):
        await note_view(visitor=visitor, order=found.order)
    return {
        "frame": "orders/desk.html" if visitor.is_supplier else "layouts/mall.html",
        "desk_counts": await desk(visitor) if visitor.is_supplier else None,
        "desk_here": "orders",
        "found": found,
        "home": _home(number, visitor),
        "aspects": {
            side: {key: _(word) for key, word in names.items()} for side, names in ASPECT_NAMES.items()
        },
        "side_names": {side: _(word) for side, word in SIDE_NAMES.items()},
        "sides": list(Side),
        "mark_names": {mark: _(word) for mark, word in MARK_NAMES.items()},
    }
