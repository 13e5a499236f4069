"""The signature of letters between the platform and the treasury: who holds the shared secret, and nobody else, made it.

What is signed names the method, the address and the algorithm beside time, nonce and body, so that a letter for one
purpose fits no other and nobody can ask for a weaker algorithm.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from emall.payments.words import Why

SCHEME = "EMALL-TREASURY-1"
WINDOW_SECONDS = 300
"""How far the clocks of both sides may be apart, and how long a letter may be under way."""

_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_TIME = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")


def _sha256(secret: bytes, text: bytes) -> str:
    return hmac.new(secret, text, hashlib.sha256).hexdigest()


def _sm3(secret: bytes, text: bytes) -> str:
    made = HMAC(secret, SM3())
    made.update(text)
    return made.finalize().hex()


ALGORITHMS: Mapping[str, Callable[[bytes, bytes], str]] = {"HMAC-SHA256": _sha256, "HMAC-SM3": _sm3}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it travels: what the four header fields say, where it goes, and its body."""

    algorithm: str
    timestamp: str
    nonce: str
    signature: str
    method: str
    path: str
    body: bytes = b""


def sign(
    *, secret: bytes, algorithm: str, method: str, path: str, timestamp: int, nonce: str, body: bytes = b""
) -> str:
    """The signature, 64 small hexadecimal digits; KeyError for an algorithm we do not know."""
    head = "\n".join((SCHEME, algorithm, method, path, str(timestamp), nonce, ""))
    return ALGORITHMS[algorithm](secret, head.encode() + body)


def fault_in(letter: Letter, *, secret: bytes, now: float) -> Why | None:
    """What is wrong with a letter at a moment (seconds since 1970); None when it is genuine and fresh.

    The time is looked at last: who cannot sign learns nothing about our clock. The comparison takes the same time
    for every wrong signature.
    """
    if letter.algorithm not in ALGORITHMS or not all(
        form.fullmatch(text)
        for form, text in ((_NONCE, letter.nonce), (_TIME, letter.timestamp), (_SIGNATURE, letter.signature))
    ):
        return Why.UNSIGNED
    expected = sign(
        secret=secret,
        algorithm=letter.algorithm,
        method=letter.method,
        path=letter.path,
        timestamp=int(letter.timestamp),
        nonce=letter.nonce,
        body=letter.body,
    )
    if letter.timestamp != str(int(letter.timestamp)) or not hmac.compare_digest(expected, letter.signature):
        return Why.FORGED
    return Why.CLOCK_OFF if abs(now - int(letter.timestamp)) > WINDOW_SECONDS else None
