"""Writing the embedded index: one writer at a time, and rebuilding beside the index in use."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

import tantivy

from search.generations import Generations
from search.tantivy_preparing import Packed, Preparing, unpacked
from search.tantivy_schema import of_fields, prepared, schema
from search.words import ProductDocument, SearchUnavailable

_WRITER_BYTES = 48_000_000
_REBUILD_BYTES = 128_000_000


class Writer:
    """Keeps the writer of the generation in use open between changes; another process's is an error."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._lock = threading.Lock()
        self._writer: tantivy.IndexWriter | None = None
        self._generation = ""

    def ensure(self) -> bool:
        """Make an empty generation if there is none of our format; answers whether it did.

        Where another index stood before, the empty one is not searched until it has been rebuilt.
        """
        with self._generations.writing():
            if self._generations.current():
                return False
            another = any(self._generations.root.glob("f*-*"))
            name = self._generations.fresh()
            tantivy.Index(schema(), path=str(self._generations.root / name))
            if another:
                self._generations.wait_for_rebuild(name)
            self._generations.point_to(name)
            return True

    def apply(self, upserts: Sequence[ProductDocument], deletes: Sequence[int]) -> str:
        """Delete, add, commit; answers a reference. On any failure nothing of the change remains."""
        ready = [(str(document.id), prepared(document)) for document in upserts]
        with self._lock, self._generations.writing():
            writer = self._open()
            try:
                write(writer, ready, deletes)
                reference = f"{self._generation}:{writer.commit()}"
            except (ValueError, OSError) as failed:
                self._undo(writer)
                raise SearchUnavailable(f"the change was not written: {failed}") from failed
            try:
                if self._generations.is_rebuilding():
                    self._generations.keep_late(upserts, deletes)
            except OSError as failed:  # written here, but lost to the rebuild: to be brought again
                raise SearchUnavailable(f"the change was not kept for the rebuild: {failed}") from failed
            return reference

    def _open(self) -> tantivy.IndexWriter:
        current = self._generations.current()
        if self._writer is None or self._generation != current:
            self._drop()
            self._writer = opened(self._generations, current, _WRITER_BYTES)
            self._generation = current
        return self._writer

    def _undo(self, writer: tantivy.IndexWriter) -> None:
        try:
            writer.rollback()
        except (ValueError, OSError):
            self._drop()

    def _drop(self) -> None:
        self._writer = None  # its lock goes with it, uncommitted changes too

    def close(self) -> None:
        """Let another process write."""
        with self._lock:
            self._drop()


def opened(generations: Generations, name: str, size: int) -> tantivy.IndexWriter:
    """The writer of a generation. Raises SearchUnavailable when another process holds it."""
    try:
        return tantivy.Index.open(str(generations.root / name)).writer(size, 1)
    except ValueError as busy:
        raise SearchUnavailable(f"the index cannot be written: {busy}") from busy


def write(
    writer: tantivy.IndexWriter, ready: Iterable[tuple[str, tantivy.Document]], deletes: Iterable[int]
) -> None:
    """Replace and delete by key, without committing; the last of equal keys wins."""
    for gone in deletes:
        writer.delete_documents_by_term("pk", str(gone))
    for key, document in ready:
        writer.delete_documents_by_term("pk", key)
        writer.add_document(document)


def _write_ready(writer: tantivy.IndexWriter, ready: Packed) -> None:
    for fields in map(unpacked, ready):
        write(writer, [(fields["pk"][0], of_fields(fields))], ())


class TantivyRebuild:
    """A new generation being filled; the one in use answers and takes changes all the while."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._held = ExitStack()
        self._held.enter_context(generations.rebuilding())
        with generations.writing():
            generations.clear_late()
            self._name = generations.fresh()
            tantivy.Index(schema(), path=str(generations.root / self._name))
        self._writer: tantivy.IndexWriter | None = opened(generations, self._name, _REBUILD_BYTES)
        self._preparing = Preparing()
        self._taken = 0
        self._over = False

    def add(self, batch: Iterable[ProductDocument]) -> int:
        """Take documents; answers how many were taken so far."""
        writer = self._still_open()
        documents = list(batch)
        for ready in self._preparing.put(documents):
            _write_ready(writer, ready)
        self._taken += len(documents)
        return self._taken

    def publish(self) -> str:
        """Commit, replay what changed meanwhile, point everyone to the new generation."""
        writer = self._still_open()
        for ready in self._preparing.rest():
            _write_ready(writer, ready)
        self._preparing.close()
        writer.commit()  # the long part, before anyone has to wait
        with self._generations.writing():
            before = self._generations.current()
            for upserts, deletes in self._generations.late():
                write(writer, [(str(one.id), prepared(one)) for one in upserts], deletes)
            writer.commit()
            writer.wait_merging_threads()
            self._writer = None
            self._generations.point_to(self._name)
            self._generations.clear_late()
            self._held.close()
            self._generations.forget(keep=(before, self._name))
        self._over = True
        return self._name

    def abort(self) -> None:
        """Throw the new generation away, also when publishing it failed half-way."""
        if self._over:
            return
        self._over, self._writer = True, None
        self._preparing.close()
        with self._generations.writing():
            self._generations.clear_late()
            self._held.close()
            self._generations.forget(keep=(self._generations.current(),))

    def _still_open(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise SearchUnavailable("this rebuild is over")
        return self._writer
