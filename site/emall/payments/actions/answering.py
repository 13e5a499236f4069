"""What the bank answers (回单): whatever comes is kept, and what counts moves the money exactly once.

The settlement is locked before anything is weighed, so that of answers coming together each sees what the one before
it did; an answer without effect leaves nothing but its own record.
"""

from dataclasses import dataclass
from datetime import datetime

from emall.budget import actions as budget
from emall.database import DB, Row
from emall.journal import Deed, record
from emall.kernel import clock
from emall.kernel.clock import day_of
from emall.payments.actions.telling import tell_paid, tell_returned
from emall.payments.documents import Answer
from emall.payments.rules import Known, Standing, Verdict, judge
from emall.payments.words import Outcome, PaymentStatus, Said, Way, Why
from emall.settlement import actions as settlements
from emall.settlement.queries import interest_of
from emall.web.actor import Actor

TREASURY = Actor(name="treasury", duty="treasury_interface")
"""Who acts when a letter of the treasury does: nobody of this platform."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an answer: taken, repeated or refused and why; where the payment stands now ("" if unknown)."""

    outcome: Outcome
    why: Why | None
    payment: str
    status: str


@dataclass(frozen=True, slots=True)
class Received:
    """How an answer came: the way, its text, the digest of the letter or file it stood in, the letter's number."""

    way: str
    body: str
    digest: str
    nonce: str = ""


async def take(
    answer: Answer, received: Received, *, actor: Actor, now: datetime | None = None
) -> tuple[Result, Row | None]:
    """Keep an answer and let it count, in one transaction; what became of it, and the payment as it stood before."""
    now = now or clock.now()
    async with DB.transaction():
        if await nonce_used(received.nonce):
            result = Result(Outcome.REFUSED, Why.NONCE_USED, answer.payment, "")
            await keep(result, received, answer=answer, now=now)
            return result, None
        await _one_at_a_time("reference", answer.bank_reference)
        sheet, payment = await _locked(answer.payment)
        verdict = await _weighed(answer, received, sheet, payment, now)
        status, deeds = (payment.status if payment else ""), list[Deed]()
        if verdict.outcome == Outcome.TAKEN and sheet is not None and payment is not None:
            does = _pay if answer.outcome == Said.PAID else _return
            status, deeds = await does(answer, sheet, payment, actor, now)
        result = Result(verdict.outcome, verdict.why, answer.payment, status)
        await keep(result, received, answer=answer, now=now)
        await record(actor, *deeds)
    return result, payment


async def nonce_used(nonce: str) -> bool:
    """Whether a letter of this number was taken before; whoever brings it at the same moment waits here."""
    if not nonce:
        return False
    await _one_at_a_time("nonce", nonce)
    return bool(await DB.fetch_value("SELECT 1 FROM treasury_answer WHERE nonce = $1", nonce))


async def _one_at_a_time(what: str, name: str) -> None:
    await DB.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text", f"treasury {what} {name}")


async def keep(result: Result, received: Received, *, now: datetime, answer: Answer | None = None) -> None:
    """Write down an answer as it came in and what became of it; never changed afterwards."""
    await DB.execute(
        "INSERT INTO treasury_answer (bank_reference, payment_number, kind, amount_fen, channel, body, digest,"
        " nonce, outcome, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        answer.bank_reference if answer else "",
        answer.payment if answer else "",
        str(answer.outcome) if answer else "",
        answer.amount_fen if answer else None,
        *(str(received.way), received.body, received.digest),
        "" if result.why == Why.NONCE_USED else received.nonce,
        *(str(result.outcome), str(result.why or ""), now),
    )


async def _locked(number: str) -> tuple[Row | None, Row | None]:
    """The settlement with its orders and the payment, locked in that order; None twice for a number never sent."""
    sheet = await DB.fetch_value(
        "SELECT s.number FROM payment p JOIN settlement s ON s.id = p.settlement WHERE p.number = $1", number
    )
    if sheet is None:
        return None, None
    locked = await settlements.lock_settlement(sheet)
    return locked, await DB.fetch_row("SELECT * FROM payment WHERE number = $1 FOR NO KEY UPDATE", number)


