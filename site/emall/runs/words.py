"""The vocabulary of the whole run of a purchase."""

SENTENCES: dict[str, str] = {}
"""What refusals of this room say."""
