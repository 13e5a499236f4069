"""The vocabulary of reviews."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
