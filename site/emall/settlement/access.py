"""Who may see invoices and settlements and do what to them; rows or mappings with their columns and `region`.

An invoice's row may carry `buyers`, the people who placed its orders; a settlement's `hands`, those who bought or
accepted anything on it.
"""

from collections.abc import Mapping
from typing import Any

from emall.accounts.words import SUPPLIER_DUTIES, Duty
from emall.kernel.regions import within
from emall.orders.access import SUPERVISORS, UNIT_READERS
from emall.settlement.words import InvoiceStatus, SettlementStatus
from emall.web.visitor import Visitor

Thing = Mapping[str, Any]


def may_view(visitor: Visitor, thing: Thing) -> bool:
    """The unit, the supplier, and staff whose territory covers the unit; of an invoice as of a settlement."""
    return sees_as_unit(visitor, thing) or is_seller_of(visitor, thing) or supervises(visitor, thing)


def sees_as_unit(visitor: Visitor, thing: Thing) -> bool:
    """People of the unit."""
    return visitor.duty in UNIT_READERS and visitor.organisation == thing["organisation"]


def is_seller_of(visitor: Visitor, thing: Thing) -> bool:
    """People of the supplier."""
    return visitor.duty in SUPPLIER_DUTIES and visitor.organisation == thing["supplier"]


def supervises(visitor: Visitor, thing: Thing) -> bool:
    """Staff reading by territory."""
    return visitor.duty in SUPERVISORS and within(thing["region"], visitor.region)


def is_settler_of(visitor: Visitor, thing: Thing) -> bool:
    """A buyer of the unit: colleagues may stand in, so that nothing waits for somebody on leave."""
    return visitor.duty == Duty.BUYER and visitor.organisation == thing["organisation"]


def may_withdraw_invoice(visitor: Visitor, invoice: Thing) -> bool:
    """The supplier, until the buyer has decided."""
    return is_seller_of(visitor, invoice) and invoice["status"] == InvoiceStatus.ISSUED


def may_confirm_invoice(visitor: Visitor, invoice: Thing) -> bool:
    """A buyer of the unit, while it waits to be checked."""
    return is_settler_of(visitor, invoice) and invoice["status"] == InvoiceStatus.ISSUED


def may_refuse_invoice(visitor: Visitor, invoice: Thing) -> bool:
    """A buyer of the unit, while it is in force and on no settlement (`settlement`: its number, or None)."""
    alive = invoice["status"] in (InvoiceStatus.ISSUED, InvoiceStatus.CONFIRMED)
    return is_settler_of(visitor, invoice) and alive and invoice["settlement"] is None


def is_reviewer_of(visitor: Visitor, sheet: Thing) -> bool:
    """An approver of the unit who neither made the sheet nor bought or accepted anything on it, under any account."""
    return (
        visitor.duty == Duty.APPROVER
        and visitor.organisation == sheet["organisation"]
        and not visitor.is_among((sheet["made_by"], *sheet["hands"]))
    )


def may_review(visitor: Visitor, sheet: Thing) -> bool:
    """Its reviewer, while it waits for one."""
    return is_reviewer_of(visitor, sheet) and sheet["status"] == SettlementStatus.TO_REVIEW


def may_withdraw_sheet(visitor: Visitor, sheet: Thing) -> bool:
    """Whoever made it, until it is reviewed."""
    return (
        is_settler_of(visitor, sheet)
        and visitor.person == sheet["made_by"]
        and sheet["status"] == SettlementStatus.TO_REVIEW
    )
