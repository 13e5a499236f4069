"""What an answer of the bank means for a payment: it counts, it was heard before, or it has no effect and why.

Answers are idempotent by bank reference. What contradicts what is known is refused and left to people: money is
never moved on a contradiction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from emall.payments.words import Channel, Outcome, PaymentStatus, Said, Way, Why


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer to be judged: which payment, what happened under which reference, so many fen, on which day."""

    payment: str
    said: str
    bank_reference: str
    amount_fen: int
    on: date
    way: str = Way.CALLBACK


@dataclass(frozen=True, slots=True)
class Standing:
    """The payment as it stands; `bound_fen` is what its orders hold committed, `paid_fen` what they hold paid."""

    number: str
    status: str
    channel: str
    amount_fen: int
    bank_reference: str
    sent_on: date
    bound_fen: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class Known:
    """An answer taken before under the same bank reference."""

    payment: str
    said: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an answer; `why` says so of refused ones."""

    outcome: Outcome
    why: Why | None = None


TAKEN, REPEATED = Verdict(Outcome.TAKEN), Verdict(Outcome.REPEATED)


def _no(why: Why) -> Verdict:
    return Verdict(Outcome.REFUSED, why)


def judge(*, answer: Judged, standing: Standing | None, known: Sequence[Known], today: date) -> Verdict:
    """Weigh an answer against the payment and the answers taken before under its reference.

    `standing` is None for a number we never sent.
    """
    if standing is None:
        return _no(Why.PAYMENT_UNKNOWN)
    if (standing.channel == Channel.OWN_BANK) != (answer.way == Way.OWN_BANK):
        return _no(Why.OTHER_CHANNEL)
    if answer.amount_fen != standing.amount_fen:
        return _no(Why.AMOUNT_DIFFERS)
    if any(one.payment != answer.payment for one in known):
        return _no(Why.REFERENCE_TAKEN)
    if any(one.said == answer.said for one in known):
        return REPEATED
    if not standing.sent_on <= answer.on <= today:
        return _no(Why.DAY_IMPOSSIBLE)
    return _judge_paid(standing) if answer.said == Said.PAID else _judge_returned(answer, standing)


def _judge_paid(standing: Standing) -> Verdict:
    if standing.status == PaymentStatus.PAID:
        return _no(Why.PAID_ALREADY)
    if standing.status == PaymentStatus.FAILED:
        return _no(Why.RETURNED_ALREADY)
    return TAKEN if standing.bound_fen == standing.amount_fen else _no(Why.FUNDS_DIFFER)


def _judge_returned(answer: Judged, standing: Standing) -> Verdict:
    """Money that was paid comes back under the reference it was paid under; anything else is left to people."""
    if standing.status == PaymentStatus.FAILED:
        return _no(Why.RETURNED_ALREADY)
    if standing.status == PaymentStatus.ORDERED:
        return TAKEN
    if answer.bank_reference != standing.bank_reference:
        return _no(Why.PAID_ALREADY)
    return TAKEN if standing.paid_fen == standing.amount_fen else _no(Why.FUNDS_DIFFER)
