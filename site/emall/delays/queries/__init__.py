"""Reading what is late or near."""

from emall.delays.queries.lists import Delays, Wanted, blocking, delays, explanations, late_item

__all__ = ["Delays", "Wanted", "blocking", "delays", "explanations", "late_item"]
