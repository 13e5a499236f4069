"""Explaining what is late, and stopping a unit that lets too much lie."""

from emall.delays.actions.explaining import explain
from emall.delays.actions.stopping import red_limit, refuse_while_red

__all__ = ["explain", "red_limit", "refuse_while_red"]
