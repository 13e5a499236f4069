"""How entries are chained: one canonical text per entry, digested together with the digest before it."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from cryptography.hazmat.primitives.hashes import SM3, Hash

GENESIS = "0" * 64
LINKED = (
    "sequence",
    "at",
    "act",
    "kind",
    "ref",
    "before",
    "after",
    "note",
    "result",
    "actor",
    "actor_name",
    "post",
    "duty",
    "organisation",
    "organisation_name",
    "seen_by",
    "address",
    "request_id",
    "algorithm",
    "previous",
)
NEVER_WRITTEN = frozenset({"password", "token", "secret", "otp"})


def _sm3(text: bytes) -> str:
    digest = Hash(SM3())
    digest.update(text)
    return digest.finalize().hex()


ALGORITHMS: Mapping[str, Callable[[bytes], str]] = {
    "sm3": _sm3,
    "sha256": lambda text: hashlib.sha256(text).hexdigest(),
}


def plain(value: Any) -> Any:
    """The same facts as JSON keeps them; raises TypeError for floats and objects, ValueError for secrets."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        if told := NEVER_WRITTEN.intersection(value):
            raise ValueError(f"the journal does not keep {', '.join(sorted(told))}")
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise TypeError(
        f"the journal keeps text, whole numbers, truth, days and moments, not {type(value).__name__}"
    )


def canonical(value: Any) -> bytes:
    """One spelling for one content: sorted keys, no spaces, UTF-8."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(entry: Mapping[str, Any]) -> str:
    """The digest of an entry, by the algorithm it names; raises KeyError for an unknown one."""
    return ALGORITHMS[entry["algorithm"]](canonical({name: entry[name] for name in LINKED}))
