"""Who is told when money has moved or came back, and when a payee's bank account changes."""

from datetime import datetime

from emall.accounts.words import Duty
from emall.database import Row
from emall.messages.actions import tell
from emall.messages.words import MessageKind

SUPPLIER_PAGE = "/supplier/account"
UNIT_SIDE = (Duty.ACCOUNTANT, Duty.BUYER)
SUPPLIER_SIDE = (Duty.SELLER, Duty.SELLER_ADMIN)


async def tell_paid(sheet: Row, payment: Row, *, reference: str, interest_fen: int, now: datetime) -> None:
    """Both sides: the amount, the reference, and what lateness costs."""
    facts = {
        "number": sheet.number,
        "amount_fen": payment.amount_fen,
        "supplier": payment.payee_name,
        "reference": reference,
        "interest_fen": interest_fen,
    }
    kind = MessageKind.PAYMENT_PAID_LATE if interest_fen else MessageKind.PAYMENT_PAID
    await _both(kind, sheet, payment, facts, now)


async def tell_returned(sheet: Row, payment: Row, *, reason: str, now: datetime) -> None:
    """The accountant, who sends it again, and the supplier, whose bank account may be wrong."""
    facts = {"number": sheet.number, "amount_fen": payment.amount_fen, "reason": reason}
    link = f"/payments/{payment.number}"
    await tell(
        MessageKind.PAYMENT_RETURNED,
        organisation=sheet.organisation,
        duties=(Duty.ACCOUNTANT,),
        link=link,
        facts=facts,
        now=now,
    )
    await tell(
        MessageKind.PAYMENT_RETURNED_TO_YOU,
        organisation=sheet.supplier,
        duties=SUPPLIER_SIDE,
        link=SUPPLIER_PAGE,
        facts=facts,
        now=now,
    )


async def _both(kind: MessageKind, sheet: Row, payment: Row, facts: dict[str, object], now: datetime) -> None:
    unit, supplier = sheet.organisation, sheet.supplier
    link = f"/payments/{payment.number}"
    await tell(kind, organisation=unit, duties=UNIT_SIDE, link=link, facts=facts, now=now)
    await tell(kind, organisation=supplier, duties=SUPPLIER_SIDE, link=SUPPLIER_PAGE, facts=facts, now=now)
