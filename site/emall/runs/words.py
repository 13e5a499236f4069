"""The vocabulary of the whole run of a purchase: parties, what each deed is called, and the stations of the chain."""

from emall.accounts.words import Duty
from emall.delays.words import PARTY_NAMES, Party
from emall.orders.words import OrderStatus
from emall.web.language import N_

__all__ = ["DEEDS", "FORM_CAP_SECONDS", "LEAST_RUNS", "PARTY_NAMES", "PARTY_OF_DUTY", "SENTENCES", "Party"]

FORM_CAP_SECONDS = 600
"""A form left open over lunch is not ten minutes of work: no sending counts for more."""

LEAST_RUNS = 5
"""Fewer purchases than this behind a public figure could point at a unit; the figure is then not shown."""

LEAST_UNITS = 3
"""A figure of fewer units than this would be the figure of one of them to the others."""

DAYS_OF_FIGURES = 90
TEN_MINUTES = 600

PARTY_OF_DUTY: dict[str, Party] = {
    Duty.BUYER: Party.BUYER,
    Duty.APPROVER: Party.APPROVER,
    Duty.RECEIVER: Party.RECEIVER,
    Duty.ACCOUNTANT: Party.ACCOUNTANT,
    Duty.UNIT_ADMIN: Party.BUYER,
    Duty.SELLER: Party.SUPPLIER,
    Duty.SELLER_ADMIN: Party.SUPPLIER,
    Duty.FINANCE: Party.FINANCE,
    Duty.COUNTY: Party.FINANCE,
}
"""Whose hands somebody's are; duties not named here have none in a purchase."""

PLAN_HOLDERS: dict[str, Party] = {
    "draft": Party.BUYER,
    "returned_for_edit": Party.BUYER,
    "unit_review": Party.APPROVER,
    "dept_review": Party.PARENT,
    "finance_review": Party.FINANCE,
}
"""Who has to act on a plan before it is filed; from then on it lies ready."""

ENDED = frozenset(
    {
        OrderStatus.PAID,
        OrderStatus.COMPLETED,
        OrderStatus.DECLINED,
        OrderStatus.EXPIRED,
        OrderStatus.WITHDRAWN,
        OrderStatus.CANCELLED,
    }
)
"""Statuses in which nobody is waited for any more."""

DEEDS: dict[str, tuple[str, str]] = {
    "order.pay": (N_("Paid by the treasury"), "payment"),
    "order.return_payment": (N_("Payment returned"), "payment"),
    "order.send_payment": (N_("Sent for payment"), "payment"),
    "payment.release": (N_("Sent for payment"), "payment"),
    "settlement.agree": (N_("Settlement approved"), "settlement"),
    "order.unsettle": (N_("Settlement sent back"), "settlement"),
    "order.settle": (N_("Put up for settlement"), "settlement"),
    "invoice.confirm": (N_("Invoice checked"), "invoice"),
    "invoice.refuse": (N_("Invoice refused"), "invoice"),
    "order.uninvoice": (N_("Invoice taken back"), "invoice"),
    "order.invoice": (N_("Invoiced"), "invoice"),
    "invoice.issue": (N_("Invoiced"), "invoice"),
    "order.accept": (N_("Accepted"), "acceptance"),
    "acceptance.sign": (N_("Acceptance signed"), "acceptance"),
    "acceptance.object": (N_("Objected to the acceptance"), "acceptance"),
    "acceptance.fill": (N_("Acceptance filled in"), "acceptance"),
    "order.receive": (N_("Counted in"), "receipt"),
    "order.ship": (N_("Shipped"), "shipment"),
    "order.confirm": (N_("Order accepted, the contract stands"), "order"),
    "order.decline": (N_("Order declined"), "order"),
    "order.expire": (N_("Not answered in time"), "order"),
    "order.cancel": (N_("Cancelled by agreement"), "order"),
    "order.withdraw": (N_("Withdrawn"), "order"),
    "order.approve": (N_("Approved and passed on"), "approval"),
    "purchase.agree": (N_("Agreed"), "approval"),
    "order.return": (N_("Returned for changes"), "approval"),
    "order.submit": (N_("Chosen and submitted"), "sheet"),
    "plan.file": (N_("Plan filed"), "plan"),
    "plan.agree": (N_("Plan agreed"), "plan"),
    "plan.return": (N_("Plan returned for changes"), "plan"),
    "plan.send_back": (N_("Plan returned for changes"), "plan"),
    "plan.resubmit": (N_("Plan submitted"), "plan"),
    "plan.submit": (N_("Plan submitted"), "plan"),
    "plan.draft": (N_("Plan drawn up"), "plan"),
    "plan.edit": (N_("Plan changed"), "plan"),
    "contract.file": (N_("Contract filed"), "contract"),
    "contract.announce": (N_("Contract announced"), "contract"),
}
"""What a deed is called on the run page and the paper it is about; of several in one form the first listed counts."""

BESIDE = frozenset({"contract.file", "contract.announce"})
"""Deeds that hold nothing up: they run beside the chain, and no waiting is reckoned for them."""

PAPER_ICONS = {
    "budget": "wallet",
    "plan": "file-text",
    "sheet": "edit",
    "approval": "user-check",
    "order": "building-store",
    "contract": "signature",
    "shipment": "truck-delivery",
    "receipt": "package",
    "acceptance": "clipboard-check",
    "invoice": "file-invoice",
    "settlement": "receipt",
    "payment": "wallet",
    "review": "star",
}

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
