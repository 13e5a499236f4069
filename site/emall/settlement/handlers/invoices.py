"""One invoice: as its supplier sees it, as the buyer checks it, and its file."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.orders.access import READERS
from emall.settlement import actions, queries
from emall.settlement.forms import Deciding
from emall.settlement.handlers.invoice_view import facts_of, page_of
from emall.settlement.kept import TYPES, read_file
from emall.web import reply
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.visitor import Visitor

Deed = Callable[[Deciding], Awaitable[str]]


class SoldInvoice(Controller):
    """An invoice at its supplier's desk."""

    path = "/supplier/invoices/{invoice:int}"
    opt = who(*SUPPLIER_DUTIES)

    @get(name="settlement.invoice.show")
    async def show(
        self, request: Request, invoice: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Where it stands, and when it is paid."""
        return reply.page(request, "settlement/invoice.html", **await facts_of(invoice, visitor))

    @post("/withdrawal", name="settlement.invoice.withdraw")
    async def withdraw(
        self, request: Request, invoice: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Take it back before the buyer has decided."""

        async def deed(form: Deciding) -> str:
            await actions.withdraw(visitor=visitor, invoice=invoice, version=form.version, reason=form.reason)
            return f"/supplier/invoices/{invoice}"

        return await _decided(
            request, visitor, invoice, "withdraw", deed, _("Taken back. You can issue another.")
        )


class Invoices(Controller):
    """Invoices as the unit, the staff of its territory and, for the file, both sides read them."""

    path = "/invoices"

    @get("/{invoice:int}", name="settlement.invoice.read", opt=who(*READERS))
    async def show(
        self, request: Request, invoice: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """The three-way match, line by line."""
        return reply.page(request, "settlement/invoice.html", **await facts_of(invoice, visitor))

    @get("/by-order/{order:str}", name="settlement.invoice.of_order", opt=who(*READERS, *SUPPLIER_DUTIES))
    async def of_order(
        self, request: Request, order: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """On to the invoice of an order."""
        invoice = await queries.invoice_of(order, visitor)
        if invoice is None:
            raise Missing
        return reply.redirect(request, page_of(visitor, invoice))

    @get("/{invoice:int}/file", name="settlement.invoice.file", opt=who(*READERS, *SUPPLIER_DUTIES))
    async def file(self, invoice: FromPath[int], visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The file that came with it, to be saved; never shown inside the site."""
        page = await queries.invoice_page(invoice, visitor)
        if page is None or not page.invoice.file_digest:
            raise Missing
        row = page.invoice
        content = await read_file(row.file_digest, row.file_kind)
        return Response(
            content, media_type=TYPES[row.file_kind], headers=saved_as(row.file_name, row.file_kind)
        )

    @post("/{invoice:int}/confirmation", name="settlement.invoice.confirm", opt=who(Duty.BUYER))
    async def confirm(
        self, request: Request, invoice: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """It matches; it is settled later, with others."""

        async def deed(form: Deciding) -> str:
            await actions.confirm(visitor=visitor, invoice=invoice, version=form.version)
            return f"/invoices/{invoice}"

        return await _decided(request, visitor, invoice, "confirm", deed, _("Confirmed."))

    @post("/{invoice:int}/settlement", name="settlement.invoice.settle", opt=who(Duty.BUYER))
    async def settle(
        self, request: Request, invoice: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """It matches: confirmed and put on a settlement of its own in one."""

        async def deed(form: Deciding) -> str:
            number = await actions.settle(visitor=visitor, invoices={invoice: form.version})
            return f"/settlements/{number}"

        return await _decided(request, visitor, invoice, "settle", deed, _("Submitted for review."))

    @post("/{invoice:int}/refusal", name="settlement.invoice.refuse", opt=who(Duty.BUYER))
    async def refuse(
        self, request: Request, invoice: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """It is not right, and why."""

        async def deed(form: Deciding) -> str:
            await actions.refuse(visitor=visitor, invoice=invoice, version=form.version, reason=form.reason)
            return f"/invoices/{invoice}"

        return await _decided(
            request, visitor, invoice, "refuse", deed, _("Sent back. The supplier has been told.")
        )


def saved_as(name: str, kind: str) -> dict[str, str]:
    """Headers under which a browser saves a file and runs nothing of it."""
    return {
        "Content-Disposition": f"attachment; filename=\"invoice.{kind}\"; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }


async def _decided(
    request: Request[Any, Any, Any], visitor: Visitor, invoice: int, name: str, deed: Deed, said: str
) -> Response[bytes]:
    """Run a deed once; refused, the invoice again with what was typed, 409 when it has moved on."""
    try:
        form = parse(request, Deciding)

        async def run() -> str:
            return await deed(form)

        url = await once_for(visitor, form, f"invoice.{name}", run, about=invoice)
    except (Refused, Conflict) as error:
        facts = await facts_of(invoice, visitor) | {"refused_form": name}
        return reply.rejected(request, "settlement/invoice.html", error, **facts)
    return reply.redirect(request, url, said=said)
