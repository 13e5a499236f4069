"""Reading runs: of one order, and the public figures of many."""

from emall.runs.queries.facts import Run, run_of, run_row
from emall.runs.queries.reckoned import Reckoned, Told, reckon

__all__ = ["Reckoned", "Run", "Told", "reckon", "run_of", "run_row"]
