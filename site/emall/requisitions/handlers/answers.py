"""The buyer answers requests: ticked lines go into the cart together, or will not be bought, or are open again."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Refused
from emall.requisitions import actions
from emall.requisitions.forms import Answering
from emall.requisitions.handlers.requests import facts_of, shown
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Answers(Controller):
    """What a buyer does with the lines of the unit's requests."""

    path = "/requests"
    opt = who(Duty.BUYER)

    @post("/merging", name="requisitions.line.merge")
    async def merge(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Put the ticked lines into the cart."""

        async def doing(form: Answering) -> str:
            await actions.merge(visitor=visitor, lines=form.line, chosen=form.offer)
            return "/cart"

        return await _answered(
            request, visitor, "merge", doing, _("In the cart. Quantities of the same goods are added up.")
        )

    @post("/refusal", name="requisitions.line.refuse")
    async def refuse(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Say why the ticked lines will not be bought."""

        async def doing(form: Answering) -> str:
            await actions.refuse(visitor=visitor, lines=form.line, reason=form.reason)
            return "/requests"

        return await _answered(
            request, visitor, "refuse", doing, _("Whoever asked has a message with your reason.")
        )

    @post("/{number:str}/lines/{line:int}/reopening", name="requisitions.line.reopen")
    async def reopen(
        self, request: Request, number: FromPath[str], line: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Open a line again that is in the cart."""
        try:
            await actions.reopen(visitor=visitor, number=number, line=line)
        except Conflict as error:
            facts = await facts_of(number, visitor)
            return reply.rejected(request, "requisitions/show.html", error, **facts)
        return reply.redirect(
            request, "/requests", said=_("Open again. Take the goods out of the cart yourself.")
        )


async def _answered(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    kind: str,
    doing: Callable[[Answering], Awaitable[str]],
    said: str,
) -> Response[bytes]:
    """Do it once; what is refused comes back on the list with everything ticked and typed."""
    try:
        form = parse(request, Answering)

        async def deed() -> str:
            return await doing(form)

        url = await once_for(visitor, form, "requisitions.answer", deed, about=kind)
    except (Refused, Conflict) as error:
        facts = await shown(visitor)
        return reply.rejected(request, "requisitions/list.html", error, **facts)
    return reply.redirect(request, url, said=said)
