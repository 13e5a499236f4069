"""Why a settlement cannot be sent for payment, and what a bank account looks like."""

import re
from dataclasses import dataclass

from emall.kernel.figures import half_width
from emall.kernel.refusal import Refusal

_DIGITS = re.compile(r"[0-9]{8,30}")
_GAPS = re.compile(r"[\s-]")


@dataclass(frozen=True, slots=True)
class Ready:
    """A settlement about to be paid: `bound_fen` is what its orders hold committed.

    `hands` are the people who bought, approved, settled or reviewed what it pays.
    """

    number: str
    supplier_name: str
    amount_fen: int
    bound_fen: int
    bank: str
    account: str
    hands: frozenset[int]


def refusals_for_release(ready: Ready, *, own: frozenset[int]) -> list[Refusal]:
    """Every reason why somebody, with all accounts of theirs, cannot send this settlement for payment."""
    refusals = []
    if own & ready.hands:
        refusals.append(Refusal("numbers", "payment_by_a_third", number=ready.number))
    if not ready.bank or not ready.account:
        refusals.append(
            Refusal("numbers", "payee_bank_missing", number=ready.number, supplier=ready.supplier_name)
        )
    if ready.bound_fen != ready.amount_fen:
        facts = {"bound_fen": ready.bound_fen, "amount_fen": ready.amount_fen}
        refusals.append(Refusal("numbers", "payment_funds_differ", facts, number=ready.number))
    return refusals


def clean_account(text: str) -> str:
    """The digits of a bank account however they were grouped or typed."""
    return _GAPS.sub("", half_width(text))


def account_problem(account: str) -> Refusal | None:
    """What is wrong with a cleaned account number."""
    if _DIGITS.fullmatch(account):
        return None
    return Refusal("account", "account_digits", length=len(account))
