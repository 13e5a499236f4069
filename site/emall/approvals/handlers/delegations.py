"""Standing in (委托代办): the own page of whoever approves, receives or pays, and that of the unit's administrator."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import DELEGABLE, DUTY_NAMES, Duty
from emall.approvals import actions, queries
from emall.approvals.forms import StandIn
from emall.journal.once import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Refused
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

OWN, UNIT = "/account/delegations", "/unit/delegations"


async def shown(visitor: Visitor, here: str) -> dict[str, Any]:
    """The values of the page; on the administrator's everybody of the unit may be away."""
    unit, today = visitor.organisation or 0, clock.today()
    own = here == OWN
    found = await queries.delegations_of(unit, today=today, person=visitor.person if own else None)
    posts = [] if own else await queries.absent_of(unit)
    colleagues = (
        await queries.colleagues_for(unit, duty=visitor.duty, person=visitor.person) if own else posts
    )
    return {
        "found": found,
        "posts": posts,
        "colleagues": colleagues,
        "own": own,
        "here": here,
        "today": today,
        "duty_names": DUTY_NAMES,
    }


async def named(request: Request[Any, Any, Any], visitor: Visitor, here: str) -> Response[bytes]:
    """Name somebody, once; what was typed stays when it is refused."""
    try:
        form = parse(request, StandIn)
        url = await _name_once(visitor, form, here)
    except (Refused, Conflict) as error:
        facts = await shown(visitor, here)
        return reply.rejected(request, "approvals/delegations.html", error, **facts)
    return reply.redirect(request, url, said=_("Named. Both of you have a message about it."))


async def _name_once(visitor: Visitor, form: StandIn, here: str) -> str:
    post = (form.post if here == UNIT else visitor.post) or 0

    async def deed() -> str:
        absence = actions.Absence(post, form.delegate, form.first_day, form.last_day, form.reason)
        await actions.name_stand_in(visitor=visitor, absence=absence)
        return here

    return await once_for(visitor, form, "approval.stand_in", deed, about=post)


async def ended(
    request: Request[Any, Any, Any], visitor: Visitor, delegation: int, here: str
) -> Response[bytes]:
    """End it at once."""
    try:
        await actions.end_delegation(visitor=visitor, delegation=delegation)
    except Conflict as error:
        facts = await shown(visitor, here)
        return reply.rejected(request, "approvals/delegations.html", error, **facts)
    return reply.redirect(request, here, said=_("Ended. Nobody stands in any more."))


class OwnDelegations(Controller):
    """Who stands in for me, and for whom I do."""

    path = OWN
    opt = who(*sorted(DELEGABLE))

    @get(name="approvals.delegation.own")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Own delegations, running and coming ones first, and the form."""
        return reply.page(request, "approvals/delegations.html", **await shown(visitor, OWN))

    @post(name="approvals.delegation.name")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Name a colleague to stand in for the own post."""
        return await named(request, visitor, OWN)

    @post("/{delegation:int}/end", name="approvals.delegation.end")
    async def end(
        self, request: Request, delegation: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """End one the own post is part of."""
        return await ended(request, visitor, delegation, OWN)


class UnitDelegations(Controller):
    """Who stands in for whom in the unit; also for somebody who cannot say so themselves."""

    path = UNIT
    opt = who(Duty.UNIT_ADMIN)

    @get(name="approvals.delegation.unit")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """All delegations of the unit, and the form."""
        return reply.page(request, "approvals/delegations.html", **await shown(visitor, UNIT))

    @post(name="approvals.delegation.name_for")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Name somebody for an absent colleague."""
        return await named(request, visitor, UNIT)

    @post("/{delegation:int}/end", name="approvals.delegation.end_for")
    async def end(
        self, request: Request, delegation: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """End one of the unit's."""
        return await ended(request, visitor, delegation, UNIT)
