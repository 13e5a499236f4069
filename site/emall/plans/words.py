"""The vocabulary of purchase plans."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
