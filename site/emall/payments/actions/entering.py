"""What an enterprise's own bank did, entered by its accountant; corrected by an opposite entry, never by editing."""

from datetime import date, datetime

import msgspec

from emall.database import DB
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.payments.access import may_enter_outcome
from emall.payments.actions.answering import Received, take
from emall.payments.documents import Answer, digest_of
from emall.payments.words import WHY_NAMES, Outcome, Said, Way, Why
from emall.web.language import gettext
from emall.web.visitor import Visitor

MOVED_ON = (Why.PAID_ALREADY, Why.RETURNED_ALREADY)


async def enter_outcome(
    *,
    visitor: Visitor,
    number: str,
    said: str,
    bank_reference: str,
    on: date,
    reason: str = "",
    now: datetime | None = None,
) -> str:
    """Enter that the own bank paid or returned a payment; its number. It goes the way of every other answer.

    Raises Missing for payments of others or through the treasury, Conflict when it has moved on, Refused.
    """
    if said == Said.RETURNED and not reason.strip():  # whoever reads of it has to know what to do next
        raise Refused("reason", "fill_in")
    async with DB.transaction():
        payment = await DB.fetch_row("SELECT * FROM payment WHERE number = $1", number)
        if payment is None or not may_enter_outcome(visitor, payment):
            raise Missing
        answer = Answer(number, Said(said), bank_reference, payment.amount_fen, on, reason.strip())
        body = msgspec.json.encode(answer, order="sorted")
        received = Received(Way.OWN_BANK, body.decode(), digest_of(body))
        result, _ = await take(answer, received, actor=visitor.actor(), now=now or clock.now())
        if result.why in MOVED_ON:
            raise Conflict("bank_reference", "payment_moved_on", number=number)
        if result.outcome == Outcome.REFUSED:
            field = "on" if result.why == Why.DAY_IMPOSSIBLE else "bank_reference"
            raise Refused(field, "answer_refused", why=gettext(WHY_NAMES[Why(result.why or "")]))
    return number
