"""Reading invoices and settlement sheets."""

from emall.settlement.queries.invoices import InvoicePage, invoice_of, invoice_page
from emall.settlement.queries.issuing import Draft, draft_of, invoices_page, to_invoice
from emall.settlement.queries.owed import interest_of
from emall.settlement.queries.sheets import (
    Choice,
    SheetPage,
    choices,
    settlement_of,
    sheet_page,
    sheets_page,
    to_review,
    to_settle,
)

__all__ = [
    "Choice",
    "Draft",
    "InvoicePage",
    "SheetPage",
    "choices",
    "draft_of",
    "interest_of",
    "invoice_of",
    "invoice_page",
    "invoices_page",
    "settlement_of",
    "sheet_page",
    "sheets_page",
    "to_invoice",
    "to_review",
    "to_settle",
]
