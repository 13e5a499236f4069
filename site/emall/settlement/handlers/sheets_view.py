"""The values of the pages of settlement sheets."""

from typing import Any

from emall.accounts.words import Duty
from emall.kernel.refusal import Missing
from emall.settlement import queries
from emall.settlement.access import is_reviewer_of, may_review, may_withdraw_sheet
from emall.settlement.actions import note_view
from emall.settlement.forms import Choosing, SheetQuery
from emall.settlement.handlers.invoice_view import frame_of, page_of
from emall.settlement.queries import Choice
from emall.settlement.words import TAB_NAMES, TABS, SettlementStatus
from emall.suppliers.words import SIZE_NAMES
from emall.web.language import N_, gettext
from emall.web.visitor import Visitor

WHERE = "/settlements"
ALWAYS = frozenset({"all", "mine"})
ACT_NAMES = {
    "settlement.submit": N_("Submitted for review"),
    "settlement.agree": N_("Agreed"),
    "settlement.return": N_("Sent back"),
    "settlement.withdraw": N_("Taken back"),
    "settlement.pay": N_("Paid"),
    "settlement.return_payment": N_("Payment returned"),
}
ACT_ICONS = {
    "settlement.submit": "receipt",
    "settlement.agree": "circle-check",
    "settlement.return": "arrow-back-up",
    "settlement.withdraw": "arrow-back-up",
    "settlement.pay": "currency-yuan",
    "settlement.return_payment": "alert-triangle",
}


async def list_facts(visitor: Visitor, wanted: SheetQuery) -> dict[str, Any]:
    """What can be settled (for the unit, on the first page), and the sheets."""
    found = await queries.sheets_page(visitor, tab=wanted.tab, page=wanted.page)
    first = wanted.tab in ALWAYS and wanted.page == 1
    shown = first and visitor.is_unit
    return {
        "frame": frame_of(visitor),
        "wanted": wanted,
        "found": found,
        "waiting": await queries.to_settle(visitor.organisation or 0) if shown else [],
        "tabs": [
            (gettext(TAB_NAMES[tab]), _address(tab), found.counts[tab], tab == wanted.tab)
            for tab in TABS
            if tab in _always(visitor) or tab == wanted.tab or found.counts[tab]
        ],
        "page_base": f"{WHERE}?{'' if wanted.tab == 'all' else f'tab={wanted.tab}&'}page=",
        "staff": not visitor.is_unit,
    }


def _always(visitor: Visitor) -> frozenset[str]:
    return ALWAYS if visitor.duty in (Duty.APPROVER, Duty.ACCOUNTANT) else frozenset({"all"})


def _address(tab: str) -> str:
    return WHERE if tab == "all" else f"{WHERE}?tab={tab}"


async def new_facts(visitor: Visitor, wanted: Choosing) -> dict[str, Any] | None:
    """Invoices to choose from; without a supplier those of the only or longest waiting one. None without any."""
    waiting = await queries.to_settle(visitor.organisation or 0)
    supplier = next((row for row in waiting if row.supplier == wanted.supplier), None)
    if supplier is None and not wanted.supplier:
        supplier = waiting[0] if waiting else None
    if supplier is None:
        return None
    found = await queries.choices(visitor.organisation or 0, supplier.supplier)
    chosen = {one.row.id for one in found if _ticked(one, wanted)}
    return {
        "supplier": supplier,
        "others": [row for row in waiting if row.supplier != supplier.supplier],
        "choices": found,
        "chosen": chosen,
        "total_fen": sum(one.row.amount_fen for one in found if one.row.id in chosen),
        "orders": sum(len(one.row.orders) for one in found if one.row.id in chosen),
        "misfits": [one for one in found if not one.match.fits],
    }


def _ticked(one: Choice, wanted: Choosing) -> bool:
    """What fits is ticked until ticks were sent."""
    sent = wanted.counted or bool(wanted.invoice)
    return one.row.id in wanted.invoice if sent else one.match.fits


async def facts_of(number: str, visitor: Visitor) -> dict[str, Any]:
    """What the page of a sheet shows and offers; raises Missing."""
    page = await queries.sheet_page(number, visitor)
    if page is None:
        raise Missing
    sheet = page.sheet
    await note_view(visitor=visitor, kind="settlement", ref=number, thing=sheet)
    reviewing = sheet["status"] == SettlementStatus.TO_REVIEW and visitor.duty == Duty.APPROVER
    return {
        "frame": frame_of(visitor),
        "page": page,
        "sheet": sheet,
        "act_names": ACT_NAMES,
        "act_icons": ACT_ICONS,
        "size_name": SIZE_NAMES.get(sheet["size"] or "", ""),
        "may_review": may_review(visitor, sheet),
        "apart": reviewing and not is_reviewer_of(visitor, sheet),
        "may_withdraw": may_withdraw_sheet(visitor, sheet),
        "order_place": "/supplier/orders/" if visitor.is_supplier else "/orders/",
        "invoice_place": page_of(visitor, 0)[:-1],
        "refused_form": "",
    }
