"""A settlement sheet as the facts of its paper."""

from datetime import datetime
from typing import Any

from emall.kernel.clock import BEIJING
from emall.kernel.money import format_fen
from emall.papers import amount, frame
from emall.settlement.queries import SheetPage
from emall.settlement.rules import MatchLine
from emall.settlement.words import FREIGHT_NAME, SettlementStatus
from emall.web.formats import mask_account

STATES = {
    SettlementStatus.TO_REVIEW: "待审核",
    SettlementStatus.TO_PAY: "待支付",
    SettlementStatus.PAID: "已完结",
    SettlementStatus.RETURNED: "已退回",
}
UNREVIEWED, VOID = "未审核", "作废"


def paper_of(page: SheetPage, *, printed_by: str, printed_at: datetime) -> dict[str, Any]:
    """What templates/papers/settlement.typ prints; its own words are Chinese, as the file needs them."""
    sheet = page.sheet
    status = SettlementStatus(sheet["status"])
    marks = {SettlementStatus.TO_REVIEW: UNREVIEWED, SettlementStatus.RETURNED: VOID}
    head = frame(
        title="结算单",
        number=sheet["number"],
        organisation=sheet["organisation_name"],
        path=f"/settlements/{sheet['number']}",
        printed_by=printed_by,
        printed_at=printed_at,
        mark=marks.get(status, ""),
    )
    return {
        "paper": head,
        "state": STATES[status],
        "unit": [["采购单位", sheet["organisation_name"]], ["纳税人识别号", sheet["organisation_uscc"]]],
        "supplier": [
            ["供应商", sheet["supplier_name"]],
            ["纳税人识别号", sheet["supplier_uscc"]],
            ["开户银行", sheet["bank"] or "—"],
            ["账号", mask_account(sheet["account"]) if sheet["account"] else "—"],
        ],
        "orders": [_order(row) for row in page.orders],
        "lines": [_line(line) for match in page.matches.values() for line in match.lines],
        "total": amount(sheet["amount_fen"]),
        "interest": amount(page.interest_fen) if page.interest_fen else None,
        "notes": _notes(page),
        "parties": [
            {"side": "采购单位", "name": sheet["organisation_name"]},
            {"side": "供应商", "name": sheet["supplier_name"]},
        ],
    }


def _order(row: Any) -> list[str]:
    return [
        row["number"],
        row["acceptance"] or "—",
        row["invoice_number"],
        row["issued_on"].isoformat(),
        format_fen(row["amount_fen"]),
    ]


def _line(line: MatchLine) -> list[str]:
    return [
        line.name or FREIGHT_NAME,
        f"{line.ordered}{line.unit}",
        f"{line.accepted}{line.unit}",
        f"{line.invoiced}{line.unit}",
        format_fen(line.price_fen),
        format_fen(line.invoiced_fen),
    ]


def _notes(page: SheetPage) -> list[list[str]]:
    sheet = page.sheet
    notes = [["经办人", f"{sheet['made_by_name']}　{_moment(sheet['made_at'])}"]]
    if sheet["reviewed_by_name"]:
        notes.append(["审核人", f"{sheet['reviewed_by_name']}　{_moment(sheet['reviewed_at'])}"])
    if sheet["comment"]:
        notes.append(["审核意见", sheet["comment"]])
    if sheet["pay_due_on"]:
        notes.append(["付款期限", f"{sheet['pay_due_on'].isoformat()}（自交付之日起算）"])
    if sheet["paid_at"]:
        notes.append(["支付时间", _moment(sheet["paid_at"])])
    return notes


def _moment(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
