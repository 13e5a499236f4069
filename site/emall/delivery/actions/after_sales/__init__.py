"""Goods that come back (售后): asked for, answered, sent back, inspected, decided, and made good exactly once."""

from emall.delivery.actions.after_sales.asking import ask_back, drop
from emall.delivery.actions.after_sales.clock import lapse_refused
from emall.delivery.actions.after_sales.deciding import decide_back, escalate
from emall.delivery.actions.after_sales.handling import answer_back, inspect, send_back

__all__ = [
    "answer_back",
    "ask_back",
    "decide_back",
    "drop",
    "escalate",
    "inspect",
    "lapse_refused",
    "send_back",
]
