"""Deeds on purchase plans."""
