"""Deeds on payments: release, hand over, take answers, and the bank account they go to."""

from emall.payments.actions.accounts import set_account
from emall.payments.actions.answering import TREASURY, Received, Result, take
from emall.payments.actions.entering import enter_outcome
from emall.payments.actions.handing import hand_over
from emall.payments.actions.letters import Envelope, fault_of, take_letter
from emall.payments.actions.releasing import release
from emall.payments.actions.returning import TakenFile, take_file

__all__ = [
    "TREASURY",
    "Envelope",
    "Received",
    "Result",
    "TakenFile",
    "enter_outcome",
    "fault_of",
    "hand_over",
    "release",
    "set_account",
    "take",
    "take_file",
    "take_letter",
]
