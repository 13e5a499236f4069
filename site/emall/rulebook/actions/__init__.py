"""Deeds on the rulebook: noting what it decided, proposing and deciding its changes."""

from emall.rulebook.actions.noting import Decision, note

__all__ = ["Decision", "note"]
