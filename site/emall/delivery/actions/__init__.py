"""Deeds of delivery: parcels leave and arrive, goods are judged, the rest is given up by agreement."""

from emall.delivery.actions.acceptance import accept
from emall.delivery.actions.cancellation import answer, ask, take_back
from emall.delivery.actions.parcels import receive, ship

__all__ = ["accept", "answer", "ask", "receive", "ship", "take_back"]
