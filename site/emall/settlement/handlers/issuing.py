"""The supplier's desk: what is to be invoiced, its invoices, and issuing one."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from emall.accounts.words import SUPPLIER_DUTIES
from emall.journal.once import once_for
from emall.kernel.refusal import Conflict, Refused
from emall.settlement import actions, queries
from emall.settlement.forms import ForOrders, InvoiceQuery, Issuing
from emall.settlement.handlers.issuing_view import draft_facts, list_facts
from emall.settlement.kept import KeptFile, keep_file, lies_there, unsealed
from emall.settlement.reading import MOST_BYTES
from emall.web import reply
from emall.web.forms import parse, query, upload
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.limits import calls
from emall.web.visitor import Visitor

UPLOAD_LIMIT = MOST_BYTES + 1_000_000  # the other fields of the form come on top of the file
FILES_AN_HOUR = 200  # of one firm
WHERE = "/supplier/invoices"


class OwnInvoices(Controller):
    """Invoices of the visitor's own firm."""

    path = WHERE
    opt = who(*SUPPLIER_DUTIES)

    @get(name="settlement.invoice.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Orders waiting for an invoice, then the invoices by state."""
        wanted = query(request, InvoiceQuery)
        return reply.page(request, "settlement/invoices.html", **await list_facts(visitor, wanted))

    @get("/new", name="settlement.invoice.new")
    async def new(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """An invoice over accepted orders, filled in with what was accepted; without any, back to the list."""
        draft = await queries.draft_of(visitor, query(request, ForOrders).order)
        if draft is None:
            return reply.redirect(
                request, WHERE, said=_("This order has an invoice, or is not accepted yet.")
            )
        return reply.page(request, "settlement/issue.html", **draft_facts(draft, visitor))

    @post(name="settlement.invoice.create", request_max_body_size=UPLOAD_LIMIT)
    async def create(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """Issue it; or only read the file that came along and fill the form in."""
        kept: KeptFile | None = None
        form: Issuing | None = None
        try:
            kept = await _file_of(request, visitor)
            form = parse(request, Issuing)
            if form.deed == "read":
                return await _filled_in(request, visitor, form, kept)
            url = await _issue_once(visitor, form, kept)
        except (Refused, Conflict) as error:
            return await _again(request, visitor, kept, error)
        return reply.redirect(request, url, said=_("Issued. The buyer has been told."))


async def _file_of(request: Request[Any, Any, Any], visitor: Visitor) -> KeptFile | None:
    """The file sent now, else the one this form brought before."""
    sent = upload(request, "file")
    content = await sent.read() if sent and sent.filename else b""
    if sent is not None and sent.filename:
        await calls(f"invoice-file:{visitor.organisation}", 3600, FILES_AN_HOUR)
        return await keep_file(content, sent.filename)
    kept = unsealed(parse(request, Issuing).file_kept, visitor.person)
    if kept is not None and not await lies_there(kept):
        raise Refused("file", "file_send_again")
    return kept


async def _issue_once(visitor: Visitor, form: Issuing, kept: KeptFile | None) -> str:
    stated = stated_of(form, kept)

    async def deed() -> str:
        return f"{WHERE}/{await actions.issue(visitor=visitor, stated=stated)}"

    file = kept.digest if kept else ""
    return await once_for(visitor, form, "settlement.issue", deed, about=file)


def stated_of(form: Issuing, kept: KeptFile | None) -> actions.Stated:
    """What the form says; number and date left empty are those of the file."""
    return actions.Stated(
        orders=form.order,
        number=form.number or str(kept.facts.get("number", "") if kept else ""),
        issued_on=form.issued_on or (kept.issued_on if kept else None),
        amount_fen=form.amount,
        quantities=form.quantity,
        file=kept,
    )


async def _filled_in(
    request: Request[Any, Any, Any], visitor: Visitor, form: Issuing, kept: KeptFile | None
) -> Response[bytes]:
    draft = await queries.draft_of(visitor, form.order)
    if draft is None:
        raise Refused("order", "invoice_needs_orders")
    if kept is None:
        raise Refused("file", "invoice_file_missing")
    return reply.page(request, "settlement/issue.html", **draft_facts(draft, visitor, kept, filled=True))


async def _again(
    request: Request[Any, Any, Any], visitor: Visitor, kept: KeptFile | None, error: Refused | Conflict
) -> Response[bytes]:
    """The form again with everything typed and the file kept; where nothing is left to invoice, only the reasons."""
    draft = await queries.draft_of(visitor, query_or_form(request))
    if draft is None:
        raise error
    facts = draft_facts(draft, visitor, kept)
    return reply.rejected(request, "settlement/issue.html", error, **facts)


def query_or_form(request: Request[Any, Any, Any]) -> tuple[str, ...]:
    """The orders of the form, also where something else in it cannot be read."""
    return parse(request, ForOrders).order
