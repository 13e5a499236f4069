"""The text of a contract and the marks under it: pure functions over plain values, usable without a server."""

from emall.contracts.documents.marks import Keys, Mark, keys_of, made_mark, mark_fits, statement_of
from emall.contracts.documents.text import canonical_text, digest_of, document_of

__all__ = [
    "Keys",
    "Mark",
    "canonical_text",
    "digest_of",
    "document_of",
    "keys_of",
    "made_mark",
    "mark_fits",
    "statement_of",
]
