"""Approvals (审批): what waits for a decision, and deciding it with the facts on one page."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.approvals import actions, queries
from emall.approvals.forms import Deciding, InboxQuery
from emall.approvals.handlers.sheet_view import facts_of
from emall.approvals.words import APART_KEYS, Verdict
from emall.journal.once import once_for
from emall.journal.refusals import refusals_noted
from emall.kernel.refusal import Conflict, Refused
from emall.web import reply
from emall.web.forms import parse, query
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

ATTEMPTS: dict[str, str] = {Verdict.AGREE: "agree", Verdict.RETURN: "return"}


class Approvals(Controller):
    """The sheets an approver is asked to decide."""

    path = "/approvals"
    opt = who(Duty.APPROVER)

    @get(name="approvals.sheet.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Waiting longest first, or what was decided."""
        wanted = query(request, InboxQuery)
        found = await queries.inbox(visitor, done=wanted.tab == "done", page=wanted.page)
        return reply.page(request, "approvals/inbox.html", found=found, wanted=wanted)

    @get("/{number:str}", name="approvals.sheet.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One sheet with everything needed to decide it."""
        return reply.page(request, "approvals/sheet.html", **await facts_of(number, visitor))

    @post("/{number:str}/decision", name="approvals.sheet.decide")
    async def decide(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Agree, or return it for changes."""
        try:
            form = parse(request, Deciding)
            url = await _decide_once(visitor, number, form)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, number, error)
        agreed = form.verdict == Verdict.AGREE
        return reply.redirect(request, url, said=_("Agreed.") if agreed else _("Returned to the buyer."))


async def _decide_once(visitor: Visitor, number: str, form: Deciding) -> str:
    async def deed() -> str:
        await actions.decide(
            visitor=visitor,
            number=number,
            step=form.step,
            verdict=form.verdict,
            comment=form.comment,
            remarks=form.remark,
            strikes=form.strike,
            version=form.version,
        )
        return f"/approvals/{number}"

    act = f"purchase.{ATTEMPTS.get(form.verdict, 'decide')}"
    async with refusals_noted(visitor.actor(), act, "purchase", number, keys=APART_KEYS):
        return await once_for(visitor, form, "approval.decide", deed, about=number)


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, error: Refused | Conflict
) -> Response[bytes]:
    """The sheet as it stands now, what was typed still in it."""
    facts = await facts_of(number, visitor)
    return reply.rejected(request, "approvals/sheet.html", error, moved=isinstance(error, Conflict), **facts)
