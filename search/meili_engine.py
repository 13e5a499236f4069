"""The server engine: Meilisearch through its official client."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from search.analysis import asked
from search.meili_documents import FORMAT, server_document
from search.meili_filters import combined
from search.meili_indexes import add, count, create, created, done, remove
from search.meili_pages import Asking
from search.meili_queries import Part, together
from search.meili_reading import reading
from search.meili_rebuild import Journal, MeiliRebuild
from search.meili_server import PAGE_SECONDS, Missing, Server, wait_for
from search.meili_settings import differences, settings
from search.meili_suggest import suggestions
from search.meili_text import Names
from search.meili_transport import within
from search.synonyms import shipped
from search.words import (
    FACETS,
    MAX_SIZE,
    SORTS,
    Applied,
    Failed,
    Health,
    Pending,
    ProductDocument,
    Receipt,
    SearchPage,
    SearchQuery,
    SearchRejected,
    SearchUnavailable,
    Suggestion,
    Synonyms,
)

_GENERATION_SECONDS = 5.0


class MeiliEngine:
    """One index on one server. Thread-safe; any number of processes may search and write.

    A search or suggestion that has no answer after `page_seconds` raises SearchUnavailable, however many calls
    it takes.
    """

    name = "meilisearch"

    def __init__(
        self, url: str, key: str, *, index: str = "products", page_seconds: float = PAGE_SECONDS
    ) -> None:
        self._server = Server(url, key, page_seconds=page_seconds)
        self._uid = index
        self._journal = Journal(self._server, index)
        self._names = Names(shipped().known)
        self._set_up = False
        self._generation = ("", 0.0)

    def search(self, query: SearchQuery) -> SearchPage:
        """One page; see SearchEngine.search."""
        began = time.perf_counter()
        unknown = [name for name in query.facets if name not in FACETS]
        if query.sort not in SORTS or unknown:
            raise SearchRejected(f"unknown sort or facet: {query.sort}, {', '.join(unknown)}")
        query = replace(
            query, text=asked(query.text), page=max(1, query.page), size=min(MAX_SIZE, max(1, query.size))
        )
        asking = Asking(
            self._server, self._uid, self._names, query
        )  # before the limit: may load a dictionary
        with within(self._server.page_seconds):
            page = asking.page()
            generation = self._known_generation()
        took = round((time.perf_counter() - began) * 1000, 2)
        return replace(page, took_ms=took, engine=self.name, generation=generation)

    def _known_generation(self) -> str:
        """The generation in use as of at most five seconds ago; empty when the key may not ask."""
        name, asked_at = self._generation
        if asked_at and time.monotonic() - asked_at < _GENERATION_SECONDS:
            return name
        try:
            name = self._fresh_generation()
        except SearchUnavailable:
            self._generation = (name, time.monotonic())
        return name

    def _fresh_generation(self) -> str:
        """When the index in use was made; two indexes that are swapped keep theirs."""
        made = created(self._server, self._uid)
        name = f"{made:%Y%m%dT%H%M%S.%f}" if made else ""
        self._generation = (name, time.monotonic())
        return name

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Brands, categories and goods that begin so, then titles that match."""
        reading(self._names, asked(text))  # before the limit: may load a dictionary
        with within(self._server.page_seconds):
            return suggestions(self._server, self._uid, self._names, asked(text), limit)

    def apply(self, upserts: Sequence[ProductDocument], deletes: Sequence[int] = ()) -> Receipt:
        """Hand over a change; `settle` tells when it is visible. Late changes of a rebuild are noted for it first."""
        self._make_sure()
        made = [server_document(one, self._names) for one in upserts]
        tasks = self._journal.note(made, deletes) if self._journal.mark() else []
        if deletes:
            tasks.append(remove(self._server, self._uid, deletes))
        if made:
            tasks.append(add(self._server, self._uid, made))
        return Receipt(",".join(map(str, tasks)), len(upserts), len(deletes))

    def _make_sure(self) -> None:
        """The server makes an index of its own settings for documents that come too early; be there first."""
        if not self._set_up:
            if created(self._server, self._uid) is None:
                self.configure()
            self._set_up = True

    def settle(self, receipt: Receipt, timeout: float = 30.0) -> Applied | Pending | Failed:
        """Ask until the change is visible, at most so many seconds; never within a request."""
        tasks = [int(task) for task in receipt.reference.split(",") if task]
        state, reason = wait_for(self._server, tasks, timeout)
        if state == "failed":
            return Failed(reason)
        return Applied() if state == "done" else Pending()

    def versions(self, after_id: int = 0, limit: int = 5000) -> list[tuple[int, int]]:
        """(id, version) of the documents after an id, ascending."""
        wanted = {
            "filter": combined({}, also=[f"id > {max(0, after_id)}"]),
            "sort": ["id:asc"],
            "limit": max(1, limit),
            "fields": ["id", "version"],
        }
        path = f"indexes/{self._uid}/documents/fetch"
        return self._server.read(
            lambda wire: [
                (int(one["id"]), int(one["version"])) for one in wire.http.post(path, wanted)["results"]
            ],
            10.0,
        )

    def start_rebuild(self) -> MeiliRebuild:
        """Begin a new generation. Raises SearchUnavailable while another rebuild runs, in whatever process."""
        self._make_sure()
        return MeiliRebuild(self._server, self._uid, self._names, self._fresh_generation)

    def teach(self, synonyms: Synonyms) -> None:
        """Read queries with these names; `configure` tells the server, without which a name finds only itself."""
        self._names = Names(synonyms)

    def drift(self) -> list[str]:
        """Settings of the server that differ from the code; "index" when there is none."""
        path = f"indexes/{self._uid}/settings"
        try:
            found: dict[str, Any] = self._server.read(lambda wire: wire.http.get(path), 10.0)
        except Missing:
            return ["index"]
        return differences(settings(self._names), found)

    def configure(self) -> None:
        """Make the index if there is none and mend what drifted; waits at most 30 s for the server to have done it."""
        astray = self.drift()
        if astray == ["index"]:
            done(self._server, [create(self._server, self._uid)], 30.0)
            astray = self.drift()
        if astray:
            wanted = {name: value for name, value in settings(self._names).items() if name in astray}
            task = self._server.index(self._uid, lambda index: index.update_settings(wanted).task_uid)
            state, reason = wait_for(self._server, [task], 30.0)
            if state == "failed":
                raise SearchUnavailable(f"the settings were refused: {reason}")

    def health(self) -> Health:
        """Documents and generation, or what is wrong. A rebuild is needed while anything is of another format."""
        try:
            with within(2.0):
                generation = self._fresh_generation()
                if not generation:
                    return Health(True, self.name, "", 0, True, f"there is no index {self._uid}")
                return self._counted(generation)
        except SearchUnavailable as wrong:
            return self._as_searched(str(wrong))

    def _as_searched(self, wrong: str) -> Health:
        """The health as a key sees it that may do nothing but search; it counts no further than pages are turned."""
        try:
            ours = together(self._server, self._uid, {"ours": ("", Part(only=combined({})))})["ours"].total
        except SearchUnavailable:
            return Health(False, self.name, self._generation[0], 0, False, wrong)
        return Health(True, self.name, "", ours, not ours, wrong)

    def _counted(self, generation: str) -> Health:
        documents = count(self._server, self._uid)
        other = Part(only=[f"NOT format = {FORMAT}"])
        try:
            old = together(self._server, self._uid, {"old": ("", other)})["old"].total
        except SearchUnavailable as wrong:  # an index so old that our filters mean nothing to it
            return Health(True, self.name, generation, documents, True, str(wrong))
        detail = "listings of an older format are not found" if old else ""
        return Health(True, self.name, generation, documents, bool(old) or not documents, detail)

    def close(self) -> None:
        """Let go of the connections."""
        self._server.close()
