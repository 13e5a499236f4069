"""What the administrator of a unit or supplier looks after: people, posts, addresses, invoices."""

from collections.abc import Iterable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts import forms as shapes
from emall.accounts import queries
from emall.accounts.actions import identities, people, premises
from emall.accounts.words import (
    DUTIES_OF_KIND,
    DUTY_NAMES,
    SUPPLIER_DUTIES,
    UNIT_DUTIES,
    Duty,
    OrganisationKind,
)
from emall.kernel import regions
from emall.kernel.refusal import Missing, Refusal, Refused
from emall.web import forms, reply
from emall.web.formats import county
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


def options(duties: list[Duty]) -> list[tuple[str, str]]:
    """Duties as choices of a form, in the language in use."""
    return [(str(duty), _(DUTY_NAMES[duty])) for duty in duties]


def duties_to_give(visitor: Visitor) -> list[Duty]:
    """The posts an administrator can give in the own organisation, in the order of the list of duties."""
    possible = DUTIES_OF_KIND[OrganisationKind(visitor.organisation_kind)] & (UNIT_DUTIES | SUPPLIER_DUTIES)
    return [duty for duty in Duty if duty in possible]


async def unit_page(
    request: Request, visitor: Visitor, refusals: Iterable[Refusal] = (), form: str = ""
) -> Response:
    """The page of the organisation; `form` names the form that was refused."""
    assert visitor.organisation is not None
    number = forms.query(request, shapes.Search).page
    context: dict[str, Any] = {
        "people": await queries.colleagues_of(visitor.organisation, viewer=visitor.person, page=number),
        "addresses": await queries.addresses_of(visitor.organisation),
        "invoice": await queries.invoice_of(visitor.organisation),
        "duties": options(duties_to_give(visitor)),
        "duty_names": DUTY_NAMES,
        "regions": [(region.code, county(region.code)) for region in regions.ALL],
        "refused_form": form,
    }
    if refusals:
        return reply.rejected(request, "accounts/unit.html", refusals, **context)
    return reply.page(request, "accounts/unit.html", **context)


