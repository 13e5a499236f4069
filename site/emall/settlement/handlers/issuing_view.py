"""The values of the supplier's pages: the list, and the form of an invoice."""

from typing import Any

from emall.kernel import clock
from emall.settlement import queries
from emall.settlement.forms import InvoiceQuery
from emall.settlement.kept import KeptFile, sealed
from emall.settlement.queries import Draft
from emall.settlement.rules import differences_of
from emall.settlement.words import FIELD_NAMES, INVOICE_TAB_NAMES, KIND_NAMES
from emall.web.language import gettext
from emall.web.visitor import Visitor

WHERE = "/supplier/invoices"


async def list_facts(visitor: Visitor, wanted: InvoiceQuery) -> dict[str, Any]:
    """Orders to invoice on the first page of the first tab, and the invoices."""
    found = await queries.invoices_page(visitor, tab=wanted.tab, page=wanted.page)
    first = wanted.tab == "all" and wanted.page == 1
    return {
        "wanted": wanted,
        "waiting": await queries.to_invoice(visitor) if first else [],
        "found": found,
        "tabs": [
            (
                gettext(word),
                WHERE if tab == "all" else f"{WHERE}?tab={tab}",
                found.counts[tab],
                tab == wanted.tab,
            )
            for tab, word in INVOICE_TAB_NAMES.items()
        ],
        "page_base": f"{WHERE}?{'' if wanted.tab == 'all' else f'tab={wanted.tab}&'}page=",
    }


def draft_facts(
    draft: Draft, visitor: Visitor, kept: KeptFile | None = None, *, filled: bool = False
) -> dict[str, Any]:
    """The form of an invoice; `filled`: with what its file says, whatever was typed before."""
    stated = {
        "amount_fen": draft.due_fen,
        "tax_fen": draft.tax_fen,
        **{name: draft.titled[name] for name in ("buyer_name", "buyer_uscc", "seller_name", "seller_uscc")},
    }
    return {
        "draft": draft,
        "today": clock.today(),
        "kind_name": KIND_NAMES[draft.titled.kind],
        "kept": kept,
        "kept_seal": sealed(kept, visitor.person) if kept else "",
        "read": kept.facts if kept else {},
        "filled": filled,
        "differences": differences_of(read=kept.facts, stated=stated) if kept else [],
        "field_names": FIELD_NAMES,
    }
