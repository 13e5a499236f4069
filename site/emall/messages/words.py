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
    PAYMENT_PAID = "payment_paid"  # 已支付
    PAYMENT_PAID_LATE = "payment_paid_late"  # 已逾期支付, 计逾期利息
    PAYMENT_RETURNED = "payment_returned"  # 支付退回, 单位财务
    PAYMENT_RETURNED_TO_YOU = "payment_returned_to_you"  # 支付退回, 供应商
    BANK_ACCOUNT_CHANGED = "bank_account_changed"  # 收款账户变更
    STAND_IN_NAMED = "stand_in_named"  # 委托代办生效
    STAND_IN_ENDED = "stand_in_ended"  # 委托代办提前结束
    LINES_STRUCK = "lines_struck"  # 审批人剔除部分明细
    REQUEST_MADE = "request_made"  # 新需求单
    REQUEST_MERGED = "request_merged"  # 需求已并入购物车
    REQUEST_REFUSED = "request_refused"  # 需求未采纳
    REQUEST_ORDERED = "request_ordered"  # 需求已下单
    REQUEST_ARRIVED = "request_arrived"  # 需求物品已到货
    REQUEST_REOPENED = "request_reopened"  # 需求重新待处理


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
    K.PAYMENT_PAID: N_(
        "¥%(amount)s for settlement %(number)s was paid to %(supplier)s, bank reference %(reference)s."
    ),
    K.PAYMENT_PAID_LATE: N_(
        "¥%(amount)s for settlement %(number)s was paid late to %(supplier)s, bank reference %(reference)s."
        " Late interest of ¥%(interest)s is owed."
    ),
    K.PAYMENT_RETURNED: N_(
        "The bank returned ¥%(amount)s for settlement %(number)s: %(reason)s. Have the cause put right, then release it again."
    ),
    K.PAYMENT_RETURNED_TO_YOU: N_(
        "The bank returned ¥%(amount)s for settlement %(number)s: %(reason)s. Check your bank account."
    ),
    K.BANK_ACCOUNT_CHANGED: N_(
        "%(supplier)s entered a bank account ending in %(last)s. Payments released from now on go there."
    ),
    K.STAND_IN_NAMED: N_("%(stand_in)s stands in for %(away)s from %(first)s to %(last)s."),
    K.STAND_IN_ENDED: N_("%(stand_in)s no longer stands in for %(away)s (it was to last until %(last)s)."),
    K.LINES_STRUCK: N_("%(approver)s struck %(lines)s from purchase %(number)s: %(reason)s"),
    K.REQUEST_MADE: N_("%(requester)s asks for %(words)s (request %(number)s)."),
    K.REQUEST_MERGED: N_("%(buyer)s is going to buy %(words)s for you (request %(number)s)."),
    K.REQUEST_REFUSED: N_("%(buyer)s will not buy %(words)s (request %(number)s): %(reason)s"),
    K.REQUEST_ORDERED: N_("%(words)s of request %(number)s is ordered: %(order)s."),
    K.REQUEST_ARRIVED: N_("%(words)s of request %(number)s has arrived (order %(order)s)."),
    K.REQUEST_REOPENED: N_(
        "%(words)s of request %(number)s was not bought after all: %(reason)s. It is open again."
    ),
}
"""Facts ending in `_fen` are filled in as money under their name without the ending."""
