"""One page of results from the search server: the list with fixed places, the counts beside it, the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from search import meili_counts, meili_wordings
from search.meili_filters import Filters, among, any_of, combined, filters, not_among
from search.meili_queries import ANYTHING, Answer, Part, Wording, answers, together
from search.meili_reading import Reading, reading
from search.meili_server import Server
from search.meili_settings import KINDS
from search.meili_text import Names
from search.meili_wordings import Counts
from search.words import DEPTH, Hit, SearchPage, SearchQuery, SearchUnavailable

_FEW = 3
"""Fewer hits than this and the query is read more forgivingly."""

_CLOSE = 12
_ORDERS: dict[str, tuple[str, ...]] = {
    "price_asc": ("price_fen:asc", "id:asc"),
    "price_desc": ("price_fen:desc", "id:asc"),
    "sales": ("sales:desc", "id:asc"),
    "newest": ("listed_at:desc", "id:asc"),
}


@dataclass(frozen=True, slots=True)
class _Found:
    hits: list[dict[str, Any]]
    total: int
    whole: int = 0
    parts: dict[str, Answer] = field(default_factory=dict)


class Asking:
    """One query on its way through the ladder."""

    def __init__(self, server: Server, uid: str, names: Names, query: SearchQuery) -> None:
        self._server, self._uid, self._query = server, uid, query
        self._reading = reading(names, query.text) if query.text else Reading()
        self._chosen: Filters = filters(query)
        self._order = _ORDERS.get(query.sort, ())

    def page(self) -> SearchPage:
        """The answer, without time and names. Raises SearchUnavailable."""
        query = self._query
        if query.text and not self._reading.units:
            return self._as_page(_Found([], 0), facets=dict.fromkeys(query.facets, ()))
        found = self._list(meili_wordings.strict(self._reading) if query.text else ANYTHING, first=True)
        if query.text and not found.total and not self._found_but_for_filters(found, least=1):
            return self._forgiving(found)
        return self._counted(found, self._near(found) if query.text else ())

    def _forgiving(self, found: _Found) -> SearchPage:
        """What a text finds that found nothing as it stands."""
        other = meili_wordings.apart(self._reading)
        if other and (meant := self._list(other)).total:
            return self._counted(meant, self._near(meant))
        if not self._query.allow_relaxed:
            return self._counted(found)
        counts = self._counts_of_units()
        merely_close = self._just_list(meili_wordings.lenient(self._reading, counts))
        if not merely_close.total and self._query.sort == "relevance":
            merely_close = self._just_list(meili_wordings.relaxed(self._reading, counts))
        return self._as_page(merely_close, relaxed=True) if merely_close.total else self._counted(found)

    def _found_but_for_filters(self, found: _Found, *, least: int) -> bool:
        """Whether so many match the text, whatever the filters leave: they alone never make a query more forgiving."""
        return bool(self._chosen) and found.whole >= least

    def _counts_of_units(self) -> Counts:
        everywhere, kind = Part(only=combined(self._chosen)), Part(only=combined({}), places=KINDS)
        forms, words = meili_wordings.forms(self._reading), meili_wordings.words(self._reading)
        asked = {form: (form, everywhere) for form in forms} | {
            f"kind {form}": (form, kind) for form in words
        }
        found = together(self._server, self._uid, asked)
        kinds = {form for form in words if found[f"kind {form}"].total}
        kinds |= {unit.strict for unit in self._reading.units if unit.noun and found[unit.strict].total}
        return Counts({form: found[form].total for form in forms}, frozenset(kinds))

    def _near(self, found: _Found) -> tuple[Hit, ...]:
        """What comes close when few match, asked in one call: listings that have nearly all of what tells most."""
        query = self._query
        wanted = query.allow_relaxed and query.sort == "relevance" and query.page == 1
        if not wanted or not 0 < found.total < _FEW or self._found_but_for_filters(found, least=_FEW):
            return ()
        others = not_among(int(one["id"]) for one in found.hits)
        try:  # what was found is not thrown away because looking for more took too long
            listed = self._just_list(meili_wordings.near(self._reading), also=[others], limit=_CLOSE).hits
        except SearchUnavailable:
            return ()
        return tuple(_hit(one, scored=True) for one in listed)

    def _just_list(self, wording: Wording, *, also: Sequence[str] = (), limit: int = 0) -> _Found:
        """Hits without any counts."""
        if not wording:
            return _Found([], 0)
        query = self._query
        part = Part(
            only=combined(self._chosen, also=also),
            order=self._order,
            offset=min((query.page - 1) * query.size, DEPTH),
            limit=limit or query.size,
            distinct=query.one_per_product,
        )
        answer = answers(self._server, self._uid, wording, {"list": part})["list"]
        return _Found(answer.listed, answer.total)

    def _list(self, wording: Wording, *, first: bool = False) -> _Found:
        """A page of the list and all counts around it, in one call where the server allows it."""
        query, chosen = self._query, self._chosen
        placed = self._placed_first(wording) if query.placed and query.one_per_product else None
        parts = self._list_parts(placed) | meili_counts.own_parts(query, chosen)
        if first and query.text and chosen:
            parts["whole"] = Part(only=combined({}))
        got = answers(self._server, self._uid, wording, parts)
        found = placed if placed is not None else got.get("placed", Answer([], 0))
        total = got["total"].total if query.one_per_product else got["list"].total + found.total
        hits = self._with_placed(got["list"].listed, found.listed, total)
        return _Found(hits, total, got["whole"].total if "whole" in got else 0, {"shared": got["list"]} | got)

    def _list_parts(self, placed: Answer | None) -> dict[str, Part]:
        query, chosen = self._query, self._chosen
        offset = min((query.page - 1) * query.size, DEPTH)
        early = min(len(query.placed), offset)
        also = [not_among(one for _, one in query.placed)] if query.placed else []
        if placed and placed.listed:
            also.append(f"NOT {any_of('spu_id', [one['spu_id'] for one in placed.listed])}")
        facets, alone = meili_counts.shared_facets(query, chosen), not (query.placed or query.one_per_product)
        parts = {
            "list": Part(
                only=combined(chosen, also=also),
                order=self._order,
                offset=offset - early,
                limit=query.size + early + len(query.placed),
                facets=facets if alone else (),
                distinct=query.one_per_product,
            )
        }
        if not alone:  # the list leaves some out, which counts must not
            parts["shared"] = Part(only=combined(chosen), facets=facets)
        if query.placed and placed is None:
            parts["placed"] = self._part_of_placed()
        if query.one_per_product:
            parts["total"] = Part(only=combined(chosen), distinct=True)
        return parts

    def _part_of_placed(self) -> Part:
        ids = [one for _, one in self._query.placed]
        only = combined(self._chosen, also=[among(ids)])
        return Part(only=only, limit=len(ids), shown=("id", "spu_id"))

    def _placed_first(self, wording: Wording) -> Answer:
        """Which of the placed listings match, before the list is asked for without their products."""
        return answers(self._server, self._uid, wording, {"placed": self._part_of_placed()})["placed"]

    def _with_placed(
        self, listed: list[dict[str, Any]], placed: list[dict[str, Any]], total: int
    ) -> list[dict[str, Any]]:
        """The page out of a stretch of the list, with the listings that have fixed places put into theirs."""
        query = self._query
        offset = min((query.page - 1) * query.size, DEPTH)
        start = offset - min(len(query.placed), offset)
        by_id = {int(one["id"]): one for one in placed}
        fixed: dict[int, dict[str, Any]] = {}
        for place, one in query.placed:
            if one in by_id:
                last = total - len(by_id) + len(fixed)  # the list is no longer than this
                fixed[max(min(place, last), max(fixed, default=-1) + 1)] = by_id[one]
        before = sum(place < offset for place in fixed)
        rest = iter(listed[offset - before - start :])
        page = (fixed.get(place) or next(rest, None) for place in range(offset, offset + query.size))
        return [one for one in page if one is not None]

    def _counted(self, found: _Found, near: tuple[Hit, ...] = ()) -> SearchPage:
        if not found.parts:
            return self._as_page(found, facets=dict.fromkeys(self._query.facets, ()))
        facets = meili_counts.facets(self._query, self._chosen, found.parts)
        prices = meili_counts.prices(found.parts) if self._query.prices else None
        return self._as_page(found, facets=facets, prices=prices, close=near)

    def _as_page(self, found: _Found, *, relaxed: bool = False, **more: Any) -> SearchPage:
        query = self._query
        scored = bool(query.text) and query.sort == "relevance"
        beyond = query.page * query.size > DEPTH
        return SearchPage(
            hits=() if beyond else tuple(_hit(one, scored=scored) for one in found.hits),
            total=min(found.total, DEPTH),
            total_capped=found.total > DEPTH,
            page=query.page,
            size=query.size,
            relaxed=relaxed and found.total > 0,
            **more,
        )


def _hit(one: dict[str, Any], *, scored: bool) -> Hit:
    return Hit(int(one["id"]), float(one["score"]) if scored else 0.0)
