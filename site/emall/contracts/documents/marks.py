"""Signatures: Ed25519 marks over what was signed, by whom and when, with one key for each side of the platform.

The keys come from the site's secret (which production must be given and keeps outside the data directory); what
checks a mark is its public key alone, so anyone who has that key can check a paper without this platform.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from emall.contracts.words import SIGNATURE_ALGORITHM, Side
from emall.journal.chain import canonical

PURPOSE = b"emall contract signature 1 "


@dataclass(frozen=True, slots=True)
class Mark:
    """What a signature consists of beside the facts it stands for; `mark` in base64."""

    key_id: str
    algorithm: str
    mark: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of one side: its private half, and the public one, raw in hex, with its id."""

    private: Ed25519PrivateKey
    public: str
    key_id: str


@lru_cache(maxsize=8)
def keys_of(side: str, secret: bytes) -> Keys:
    """The key of a side, always the same for the same secret."""
    seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE + Side(side).encode()).derive(secret)
    private = Ed25519PrivateKey.from_private_bytes(seed)
    raw = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Keys(private, raw.hex(), hashlib.sha256(raw).hexdigest())


def statement_of(
    *,
    contract: str,
    digest: str,
    digest_algorithm: str,
    side: str,
    person: int,
    person_name: str,
    organisation_name: str,
    uscc: str,
    signed_at: str,
) -> bytes:
    """What is signed: the text by its digest, for whom, by whom, and when (UTC, ISO 8601 with microseconds)."""
    return canonical(
        {
            "contract": contract,
            "digest": digest,
            "digest_algorithm": digest_algorithm,
            "side": str(side),
            "person": person,
            "person_name": person_name,
            "organisation_name": organisation_name,
            "uscc": uscc,
            "signed_at": signed_at,
        }
    )


def made_mark(statement: bytes, *, side: str, secret: bytes) -> Mark:
    """Sign a statement for a side."""
    keys = keys_of(side, secret)
    return Mark(keys.key_id, SIGNATURE_ALGORITHM, base64.b64encode(keys.private.sign(statement)).decode())


def mark_fits(statement: bytes, mark: Mark, *, public: str) -> bool:
    """Whether a mark was made over exactly this statement with the private half of this public key (raw, hex)."""
    try:
        raw = bytes.fromhex(public)
        if mark.algorithm != SIGNATURE_ALGORITHM or hashlib.sha256(raw).hexdigest() != mark.key_id:
            return False
        Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(mark.mark, validate=True), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs for which side; `organisation` is the side's, whose name and credit code are signed too."""

    side: str
    person: int
    person_name: str
    duty: str
    organisation: int
    organisation_name: str
    uscc: str


def signature_of(
    signer: Signer, *, contract: str, digest: str, digest_algorithm: str, at: datetime, secret: bytes
) -> dict[str, Any]:
    """The columns of a row of `signature`, but for the id of the contract, whose number and digest are given."""
    statement = statement_of(
        contract=contract,
        digest=digest,
        digest_algorithm=digest_algorithm,
        side=signer.side,
        person=signer.person,
        person_name=signer.person_name,
        organisation_name=signer.organisation_name,
        uscc=signer.uscc,
        signed_at=at.astimezone(UTC).isoformat(timespec="microseconds"),
    )
    mark = made_mark(statement, side=signer.side, secret=secret)
    return {
        "side": str(signer.side),
        "person": signer.person,
        "person_name": signer.person_name,
        "duty": str(signer.duty),
        "organisation": signer.organisation,
        "organisation_name": signer.organisation_name,
        "digest": digest,
        "algorithm": mark.algorithm,
        "key_id": mark.key_id,
        "mark": mark.mark,
        "signed_at": at,
    }


def key_of(side: str, *, secret: bytes, at: datetime) -> dict[str, Any]:
    """The columns of a row of `signing_key`: the public half of a side's key, first used then."""
    keys = keys_of(side, secret)
    return {
        "key_id": keys.key_id,
        "side": str(side),
        "algorithm": SIGNATURE_ALGORITHM,
        "public": keys.public,
        "first_used_at": at,
    }
