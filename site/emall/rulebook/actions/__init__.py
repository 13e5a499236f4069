"""Deeds on the rulebook: noting what it decided, proposing and deciding its changes."""

from emall.rulebook.actions.changing import decide
from emall.rulebook.actions.noting import Decision, note
from emall.rulebook.actions.proposing import Proposal, propose, propose_end, withdraw

__all__ = ["Decision", "Proposal", "decide", "note", "propose", "propose_end", "withdraw"]
