"""Releasing payments (提交支付): the accountant sends reviewed settlements to the treasury, each at most once."""

from collections.abc import Mapping
from datetime import datetime

from emall.accounts.words import Duty
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.people import mask_account
from emall.kernel.refusal import Conflict, Forbidden, Missing, Refusal, Refused
from emall.orders.actions import due_in, next_number
from emall.payments.access import RELEASERS, channel_of, may_release
from emall.payments.queries import hands_on
from emall.payments.rules import Ready, refusals_for_release
from emall.payments.words import PAYMENT_PREFIX, PaymentStatus
from emall.rulebook.words import Rule
from emall.settlement import actions as settlements
from emall.settlement.words import SettlementStatus
from emall.web.visitor import Visitor


async def release(*, visitor: Visitor, chosen: Mapping[str, int], now: datetime | None = None) -> list[str]:
    """Send settlements for payment, all of them or none; the numbers of the instructions, by settlement.

    `chosen` maps settlement numbers to the versions the accountant saw. Name, bank and account of the payee are read
    anew and kept in the instruction as they are at this moment. Raises Forbidden, Missing, Conflict when a settlement
    has moved on, Refused with every reason.
    """
    if visitor.duty not in RELEASERS:
        raise Forbidden(Duty.ACCOUNTANT)
    if not chosen:
        raise Refused("numbers", "payments_none_chosen")
    now = now or clock.now()
    async with DB.transaction():
        sheets = [await _locked(visitor, number, chosen[number]) for number in await _in_order(chosen)]
        ready = [(sheet, await _ready(sheet)) for sheet in sheets]
        refusals: list[Refusal] = []
        for _, one in ready:
            refusals += refusals_for_release(one, own=frozenset({visitor.person, *visitor.twins}))
        if refusals:
            raise Refused(*refusals)
        made, deeds = [], list[Deed]()
        for sheet, one in ready:
            payment = await _write(sheet, one, visitor, now)
            deeds += [_deed(payment, sheet, one)]
            deeds += await settlements.mark_ordered(sheet, actor=visitor.actor(), now=now)
            made.append(str(payment.number))
        await record(visitor.actor(), *deeds)
    return made


async def _in_order(chosen: Mapping[str, int]) -> list[str]:
    """The settlements by id, the order in which everybody locks them; raises Missing when one is not there."""
    rows = await DB.fetch("SELECT number FROM settlement WHERE number = ANY($1) ORDER BY id", list(chosen))
    if len(rows) != len(chosen):
        raise Missing
    return [row.number for row in rows]


async def _locked(visitor: Visitor, number: str, version: int) -> Row:
    sheet = await settlements.lock_settlement(number)
    if not may_release(visitor, sheet):
        raise Missing
    if sheet.status != SettlementStatus.TO_PAY or sheet.version != version:
        raise Conflict("numbers", "settlement_not_to_pay", number=number)
    alive = await DB.fetch_value(
        "SELECT number FROM payment WHERE settlement = $1 AND status IN ('ordered', 'paid')", sheet.id
    )
    if alive:
        raise Conflict("numbers", "payment_alive", number=number)
    return sheet


async def _ready(sheet: Row) -> Ready:
    """What is to be paid to whom, as it stands behind the locks."""
    payee = await DB.fetch_row(
        "SELECT bank, account FROM supplier_profile WHERE organisation = $1 FOR SHARE", sheet.supplier
    )
    return Ready(
        number=sheet.number,
        supplier_name=sheet.supplier_name,
        amount_fen=sheet.amount_fen,
        bound_fen=await bound_fen(sheet.id),
        bank=payee.bank if payee else "",
        account=payee.account if payee else "",
        hands=frozenset(await hands_on(sheet.id)),
    )


async def bound_fen(settlement: int) -> int:
    """What the orders of a settlement hold committed, in fen."""
    found: int = await DB.fetch_value(
        "SELECT coalesce(sum(h.committed_fen), 0)::bigint FROM hold h JOIN settlement_order o"
        ' ON o."order" = h.order_id AND o.active WHERE o.settlement = $1',
        settlement,
    )
    return found


async def _write(sheet: Row, ready: Ready, visitor: Visitor, now: datetime) -> Row:
    """The instruction; a second one alive for the settlement is refused by the database itself."""
    due_at = await due_in(str(Rule.TREASURY_DAYS), region=sheet.region, kind=sheet.unit_kind, now=now)
    payment = await DB.fetch_row(
        "INSERT INTO payment (number, settlement, organisation, supplier, amount_fen, payee_name, payee_bank,"
        " payee_account, channel, status, prepared_by, reviewed_by, released_by, released_at, due_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
        " RETURNING id, number, channel",
        await next_number(PAYMENT_PREFIX, "payment_number", now),
        *(sheet.id, sheet.organisation, sheet.supplier, sheet.amount_fen),
        *(ready.supplier_name, ready.bank, ready.account),
        str(channel_of(sheet.unit_kind)),
        str(PaymentStatus.ORDERED),
        *(sheet.made_by, sheet.reviewed_by, visitor.person, now, due_at),
    )
    assert payment is not None
    return payment


def _deed(payment: Row, sheet: Row, ready: Ready) -> Deed:
    after = {
        "status": str(PaymentStatus.ORDERED),
        "settlement": sheet.number,
        "amount_fen": sheet.amount_fen,
        "channel": payment.channel,
        "payee_account": mask_account(ready.account),
    }
    parties = (sheet.organisation, sheet.supplier)
    return Deed("payment.release", "payment", payment.number, None, after, organisations=parties)
