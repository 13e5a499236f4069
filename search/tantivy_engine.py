"""The embedded engine: an index in a directory, no server, made for one machine and up to a million listings."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tantivy import DocAddress, FieldType, Order, Query

from search.analysis import asked
from search.generations import Generations
from search.tantivy_filters import Filters, combined, counts, filters, unknown_facets
from search.tantivy_reader import Reader, Stamp, View
from search.tantivy_schema import FORMAT, schema
from search.tantivy_suggest import suggestions
from search.tantivy_text import Step, text_query
from search.tantivy_writer import TantivyRebuild, Writer
from search.words import (
    DEPTH,
    MAX_SIZE,
    SORTS,
    Applied,
    Health,
    Hit,
    ProductDocument,
    Receipt,
    SearchPage,
    SearchQuery,
    SearchRejected,
    SearchUnavailable,
    Suggestion,
    Synonyms,
)

_ORDERS = {
    "price_asc": ("by_price", Order.Asc),
    "price_desc": ("by_price_down", Order.Desc),
    "sales": ("by_sales", Order.Desc),
    "newest": ("by_newest", Order.Desc),
}
Key = tuple[Stamp, SearchQuery]

_FEW = 3
"""Fewer hits than this and the query is read more forgivingly."""


@dataclass(frozen=True, slots=True)
class _Found:
    """How many documents match, and the (order key, address) of those on the page."""

    count: int
    hits: list[tuple[float, DocAddress]]


class TantivyEngine:
    """The index under `root`. Any number of processes may search; the first to `apply` is the writer.

    Answers are kept until the next commit (`remembered` of them), so a page asked twice costs once.
    """

    name = "tantivy"

    def __init__(self, root: Path | str, *, remembered: int = 512) -> None:
        self._generations = Generations(Path(root), FORMAT)
        self._writer = Writer(self._generations)
        was_there = any(self._generations.root.glob("f*-*"))
        self._rebuild_needed = self._writer.ensure() and was_there
        self._reader = Reader(self._generations)
        self._remembered = remembered
        self._taught: Synonyms = {}
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
        key = (view.stamp, query)
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
        chosen = filters(query)
        step, text, found = self._climb(view, query, chosen)
        relaxed = step == 3 and found.count > 0
        facets, prices = ({}, None) if relaxed else counts(view.searcher, query, text, chosen)
        ids = view.searcher.fast_field_values("id", [address for _, address in found.hits])
        scored = query.text and query.sort == "relevance"
        beyond = query.page * query.size > DEPTH
        return SearchPage(
            hits=()
            if beyond
            else tuple(
                Hit(int(one or 0), float(key) if scored else 0.0)
                for one, (key, _) in zip(ids, found.hits, strict=True)
            ),
            total=found.count,
            page=query.page,
            size=query.size,
            facets=facets,
            prices=prices,
            relaxed=relaxed,
            engine=self.name,
            generation=view.generation,
        )

    def _climb(self, view: View, query: SearchQuery, chosen: Filters) -> tuple[Step, Query | None, _Found]:
        """The first step of the ladder with enough hits; filters alone never make a query more forgiving."""
        if not query.text:
            return 1, None, self._find(view, query, None, chosen)
        text = text_query(query.text, 1) or Query.empty_query()
        found = self._find(view, query, text, chosen)
        if found.count >= _FEW or (chosen and _counted(view, text) >= _FEW):
            return 1, text, found
        if query.sort != "relevance" and found.count:
            return 1, text, found
        best: tuple[Step, Query | None, _Found] = (1, text, found)
        steps: tuple[Step, ...] = (2, 3) if query.allow_relaxed and query.sort == "relevance" else (2,)
        for step in steps:
            if step == 3 and best[2].count:
                break
            wider = text_query(query.text, step) or Query.empty_query()
            again = self._find(view, query, wider, chosen)
            if again.count > best[2].count:
                best = (step, wider, again)
        return best

    def _find(self, view: View, query: SearchQuery, text: Query | None, chosen: Filters) -> _Found:
        whole = combined(text, chosen)
        offset = min((query.page - 1) * query.size, DEPTH)
        if query.sort == "relevance" and text is not None:
            answer: Any = view.searcher.search(whole, query.size, offset=offset, weight_by_field="weight")
        else:
            field, order = _ORDERS.get(query.sort, ("by_rank", Order.Desc))
            answer = view.searcher.search(whole, query.size, offset=offset, order_by_field=field, order=order)
        return _Found(answer.count, answer.hits)

    def suggest(self, text: str, limit: int = 10) -> list[Suggestion]:
        """Brands, categories and goods that begin so, then titles that match."""
        try:
            return suggestions(self._reader.view().searcher, asked(text), limit)
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
        self._taught = synonyms

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
        count = view.searcher.num_docs
        return Health(True, self.name, view.generation, count, self._rebuild_needed and count == 0)

    def close(self) -> None:
        """Let another process write."""
        self._writer.close()


def _counted(view: View, text: Query) -> int:
    answer: Any = view.searcher.search(text, limit=1)
    return int(answer.count)
