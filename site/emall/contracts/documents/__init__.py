"""The text of a contract and the marks under it: pure functions over plain values, usable without a server."""

from emall.contracts.documents.marks import (
    Keys,
    Mark,
    Signer,
    key_of,
    keys_of,
    made_mark,
    mark_fits,
    signature_of,
    statement_of,
)
from emall.contracts.documents.text import canonical_text, digest_of, document_of

__all__ = [
    "Keys",
    "Mark",
    "Signer",
    "canonical_text",
    "digest_of",
    "document_of",
    "key_of",
    "keys_of",
    "made_mark",
    "mark_fits",
    "signature_of",
    "statement_of",
]
