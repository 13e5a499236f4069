"""The treasury as a demonstration plays it: it writes real signed letters and sends them the way real ones come.

Only demonstration sites reach this; in production the real treasury answers.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

import msgspec

from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.refusal import Missing, Refused
from emall.payments.actions.answering import Result
from emall.payments.actions.letters import Envelope, take_letter
from emall.payments.documents import Answer
from emall.payments.rules import Letter, sign
from emall.payments.words import Said
from emall.web.language import N_

ADDRESS = "/api/v1/treasury/answers"
ALGORITHM = "HMAC-SM3"

PLAYS = {
    "pay": N_("Pay it"),
    "return": N_("Return the money"),
    "twice": N_("Send the answer twice"),
    "replay": N_("Send the very same letter twice"),
    "amount": N_("Answer with another amount"),
    "forged": N_("Send a forged letter"),
    "late": N_("Send a letter ten minutes old"),
}
"""What the simulated treasury can be asked to do with a payment."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter the simulator sent, and what became of it."""

    letter: Letter
    result: Result


async def waiting_payments() -> list[Row]:
    """Payments the simulator can answer: sent through the treasury, paid or not, the latest on top."""
    return await DB.fetch(
        "SELECT p.number, p.amount_fen, p.status, p.bank_reference, p.payee_name, p.released_at,"
        " u.name AS organisation_name FROM payment p JOIN organisation u ON u.id = p.organisation"
        " WHERE p.channel = 'treasury' AND p.status IN ('ordered', 'paid')"
        " ORDER BY p.status = 'paid', p.id DESC LIMIT 40"
    )


def answer_of(payment: Row, said: Said, *, now: datetime) -> Answer:
    """What the treasury would say of a payment today; money that comes back keeps the reference it was paid under."""
    return Answer(
        payment=payment.number,
        outcome=said,
        bank_reference=payment.bank_reference or f"GK{payment.number[2:]}",
        amount_fen=payment.amount_fen,
        on=clock.day_of(now),
        reason="收款账户不存在" if said == Said.RETURNED else "",
    )


def written(answer: Answer, *, secret: bytes, now: datetime) -> Letter:
    """An answer as a signed letter."""
    body, nonce, at = msgspec.json.encode(answer, order="sorted"), token_urlsafe(18), int(now.timestamp())
    signature = sign(
        secret=secret,
        algorithm=ALGORITHM,
        method="POST",
        path=ADDRESS,
        timestamp=at,
        nonce=nonce,
        body=body,
    )
    return Letter(ALGORITHM, str(at), nonce, signature, "POST", ADDRESS, body)


async def play(number: str, what: str, *, secret: bytes, now: datetime | None = None) -> list[Sent]:
    """Send what a play asks for; each letter with what became of it. Raises Missing, Refused for an unknown play."""
    now = now or clock.now()
    payment = await DB.fetch_row("SELECT * FROM payment WHERE number = $1", number)
    if payment is None:
        raise Missing
    if what not in PLAYS:
        raise Refused("play", "not_one_of_the_choices")
    letters = _letters(payment, what, secret, now)
    return [Sent(one, await take_letter(Envelope(one, secret), now=now)) for one in letters]


def _letters(payment: Row, what: str, secret: bytes, now: datetime) -> list[Letter]:
    said = Said.RETURNED if what == "return" else Said.PAID
    answer = answer_of(payment, said, now=now)
    first = written(answer, secret=secret, now=now)
    if what == "twice":
        return [first, written(answer, secret=secret, now=now)]
    if what == "replay":
        return [first, first]
    if what == "amount":
        other = msgspec.structs.replace(answer, amount_fen=answer.amount_fen + 1)
        return [written(other, secret=secret, now=now)]
    if what == "forged":
        return [replace(first, body=first.body.replace(b'"paid"', b'"paid" '))]
    if what == "late":
        return [written(answer, secret=secret, now=datetime.fromtimestamp(now.timestamp() - 600, now.tzinfo))]
    return [first]
