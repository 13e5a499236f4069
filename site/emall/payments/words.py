"""The vocabulary of payments."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
