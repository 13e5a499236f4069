"""The plans of a unit: the list with those that wait for the visitor, and making and changing one."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.journal import once_for
from emall.kernel.refusal import Conflict, Refused
from emall.plans import actions
from emall.plans.access import PLANNERS, is_enterprise, may_plan
from emall.plans.forms import ListQuery, Looking, NewQuery, PlanForm
from emall.plans.handlers.form_view import edit_facts, new_facts
from emall.plans.queries import plans_of_unit
from emall.plans.words import TAB_WORDS, Tab
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

LONGEST_SOURCE = 24


class Plans(Controller):
    """What the own unit plans to buy, what waits for the visitor, and a plan on its buyer's desk."""

    path = "/plans"

    @get(name="plans.plan.list", opt=who(*PLANNERS))
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Plans by where they stand; the visitor's turn first."""
        if is_enterprise(visitor):
            return page(request, "plans/enterprise.html")
        asked = query(request, ListQuery)
        found = await plans_of_unit(visitor, tab=asked.tab, page=asked.page)
        tabs = [(_(TAB_WORDS[tab]), f"/plans?tab={tab}", found.counts[tab], tab == asked.tab) for tab in Tab]
        facts: dict[str, Any] = {"tab": str(asked.tab), "tabs": tabs, "shown": found.page}
        return page(
            request, "plans/list.html", may_plan=may_plan(visitor), mine=found.counts["mine"], **facts
        )

    @get("/new", name="plans.plan.new", opt=who(Duty.BUYER))
    async def new(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """An empty plan, or one filled in from a product, the cart or a purchase sheet."""
        if is_enterprise(visitor):
            return page(request, "plans/enterprise.html")
        source = request.query_params.get("from", "")[:LONGEST_SOURCE]
        facts = await new_facts(visitor, query(request, NewQuery), source)
        return page(request, "plans/form.html", **facts)

    @post(name="plans.plan.create", opt=who(Duty.BUYER))
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Keep a new plan as a draft, or send it to its reviewers."""
        return await _saved(request, visitor, "")

    @post("/categories", name="plans.category.find", opt=who(Duty.BUYER), status_code=200)
    async def find(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The form as it was typed, with the categories found for some words, or the one picked among them."""
        looking = parse(request, Looking)
        if looking.number:
            facts = await edit_facts(visitor, looking.number, looking)
        else:
            facts = await new_facts(visitor, NewQuery(), "", looking)
        return page(request, "plans/form.html", **facts)

    @get("/{number:str}/edit", name="plans.plan.edit", opt=who(Duty.BUYER))
    async def edit(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """A draft or returned plan to be changed."""
        return page(request, "plans/form.html", **await edit_facts(visitor, number))

    @post("/{number:str}/edit", name="plans.plan.change", opt=who(Duty.BUYER))
    async def change(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Keep what was changed, or send the plan on."""
        return await _saved(request, visitor, number)


async def _saved(request: Request[Any, Any, Any], visitor: Visitor, number: str) -> Response[bytes]:
    """Keep or send a plan once; what is refused comes back with everything that was typed."""
    try:
        form = parse(request, PlanForm)
        submit = form.then == "submit"

        async def deed() -> str:
            if not number:
                return f"/plans/{await actions.draft(visitor=visitor, wish=form, submit=submit)}"
            await actions.change(
                visitor=visitor, number=number, wish=form, version=form.version, submit=submit
            )
            return f"/plans/{number}"

        url = await once_for(visitor, form, "plans.plan", deed, about=number)
    except (Refused, Conflict) as error:
        return await _again(request, visitor, number, error)
    said = _("Sent to be reviewed.") if submit else _("The draft is saved.")
    return redirect(request, url, said=said)


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, error: Refused | Conflict
) -> Response[bytes]:
    if number:
        facts = await edit_facts(visitor, number)
    else:
        facts = await new_facts(visitor, NewQuery(), "")
    return rejected(request, "plans/form.html", error, **facts)
