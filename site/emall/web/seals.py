"""Short texts sealed with the site's secret: what comes back unchanged was ours."""

import base64
import hashlib
import hmac

from emall.settings import settings


def mark(purpose: str, text: str) -> str:
    """A keyed digest (HMAC-SHA-256, 128 bits, hex) of a text for one purpose."""
    return hmac.new(settings().secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()[:32]


def fits(purpose: str, text: str, given: str) -> bool:
    """Whether a digest is the right one; takes the same time for every wrong one."""
    return hmac.compare_digest(mark(purpose, text).encode(), given.encode("utf-8", "replace"))


def seal(purpose: str, text: str) -> str:
    """The text, readable but not changeable, in characters a cookie or URL can carry."""
    packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{packed}.{mark(purpose, packed)}"


def unseal(purpose: str, sealed: str) -> str | None:
    """The text of a seal of ours; None for anything else."""
    packed, dot, given = sealed.rpartition(".")
    if not dot or not fits(purpose, packed, given):
        return None
    return base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
