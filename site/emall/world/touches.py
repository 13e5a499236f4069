"""How long people had each form of the story open: one request for all that one of them did at one moment."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from emall.world.chronicle import Deed
from emall.world.reading import Row

# Seconds a form is open before it is sent: least and most, by the first deed it did.
SECONDS = {
    "purchase.submit": (40, 170),
    "purchase.release": (12, 55),
    "purchase.return": (20, 80),
    "order.confirm": (6, 28),
    "order.decline": (15, 60),
    "order.ship": (15, 60),
    "order.receive": (10, 45),
    "order.accept": (25, 120),
    "invoice.issue": (30, 95),
    "invoice.confirm": (15, 50),
    "settlement.agree": (8, 32),
    "payment.release": (8, 28),
    "review.write": (10, 45),
}
OTHERWISE = (8, 40)


def with_requests(deeds: Sequence[Deed]) -> tuple[list[Deed], list[Row]]:
    """The deeds, each naming the request it came with, and the rows of `touch`; the clock opens no forms."""
    chance, requests = random.Random("touches"), dict[tuple[int, datetime], str]()
    named: list[Deed] = []
    touches: list[Row] = []
    for deed in deeds:
        if deed.actor.person is None:
            named.append(deed)
            continue
        key = (deed.actor.person, deed.at)
        if key not in requests:
            requests[key] = f"told-{len(requests) + 1:06d}"
            touches.append(_touch(len(touches) + 1, deed, requests[key], chance))
        named.append(replace(deed, actor=replace(deed.actor, request_id=requests[key])))
    return named, touches


def _touch(number: int, deed: Deed, request: str, chance: random.Random) -> Row:
    return {
        "id": number,
        "request_id": request,
        "person": deed.actor.person,
        "duty": deed.actor.duty,
        "form": deed.act,
        "seconds": chance.randint(*SECONDS.get(deed.act, OTHERWISE)),
        "at": deed.at.isoformat(),
    }
