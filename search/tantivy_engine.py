"""The embedded engine: an index in a directory, no server, made for one machine and up to a million listings."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tantivy import FieldType, Order, Query

from search.analysis import asked
from search.generations import Generations
from search.synonyms import Names, shipped
from search.tantivy_asking import Asking
from search.tantivy_filters import counts, unknown_facets
from search.tantivy_reader import Reader, Stamp, View
from search.tantivy_schema import FORMAT, schema
from search.tantivy_suggest import suggestions
from search.tantivy_text import Phrasing
from search.tantivy_writer import TantivyRebuild, Writer
from search.words import (
    DEPTH,
    MAX_SIZE,
    SORTS,
    Applied,
    Health,
    ProductDocument,
    Receipt,
    SearchPage,
    SearchQuery,
    SearchRejected,
    SearchUnavailable,
    Suggestion,
    Synonyms,
)

Key = tuple[Stamp, Names, SearchQuery]


class TantivyEngine:
    """The index under `root`. Any number of processes may search; the first to `apply` is the writer.

    Answers are kept until the next commit (`remembered` of them), so a page asked twice costs once.
    """

    name = "tantivy"

    def __init__(self, root: Path | str, *, remembered: int = 512) -> None:
        self._generations = Generations(Path(root), FORMAT)
        self._writer = Writer(self._generations)
        self._writer.ensure()
        self._reader = Reader(self._generations)
        self._remembered = remembered
        self._names = shipped()
        self._answers: OrderedDict[Key, SearchPage] = OrderedDict()
        self._answers_lock = threading.Lock()

    def search(self, query: SearchQuery) -> SearchPage:
        """One page; see SearchEngine.search."""
        began = time.perf_counter()
        if query.sort not in SORTS or unknown_facets(query):
            raise SearchRejected(f"unknown sort or facet: {query.sort}, {', '.join(query.facets)}")
        query = replace(
            query, text=asked(query.text), page=max(1, query.page), size=min(MAX_SIZE, max(1, query.size))
        )
        view = self._reader.view()
        key = (view.stamp, self._names, query)  # what was asked before a lesson is not the answer after it
        page = self._known(key)
        if page is None:
            page = self._guarded(view, query)
            self._remember(key, page)
        return replace(page, took_ms=round((time.perf_counter() - began) * 1000, 2))

    def _known(self, key: Key) -> SearchPage | None:
        with self._answers_lock:
            return self._answers.get(key)

    def _remember(self, key: Key, page: SearchPage) -> None:
        with self._answers_lock:
            self._answers[key] = page
            while len(self._answers) > self._remembered:
                self._answers.popitem(last=False)

    def _guarded(self, view: View, query: SearchQuery) -> SearchPage:
        try:
            return self._page(view, query)
        except (ValueError, OSError) as failed:
            raise SearchUnavailable(f"the index did not answer: {failed}") from failed
        except BaseException as failed:
            if type(failed).__name__ != "PanicException":  # raised by the engine itself, not an Exception
                raise
            raise SearchUnavailable(f"the index gave up: {failed}") from failed

    def _page(self, view: View, query: SearchQuery) -> SearchPage:
        asking = Asking(view.searcher, query, Phrasing(view.searcher, self._names))
        answer = asking.climb()
        relaxed = answer.step > 1 and answer.found.count > 0
        facets, prices = ({}, None) if relaxed else counts(view.searcher, query, answer.text, asking.chosen)
        beyond = query.page * query.size > DEPTH
        return SearchPage(
            hits=() if beyond else answer.found.hits,
            total=answer.found.count,
            total_capped=answer.found.capped,
            page=query.page,
            size=query.size,
            close=asking.close(answer),
            facets=facets,
            prices=prices,
            relaxed=relaxed,
            engine=self.name,
            generation=view.generation,
        )

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Brands, categories and goods that begin so, then titles that match."""
        try:
            searcher = self._reader.view().searcher
            names = self._names
            return suggestions(searcher, Phrasing(searcher, names), names, asked(text), limit)
        except (ValueError, OSError) as failed:
            raise SearchUnavailable(f"the index did not answer: {failed}") from failed

    def apply(self, upserts: Sequence[ProductDocument], deletes: Sequence[int] = ()) -> Receipt:
        """Replace and remove documents; durable and visible everywhere on return."""
        reference = self._writer.apply(upserts, deletes)
        return Receipt(reference, len(upserts), len(deletes))

    def settle(self, receipt: Receipt, timeout: float = 30.0) -> Applied:
        """A receipt is given only after the commit, so it is applied."""
        return Applied()

    def versions(self, after_id: int = 0, limit: int = 5000) -> list[tuple[int, int]]:
        """(id, version) of the documents after an id, ascending."""
        searcher = self._reader.view().searcher
        later = Query.range_query(schema(), "id", FieldType.Unsigned, after_id, 2**63, include_lower=False)
        found = searcher.search(later, max(1, limit), count=False, order_by_field="id", order=Order.Asc).hits
        numbers = searcher.fast_field_values("version", [address for _, address in found])
        return [(int(key), int(number or 0)) for (key, _), number in zip(found, numbers, strict=True)]

    def start_rebuild(self) -> TantivyRebuild:
        """Begin a new generation. Raises SearchUnavailable while another rebuild runs."""
        return TantivyRebuild(self._generations)

    def teach(self, synonyms: Synonyms) -> None:
        """Read queries with these names of the same thing, in this process."""
        if synonyms != self._names.known:
            self._names = Names(synonyms)

    def drift(self) -> list[str]:
        """There is no server whose settings could differ."""
        return []

    def configure(self) -> None:
        """Nothing to set."""

    def health(self) -> Health:
        """Documents and generation, or what is wrong."""
        try:
            view = self._reader.view()
        except SearchUnavailable as wrong:
            return Health(False, self.name, "", 0, True, str(wrong))
        return Health(True, self.name, view.generation, view.searcher.num_docs)

    def close(self) -> None:
        """Let another process write."""
        self._writer.close()