async def _weighed(
    answer: Answer, received: Received, sheet: Row | None, payment: Row | None, now: datetime
) -> Verdict:
    unit = payment.organisation if payment is not None and received.way == Way.OWN_BANK else 0
    known = await DB.fetch(_KNOWN, answer.bank_reference, unit)
    return judge(
        answer=answer.judged(received.way),
        standing=await _standing(sheet, payment) if sheet is not None and payment is not None else None,
        known=[Known(one.payment_number, one.kind, one.amount_fen) for one in known],
        today=day_of(now),
    )


# The treasury numbers what it does once for everybody; every enterprise has a bank that numbers for itself.
_KNOWN = """
SELECT a.payment_number, a.kind, a.amount_fen FROM treasury_answer a JOIN payment p ON p.number = a.payment_number
WHERE a.bank_reference = $1 AND a.outcome = 'taken' AND CASE a.channel WHEN 'own_bank' THEN p.organisation ELSE 0 END = $2"""


async def _standing(sheet: Row, payment: Row) -> Standing:
    sums = await DB.fetch_row(
        "SELECT coalesce(sum(h.committed_fen), 0)::bigint AS bound, coalesce(sum(h.paid_fen), 0)::bigint AS paid"
        ' FROM hold h JOIN settlement_order o ON o."order" = h.order_id AND o.active WHERE o.settlement = $1',
        sheet.id,
    )
    assert sums is not None
    return Standing(
        number=payment.number,
        status=payment.status,
        channel=payment.channel,
        amount_fen=payment.amount_fen,
        bank_reference=payment.bank_reference,
        sent_on=day_of(payment.released_at),
        bound_fen=sums.bound,
        paid_fen=sums.paid,
    )


async def _pay(
    answer: Answer, sheet: Row, payment: Row, actor: Actor, now: datetime
) -> tuple[str, list[Deed]]:
    """Committed money is paid, the settlement closed with what lateness costs, both sides told."""
    orders = [order.id for order in await settlements.orders_of(sheet.id)]
    interest = await interest_of(sheet.id, on=answer.on)
    deeds = [await _move(payment, PaymentStatus.PAID, answer, now, note="")]
    deeds += await settlements.mark_paid(sheet, actor=actor, now=now, interest_fen=interest)
    deeds += await budget.pay(orders, actor=actor, now=now, reason=payment.number)
    await tell_paid(sheet, payment, reference=answer.bank_reference, interest_fen=interest, now=now)
    return str(PaymentStatus.PAID), deeds


async def _return(
    answer: Answer, sheet: Row, payment: Row, actor: Actor, now: datetime
) -> tuple[str, list[Deed]]:
    """The payment has failed; money that was paid is bound again by an opposite entry, and all can be sent anew."""
    orders = [order.id for order in await settlements.orders_of(sheet.id)]
    deeds = [await _move(payment, PaymentStatus.FAILED, answer, now, note=answer.reason)]
    deeds += await settlements.mark_returned(sheet, actor=actor, now=now, reason=answer.reason)
    if payment.status == PaymentStatus.PAID:
        reason = f"{payment.number} {answer.reason}"
        deeds += await budget.refund(orders, actor=actor, now=now, reason=reason)
    await tell_returned(sheet, payment, reason=answer.reason, now=now)
    return str(PaymentStatus.FAILED), deeds


async def _move(payment: Row, to: PaymentStatus, answer: Answer, now: datetime, *, note: str) -> Deed:
    """The payment in its new status; the reference of a paid one stays when the money comes back."""
    await DB.execute(
        "UPDATE payment SET status = $2, bank_reference = $3, ended_at = $4, reason = $5, version = version + 1"
        " WHERE id = $1",
        payment.id,
        str(to),
        answer.bank_reference if to == PaymentStatus.PAID else payment.bank_reference,
        *(now, note),
    )
    return Deed(
        "payment.pay" if to == PaymentStatus.PAID else "payment.return",
        "payment",
        payment.number,
        {"status": str(payment.status)},
        {"status": str(to), "bank_reference": answer.bank_reference, "on": answer.on},
        note=note,
        organisations=(payment.organisation, payment.supplier),
    )
