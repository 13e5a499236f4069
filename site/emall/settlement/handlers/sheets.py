"""Settlement sheets: the list, making one, reviewing it, taking it back."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.journal.once import once_for
from emall.journal.refusals import refusals_noted
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.access import READERS
from emall.settlement import actions, queries
from emall.settlement.forms import Choosing, Deciding, Reviewing, Settling, SheetQuery
from emall.settlement.handlers.sheets_view import facts_of, list_facts, new_facts
from emall.settlement.words import APART_KEYS, ReviewVerdict
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

WHERE = "/settlements"


class Settlements(Controller):
    """What a unit settles with its suppliers; staff read their territory, suppliers their own sheets."""

    path = WHERE
    opt = who(*READERS)

    @get(name="settlement.sheet.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """What can be settled, then the sheets by state, one's own turn first."""
        wanted = query(request, SheetQuery)
        return reply.page(request, "settlement/list.html", **await list_facts(visitor, wanted))

    @get("/new", name="settlement.sheet.new", opt=who(Duty.BUYER))
    async def new(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Invoices of one supplier with their match, ticked where it fits, and the running total."""
        facts = await new_facts(visitor, query(request, Choosing))
        if facts is None:
            return reply.redirect(request, WHERE, said=_("There is nothing to settle with this supplier."))
        return reply.page(request, "settlement/new.html", **facts)

    @post(name="settlement.sheet.create", opt=who(Duty.BUYER))
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Confirm what is ticked and submit it for review."""
        try:
            url = await _settle_once(visitor, parse(request, Settling))
        except (Refused, Conflict) as error:
            return await _new_again(request, visitor, error)
        return reply.redirect(request, url, said=_("Submitted for review."))

    @get("/{number:str}", name="settlement.sheet.show", opt=who(*READERS, *SUPPLIER_DUTIES))
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One sheet: amounts, match, papers, clock; for its reviewer with the two buttons."""
        return reply.page(request, "settlement/sheet.html", **await facts_of(number, visitor))

    @get("/by-order/{order:str}", name="settlement.sheet.of_order", opt=who(*READERS, *SUPPLIER_DUTIES))
    async def of_order(
        self, request: Request, order: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """On to the sheet an order stands on."""
        number = await queries.settlement_of(order, visitor)
        if number is None:
            raise Missing
        return reply.redirect(request, f"{WHERE}/{number}")

    @post("/{number:str}/review", name="settlement.sheet.review", opt=who(Duty.APPROVER))
    async def review(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Agree, or send it back."""

        async def deed() -> str:
            return await _review_once(visitor, number, parse(request, Reviewing))

        agreed = arrival(request).typed.value("verdict") == ReviewVerdict.AGREE
        said = _("Agreed. It goes to payment.") if agreed else _("Sent back to the buyer.")
        return await _done(request, visitor, number, "review", deed, said)

    @post("/{number:str}/withdrawal", name="settlement.sheet.withdraw", opt=who(Duty.BUYER))
    async def withdraw(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Its maker takes it back before it is reviewed."""

        async def deed() -> str:
            return await _withdraw_once(visitor, number, parse(request, Deciding))

        return await _done(request, visitor, number, "withdraw", deed, _("Taken back."))


async def _settle_once(visitor: Visitor, form: Settling) -> str:
    async def deed() -> str:
        return f"{WHERE}/{await actions.settle(visitor=visitor, invoices=form.chosen())}"

    return await once_for(visitor, form, "settlement.submit", deed)


async def _review_once(visitor: Visitor, number: str, form: Reviewing) -> str:
    async def deed() -> str:
        await actions.review(
            visitor=visitor, number=number, version=form.version, verdict=form.verdict, comment=form.comment
        )
        return f"{WHERE}/{number}"

    async with refusals_noted(visitor.actor(), "settlement.review", "settlement", number, keys=APART_KEYS):
        return await once_for(visitor, form, "settlement.review", deed, about=number)


async def _withdraw_once(visitor: Visitor, number: str, form: Deciding) -> str:
    async def deed() -> str:
        await actions.take_back(visitor=visitor, number=number, version=form.version, reason=form.reason)
        return f"{WHERE}/{number}"

    return await once_for(visitor, form, "settlement.withdraw", deed, about=number)


async def _new_again(
    request: Request[Any, Any, Any], visitor: Visitor, error: Refused | Conflict
) -> Response[bytes]:
    """The choice again as things stand now, with the same ticks."""
    facts = await new_facts(visitor, parse(request, Choosing))
    if facts is None:
        raise error
    return reply.rejected(request, "settlement/new.html", error, **facts)


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    form: str,
    deed: Callable[[], Awaitable[str]],
    said: str,
) -> Response[bytes]:
    """Go on where the deed leads; refused, the sheet again with what was typed, 409 when it has moved on."""
    try:
        return reply.redirect(request, await deed(), said=said)
    except (Refused, Conflict) as error:
        facts = await facts_of(number, visitor) | {"refused_form": form}
        return reply.rejected(request, "settlement/sheet.html", error, **facts)
