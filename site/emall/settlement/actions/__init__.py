"""Deeds on invoices and settlement sheets."""