class Unit(Controller):
    """People and posts of the own organisation."""

    path = "/unit"
    opt = who(Duty.UNIT_ADMIN, Duty.SELLER_ADMIN)

    @get(name="accounts.unit.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Who works here in which post; addresses; invoice profile."""
        return await unit_page(request, visitor)

    @post("/people", name="accounts.unit.invite")
    async def invite(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Let somebody in by a one-time link."""
        try:
            form = forms.parse(request, shapes.Person)
            newcomer = people.Newcomer(form.login.lower(), form.name, form.phone, form.email, form.duties)
            person = await people.add_person(visitor=visitor, newcomer=newcomer)
        except Refused as refused:
            return await unit_page(request, visitor, refused.refusals, "person")
        return reply.redirect(request, f"/unit/people/{person}", said=_("Added. Hand over the link below."))

    @get("/people/{person:int}", name="accounts.unit.person")
    async def person(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """One colleague, with the link while it is open."""
        return await self.person_page(request, visitor, person)

    async def person_page(
        self, request: Request, visitor: Visitor, person: int, refusals: Iterable[Refusal] = ()
    ) -> Response:
        """The page of a colleague, with what is wrong if a form was sent."""
        found = await queries.colleague(person, viewer=visitor.person, organisation=visitor.organisation)
        if found is None:
            raise Missing
        context: dict[str, Any] = {
            "found": found,
            "duties": options(duties_to_give(visitor)),
            "duty_names": DUTY_NAMES,
        }
        if refusals:
            return reply.rejected(request, "accounts/colleague.html", refusals, **context)
        return reply.page(request, "accounts/colleague.html", **context)

    @post("/people/{person:int}/posts", name="accounts.unit.grant")
    async def grant(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Give a colleague another post here."""
        await people.check_own_people(visitor=visitor, person=person)
        try:
            duty = forms.parse(request, shapes.Grant).duty
            if duty not in duties_to_give(visitor):
                raise Refused("duty", "duty_not_here")
            await people.grant_post(
                visitor=visitor, person=person, organisation=visitor.organisation or 0, duty=duty
            )
        except Refused as refused:
            return await self.person_page(request, visitor, person, refused.refusals)
        return reply.redirect(request, f"/unit/people/{person}", said=_("The post is given."))

    @post("/posts/{post_id:int}/removal", name="accounts.unit.remove")
    async def remove(
        self, request: Request, visitor: NamedDependency[Visitor], post_id: FromPath[int]
    ) -> Response:
        """Take a post away; it ends at once."""
        person = await people.remove_post(visitor=visitor, post=post_id, organisation=visitor.organisation)
        return reply.redirect(request, f"/unit/people/{person}", said=_("The post has ended."))

    @post("/people/{person:int}/shutting", name="accounts.unit.disable")
    async def disable(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Shut the account of somebody who works only here."""
        await people.check_own_people(visitor=visitor, person=person, alone=True)
        await people.set_active(visitor=visitor, person=person, active=False)
        return reply.redirect(request, f"/unit/people/{person}", said=_("The account is shut."))

    @post("/people/{person:int}/identity", name="accounts.unit.identify")
    async def identify(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """Record whose ID number the account of a colleague belongs to."""
        await people.check_own_people(visitor=visitor, person=person)
        try:
            number = forms.parse(request, shapes.Identity).id_number
            await identities.record_identity(visitor=visitor, person=person, id_number=number)
        except Refused as refused:
            return await self.person_page(request, visitor, person, refused.refusals)
        return reply.redirect(request, f"/unit/people/{person}", said=_("The ID number is recorded."))

    @post("/people/{person:int}/link", name="accounts.unit.link")
    async def link(
        self, request: Request, visitor: NamedDependency[Visitor], person: FromPath[int]
    ) -> Response:
        """A new one-time link for a colleague who works only here."""
        await people.check_own_people(visitor=visitor, person=person, alone=True)
        await people.renew_link(visitor=visitor, person=person)
        return reply.redirect(request, f"/unit/people/{person}", said=_("Hand over the link below."))


class Premises(Controller):
    """Places of delivery and the invoice profile."""

    path = "/unit"
    opt = who(Duty.UNIT_ADMIN)

    @post("/addresses", name="accounts.address.create")
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Add a place of delivery."""
        try:
            form = forms.parse(request, shapes.Address)
            address = premises.Address(form.receiver, form.phone, form.region, form.street)
            await premises.add_address(visitor=visitor, address=address)
        except Refused as refused:
            return await unit_page(request, visitor, refused.refusals, "address")
        return reply.redirect(request, "/unit", said=_("The address is added."))

    @post("/addresses/{address:int}/removal", name="accounts.address.remove")
    async def remove(
        self, request: Request, visitor: NamedDependency[Visitor], address: FromPath[int]
    ) -> Response:
        """Take a place off the list."""
        await premises.remove_address(visitor=visitor, address=address)
        return reply.redirect(request, "/unit", said=_("The address is removed."))

    @post("/addresses/{address:int}/preference", name="accounts.address.prefer")
    async def prefer(
        self, request: Request, visitor: NamedDependency[Visitor], address: FromPath[int]
    ) -> Response:
        """Make a place the usual one."""
        await premises.prefer_address(visitor=visitor, address=address)
        return reply.redirect(request, "/unit", said=_("Orders go there unless you choose otherwise."))

    @post("/invoice", name="accounts.invoice.save")
    async def invoice(self, request: Request, visitor: NamedDependency[Visitor]) -> Response:
        """Write what stands on invoices."""
        try:
            form = forms.parse(request, shapes.Invoice)
            profile = premises.Invoice(form.title, form.uscc, form.kind, form.email)
            await premises.save_invoice(visitor=visitor, invoice=profile)
        except Refused as refused:
            return await unit_page(request, visitor, refused.refusals, "invoice")
        return reply.redirect(request, "/unit", said=_("The invoice profile is saved."))
