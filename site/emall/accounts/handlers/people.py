"""The security administrator's desk: accounts of the whole platform."""

from collections.abc import Iterable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts import forms as shapes
from emall.accounts import queries
from emall.accounts.actions import identities, people
from emall.accounts.handlers.unit import options
from emall.accounts.words import BUREAU_DUTIES, DUTY_NAMES, OPERATOR_DUTIES, Duty
from emall.kernel.refusal import Missing, Refusal, Refused
from emall.web import forms, reply
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.language import ngettext
from emall.web.visitor import Visitor

GIVEN_HERE = [
    duty for duty in Duty if duty in BUREAU_DUTIES | OPERATOR_DUTIES | {Duty.CENTRE, Duty.EXPERT}
] + [
    Duty.UNIT_ADMIN,
    Duty.SELLER_ADMIN,
]


class People(Controller):
    """People, their locks, sessions and posts."""

    path = "/desk/people"
    opt = who(Duty.SECURITY)

    @get(name="accounts.people.list")
    async def list(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Find somebody; locked accounts come first."""
        asked = forms.query(request, shapes.Search)
        found = await queries.found_people(asked.q, viewer=visitor.person, page=asked.page)
        return reply.page(request, "accounts/people.html", people=found, words=asked.q, duty_names=DUTY_NAMES)

    @get("/{person:int}", name="accounts.people.show")
    async def show(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """One account."""
        return await self.page(request, visitor, person)

    async def page(
        self, request: Request, visitor: Visitor, person: int, refusals: Iterable[Refusal] = ()
    ) -> Response:
        """The account's page, with what is wrong if a form was sent."""
        found = await queries.colleague(person, viewer=visitor.person)
        if found is None:
            raise Missing
        context: dict[str, Any] = {"found": found, "duties": options(GIVEN_HERE), "duty_names": DUTY_NAMES}
        if refusals:
            return reply.rejected(request, "accounts/person.html", refusals, **context)
        return reply.page(request, "accounts/person.html", **context)

    @post("/{person:int}/unlocking", name="accounts.people.unlock")
    async def unlock(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Lift the lock after wrong passwords."""
        await people.unlock(visitor=visitor, person=person)
        return reply.redirect(request, f"/desk/people/{person}", said=_("The account is unlocked."))

    @post("/{person:int}/shutting", name="accounts.people.disable")
    async def disable(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Shut the account; its sessions end at once."""
        await people.set_active(visitor=visitor, person=person, active=False)
        return reply.redirect(request, f"/desk/people/{person}", said=_("The account is shut."))

    @post("/{person:int}/opening", name="accounts.people.enable")
    async def enable(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Open the account again."""
        await people.set_active(visitor=visitor, person=person, active=True)
        return reply.redirect(request, f"/desk/people/{person}", said=_("The account is open again."))

    @post("/{person:int}/sessions/end", name="accounts.people.end_sessions")
    async def end_sessions(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Sign somebody out everywhere."""
        ended = await people.end_sessions(visitor=visitor, person=person)
        said = ngettext("%(num)s session has ended.", "%(num)s sessions have ended.", ended)
        return reply.redirect(request, f"/desk/people/{person}", said=said)

    @post("/{person:int}/posts", name="accounts.people.grant")
    async def grant(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Give a post in a bureau, the procurement centre or at the operator."""
        try:
            form = forms.parse(request, shapes.GrantAnywhere)
            organisation = await queries.organisation_named(form.organisation)
            if organisation is None or form.duty not in GIVEN_HERE:
                raise Refused("organisation", "organisation_unknown")
            await people.grant_post(visitor=visitor, person=person, organisation=organisation, duty=form.duty)
        except Refused as refused:
            return await self.page(request, visitor, person, refused.refusals)
        return reply.redirect(request, f"/desk/people/{person}", said=_("The post is given."))

    @post("/posts/{post_id:int}/removal", name="accounts.people.remove")
    async def remove(
        self, request: Request, visitor: NamedDependency[Visitor], post_id: FromPath[int]
    ) -> Response:
        """Take a post away; it ends at once."""
        person = await people.remove_post(visitor=visitor, post=post_id)
        return reply.redirect(request, f"/desk/people/{person}", said=_("The post has ended."))

    @post("/{person:int}/identity", name="accounts.people.identify")
    async def identify(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Record or correct whose ID number an account belongs to."""
        try:
            number = forms.parse(request, shapes.Identity).id_number
            await identities.record_identity(visitor=visitor, person=person, id_number=number)
        except Refused as refused:
            return await self.page(request, visitor, person, refused.refusals)
        return reply.redirect(request, f"/desk/people/{person}", said=_("The ID number is recorded."))

    @post("/{person:int}/link", name="accounts.people.link")
    async def link(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """A one-time link for somebody who forgot the password."""
        await people.renew_link(visitor=visitor, person=person)
        return reply.redirect(request, f"/desk/people/{person}", said=_("Hand over the link below."))
