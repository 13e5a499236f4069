"""Deeds on payments."""
