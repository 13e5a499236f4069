"""Which engine answers: a Meilisearch server where one is named, else the embedded index in a directory."""

from __future__ import annotations

from pathlib import Path

from search.engine import SearchEngine
from search.tantivy_engine import TantivyEngine


def open_engine(root: Path | str, *, url: str = "", key: str = "") -> SearchEngine:
    """The engine at `url`, or the index under `root` when there is no url."""
    if url:
        from search.meili_engine import MeiliEngine  # imported late: the client costs start-up time

        return MeiliEngine(url, key)
    return TantivyEngine(root)
