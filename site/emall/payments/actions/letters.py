"""Letters of the treasury (签名回调): looked at before anything of them is believed, and kept whatever they say."""

from dataclasses import dataclass
from datetime import datetime

from emall.database import DB
from emall.kernel import clock
from emall.payments.actions.answering import TREASURY, Received, Result, keep, nonce_used, take
from emall.payments.documents import Unreadable, digest_of, read_answer
from emall.payments.rules import Letter, fault_in
from emall.payments.words import Outcome, Way, Why

KEPT_OF_STRANGERS = 500
"""Characters kept of a letter whose sender is unknown."""
KEPT = 4000


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter, and the secret it must have been signed with."""

    letter: Letter
    secret: bytes


def fault_of(envelope: Envelope, now: datetime) -> Why | None:
    """What is wrong with the signature of a letter; None when it is the treasury's and fresh."""
    return fault_in(envelope.letter, secret=envelope.secret, now=now.timestamp())


async def take_letter(envelope: Envelope, *, now: datetime | None = None) -> Result:
    """What becomes of a letter. A forged or unreadable one is kept, shortened, and touches nothing."""
    now, letter = now or clock.now(), envelope.letter
    fault = fault_of(envelope, now)
    if fault is not None:
        return await _refuse(fault, letter, now, most=KEPT_OF_STRANGERS)
    try:
        answer = read_answer(letter.body)
    except Unreadable:
        return await _refuse(Why.UNREADABLE, letter, now, most=KEPT, nonce=letter.nonce)
    received = Received(Way.CALLBACK, _text(letter.body, KEPT), digest_of(letter.body), letter.nonce)
    return (await take(answer, received, actor=TREASURY, now=now))[0]


async def _refuse(why: Why, letter: Letter, now: datetime, *, most: int, nonce: str = "") -> Result:
    async with DB.transaction():
        if await nonce_used(nonce):
            why = Why.NONCE_USED
        result = Result(Outcome.REFUSED, why, "", "")
        received = Received(Way.CALLBACK, _text(letter.body, most), digest_of(letter.body), nonce)
        await keep(result, received, now=now)
    return result


def _text(body: bytes, most: int) -> str:
    """The body as text the database can hold."""
    return body.decode("utf-8", "replace").replace("\0", "\ufffd")[:most]
