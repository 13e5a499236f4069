"""Kinds of message and what each says; the facts fill the placeholders."""

from enum import StrEnum

from emall.web.language import N_


class MessageKind(StrEnum):
    """What a message is about."""

    APPROVAL_ASKED = "approval_asked"  # 有采购单待您审批
    APPROVED = "approved"  # 审批通过
    RETURNED = "returned"  # 退回修改
    RETURNED_OVERDUE = "returned_overdue"  # 超时未审, 自动退回
    APPROVAL_WITHDRAWN = "approval_withdrawn"  # 待审批的采购单已撤回
    ORDER_TO_CONFIRM = "order_to_confirm"  # 新订单待接单
    CONFIRMED = "confirmed"  # 供应商已接单
    DECLINED = "declined"  # 供应商拒单
    EXPIRED = "expired"  # 超时未接单
    WITHDRAWN = "withdrawn"  # 采购单位撤回
    SHIPPED = "shipped"  # 已发货
    TO_ACCEPT = "to_accept"  # 待验收
    RECEIVED = "received"  # 已收货
    RECEIVED_SHORT = "received_short"  # 收货有短少
    ACCEPTED = "accepted"  # 验收合格
    REJECTED = "rejected"  # 验收不合格或部分合格
    CANCELLATION_ASKED = "cancellation_asked"  # 对方申请取消
    CANCELLATION_AGREED = "cancellation_agreed"  # 对方同意取消
    CANCELLATION_REFUSED = "cancellation_refused"  # 对方不同意取消
    CANCELLATION_TAKEN_BACK = "cancellation_taken_back"  # 对方收回取消申请
    PRICE_CHANGED = "price_changed"  # 购物车中的商品调价
    IMPORT_DONE = "import_done"  # 导入完成
    CHANGES_PARKED = "changes_parked"  # 后台任务反复失败, 已搁置
    INDEX_DRIFTED = "index_drifted"  # 搜索索引与数据库多次不一致
    INVOICE_ISSUED = "invoice_issued"  # 供应商已开票
    INVOICE_WITHDRAWN = "invoice_withdrawn"  # 供应商收回发票
    INVOICE_REFUSED = "invoice_refused"  # 采购单位未认可发票
    SETTLEMENT_TO_REVIEW = "settlement_to_review"  # 结算单待审核
    SETTLEMENT_AGREED = "settlement_agreed"  # 结算单审核通过
    SETTLEMENT_RETURNED = "settlement_returned"  # 结算单退回
    SETTLEMENT_TO_PAY = "settlement_to_pay"  # 结算单待支付


K = MessageKind

TEXTS = {
    K.APPROVAL_ASKED: N_("%(buyer)s asks you to approve purchase %(number)s for ¥%(total)s."),
    K.APPROVED: N_("Purchase %(number)s is approved and passed on to the suppliers."),
    K.RETURNED: N_("%(approver)s returned purchase %(number)s for changes: %(reason)s"),
    K.RETURNED_OVERDUE: N_("Purchase %(number)s was not decided in time and came back to the buyer."),
    K.APPROVAL_WITHDRAWN: N_("The buyer withdrew purchase %(number)s. You need not decide it."),
    K.ORDER_TO_CONFIRM: N_("New order %(number)s from %(unit)s for ¥%(total)s. Confirm or decline it."),
    K.CONFIRMED: N_("%(supplier)s confirmed order %(number)s and is preparing it."),
    K.DECLINED: N_("%(supplier)s declined order %(number)s. The money is free again."),
    K.EXPIRED: N_("Order %(number)s was not answered in time and has ended. Nothing is owed."),
    K.WITHDRAWN: N_("%(unit)s withdrew order %(number)s."),
    K.SHIPPED: N_("A parcel of order %(number)s left with %(carrier)s %(waybill)s."),
    K.TO_ACCEPT: N_("Order %(number)s has arrived. Check the goods and accept them."),
    K.RECEIVED: N_("%(unit)s received parcel %(parcel)s of order %(number)s."),
    K.RECEIVED_SHORT: N_("Parcel %(parcel)s of order %(number)s arrived short: %(missing)s missing."),
    K.ACCEPTED: N_("%(unit)s accepted order %(number)s. You can issue the invoice."),
    K.REJECTED: N_("%(unit)s did not accept %(rejected)s of order %(number)s. Send replacements."),
    K.CANCELLATION_ASKED: N_("The other side asks to cancel the rest of order %(number)s: %(reason)s"),
    K.CANCELLATION_AGREED: N_("The rest of order %(number)s is cancelled by agreement."),
    K.CANCELLATION_REFUSED: N_("The other side did not agree to cancel order %(number)s."),
    K.CANCELLATION_TAKEN_BACK: N_("The wish to cancel order %(number)s was taken back."),
    K.PRICE_CHANGED: N_("%(title)s in your cart now costs ¥%(price)s instead of ¥%(old)s."),
    K.IMPORT_DONE: N_("The file %(name)s is imported: %(written)s new, %(bad)s rows still to be fixed."),
    K.CHANGES_PARKED: N_(
        "%(count)s changes failed ten times and were set aside (%(topic)s: %(error)s). See `emall outbox`."
    ),
    K.INDEX_DRIFTED: N_(
        "The search differed from the goods on sale twice running: %(missing)s missing, %(extra)s left over,"
        " %(stale)s out of date. They are being brought up to date; look in the log for the cause."
    ),
    K.INVOICE_ISSUED: N_("%(supplier)s issued invoice %(number)s for ¥%(total)s. Check it and settle."),
    K.INVOICE_WITHDRAWN: N_("%(supplier)s took invoice %(number)s back. You need not check it."),
    K.INVOICE_REFUSED: N_("%(unit)s did not accept invoice %(number)s: %(reason)s"),
    K.SETTLEMENT_TO_REVIEW: N_(
        "%(buyer)s asks you to review settlement %(number)s: ¥%(total)s to %(supplier)s."
    ),
    K.SETTLEMENT_AGREED: N_("Settlement %(number)s with %(supplier)s is approved and goes to payment."),
    K.SETTLEMENT_RETURNED: N_("Settlement %(number)s with %(supplier)s was sent back: %(reason)s"),
    K.SETTLEMENT_TO_PAY: N_("Settlement %(number)s: pay ¥%(total)s to %(supplier)s by %(day)s."),
}
"""Facts ending in `_fen` are filled in as money under their name without the ending."""
