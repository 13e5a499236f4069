"""The vocabulary of what is late."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
