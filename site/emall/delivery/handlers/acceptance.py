"""Receiving and accepting (收货与验收), on one page made for the phone, and the sheet that is signed."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.delivery import actions
from emall.delivery.access import may_accept, may_receive
from emall.delivery.forms import Counting, Judging
from emall.delivery.rules import Finding, Judgement
from emall.delivery.words import REJECT_NAMES, CheckResult
from emall.journal.once import once
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.handlers.order_view import facts_of, order_of
from emall.orders.handlers.orders import READERS
from emall.orders.queries import OrderPage
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor


class Delivery(Controller):
    """What a receiver does with an order of the unit."""

    path = "/orders/{number:str}"
    opt = who(Duty.RECEIVER)

    @get("/acceptance", name="delivery.acceptance.new")
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Parcels to count in, then goods to judge."""
        return reply.page(request, "delivery/acceptance.html", form="", **await _facts(number, visitor))

    @post("/receipts", name="delivery.receipt.create")
    async def count(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """A parcel has arrived and is counted."""

        async def deed() -> str:
            return await _count_once(visitor, number, parse(request, Counting))

        return await _done(request, visitor, number, "receipt", deed, _("Counted in."))

    @post("/acceptance", name="delivery.acceptance.create")
    async def judge(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What has arrived is judged, line by line."""

        async def deed() -> str:
            return await _judge_once(visitor, number, parse(request, Judging))

        return await _done(
            request, visitor, number, "acceptance", deed, _("Submitted. The supplier has been told.")
        )


@get(
    "/orders/{number:str}/acceptance/print",
    name="delivery.acceptance.print",
    opt=who(*READERS, *SUPPLIER_DUTIES),
)
async def paper(
    request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
) -> Response[bytes]:
    """The acceptance sheet (验收单) with its cells for signatures; there is none before something was judged."""
    page = await order_of(number, visitor)
    if not page.acceptances:
        raise Missing
    facts: dict[str, Any] = {
        "order": page.order,
        "page": page,
        "reject_names": REJECT_NAMES,
        "printed_at": clock.now(),
    }
    return reply.page(request, "delivery/acceptance_print.html", **facts)


async def _count_once(visitor: Visitor, number: str, form: Counting) -> str:
    async def deed() -> str:
        await actions.receive(
            visitor=visitor, number=number, shipment=form.shipment, received=form.received, note=form.note
        )
        return f"/orders/{number}/acceptance"

    content = [number, form.shipment, sorted(form.received.items()), form.note]
    outcome = await once(
        actor=visitor.actor(), form="delivery.receive", token=form.submit_token, content=content, deed=deed
    )
    return outcome.url


async def _judge_once(visitor: Visitor, number: str, form: Judging) -> str:
    async def deed() -> str:
        page = await order_of(number, visitor)
        await actions.accept(
            visitor=visitor,
            number=number,
            judged=judgements(page, form),
            note=form.note,
            members=form.members,
            supplier_person=form.supplier_person,
        )
        return f"/orders/{number}"

    told: list[dict[Any, Any]] = [form.accepted, form.reason, form.check, form.found, form.remark]
    content = [number, form.verdict, [sorted(one.items()) for one in told], form.note, form.members]
    outcome = await once(
        actor=visitor.actor(), form="delivery.accept", token=form.submit_token, content=content, deed=deed
    )
    return outcome.url


def judgements(page: OrderPage, form: Judging) -> dict[int, Judgement]:
    """What the form says of each line that had something to judge; what is not accepted is rejected."""
    judged = {}
    for line in page.lines:
        if not (line.unjudged or line.in_transit):
            continue
        if form.verdict == "as_ordered":
            judged[line.id] = Judgement(line.unjudged)
            continue
        accepted = form.accepted.get(line.id, 0)
        rejected = max(0, line.unjudged - accepted)
        judged[line.id] = Judgement(
            accepted=accepted,
            rejected=rejected,
            reason=form.reason.get(line.id, "") if rejected or line.in_transit else "",
            note=form.remark.get(line.id, ""),
            findings=_findings(line.id, form),
        )
    return judged


def _findings(line: int, form: Judging) -> dict[int, Finding]:
    """What the form says of the items of a line; those nothing was said of were as ordered."""
    places = {place for one, place in [*form.check, *form.found] if one == line}
    return {
        place: Finding(form.check.get((line, place), CheckResult.PASSED), form.found.get((line, place), ""))
        for place in places
    }


async def _facts(number: str, visitor: Visitor) -> dict[str, Any]:
    page = await order_of(number, visitor)
    return {
        **await facts_of(page, visitor),
        "may_receive": may_receive(visitor, page.order),
        "may_accept": may_accept(visitor, page.order),
        "reject_options": [(str(reason), _(name)) for reason, name in REJECT_NAMES.items()],
        "is_buyer": visitor.person == page.order["buyer"],
    }


async def _done(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    number: str,
    form: str,
    deed: Callable[[], Awaitable[str]],
    said: str,
) -> Response[bytes]:
    """Go on where the deed leads; refused, the page again with everything typed, 409 when the order has moved on."""
    try:
        return reply.redirect(request, await deed(), said=said)
    except (Refused, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        facts = await _facts(number, visitor)
        return reply.rejected(
            request, "delivery/acceptance.html", error.refusals, status=status, form=form, **facts
        )
