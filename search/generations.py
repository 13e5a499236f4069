"""Where indexes live on disk: one directory a generation, a CURRENT pointer replaced atomically, and locks."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from search.words import ProductDocument, SearchUnavailable

Change = tuple[list[ProductDocument], list[int]]


class Generations:
    """The directory of an engine: generations `f<format>-<number>`, CURRENT, two locks, late changes."""

    def __init__(self, root: Path, format_number: int) -> None:
        self.root = root
        self._prefix = f"f{format_number}-"
        self._pointer = root / "CURRENT"
        self._late = root / "late.jsonl"
        root.mkdir(parents=True, exist_ok=True)

    def current(self) -> str:
        """The generation in use; empty when there is none of our format."""
        try:
            name = self._pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return ""
        return name if name.startswith(self._prefix) else ""

    def stamp(self) -> tuple[int, int]:
        """Changes whenever the pointer is replaced; one system call."""
        try:
            found = os.stat(self._pointer)
        except FileNotFoundError:
            return (0, 0)
        return (found.st_ino, found.st_mtime_ns)

    def point_to(self, name: str) -> None:
        """Make a generation the one in use, for every process, at once or not at all."""
        fresh = self.root / "CURRENT.new"
        with open(fresh, "w", encoding="utf-8") as file:
            file.write(name + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._pointer)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def is_waiting(self, name: str) -> bool:
        """Whether a generation only stands in for one that could not be read, and waits to be rebuilt."""
        return (self.root / f"{name}.waiting").exists()

    def wait_for_rebuild(self, name: str) -> None:
        """Mark a generation as standing in; searching it would answer that there is nothing."""
        (self.root / f"{name}.waiting").touch()

    def fresh(self) -> str:
        """Name and make the directory of the next generation."""
        taken = [
            int(number)
            for path in self.root.glob("f*-*")
            if path.is_dir() and (number := path.name.rpartition("-")[2]).isdigit()
        ]
        name = f"{self._prefix}{max(taken, default=0) + 1:06d}"
        (self.root / name).mkdir()
        return name

    def forget(self, keep: Sequence[str]) -> None:
        """Remove every generation but those kept; readers of a removed one still hold its files open."""
        for path in self.root.glob("f*-*"):
            if path.is_dir() and path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)
                (self.root / f"{path.name}.waiting").unlink(missing_ok=True)

    @contextmanager
    def writing(self, timeout: float = 30.0) -> Iterator[None]:
        """Hold the right to change anything here, among threads and processes."""
        with self._locked("write.lock", timeout):
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold the right to rebuild; a second rebuild is refused at once (but for somebody who only looks)."""
        with self._locked("rebuild.lock", 0.05):
            yield

    def is_rebuilding(self) -> bool:
        """Whether someone, alive, is rebuilding."""
        try:
            with self._locked(
                "rebuild.lock", 0.0, fcntl.LOCK_SH
            ):  # looking must not refuse anybody a rebuild
                return False
        except SearchUnavailable:
            return True

    @contextmanager
    def _locked(self, name: str, timeout: float, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
        deadline = time.monotonic() + timeout
        with open(self.root / name, "a", encoding="utf-8") as file:
            while True:
                try:
                    fcntl.flock(file, kind | fcntl.LOCK_NB)
                    break
                except BlockingIOError as taken:
                    if time.monotonic() >= deadline:
                        raise SearchUnavailable(f"{name} is held by someone else") from taken
                    time.sleep(0.005)
            yield  # closing the file lets go

    def keep_late(self, upserts: Sequence[ProductDocument], deletes: Sequence[int]) -> None:
        """Note a change for the generation being built; called while writing."""
        line = json.dumps({"upserts": [asdict(one) for one in upserts], "deletes": list(deletes)})
        with open(self._late, "a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())

    def late(self) -> Iterator[Change]:
        """The changes noted since the rebuild began, in their order."""
        if not self._late.exists():
            return
        with open(self._late, encoding="utf-8") as file:
            for line in file:
                noted = json.loads(line)
                yield [_document(one) for one in noted["upserts"]], noted["deletes"]

    def clear_late(self) -> None:
        """Forget the noted changes."""
        self._late.unlink(missing_ok=True)


def _document(fields: dict[str, object]) -> ProductDocument:
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    return ProductDocument(**plain)  # type: ignore[arg-type]
