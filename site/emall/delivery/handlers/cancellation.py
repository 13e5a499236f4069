"""Cancelling what is left by agreement (协商取消): asking, answering, thinking better of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.delivery import actions
from emall.delivery.forms import Answering, Asking, TakingBack
from emall.journal.once import once
from emall.kernel.refusal import Conflict, Refused
from emall.orders.handlers.deeds_view import page_of
from emall.orders.handlers.order_view import shown_again
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Cancellations(Controller):
    """Buyer and supplier of an order."""

    path = "/orders/{number:str}/cancellation"
    opt = who(Duty.BUYER, *SUPPLIER_DUTIES)

    @post(name="delivery.cancellation.ask")
    async def ask(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Ask the other side."""

        async def doing() -> None:
            form = parse(request, Asking)
            await _once(
                visitor, "cancellation.ask", form.submit_token, number, actions.ask, reason=form.reason
            )

        return await _done(
            request, visitor, number, "cancellation", doing, _("Asked. The other side has been told.")
        )

    @post("/answer", name="delivery.cancellation.answer")
    async def answer(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Agree, or not."""

        async def doing() -> None:
            form = parse(request, Answering)
            agree = form.verdict == "agree"
            await _once(
                visitor,
                "cancellation.answer",
                form.submit_token,
                number,
                actions.answer,
                agree=agree,
                text=form.text,
            )

        return await _done(request, visitor, number, "answer", doing, _("Answered."))

    @post("/taking-back", name="delivery.cancellation.take_back")
    async def take_back(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take the wish back."""

        async def doing() -> None:
            form = parse(request, TakingBack)
            await _once(visitor, "cancellation.take_back", form.submit_token, number, actions.take_back)

        return await _done(request, visitor, number, "taking_back", doing, _("Taken back."))


async def _once(
    visitor: Visitor, form: str, token: str, number: str, action: Callable[..., Awaitable[str]], **said: Any
) -> None:
    async def deed() -> str:
        await action(visitor=visitor, number=number, **said)
        return page_of(visitor, number)

    await once(actor=visitor.actor(), form=form, token=token, content=[number, said], deed=deed)


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    form: str,
    doing: Callable[[], Awaitable[None]],
    said: str,
) -> Response[bytes]:
    """Back to the order; refused, its page again with what was typed."""
    try:
        await doing()
    except (Refused, Conflict) as error:
        return await shown_again(request, visitor, number, error, form)
    return reply.redirect(request, page_of(visitor, number), said=said)
