"""Deeds on the rulebook."""
