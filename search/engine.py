"""What every search engine here can do; the shop knows only this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from search.words import (
    Applied,
    Failed,
    Health,
    Pending,
    ProductDocument,
    Receipt,
    SearchPage,
    SearchQuery,
    Suggestion,
    Synonyms,
)


class Rebuild(Protocol):
    """A new index being filled beside the one in use."""

    def add(self, batch: Iterable[ProductDocument]) -> int:
        """Take documents into the new index; answers how many it has taken so far."""
        ...

    def publish(self) -> str:
        """Replay what changed meanwhile, switch every reader over, answer the new generation."""
        ...

    def abort(self) -> None:
        """Throw the new index away; the one in use is untouched."""
        ...


class SearchEngine(Protocol):
    """A synchronous engine; any method may raise SearchUnavailable. Call it from a thread (see AsyncSearch)."""

    name: str

    def search(self, query: SearchQuery) -> SearchPage:
        """Answer one page. Raises SearchRejected for an unknown sort or facet, never for any text."""
        ...

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Complete what is being typed, in Chinese, Latin letters, pinyin or initials."""
        ...

    def apply(self, upserts: Sequence[ProductDocument], deletes: Sequence[int] = ()) -> Receipt:
        """Replace and remove documents by id; repeating the same change is harmless."""
        ...

    def settle(self, receipt: Receipt, timeout: float = 30.0) -> Applied | Pending | Failed:
        """Wait up to `timeout` seconds until a change is durable."""
        ...

    def versions(self, after_id: int = 0, limit: int = 5000) -> list[tuple[int, int]]:
        """(id, version) of the documents after an id, ascending: for comparing with the database."""
        ...

    def start_rebuild(self) -> Rebuild:
        """Begin a new generation; changes applied meanwhile reach both."""
        ...

    def teach(self, synonyms: Synonyms) -> None:
        """Use these names for the same thing instead of those known so far (at first those that ship); no reindex."""
        ...

    def drift(self) -> list[str]:
        """Names of server settings that differ from what the code and `teach` say; none for an engine without a server."""
        ...

    def configure(self) -> None:
        """Bring the server's settings to what the code and `teach` say; cheap when they already are."""
        ...

    def health(self) -> Health:
        """Never raises; says what is wrong instead."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...
