"""What can be late, whose turn it is, and how the lights are called."""

from enum import StrEnum

from emall.accounts.words import Duty
from emall.orders.words import NEXT_ACTOR, OrderStatus
from emall.web.language import N_


class Matter(StrEnum):
    """What runs against a clock (事项)."""

    SHEET = "sheet"  # 采购单待审批
    ORDER = "order"  # 订单各环节
    PLAN = "plan"  # 计划审核
    FILING = "filing"  # 合同备案
    ANNOUNCING = "announcing"  # 合同公告
    INVOICE = "invoice"  # 发票待核对
    SETTLEMENT = "settlement"  # 结算审核、支付
    PAYMENT = "payment"  # 国库支付中
    SME = "sme"  # 中小企业付款期限


class Party(StrEnum):
    """Who has to act (责任方)."""

    BUYER = "buyer"
    APPROVER = "approver"
    RECEIVER = "receiver"
    ACCOUNTANT = "accountant"
    SUPPLIER = "supplier"
    PARENT = "parent"  # 主管部门
    FINANCE = "finance"  # 财政部门
    TREASURY = "treasury"  # 国库
    CARRIER = "carrier"  # 运输
    READY = "ready"  # 计划已备案、待使用: nobody's turn
    UNIT = "unit"  # 采购单位: all its people together, as suppliers see them


class Light(StrEnum):
    """How near a clock is."""

    FINE = "fine"
    NEAR = "near"  # 黄灯: it ends by the close of the next working day
    PAST = "past"  # 红灯


OWN = frozenset({Party.BUYER, Party.APPROVER, Party.RECEIVER, Party.ACCOUNTANT})
"""Parties that are people of the buying unit itself."""

PARTY_OF_DUTY = {
    Duty.BUYER: Party.BUYER,
    Duty.APPROVER: Party.APPROVER,
    Duty.RECEIVER: Party.RECEIVER,
    Duty.ACCOUNTANT: Party.ACCOUNTANT,
    Duty.SELLER: Party.SUPPLIER,
}

PARTY_OF_STATUS = {
    status: PARTY_OF_DUTY[duty] for status, duty in NEXT_ACTOR.items() if status != OrderStatus.PAYING
} | {OrderStatus.PAYING: Party.TREASURY}
"""Who has to act while an order stands in a status; what was sent for payment waits for the treasury."""

PARTY_NAMES: dict[str, str] = {
    Party.BUYER: N_("Buyer"),
    Party.APPROVER: N_("Approver"),
    Party.RECEIVER: N_("Receiver"),
    Party.ACCOUNTANT: N_("Unit accountant"),
    Party.SUPPLIER: N_("Supplier"),
    Party.PARENT: N_("Parent department"),
    Party.FINANCE: N_("Finance Bureau"),
    Party.TREASURY: N_("Treasury"),
    Party.CARRIER: N_("Transport"),
    Party.READY: N_("Plan ready to be used"),
    Party.UNIT: N_("Buying unit"),
}

MATTER_NAMES: dict[str, str] = {
    Matter.SHEET: N_("Approval of a purchase"),
    Matter.ORDER: N_("Order"),
    Matter.PLAN: N_("Review of a plan"),
    Matter.FILING: N_("Filing of a contract"),
    Matter.ANNOUNCING: N_("Announcement of a contract"),
    Matter.INVOICE: N_("Invoice to be checked"),
    Matter.SETTLEMENT: N_("Settlement"),
    Matter.PAYMENT: N_("Payment at the treasury"),
    Matter.SME: N_("Payment period of a small or medium enterprise"),
}

SENTENCES = {
    "too_many_red": N_(
        "%(count)s late items of your unit are not explained; from %(limit)s on no new purchase can be submitted."
        " Deal with them, or explain why they are late."
    ),
    "reason_needed_for_delay": N_("Say why it is late and when it will be done."),
    "not_late_any_more": N_("This is no longer late; it needs no explanation."),
    "explained_already": N_("This is explained already, until %(until)s."),
}
"""What refusals of this room say."""
