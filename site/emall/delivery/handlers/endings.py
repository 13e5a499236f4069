"""The procurement centre ends an order whose supplier has fallen silent (终止订单)."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import Duty
from emall.delivery import actions
from emall.delivery.access import may_end
from emall.delivery.actions.ending import days_late, silent_days
from emall.delivery.forms import Ending
from emall.journal.once import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Refused
from emall.orders.handlers.order_view import order_of
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Endings(Controller):
    """One order that waits for a silent supplier."""

    path = "/desk/orders/{number:str}/ending"
    opt = who(Duty.CENTRE)

    @get(name="delivery.ending.new")
    async def new(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What would be given up, how late the supplier is, and how late it may be."""
        return reply.page(request, "delivery/ending.html", **await _facts(number, visitor))

    @post(name="delivery.ending.create")
    async def create(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The order ends."""
        try:
            url = await _end_once(visitor, number, parse(request, Ending))
        except (Refused, Conflict) as error:
            facts = await _facts(number, visitor)
            return reply.rejected(request, "delivery/ending.html", error, **facts)
        return reply.redirect(request, url, said=_("Ended. Both sides have been told."))


async def _facts(number: str, visitor: Visitor) -> dict[str, Any]:
    page = await order_of(number, visitor)
    now = clock.now()
    lines = [line for line in page.lines if line.quantity - line.closed > line.received]
    late, needed = days_late(page.order["due_at"], now), await silent_days(page.order, now)
    return {
        "order": page.order,
        "lines": lines,
        "late": late,
        "needed": needed,
        "may_end": may_end(visitor, page.order) and late >= needed,
        "fen": sum((line.quantity - line.closed - line.received) * line.price_fen for line in lines),
    }


async def _end_once(visitor: Visitor, number: str, form: Ending) -> str:
    async def deed() -> str:
        await actions.end_silent(visitor=visitor, number=number, reason=form.reason, version=form.version)
        return f"/orders/{number}"

    return await once_for(visitor, form, "order.end", deed, about=number)
