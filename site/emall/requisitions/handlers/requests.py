"""Requests (需求单): what one has asked for, asking for more, and one request with where each line stands."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.journal.once import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.requisitions import actions, queries
from emall.requisitions.access import may_reopen, may_withdraw
from emall.requisitions.forms import Asking, NewQuery, RequestsQuery
from emall.requisitions.rules import Wish, total_of
from emall.requisitions.words import ASKERS, LINES_MOST, ROWS_SHOWN
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


async def shown(visitor: Visitor, *, page: int = 1) -> dict[str, Any]:
    """The values of the list: own requests, and for buyers everything open in the unit, brought together."""
    unit, buyer = visitor.organisation or 0, visitor.duty == Duty.BUYER
    needs = await queries.open_needs(unit) if buyer else []
    return {
        "mine": await queries.own_requests(visitor, page=page),
        "needs": needs,
        "waiting": sum(len(need.lines) for need in needs),
        "total_fen": total_of(need.total_fen for need in needs),
        "merged": await queries.merged_lines(unit, visitor.person) if buyer else [],
        "today": clock.today(),
    }


async def _blank(request: Request[Any, Any, Any], asked: NewQuery) -> dict[str, Any]:
    """The empty form, begun with the offer somebody came from; as many rows as were typed into."""
    typed = [name for name in arrival(request).typed if name.startswith("what-")]
    _codes, offers = await queries.offers_meant([], [asked.listing] if asked.listing else [])
    offer = offers.get(asked.listing)
    return {
        "rows": range(1, max(asked.rows, min(len(typed), LINES_MOST)) + 1),
        "more": min(asked.rows + ROWS_SHOWN, LINES_MOST),
        "offer": offer,
        "wanted": asked.quantity,
        "today": clock.today(),
    }


def wishes_in(form: Asking) -> list[Wish]:
    """The rows that say anything, each with what is still lacking left empty."""
    return [
        Wish(row, form.what.get(row, ""), form.quantity.get(row, 0), form.unit.get(row, ""))
        for row in sorted(form.what.keys() | form.quantity.keys())
        if form.what.get(row) or row > 1 or row in form.quantity
    ]


class Requests(Controller):
    """Requests of people of a unit."""

    path = "/requests"
    opt = who(*ASKERS)

    @get(name="requisitions.request.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Own requests; for buyers what the unit waits for."""
        asked = query(request, RequestsQuery)
        return reply.page(request, "requisitions/list.html", **await shown(visitor, page=asked.page))

    @get("/new", name="requisitions.request.new")
    async def new(self, request: Request) -> Response[bytes]:
        """The form to ask with."""
        return reply.page(request, "requisitions/new.html", **await _blank(request, query(request, NewQuery)))

    @post("/new", name="requisitions.request.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Ask."""
        try:
            url = await _ask_once(visitor, parse(request, Asking))
        except (Refused, Conflict) as error:
            facts = await _blank(request, query(request, NewQuery))
            return reply.rejected(request, "requisitions/new.html", error, **facts)
        return reply.redirect(request, url, said=_("Asked. Your buyers have a message about it."))

    @get("/{number:str}", name="requisitions.request.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One request."""
        return reply.page(request, "requisitions/show.html", **await facts_of(number, visitor))

    @post("/{number:str}/lines/{line:int}/withdrawal", name="requisitions.line.withdraw")
    async def withdraw(
        self, request: Request, number: FromPath[str], line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take one line back."""
        try:
            await actions.withdraw_line(visitor=visitor, number=number, line=line)
        except Conflict as error:
            facts = await facts_of(number, visitor)
            return reply.rejected(request, "requisitions/show.html", error, **facts)
        return reply.redirect(request, f"/requests/{number}", said=_("Taken back."))


async def facts_of(number: str, visitor: Visitor) -> dict[str, Any]:
    """The values of one request's page. Raises Missing."""
    found = await queries.request_of(number, visitor)
    if found is None:
        raise Missing
    return {
        "found": found,
        "withdrawable": {line.id for line in found.lines if may_withdraw(visitor, found.head, line)},
        "reopenable": {line.id for line in found.lines if may_reopen(visitor, found.head, line)},
    }


async def _ask_once(visitor: Visitor, form: Asking) -> str:
    async def deed() -> str:
        number = await actions.ask(
            visitor=visitor, wishes=wishes_in(form), reason=form.reason, wanted_on=form.wanted_on
        )
        return f"/requests/{number}"

    return await once_for(visitor, form, "requisitions.ask", deed)
