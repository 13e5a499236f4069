"""Things nobody can guess: tokens, the digests under which they are stored, and references to read out."""

from __future__ import annotations

import hashlib
import secrets


def new_token() -> str:
    """256 random bits as 43 characters that may stand in a URL."""
    return secrets.token_urlsafe(32)


def digest(text: str) -> str:
    """SHA-256 in hexadecimal: what is stored of a token, so that reading the table opens no door.

    Enough for random tokens; passwords need a slow hash instead.
    """
    return hashlib.sha256(text.encode()).hexdigest()


def reference() -> str:
    """A short reference like 7F3A-29C1, to be read out over the telephone when something has gone wrong."""
    figures = secrets.token_hex(4).upper()
    return f"{figures[:4]}-{figures[4:]}"
