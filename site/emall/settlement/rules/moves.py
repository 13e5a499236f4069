"""Which steps the state tables of invoices and settlement sheets know."""

from emall.settlement.words import INVOICE_MOVES, SETTLEMENT_MOVES, InvoiceStatus, SettlementStatus


def may_move_invoice(*, status: str, to: str) -> bool:
    """Whether an invoice may take this step."""
    return to in INVOICE_MOVES[InvoiceStatus(status)]


def may_move_settlement(*, status: str, to: str) -> bool:
    """Whether a settlement sheet may take this step."""
    return to in SETTLEMENT_MOVES[SettlementStatus(status)]
