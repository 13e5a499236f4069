"""Bringing files in: taking them, mending rows, importing what is good, handing out the links."""

from emall.onboarding.actions.jobs import run_due, work_on
from emall.onboarding.actions.taking import ask_import, mend_row, take_file, take_links

__all__ = ["ask_import", "mend_row", "run_due", "take_file", "take_links", "work_on"]
