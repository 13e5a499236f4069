"""Papers the pack makes itself: its cover, the purchase sheet with its approval, the invoices, the payment voucher.

They are written in the language of papers, which is Chinese.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from emall.database import Row
from emall.kernel.clock import BEIJING
from emall.kernel.money import format_fen
from emall.papers import Part, amount, frame
from emall.payments.words import Channel
from emall.runs.handlers.papers.checklist import Item, active
from emall.runs.queries import Run
from emall.web.visitor import Visitor

CHECKED = {"issued": "待核对", "confirmed": "三单相符", "refused": "未认可", "withdrawn": "已收回"}
STEPS = {"agreed": "同意", "returned": "退回", "now": "待审批", "later": "未到", "dropped": "不再需要"}
BANKS = {Channel.TREASURY: ("国库支付", "国库回单"), Channel.OWN_BANK: ("银行付款", "银行回单")}
PAPERS = {
    "sheet": "采购单及审批",
    "contract": "合同",
    "acceptance": "验收单",
    "settlement": "结算单",
    "invoice": "发票清单",
    "payment": "支付凭证",
}
Section = dict[str, Any]


def _listing(
    *,
    title: str,
    number: str,
    run: Run,
    visitor: Visitor,
    now: datetime,
    pairs: list[list[str]],
    sections: Sequence[Section],
    fen: int | None = None,
    notes: Sequence[list[str]] = (),
    parties: Sequence[dict[str, Any]] = (),
    state: str = "",
) -> Part:
    """A paper of templates/papers/listing.typ."""
    paper = frame(
        title=title,
        number=number,
        organisation=run.order["organisation_name"],
        path=f"/orders/{run.order['number']}/run",
        printed_by=visitor.person_name,
        printed_at=now,
        state=state,
    )
    total = None if fen is None else amount(fen)
    facts = {"paper": paper, "pairs": pairs, "sections": list(sections), "total": total}
    return Part("listing", facts | {"notes": list(notes), "parties": list(parties)})


def _section(
    title: str, columns: list[tuple[str, int, str]], rows: list[list[str]], none: str = "无"
) -> Section:
    """A table: columns as (title, width in mm or 0 for the rest, side)."""
    return {"title": title, "columns": [list(column) for column in columns], "rows": rows, "none": none}


def moment(at: datetime | None) -> str:
    """2026-11-18 14:36, Beijing; nothing for nothing."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if at else ""


def cover(
    runs: Sequence[Run], items: Sequence[tuple[Run, Item]], number: str, visitor: Visitor, now: datetime
) -> Part:
    """The list of what is bound in and what is still missing."""
    order, fen = runs[0].order, sum(run.order["total_fen"] for run in runs)
    rows = [
        [str(place), run.order["number"], PAPERS[item.key], item.number, "有" if item.there else "缺"]
        for place, (run, item) in enumerate(items, start=1)
    ]
    columns = [
        ("序号", 12, "center"),
        ("订单", 40, "left"),
        ("材料", 30, "left"),
        ("编号", 0, "left"),
        ("状态", 14, "center"),
    ]
    missing = sum(not item.there for _, item in items)
    return _listing(
        title="报销材料包",
        number=number,
        run=runs[0],
        visitor=visitor,
        now=now,
        pairs=[["采购单位", order["organisation_name"]], ["供应商", order["supplier_name"]]],
        sections=[_section("材料清单", columns, rows)],
        fen=fen,
        state="材料齐全" if not missing else f"缺{missing}项",
    )


