"""The vocabulary of contracts."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
