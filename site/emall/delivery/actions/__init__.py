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
from emall.delivery.actions.photos import add_photos, keep_photos, open_link, remove_photo, revoke_link
from emall.delivery.actions.signing import object_to, sign

__all__ = [
    "accept",
    "add_photos",
    "answer",
    "answer_back",
    "ask",
    "ask_back",
    "decide_back",
    "drop",
    "end_silent",
    "escalate",
    "inspect",
    "keep_photos",
    "lapse_refused",
    "object_to",
    "open_link",
    "receive",
    "remove_photo",
    "revoke_link",
    "send_back",
    "ship",
    "sign",
    "take_back",
]
