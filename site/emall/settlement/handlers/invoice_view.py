"""The values of an invoice's page."""

from typing import Any

from emall.kernel.refusal import Missing
from emall.settlement import queries
from emall.settlement.access import (
    is_settler_of,
    may_confirm_invoice,
    may_refuse_invoice,
    may_withdraw_invoice,
)
from emall.settlement.actions import note_view
from emall.settlement.words import FIELD_NAMES, KIND_NAMES
from emall.web.language import N_
from emall.web.visitor import Visitor

ACT_NAMES = {
    "invoice.issue": N_("Issued"),
    "invoice.confirm": N_("Confirmed"),
    "invoice.refuse": N_("Not accepted"),
    "invoice.withdraw": N_("Taken back"),
}
ACT_ICONS = {
    "invoice.issue": "file-invoice",
    "invoice.confirm": "circle-check",
    "invoice.refuse": "x",
    "invoice.withdraw": "arrow-back-up",
}
RECORD = {"act_names": ACT_NAMES, "act_icons": ACT_ICONS}


def page_of(visitor: Visitor, invoice: int) -> str:
    """The address of an invoice's page for this visitor."""
    return f"/supplier/invoices/{invoice}" if visitor.is_supplier else f"/invoices/{invoice}"


def frame_of(visitor: Visitor) -> str:
    """Units read in the mall, everybody else at a desk."""
    return "layouts/mall.html" if visitor.is_unit else "settlement/desk.html"


async def facts_of(invoice: int, visitor: Visitor) -> dict[str, Any]:
    """What the page of an invoice shows and offers; raises Missing."""
    page = await queries.invoice_page(invoice, visitor)
    if page is None:
        raise Missing
    row = page.invoice
    await note_view(visitor=visitor, kind="invoice", ref=str(invoice), thing=row)
    confirming = may_confirm_invoice(visitor, row)
    return {
        "frame": frame_of(visitor),
        "page": page,
        "invoice": row,
        "match": page.match,
        "kind_name": KIND_NAMES[row.kind],
        "field_names": FIELD_NAMES,
        **RECORD,
        "address": page_of(visitor, invoice),
        "may_withdraw": may_withdraw_invoice(visitor, row),
        "may_confirm": confirming and page.match.fits,
        "may_settle": is_settler_of(visitor, row)
        and page.alive
        and row.settlement is None
        and page.match.fits,
        "may_refuse": may_refuse_invoice(visitor, row),
        "your_turn": (confirming and visitor.person in row.buyers),
        "order_place": "/supplier/orders/" if visitor.is_supplier else "/orders/",
        "refused_form": "",
    }
