"""The journal of deeds, the outbox, and forms that work once: what every action ends with."""

from emall.journal.deeds import SYSTEM, Actor, Deed
from emall.journal.journal import entries_of, record
from emall.journal.once import once, once_for, submit_token

__all__ = ["SYSTEM", "Actor", "Deed", "entries_of", "once", "once_for", "record", "submit_token"]
