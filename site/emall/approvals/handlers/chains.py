"""Who approves what in the unit (审批流程): the administrator sees the chains, tries an amount, and changes them."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from emall.accounts.words import Duty
from emall.approvals import actions, queries
from emall.approvals.actions import Scope, Wanted
from emall.approvals.forms import ChainForm, ChainQuery
from emall.approvals.queries import Chain
from emall.approvals.rules import Level
from emall.approvals.words import LEVELS_MOST, METHOD_NAMES, SUBJECT_NAMES
from emall.budget.words import Method
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Refusal, Refused
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.saying import Said, say_all
from emall.web.visitor import Visitor


def scope_of(asked: ChainQuery | ChainForm) -> Scope:
    """Which chain a query or form means."""
    return Scope(str(asked.subject), asked.category, asked.method)


async def tried(visitor: Visitor, asked: ChainQuery) -> tuple[list[Level], tuple[Said, ...]]:
    """Who would decide the amount that was typed, asked by somebody who holds no level; or why nobody could."""
    if not asked.amount:
        return [], ()
    try:
        chain = await queries.chain_of(
            organisation=visitor.organisation or 0,
            requester=visitor.person,
            total_fen=asked.amount,
            goods=[(asked.category, asked.method)],
            subject=str(asked.subject),
        )
    except Refused as error:
        return [], tuple(say_all(error.refusals))
    return chain, ()


async def _names() -> dict[str, Any]:
    return {
        "categories": [("", _("All goods"))]
        + [(row.code, f"{row.code} {row.name}") for row in await queries.categories()],
        "methods": [("", _("Any way of buying"))] + [(str(one), _(METHOD_NAMES[one])) for one in Method],
        "subjects": [(str(one), _(name)) for one, name in SUBJECT_NAMES.items()],
        "method_names": METHOD_NAMES,
        "subject_names": SUBJECT_NAMES,
    }


async def shown(visitor: Visitor, asked: ChainQuery) -> dict[str, Any]:
    """The values of the page of all chains."""
    chain, trouble = await tried(visitor, asked)
    found = await queries.chains(visitor.organisation or 0)
    return {"chains": found, "asked": asked, "tried": chain, "trouble": trouble} | await _names()


async def edited(visitor: Visitor, scope: Scope, *, typed: int = 0) -> dict[str, Any]:
    """The values of the form of one chain, as it stands; with at least as many rows as were typed into."""
    unit = visitor.organisation or 0
    found = [
        one
        for one in await queries.chains(unit)
        if (one.subject, one.category, one.method) == (scope.subject, scope.category, scope.method)
    ]
    chain = found[0] if found else Chain(scope.subject, scope.category, scope.method)
    return {
        "chain": chain,
        "known": bool(found),
        "seen": await actions.mark_of(unit, scope),
        "rows": range(1, min(max(typed, len(chain.levels) + EMPTY_ROWS), LEVELS_MOST) + 1),
        "posts": [(row.post, row.name) for row in await queries.approvers(unit)],
    } | await _names()


def levels_in(form: ChainForm) -> list[Wanted]:
    """The rows that were filled in, in their order; raises Refused where one is filled in by half."""
    rows = sorted(form.title.keys() | form.from_fen.keys() | form.post.keys())
    lacking = [
        Refusal(f"{name}-{row}", "level_incomplete")
        for row in rows
        for name, given in (("title", form.title), ("from_fen", form.from_fen), ("post", form.post))
        if row not in given
    ]
    if lacking:
        raise Refused(*lacking)
    return [Wanted(form.title[row], form.from_fen[row], form.post[row]) for row in rows]


EMPTY_ROWS = 2


class Chains(Controller):
    """The approval chains of the own unit."""

    path = "/unit/approvals"
    opt = who(Duty.UNIT_ADMIN)

    @get(name="approvals.chain.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Every chain, and where an amount would go."""
        return reply.page(
            request, "approvals/chains.html", **await shown(visitor, query(request, ChainQuery))
        )

    @get("/chain", name="approvals.chain.show")
    async def show(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The form of one chain, known or new."""
        scope = scope_of(query(request, ChainQuery))
        return reply.page(request, "approvals/chain.html", **await edited(visitor, scope))

    @post("/chain", name="approvals.chain.set")
    async def save(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Write one chain down."""
        try:
            form = parse(request, ChainForm)
            url = await _save_once(visitor, form)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, error)
        return reply.redirect(request, url, said=_("Saved. Purchases submitted from now on go this way."))

    @post("/chain/removal", name="approvals.chain.drop")
    async def drop(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Give up a chain for certain goods or ways of buying."""
        try:
            form = parse(request, ChainForm)
            await actions.drop_chain(visitor=visitor, scope=scope_of(form), seen=form.seen)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, error)
        return reply.redirect(request, "/unit/approvals", said=_("Removed. The wider chain decides again."))


async def _save_once(visitor: Visitor, form: ChainForm) -> str:
    async def deed() -> str:
        await actions.set_chain(
            visitor=visitor,
            scope=scope_of(form),
            levels=levels_in(form),
            exempt_fen=form.up_to_fen,
            seen=form.seen,
        )
        return "/unit/approvals"

    return await once_for(visitor, form, "approval.chain", deed)


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, error: Refused | Conflict
) -> Response[bytes]:
    """The form with what was typed; the chain itself as it stands now."""
    typed = arrival(request).typed
    subject = typed.value("subject")
    scope = Scope(
        subject if subject in SUBJECT_NAMES else "purchase",
        typed.value("category")[:12],
        typed.value("method")[:12],
    )
    rows = [int(name[6:]) for name in typed if name[:6] == "title-" and name[6:].isdigit() and len(name) < 9]
    facts = await edited(visitor, scope, typed=max(rows, default=0))
    return reply.rejected(request, "approvals/chain.html", error, **facts)
