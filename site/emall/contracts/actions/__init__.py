"""Deeds on contracts."""
