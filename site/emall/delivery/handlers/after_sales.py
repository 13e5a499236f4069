"""Goods that come back (售后): asking for it at the order, and one page on which both sides and the centre act."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.delivery import actions
from emall.delivery.access import may_ask_back
from emall.delivery.forms import AskingBack, Handling
from emall.delivery.handlers.after_sale_view import asking_facts, case_facts
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Refused
from emall.orders.access import READERS
from emall.orders.handlers.order_view import order_of
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

Doing = Callable[[Visitor, str, Handling], Awaitable[str]]


class AfterSaleAsking(Controller):
    """Buyer and receivers of a unit ask for goods to go back."""

    path = "/orders/{number:str}/after-sale"
    opt = who(Duty.BUYER, Duty.RECEIVER)

    @get("/new", name="delivery.after_sale.new")
    async def new(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """What may be asked back, and how; with nothing to ask it leads back to the order."""
        page = await order_of(number, visitor)
        if not may_ask_back(visitor, page.order):
            return reply.redirect(
                request, f"/orders/{number}", said=_("Nothing can be asked back at present."), tone="act"
            )
        return reply.page(request, "delivery/after_sales/new.html", **await asking_facts(page))

    @post(name="delivery.after_sale.create")
    async def create(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """It is asked for."""
        try:
            url = await _ask_once(visitor, number, parse(request, AskingBack))
        except (Refused, Conflict) as error:
            facts = await asking_facts(await order_of(number, visitor))
            return reply.rejected(request, "delivery/after_sales/new.html", error, **facts)
        return reply.redirect(request, url, said=_("Asked. The supplier has been told."))


async def _ask_once(visitor: Visitor, number: str, form: AskingBack) -> str:
    async def deed() -> str:
        case = await actions.ask_back(
            visitor=visitor,
            number=number,
            kind=form.kind,
            source=form.source,
            quantities=form.quantity,
            reason_code=form.reason_code,
            reason=form.reason,
        )
        return f"/after-sales/{case}"

    return await once_for(visitor, form, "after_sale.ask", deed, about=number)


class AfterSales(Controller):
    """One after-sale."""

    path = "/after-sales/{number:str}"

    @get(name="delivery.after_sale.show", opt=who(*READERS, *SUPPLIER_DUTIES))
    async def show(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Where it stands, whose turn it is, and the one deed."""
        facts = await case_facts(number, visitor)
        return reply.page(request, "delivery/after_sales/show.html", form="", **facts)

    @post("/answer", name="delivery.after_sale.answer", opt=who(*SUPPLIER_DUTIES))
    async def answer(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The supplier agrees, with or without wanting the goods back, or refuses."""
        return await _step(request, visitor, number, "answer", _answer)

    @post("/sending", name="delivery.after_sale.send", opt=who(Duty.BUYER, Duty.RECEIVER))
    async def send(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The goods are on their way back."""
        return await _step(request, visitor, number, "sending", _send)

    @post("/inspection", name="delivery.after_sale.inspect", opt=who(*SUPPLIER_DUTIES))
    async def inspect(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The supplier has looked at them."""
        return await _step(request, visitor, number, "inspection", _inspect)

    @post("/escalation", name="delivery.after_sale.escalate", opt=who(Duty.BUYER, Duty.RECEIVER))
    async def escalate(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Before the procurement centre."""
        return await _step(request, visitor, number, "escalation", _escalate)

    @post("/end", name="delivery.after_sale.drop", opt=who(Duty.BUYER, Duty.RECEIVER))
    async def drop(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Taken back, or given in."""
        return await _step(request, visitor, number, "end", _drop)

    @post("/decision", name="delivery.after_sale.decide", opt=who(Duty.CENTRE))
    async def decide(
        self, request: Request, number: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The procurement centre decides."""
        return await _step(request, visitor, number, "decision", _decide)


async def _answer(visitor: Visitor, number: str, form: Handling) -> str:
    return await actions.answer_back(
        visitor=visitor,
        number=number,
        agree=form.verdict in ("agree", "waive"),
        goods_needed=form.verdict != "waive",
        text=form.text,
        version=form.version,
    )


async def _send(visitor: Visitor, number: str, form: Handling) -> str:
    return await actions.send_back(
        visitor=visitor, number=number, carrier=form.carrier, waybill=form.waybill, version=form.version
    )


async def _inspect(visitor: Visitor, number: str, form: Handling) -> str:
    return await actions.inspect(
        visitor=visitor,
        number=number,
        fine=form.verdict == "fine",
        resaleable=form.resaleable,
        finding=form.text,
        version=form.version,
    )


async def _escalate(visitor: Visitor, number: str, form: Handling) -> str:
    return await actions.escalate(visitor=visitor, number=number, text=form.text, version=form.version)


async def _drop(visitor: Visitor, number: str, form: Handling) -> str:
    return await actions.drop(visitor=visitor, number=number, version=form.version)


async def _decide(visitor: Visitor, number: str, form: Handling) -> str:
    return await actions.decide_back(
        visitor=visitor, number=number, grant=form.verdict == "grant", reason=form.text, version=form.version
    )


async def _step(
    request: Request[Any, Any, Any], visitor: Visitor, number: str, name: str, doing: Doing
) -> Response[bytes]:
    """Do one step once, then the page anew; refused or overtaken, the page as it stands with what was typed."""
    url = f"/after-sales/{number}"
    try:
        form = parse(request, Handling)

        async def deed() -> str:
            await doing(visitor, number, form)
            return url

        await once_for(visitor, form, f"after_sale.{name}", deed, about=number)
    except (Refused, Conflict) as error:
        facts = await case_facts(number, visitor)
        return reply.rejected(request, "delivery/after_sales/show.html", error, form=name, **facts)
    return reply.redirect(request, url, said=_("Done. The other side has been told."))
