"""The buyer takes back what no supplier has answered (撤回), by the number of an order."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.approvals import actions
from emall.approvals.forms import Withdrawing
from emall.approvals.words import APART_KEYS
from emall.journal.once import once_for
from emall.journal.refusals import refusals_noted
from emall.kernel.refusal import Conflict, Refused
from emall.orders.access import may_withdraw
from emall.orders.handlers.order_view import order_of, shown_again
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Withdrawal(Controller):
    """Withdrawing an order, or its whole sheet while that is still under approval."""

    path = "/orders/{number:str}/withdrawal"
    opt = who(Duty.BUYER)

    @get(name="approvals.withdrawal.show")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Ask once more, with the amount; too late leads back to the order."""
        page = await order_of(number, visitor)
        if not may_withdraw(visitor, page.order):
            return reply.redirect(
                request, f"/orders/{number}", said=_("This order can no longer be withdrawn."), tone="act"
            )
        return reply.page(request, "approvals/withdrawal.html", order=page.order)

    @post(name="approvals.withdrawal.create")
    async def create(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Withdraw it."""
        try:
            form = parse(request, Withdrawing)
            url = await _withdraw_once(visitor, number, form)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, number, error)
        return reply.redirect(request, url, said=_("Withdrawn. The goods and the money are free again."))


async def _withdraw_once(visitor: Visitor, number: str, form: Withdrawing) -> str:
    async def deed() -> str:
        await actions.withdraw(visitor=visitor, number=number, reason=form.reason)
        return f"/orders/{number}"

    async with refusals_noted(visitor.actor(), "order.withdraw", "order", number, keys=APART_KEYS):
        return await once_for(visitor, form, "order.withdraw", deed, about=number)


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, error: Refused | Conflict
) -> Response[bytes]:
    """The question again while it may still be answered, else the order as it stands now."""
    page = await order_of(number, visitor)
    if not may_withdraw(visitor, page.order):
        return await shown_again(request, visitor, number, error, "withdrawal")
    return reply.rejected(request, "approvals/withdrawal.html", error, order=page.order)
