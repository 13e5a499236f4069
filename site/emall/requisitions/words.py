"""The vocabulary of requisitions."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
