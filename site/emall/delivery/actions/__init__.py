"""Deeds of delivery: parcels, judging and signing, photos, giving up the rest, goods that come back, endings."""

from emall.delivery.actions.acceptance import accept
from emall.delivery.actions.after_sales import (
    answer_back,
    ask_back,
    decide_back,
    drop,
    escalate,
    inspect,
    lapse_refused,
    send_back,
)
from emall.delivery.actions.cancellation import answer, ask, take_back
from emall.delivery.actions.ending import end_silent
from emall.delivery.actions.parcels import receive, ship
from emall.delivery.actions.signing import object_to, sign

__all__ = [
    "accept",
    "answer",
    "answer_back",
    "ask",
    "ask_back",
    "decide_back",
    "drop",
    "end_silent",
    "escalate",
    "inspect",
    "lapse_refused",
    "object_to",
    "receive",
    "send_back",
    "ship",
    "sign",
    "take_back",
]
