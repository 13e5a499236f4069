"""The vocabulary of invoices and settlement sheets."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