def sheet(run: Run, lines: Sequence[Row], visitor: Visitor, now: datetime) -> Part:
    """The purchase sheet as far as this order goes, with the money that pays and every step of its approval."""
    order = run.order
    place = f"{order['street']}，{order['receiver']}"
    goods = [
        [str(line.position), f"{line.title}\n{line.brand} {line.model}".strip(), f"{line.quantity}{line.unit}",
         format_fen(line.price_fen), format_fen(line.line_fen), f"{line.plan_number or ''}\n{line.fund_name or ''}".strip()]
        for line in lines
    ]  # fmt: skip
    columns = [
        ("序号", 11, "center"),
        ("货物", 0, "left"),
        ("数量", 17, "right"),
        ("单价（元）", 25, "right"),
        ("金额（元）", 27, "right"),
        ("确认书、预算科目", 38, "left"),
    ]
    steps = [
        [step["title"], step["approver"], STEPS[step["status"]], step["comment"], moment(step["decided_at"])]
        for step in run.steps
    ]
    heads = [
        ("层级", 30, "left"),
        ("审批人", 24, "left"),
        ("意见", 20, "center"),
        ("说明", 0, "left"),
        ("时间", 32, "left"),
    ]
    return _listing(
        title="采购单",
        number=order["purchase_number"],
        run=run,
        visitor=visitor,
        now=now,
        pairs=[
            ["采购单位", order["organisation_name"]],
            ["供应商", order["supplier_name"]],
            ["订单", order["number"]],
            ["经办人", order["buyer_name"]],
            ["提交", moment(order["submitted_at"])],
            ["收货", place],
        ],
        sections=[
            _section("一、采购明细", columns, goods),
            _section("二、审批", heads, steps, "按本单位规定免审批。"),
        ],
        fen=order["total_fen"],
        notes=[["运费", format_fen(order["freight_fen"])], ["采购理由", order["purchase_reason"] or "—"]],
    )


def invoices(runs: Sequence[Run], visitor: Visitor, now: datetime) -> Part | None:
    """Every invoice of the orders with its file; None where there is none."""
    found = {one["id"]: one for run in runs for one in active(run.invoices)}
    if not found:
        return None
    rows = [
        [str(place), one["number"], str(one["issued_on"]), format_fen(one["amount_fen"] - one["tax_fen"]),
         format_fen(one["tax_fen"]), format_fen(one["amount_fen"]), CHECKED.get(one["status"], one["status"])]
        for place, one in enumerate(found.values(), start=1)
    ]  # fmt: skip
    columns = [
        ("序号", 11, "center"),
        ("发票号码", 0, "left"),
        ("开票日期", 22, "center"),
        ("不含税（元）", 26, "right"),
        ("税额（元）", 22, "right"),
        ("价税合计（元）", 28, "right"),
        ("核对", 18, "center"),
    ]
    files = [[one["number"], one["file_name"] or "未上传", moment(one["made_at"])] for one in found.values()]
    heads = [("发票号码", 0, "left"), ("电子文件", 60, "left"), ("提交时间", 34, "left")]
    return _listing(
        title="发票清单",
        number=runs[0].order["number"],
        run=runs[0],
        visitor=visitor,
        now=now,
        pairs=[["抬头", runs[0].order["invoice_title"]], ["纳税人识别号", runs[0].order["invoice_uscc"]]],
        sections=[_section("一、发票", columns, rows), _section("二、电子文件", heads, files)],
        fen=sum(one["amount_fen"] for one in found.values()),
    )


def voucher(run: Run, visitor: Visitor, now: datetime) -> Part | None:
    """The payment of the settlement this order is on, by the treasury or the own bank; None before it is paid."""
    found = [one for one in run.payments if one["status"] == "paid"]
    if not found:
        return None
    one, sheets = found[-1], active(run.settlements)
    made, receipt = BANKS[one["channel"]]
    rows = [
        [moment(one["released_at"]), "单位财务提交支付指令", one["number"]],
        [moment(one["ended_at"]), made, one["bank_reference"]],
    ]
    interest = sheets[-1]["interest_fen"] if sheets else 0
    return _listing(
        title="支付凭证",
        number=one["number"],
        run=run,
        visitor=visitor,
        now=now,
        pairs=[
            ["付款单位", run.order["organisation_name"]],
            ["收款单位", one["payee_name"]],
            ["结算单", sheets[-1]["number"] if sheets else ""],
            ["开户银行", one["payee_bank"]],
            [receipt, one["bank_reference"]],
            ["账号", account(one["payee_account"], visitor)],
        ],
        sections=[
            _section("支付经过", [("时间", 36, "left"), ("事项", 0, "left"), ("编号", 60, "left")], rows)
        ],
        fen=one["amount_fen"],
        notes=[["逾期利息", format_fen(interest)]] if interest else [],
        state="已支付",
    )


def account(number: str, visitor: Visitor) -> str:
    """Whole for the unit that pays into it, by its last four figures for everybody else."""
    return number if visitor.is_unit else f"****{number[-4:]}"


def pack_number(number: str, on: date) -> str:
    """The number of a pack: that of its order or settlement, and the day it was bound."""
    return f"{number}-{on:%Y%m%d}"
