"""Reading the embedded index: always the newest commit of the generation in use, without asking the writer."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path

import tantivy

from search.generations import Generations
from search.words import SearchUnavailable

Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A consistent look at the index: a searcher, the generation it belongs to, and which commit it shows."""

    searcher: tantivy.Searcher
    generation: str
    stamp: Stamp


class Reader:
    """Reopens when the pointer moved, reloads when a commit happened; two `stat` calls when neither did."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._lock = threading.Lock()
        self._index: tantivy.Index | None = None
        self._meta = ""
        self._view: View | None = None

    def view(self) -> View:
        """The newest view. Raises SearchUnavailable when there is no index to read."""
        view = self._view
        if view is not None and view.stamp == self._stamp():
            return view
        with self._lock:
            return self._renewed()

    def _stamp(self) -> Stamp:
        try:
            meta = os.stat(self._meta)
        except OSError:
            return (*self._generations.stamp(), 0, 0)
        return (*self._generations.stamp(), meta.st_ino, meta.st_mtime_ns)

    def _renewed(self) -> View:
        stamp = self._stamp()  # taken first: a commit that comes in between is noticed by the next search
        view = self._view
        if view is not None and view.stamp == stamp:
            return view
        generation = self._generations.current()
        try:
            if self._index is None or view is None or view.generation != generation:
                self._view = None  # a generation that cannot be opened is not answered for by the one before
                self._index = self._opened(generation)
                stamp = self._stamp()
            self._index.reload()
            self._view = View(self._index.searcher(), generation, stamp)
        except (ValueError, OSError) as broken:
            raise SearchUnavailable(f"the index cannot be read: {broken}") from broken
        return self._view

    def _opened(self, generation: str) -> tantivy.Index:
        if not generation:
            raise SearchUnavailable("there is no index yet")
        if self._generations.is_waiting(generation):
            raise SearchUnavailable("the index is being rebuilt")
        folder: Path = self._generations.root / generation
        index = tantivy.Index.open(str(folder))
        index.config_reader("manual")
        self._meta = str(folder / "meta.json")
        return index
