"""Order and purchase statuses, the moves between them and reasons people choose from."""

from enum import StrEnum

from emall.accounts.words import Duty
from emall.web.language import N_


class OrderStatus(StrEnum):
    """Where an order (订单) stands."""

    DRAFT = "draft"  # 采购单草稿
    PENDING_APPROVAL = "pending_approval"  # 待审批
    RETURNED = "returned"  # 退回修改
    PENDING_SUPPLIER = "pending_supplier"  # 待接单
    DECLINED = "declined"  # 已拒单
    EXPIRED = "expired"  # 超时未接
    WITHDRAWN = "withdrawn"  # 已撤回
    CONFIRMED = "confirmed"  # 备货中
    SHIPPED = "shipped"  # 已发货
    RECEIVED = "received"  # 待验收
    PART_ACCEPTED = "part_accepted"  # 部分验收
    FAILED = "failed"  # 验收不合格
    ACCEPTED = "accepted"  # 待开票
    INVOICED = "invoiced"  # 待结算
    SETTLING = "settling"  # 结算中
    PAYING = "paying"  # 支付中
    PAID = "paid"  # 已支付
    COMPLETED = "completed"  # 已完成
    CANCELLED = "cancelled"  # 已取消


S = OrderStatus

ORDER_MOVES = {
    S.DRAFT: frozenset({S.PENDING_APPROVAL, S.PENDING_SUPPLIER, S.WITHDRAWN}),
    S.PENDING_APPROVAL: frozenset({S.PENDING_SUPPLIER, S.RETURNED, S.WITHDRAWN}),
    S.RETURNED: frozenset({S.PENDING_APPROVAL, S.PENDING_SUPPLIER, S.WITHDRAWN}),
    S.PENDING_SUPPLIER: frozenset({S.CONFIRMED, S.DECLINED, S.EXPIRED, S.WITHDRAWN}),
    S.CONFIRMED: frozenset({S.SHIPPED, S.CANCELLED}),
    # accepted, cancelled: parcels that never arrived were written off when the centre ended the order
    S.SHIPPED: frozenset({S.RECEIVED, S.ACCEPTED, S.CANCELLED}),
    S.RECEIVED: frozenset(
        {S.SHIPPED, S.ACCEPTED, S.PART_ACCEPTED, S.FAILED}
    ),  # shipped: a further parcel left
    # accepted: what was still owed is given up; failed: what had been accepted went back, the rest is still owed
    S.PART_ACCEPTED: frozenset({S.SHIPPED, S.ACCEPTED, S.FAILED}),
    S.FAILED: frozenset({S.SHIPPED, S.CANCELLED}),
    S.DECLINED: frozenset(),
    S.EXPIRED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.CANCELLED: frozenset(),
    # part accepted, failed: accepted goods went back to be exchanged; cancelled: everything was returned
    S.ACCEPTED: frozenset({S.INVOICED, S.PART_ACCEPTED, S.FAILED, S.CANCELLED}),
    S.INVOICED: frozenset({S.SETTLING, S.ACCEPTED}),  # accepted: the invoice was withdrawn or refused
    S.SETTLING: frozenset({S.PAYING, S.INVOICED}),  # invoiced: the settlement was sent back
    S.PAYING: frozenset({S.PAID, S.SETTLING}),  # settling: the treasury returned the payment
    S.PAID: frozenset({S.COMPLETED, S.SETTLING}),  # settling: paid money came back
    S.COMPLETED: frozenset({S.SETTLING}),  # the same, after both sides have reviewed
}

OPEN = frozenset(
    {S.PENDING_APPROVAL, S.PENDING_SUPPLIER, S.CONFIRMED, S.SHIPPED, S.RECEIVED, S.PART_ACCEPTED, S.FAILED}
)
TO_SETTLE = frozenset({S.ACCEPTED, S.INVOICED, S.SETTLING, S.PAYING})  # delivered, not yet paid
SETTLED = frozenset({S.PAID, S.COMPLETED})
HOLDS_MONEY = OPEN | TO_SETTLE | SETTLED
HOLDS_STOCK = OPEN  # quantity - closed - shipped of each line is held on its listing
EDITABLE = frozenset({S.DRAFT, S.RETURNED})


class PurchaseStatus(StrEnum):
    """Where a purchase sheet (采购单), the orders placed together, stands."""

    DRAFT = "draft"
    PENDING_APPROVAL = "pending_approval"
    RETURNED = "returned"
    RELEASED = "released"  # passed on to the suppliers
    WITHDRAWN = "withdrawn"


P = PurchaseStatus

PURCHASE_MOVES = {
    P.DRAFT: frozenset({P.PENDING_APPROVAL, P.RELEASED, P.WITHDRAWN}),
    P.PENDING_APPROVAL: frozenset({P.RETURNED, P.RELEASED, P.WITHDRAWN}),
    P.RETURNED: frozenset({P.PENDING_APPROVAL, P.RELEASED, P.WITHDRAWN}),
    P.RELEASED: frozenset(),
    P.WITHDRAWN: frozenset(),
}


