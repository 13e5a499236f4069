"""One question to one view of the embedded index: which step of the ladder answers, and the hits of its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tantivy import DocAddress, Occur, Order, Query, Searcher

from search.tantivy_filters import combined, filters
from search.tantivy_schema import schema
from search.tantivy_terms import Step
from search.tantivy_text import Phrasing
from search.words import DEPTH, Hit, SearchQuery

FEW = 3
"""Fewer hits than this and the question is read more forgivingly."""

CLOSE = 12
"""So many close goods are shown beside few hits."""

_FORGIVING: tuple[Step, ...] = (2, 3)
_ORDERS = {
    "price_asc": ("by_price", Order.Asc),
    "price_desc": ("by_price_down", Order.Desc),
    "sales": ("by_sales", Order.Desc),
    "newest": ("by_newest", Order.Desc),
}


@dataclass(frozen=True, slots=True)
class Found:
    """How many match (`capped`: at least so many), and those on the page."""

    count: int
    hits: tuple[Hit, ...]
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a step of the ladder found, and the text as that step reads it."""

    step: Step
    text: Query | None
    found: Found


class Asking:
    """A question with its filters, ready to be asked step by step."""

    def __init__(self, searcher: Searcher, query: SearchQuery, phrasing: Phrasing) -> None:
        self._searcher = searcher
        self._query = query
        self._phrasing = phrasing
        self.chosen = filters(query)
        self._scored = bool(query.text) and query.sort == "relevance"

    def climb(self) -> Answer:
        """The first step of the ladder that finds anything; filters alone never make a question more forgiving."""
        query = self._query
        if not query.text:
            return Answer(1, None, self._found(None))
        strict = self._answer(1)
        if strict.found.count or self._found_but_for_filters(strict, least=1):
            return strict
        steps: tuple[Step, ...] = (2, 3) if query.allow_relaxed and query.sort == "relevance" else (2,)
        for step in steps if query.allow_relaxed else ():
            wider = self._answer(step)
            if wider.found.count:
                return wider
        return strict

    def close(self, strict: Answer) -> tuple[Hit, ...]:
        """What comes close when few match: for the first page of a question in words."""
        query, found = self._query, strict.found
        wanted = query.allow_relaxed and self._scored and query.page == 1 and strict.text is not None
        if (
            not wanted
            or strict.step > 1
            or not 0 < found.count < FEW
            or self._found_but_for_filters(strict, least=FEW)
        ):
            return ()
        for wider in self._wider():
            others = Query.boolean_query([(Occur.Must, wider), (Occur.MustNot, strict.text)])  # type: ignore[list-item]
            hits, count = self._hits(combined(others, self.chosen), limit=CLOSE, offset=0)
            if count:
                return hits
        return ()

    def _wider(self) -> Iterator[Query]:
        """The text read more and more forgivingly; a long one by its rarest words first."""
        text = self._query.text
        alike = self._phrasing.alike(text)
        if alike is not None:
            yield alike
        for step in _FORGIVING:
            wider = self._phrasing.query(text, step)
            if wider is not None:
                yield wider

    def _found_but_for_filters(self, strict: Answer, *, least: int) -> bool:
        """Whether so many match the text, whatever the filters leave of them."""
        if not self.chosen or strict.text is None:
            return False
        answer: Any = self._searcher.search(strict.text, limit=1)
        return int(answer.count) >= least

    def _answer(self, step: Step) -> Answer:
        text = self._phrasing.query(self._query.text, step) or Query.empty_query()
        return Answer(step, text, self._found(text))

    def _found(self, text: Query | None) -> Found:
        whole, query = combined(text, self.chosen), self._query
        if query.one_per_product:
            return self._one_each(whole)
        offset = min((query.page - 1) * query.size, DEPTH)
        if not query.placed:
            hits, count = self._hits(whole, limit=query.size, offset=offset)
            return Found(count, hits)
        return self._with_placed(whole, offset)

    def _with_placed(self, whole: Query, offset: int) -> Found:
        """Some listings stand at places of their own; the others close up around them."""
        query = self._query
        own = Query.term_set_query(schema(), "pk", [str(number) for _, number in query.placed])
        others = Query.boolean_query([(Occur.Must, whole), (Occur.MustNot, own)])
        before = sum(place < offset for place, _ in query.placed)
        here = [(place, number) for place, number in query.placed if offset <= place < offset + query.size]
        limit = max(1, query.size - len(here))
        found, count = self._hits(others, limit=limit, offset=max(0, offset - before))
        hits = list(found)
        for place, number in here:
            hits.insert(place - offset, Hit(number, 0.0))
        return Found(count + len(query.placed), tuple(hits[: query.size]))

    def _one_each(self, whole: Query) -> Found:
        """The best hit of each product, among the first DEPTH hits."""
        query = self._query
        rows, count = self._addresses(whole, limit=DEPTH, offset=0)
        products = self._searcher.fast_field_values("product", [address for _, address in rows])
        best: dict[int, tuple[float, DocAddress]] = {}
        for row, product in zip(rows, products, strict=True):
            best.setdefault(int(product or 0), row)
        start = (query.page - 1) * query.size
        shown = list(best.values())[start : start + query.size]
        return Found(len(best), self._as_hits(shown), capped=count > DEPTH)

    def _hits(self, whole: Query, *, limit: int, offset: int) -> tuple[tuple[Hit, ...], int]:
        rows, count = self._addresses(whole, limit=limit, offset=offset)
        return self._as_hits(rows), count

    def _as_hits(self, rows: list[tuple[float, DocAddress]]) -> tuple[Hit, ...]:
        ids = self._searcher.fast_field_values("id", [address for _, address in rows])
        return tuple(
            Hit(int(one or 0), float(key) if self._scored else 0.0)
            for one, (key, _) in zip(ids, rows, strict=True)
        )

    def _addresses(
        self, whole: Query, *, limit: int, offset: int
    ) -> tuple[list[tuple[float, DocAddress]], int]:
        if self._scored:
            answer: Any = self._searcher.search(whole, limit, offset=offset, weight_by_field="weight")
        else:
            field, order = _ORDERS.get(self._query.sort, ("by_rank", Order.Desc))
            answer = self._searcher.search(whole, limit, offset=offset, order_by_field=field, order=order)
        return answer.hits, int(answer.count)
