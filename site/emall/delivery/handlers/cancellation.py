"""Cancelling what is left by agreement (协商取消): asking, answering, thinking better of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.delivery import actions
from emall.delivery.forms import Answering, Asking, TakingBack
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Refused
from emall.orders.handlers.deeds_view import page_of
from emall.orders.handlers.order_view import shown_again
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

Doing = Callable[[], Awaitable[str]]


class Cancellations(Controller):
    """Buyer and supplier of an order."""

    path = "/orders/{number:str}/cancellation"
    opt = who(Duty.BUYER, *SUPPLIER_DUTIES)

    @post(name="delivery.cancellation.ask")
    async def ask(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Ask the other side."""

        async def doing() -> str:
            form = parse(request, Asking)
            run = _deed(actions.ask, visitor, number, reason=form.reason)
            return await once_for(visitor, form, "cancellation.ask", run, about=number)

        return await _done(
            request, visitor, number, "cancellation", doing, _("Asked. The other side has been told.")
        )

    @post("/answer", name="delivery.cancellation.answer")
    async def answer(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Agree, or not."""

        async def doing() -> str:
            form = parse(request, Answering)
            run = _deed(actions.answer, visitor, number, agree=form.verdict == "agree", text=form.text)
            return await once_for(visitor, form, "cancellation.answer", run, about=number)

        return await _done(request, visitor, number, "answer", doing, _("Answered."))

    @post("/taking-back", name="delivery.cancellation.take_back")
    async def take_back(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take the wish back."""

        async def doing() -> str:
            run = _deed(actions.take_back, visitor, number)
            return await once_for(
                visitor, parse(request, TakingBack), "cancellation.take_back", run, about=number
            )

        return await _done(request, visitor, number, "taking_back", doing, _("Taken back."))


def _deed(action: Any, visitor: Visitor, number: str, **said: Any) -> Doing:
    async def run() -> str:
        await action(visitor=visitor, number=number, **said)
        return page_of(visitor, number)

    return run


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    form: str,
    doing: Doing,
    said: str,
) -> Response[bytes]:
    """Back to the order; refused, its page again with what was typed."""
    try:
        return reply.redirect(request, await doing(), said=said)
    except (Refused, Conflict) as error:
        return await shown_again(request, visitor, number, error, form)
