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
    IMPORT_DONE = "import_done"  # 导入完成
    CHANGES_PARKED = "changes_parked"  # 后台任务反复失败, 已搁置
    INDEX_DRIFTED = "index_drifted"  # 搜索索引与数据库多次不一致
    RULE_CHANGE_ASKED = "rule_change_asked"  # 规则变更待审定
    RULE_CHANGE_APPROVED = "rule_change_approved"  # 规则变更已通过
    RULE_CHANGE_REFUSED = "rule_change_refused"  # 规则变更未通过
    SPLIT_HELD = "split_held"  # 化整为零: 累计超过限额, 已拦截
    PLAN_TO_REVIEW = "plan_to_review"  # 采购计划待审核
    PLAN_SENT_BACK = "plan_sent_back"  # 采购计划退回修改
    PLAN_FILED = "plan_filed"  # 采购计划已备案
    PLAN_ASSIGNED = "plan_assigned"  # 采购计划分派给您
    PLAN_CODE_CORRECTED = "plan_code_corrected"  # 采购计划品目已更正
    PLAN_CODE_ASKED = "plan_code_asked"  # 申请更正采购计划品目
    PLAN_CODE_REFUSED = "plan_code_refused"  # 品目更正未同意
    INVOICE_ISSUED = "invoice_issued"  # 供应商已开票
    INVOICE_WITHDRAWN = "invoice_withdrawn"  # 供应商收回发票
    INVOICE_REFUSED = "invoice_refused"  # 采购单位未认可发票
    SETTLEMENT_TO_REVIEW = "settlement_to_review"  # 结算单待审核
    SETTLEMENT_AGREED = "settlement_agreed"  # 结算单审核通过
    SETTLEMENT_RETURNED = "settlement_returned"  # 结算单退回
    SETTLEMENT_TO_PAY = "settlement_to_pay"  # 结算单待支付
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
    # delivery
    SIGNATURE_ASKED = "signature_asked"  # 有验收单待您签字
    ACCEPTANCE_VOID = "acceptance_void"  # 验收单有异议, 重新验收
    AFTER_SALE_ASKED = "after_sale_asked"  # 有售后申请待答复
    AFTER_SALE_AGREED = "after_sale_agreed"  # 供应商同意售后
    AFTER_SALE_REFUSED = "after_sale_refused"  # 供应商不同意售后
    AFTER_SALE_GOODS_BACK = "after_sale_goods_back"  # 货物已寄回
    AFTER_SALE_INSPECTED = "after_sale_inspected"  # 已验货, 将补发
    AFTER_SALE_RETURNED = "after_sale_returned"  # 已退货, 额度已退回
    AFTER_SALE_ESCALATED = "after_sale_escalated"  # 售后待采购中心处理
    AFTER_SALE_DISPUTED = "after_sale_disputed"  # 售后已提交采购中心
    AFTER_SALE_DECIDED = "after_sale_decided"  # 采购中心已处理售后
    AFTER_SALE_CLOSED = "after_sale_closed"  # 售后已收回或已办结
    ORDER_ENDED = "order_ended"  # 采购中心终止订单
    REVIEW_OPEN = "review_open"  # 订单已支付, 可互评
    REVIEW_WRITTEN = "review_written"  # 对方已评价


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
    K.IMPORT_DONE: N_("The file %(name)s is imported: %(written)s new, %(bad)s rows still to be fixed."),
    K.CHANGES_PARKED: N_(
        "%(count)s changes failed ten times and were set aside (%(topic)s: %(error)s). See `emall outbox`."
    ),
    K.INDEX_DRIFTED: N_(
        "The search differed from the goods on sale twice running: %(missing)s missing, %(extra)s left over,"
        " %(stale)s out of date. They are being brought up to date; look in the log for the cause."
    ),
    K.RULE_CHANGE_ASKED: N_(
        "%(who)s proposes to change a rule (%(number)s). Another person of finance decides."
    ),
    K.RULE_CHANGE_APPROVED: N_(
        "The change of a rule you proposed (%(number)s) is approved and takes effect on %(day)s."
    ),
    K.RULE_CHANGE_REFUSED: N_("The change of a rule you proposed (%(number)s) was turned down: %(comment)s"),
    K.SPLIT_HELD: N_(
        "%(unit)s was stopped at the yearly limit of one project and category (%(project)s, %(code)s): it would have"
        " come to ¥%(total)s, the limit is ¥%(limit)s."
    ),
    K.PLAN_TO_REVIEW: N_("%(unit)s asks you to review purchase plan %(number)s for ¥%(total)s."),
    K.PLAN_SENT_BACK: N_("%(reviewer)s returned purchase plan %(number)s for changes: %(reason)s"),
    K.PLAN_FILED: N_("Purchase plan %(number)s is filed as %(filing)s. You can buy on it."),
    K.PLAN_ASSIGNED: N_("Purchase plan %(number)s with ¥%(left)s left is assigned to you."),
    K.PLAN_CODE_CORRECTED: N_(
        "Purchase plan %(number)s now has the catalogue code %(code)s instead of %(old)s."
    ),
    K.PLAN_CODE_ASKED: N_("%(unit)s asks for the catalogue code %(code)s on purchase plan %(number)s."),
    K.PLAN_CODE_REFUSED: N_("Purchase plan %(number)s keeps its catalogue code: %(reason)s"),
    K.INVOICE_ISSUED: N_("%(supplier)s issued invoice %(number)s for ¥%(total)s. Check it and settle."),
    K.INVOICE_WITHDRAWN: N_("%(supplier)s took invoice %(number)s back. You need not check it."),
    K.INVOICE_REFUSED: N_("%(unit)s did not accept invoice %(number)s: %(reason)s"),
    K.SETTLEMENT_TO_REVIEW: N_(
        "%(buyer)s asks you to review settlement %(number)s: ¥%(total)s to %(supplier)s."
    ),
    K.SETTLEMENT_AGREED: N_("Settlement %(number)s with %(supplier)s is approved and goes to payment."),
    K.SETTLEMENT_RETURNED: N_("Settlement %(number)s with %(supplier)s was sent back: %(reason)s"),
    K.SETTLEMENT_TO_PAY: N_("Settlement %(number)s: pay ¥%(total)s to %(supplier)s by %(day)s."),
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
        "%(words)s of request %(number)s is open again: order %(order)s did not bring it."
    ),
    # delivery
    K.SIGNATURE_ASKED: N_("You took part in accepting order %(number)s. Sign acceptance sheet %(paper)s."),
    K.ACCEPTANCE_VOID: N_("Acceptance sheet %(paper)s of order %(number)s does not stand: %(reason)s"),
    K.AFTER_SALE_ASKED: N_("%(unit)s asks for goods of order %(order)s to go back (%(number)s). Answer it."),
    K.AFTER_SALE_AGREED: N_("%(supplier)s agreed to after-sale %(number)s of order %(order)s."),
    K.AFTER_SALE_REFUSED: N_("%(supplier)s did not agree to after-sale %(number)s: %(reason)s"),
    K.AFTER_SALE_GOODS_BACK: N_("Goods of after-sale %(number)s are on their way back with %(carrier)s."),
    K.AFTER_SALE_INSPECTED: N_(
        "%(supplier)s has dealt with the goods of after-sale %(number)s and delivers again."
    ),
    K.AFTER_SALE_RETURNED: N_("After-sale %(number)s: the goods are returned and ¥%(total)s is free again."),
    K.AFTER_SALE_ESCALATED: N_(
        "After-sale %(number)s of order %(order)s with %(supplier)s waits for your decision."
    ),
    K.AFTER_SALE_DISPUTED: N_("After-sale %(number)s is before the procurement centre: %(reason)s"),
    K.AFTER_SALE_DECIDED: N_("The procurement centre decided after-sale %(number)s: %(reason)s"),
    K.AFTER_SALE_CLOSED: N_("After-sale %(number)s of order %(order)s is closed without effect."),
    K.ORDER_ENDED: N_("The procurement centre ended order %(number)s: %(reason)s"),
    K.REVIEW_OPEN: N_("Order %(number)s is paid. Say within %(days)s days how it went."),
    K.REVIEW_WRITTEN: N_("%(other)s has reviewed order %(number)s. Say how it went for you."),
}
"""Facts ending in `_fen` are filled in as money under their name without the ending."""
