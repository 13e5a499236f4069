"""Keeping what the run of each paid order took."""

from emall.runs.actions.recording import record_due

__all__ = ["record_due"]