class DeclineReason(StrEnum):
    """Why a supplier declines (拒单原因), counted for its credit."""

    NO_STOCK = "no_stock"  # 缺货
    CANNOT_DELIVER = "cannot_deliver"  # 无法送达
    PRICE_ERROR = "price_error"  # 标价有误
    DISCONTINUED = "discontinued"  # 停产
    BUYER_ASKED = "buyer_asked"  # 采购单位要求


class Regime(StrEnum):
    """Which law protects the purchase (适用制度)."""

    STATUTORY = "statutory"
    BELOW_THRESHOLD = "below_threshold"
    ENTERPRISE = "enterprise"


NEXT_ACTOR = {
    S.DRAFT: Duty.BUYER,
    S.PENDING_APPROVAL: Duty.APPROVER,
    S.RETURNED: Duty.BUYER,
    S.PENDING_SUPPLIER: Duty.SELLER,
    S.CONFIRMED: Duty.SELLER,
    S.SHIPPED: Duty.RECEIVER,
    S.RECEIVED: Duty.RECEIVER,
    S.PART_ACCEPTED: Duty.SELLER,
    S.FAILED: Duty.SELLER,
    S.ACCEPTED: Duty.SELLER,
    S.INVOICED: Duty.BUYER,
    S.SETTLING: Duty.APPROVER,
    S.PAYING: Duty.ACCOUNTANT,
}
"""Whose turn it is; statuses not named here wait for nobody on this platform yet."""

SUPPLIER_SEES = frozenset(S) - {S.DRAFT, S.PENDING_APPROVAL, S.RETURNED, S.WITHDRAWN}
"""What a supplier sees of its orders; a withdrawn one only if it had been passed on before."""

TABS = {
    "all": None,
    "mine": None,  # where it is the visitor's turn
    "draft": frozenset({S.DRAFT, S.RETURNED}),
    "to_approve": frozenset({S.PENDING_APPROVAL}),
    "to_confirm": frozenset({S.PENDING_SUPPLIER}),
    "to_ship": frozenset({S.CONFIRMED, S.PART_ACCEPTED, S.FAILED}),
    "to_receive": frozenset({S.SHIPPED}),
    "to_accept": frozenset({S.RECEIVED}),
    "accepted": frozenset({S.ACCEPTED}),
    "to_settle": frozenset({S.INVOICED, S.SETTLING, S.PAYING}),
    "paid": SETTLED,
    "ended": frozenset({S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CANCELLED}),
}
"""Tabs of an order list and the statuses behind each; None means every status."""

TAB_NAMES = {
    "all": N_("All orders"),
    "mine": N_("Your turn"),
    "draft": N_("To submit"),
    "to_approve": N_("Awaiting approval"),
    "to_confirm": N_("Awaiting supplier"),
    "to_ship": N_("To be shipped"),
    "to_receive": N_("To be received"),
    "to_accept": N_("Awaiting acceptance"),
    "accepted": N_("Awaiting invoice"),
    "to_settle": N_("Awaiting settlement"),
    "paid": N_("Paid"),
    "ended": N_("Ended orders"),
}

DECLINE_NAMES = {
    DeclineReason.NO_STOCK: N_("Out of stock"),
    DeclineReason.CANNOT_DELIVER: N_("Cannot deliver there"),
    DeclineReason.PRICE_ERROR: N_("The price was wrong"),
    DeclineReason.DISCONTINUED: N_("No longer made"),
    DeclineReason.BUYER_ASKED: N_("The buyer asked for it"),
}

STRUCK = "struck"
"""Reason code of an order an approver took off a sheet as a whole, agreeing to the rest."""

OVERDUE = "overdue"
"""Reason code of an order that ended or came back because a deadline passed."""

REGIME_NAMES = {
    Regime.STATUTORY: N_("Statutory government procurement"),
    Regime.BELOW_THRESHOLD: N_("Government purchase below the threshold"),
    Regime.ENTERPRISE: N_("Purchase of a state-owned enterprise"),
}

PURCHASE_PREFIX, ORDER_PREFIX = "CG", "LS"

SENTENCES = {
    "order_moved_on": N_("Order %(number)s has moved on meanwhile. Open it again to see where it stands."),
    "purchase_moved_on": N_(
        "Purchase %(number)s has moved on meanwhile. Open it again to see where it stands."
    ),
    "reason_needed_to_decline": N_("Choose why you decline."),
    "nothing_chosen": N_("Choose at least one product."),
    "line_amount_too_large": N_("A line comes to more than a trillion yuan. Order fewer of it."),
    "quantity_at_least_one": N_("Order at least one of each product."),
    "listing_gone": N_("One of the products is no longer offered."),
}
"""What refusals of this room say."""
