"""Rebuilding an index on the search server beside the one in use, and the journal that keeps late changes for it.

While a rebuild runs there is an index `<uid>_late` holding a mark of the rebuild and, for every change applied
meanwhile by any process, its newest state. It is written before the index in use. Publishing replays it into the new
index, swaps, and replays onto the new index in use until a pass finds nothing new: a change is then in the journal
and replayed, or was handed over after the swap and is in the new index on its own account. Creating `<uid>_late`
succeeds for one caller only, so it is the lock too; a rebuild that has shown no sign of life for ten minutes
gives way to the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from search.meili_documents import server_document
from search.meili_indexes import add, count, create, created, done, generations, remove, remove_index
from search.meili_server import Missing, Server, wait_for
from search.meili_settings import settings
from search.meili_text import Names
from search.words import ProductDocument, SearchUnavailable

BATCH = 4000
"""Listings handed over in one task."""

_SIGN_SECONDS = 30.0
_DEAD_SECONDS = 600.0
_BEGINNING_SECONDS = 60.0
_TASK_SECONDS = 3600.0
_MARK = 0
"""The id in the journal that no listing has: it says who rebuilds, and when it last showed a sign of life."""

Entry = dict[str, Any]


class Journal:
    """The late changes of a rebuild, on the server, for every process to write and the rebuilding one to read."""

    def __init__(self, server: Server, uid: str) -> None:
        self._server = server
        self.uid = f"{uid}_late"

    def mark(self) -> Entry | None:
        """The mark of the rebuild that runs, if one does."""
        try:
            found: Entry = self._server.read(
                lambda wire: wire.http.get(f"indexes/{self.uid}/documents/{_MARK}"), 10.0
            )
        except Missing:
            return None
        return found

    def note(self, documents: Sequence[Entry], deletes: Iterable[int]) -> list[int]:
        """Keep the newest state of listings; answers the tasks."""
        entries = [*documents, *({"id": one, "gone": True} for one in deletes)]
        return [add(self._server, self.uid, entries)] if entries else []

    def sign(self, generation: str) -> list[int]:
        """Show that the rebuild is alive."""
        return self.note([{"id": _MARK, "generation": generation, "sign": int(time.time())}], ())

    def open(self, generation: str) -> None:
        """Become the one that rebuilds. Raises SearchUnavailable when another is."""
        if not self._made():
            if self._alive():
                raise SearchUnavailable("another rebuild is running")
            self.remove()
            if not self._made():
                raise SearchUnavailable("another rebuild is beginning")
        unsearched: dict[str, Any] = {
            "searchableAttributes": [],
            "filterableAttributes": [],
            "sortableAttributes": [],
        }
        set_up = self._server.index(self.uid, lambda index: index.update_settings(unsearched).task_uid)
        done(self._server, [set_up, *self.sign(generation)])

    def _made(self) -> bool:
        """Whether this caller is the one that made the journal."""
        return wait_for(self._server, [create(self._server, self.uid)], 60.0)[0] == "done"

    def _alive(self) -> bool:
        """Whether the rebuild of the journal that is there still runs; one without a mark may be just beginning."""
        mark = self.mark()
        if mark is not None:
            return time.time() - float(mark["sign"]) < _DEAD_SECONDS
        made = created(self._server, self.uid)
        return made is not None and time.time() - made.timestamp() < _BEGINNING_SECONDS

    def entries(self) -> Iterator[Entry]:
        """Every listing noted, in the newest state noted."""
        at = 0
        while True:
            found = self._server.read(
                lambda wire: wire.http.post(
                    f"indexes/{self.uid}/documents/fetch",
                    {"offset": at, "limit": 1000},  # noqa: B023
                ),
                10.0,
            )["results"]
            yield from (entry for entry in found if entry["id"] != _MARK)
            at += len(found)
            if len(found) < 1000:
                return

    def remove(self) -> None:
        """The rebuild is over."""
        remove_index(self._server, self.uid)


class MeiliRebuild:
    """A new index being filled; the one in use answers and takes changes all the while."""

    def __init__(self, server: Server, uid: str, names: Names, generation: Callable[[], str]) -> None:
        self._server, self._uid, self._names, self._generation = server, uid, names, generation
        self._name = f"{uid}_{time.time_ns() // 1_000_000}"
        self._journal = Journal(server, uid)
        self._journal.open(self._name)
        for left in generations(server, uid):  # of rebuilds that died
            remove_index(server, left)
        self._tasks = [
            create(server, self._name),
            server.index(self._name, lambda index: index.update_settings(settings(names)).task_uid),
        ]
        self._taken: set[int] = set()
        self._signed = time.monotonic()
        self._over = False

    def add(self, batch: Iterable[ProductDocument]) -> int:
        """Hand documents over without waiting for them; answers how many were taken so far."""
        self._still_open()
        whole = iter(batch)
        while part := list(islice(whole, BATCH)):
            made = [server_document(one, self._names) for one in part]
            self._tasks.append(add(self._server, self._name, made))
            self._taken.update(one.id for one in part)
            self._show_life()
        return len(self._taken)

    def publish(self) -> str:
        """Wait until all is taken, compare the counts, replay what changed meanwhile, swap."""
        self._still_open()
        self._settle(self._tasks)
        counted = count(self._server, self._name)
        if counted != len(self._taken):
            raise SearchUnavailable(f"{len(self._taken)} listings were handed over, {counted} arrived")
        replayed = self._replay(self._name, {})
        swap = [{"indexes": [self._name, self._uid]}]
        self._settle([self._server.write(lambda wire: wire.http.post("swap-indexes", swap))["taskUid"]])
        while again := self._replay(self._uid, replayed):
            replayed |= again
        self._finish()
        return self._generation()

    def _replay(self, uid: str, known: dict[int, Entry]) -> dict[int, Entry]:
        """Apply the noted changes that are not known yet; answers them."""
        fresh = {entry["id"]: entry for entry in self._journal.entries() if known.get(entry["id"]) != entry}
        gone = [one for one, entry in fresh.items() if entry.get("gone")]
        kept = [entry for entry in fresh.values() if not entry.get("gone")]
        tasks = [add(self._server, uid, kept[at : at + BATCH]) for at in range(0, len(kept), BATCH)]
        self._settle(tasks + ([remove(self._server, uid, gone)] if gone else []))
        return fresh

    def abort(self) -> None:
        """Throw the new index away; the one in use is untouched."""
        if not self._over:
            self._finish()

    def _finish(self) -> None:
        """Remove the index that is not in use, and the journal last of all."""
        self._over = True
        remove_index(self._server, self._name)
        self._journal.remove()

    def _still_open(self) -> None:
        if self._over:
            raise SearchUnavailable("this rebuild is over")

    def _show_life(self) -> None:
        if time.monotonic() - self._signed > _SIGN_SECONDS:
            self._signed = time.monotonic()
            self._journal.sign(self._name)

    def _settle(self, tasks: list[int]) -> None:
        until = time.monotonic() + _TASK_SECONDS
        while True:
            state, reason = wait_for(self._server, tasks, 20.0)
            if state == "done":
                return
            if state == "failed" or time.monotonic() > until:
                raise SearchUnavailable(f"the rebuild failed: {reason or 'no end in sight'}")
            self._show_life()
