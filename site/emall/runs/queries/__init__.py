"""Reading runs: of one order, and the public figures of many."""

from emall.runs.queries.facts import Run, lines_of, numbers_of_settlement, run_of, run_row
from emall.runs.queries.reckoned import Reckoned, Told, reckon

__all__ = ["Reckoned", "Run", "Told", "lines_of", "numbers_of_settlement", "reckon", "run_of", "run_row"]
