"""Completions from the embedded index: a walk of its dictionary, then the best titles."""

from __future__ import annotations

from collections.abc import Iterator

from tantivy import Searcher

from search.completing import (
    TITLES_READ,
    arranged,
    english_beginning,
    is_spelling,
    kinds_missing,
    names_inside,
    varied,
)
from search.synonyms import Names
from search.tantivy_schema import hint, hint_of
from search.tantivy_text import Phrasing
from search.words import Suggestion

_WALKED = 60


def suggestions(
    searcher: Searcher, phrasing: Phrasing, names: Names, text: str, limit: int
) -> list[Suggestion]:
    """At most `limit` completions of a text as `analysis.asked` returns it, common ones first."""
    if not text or limit < 1:
        return []
    found: dict[tuple[str, str], Suggestion] = {}
    for typed in dict.fromkeys((text, text.replace(" ", ""))):
        _walk(searcher, typed, found)
    for name, chinese in english_beginning(text):
        _walk(searcher, hint_of(chinese), found, by=name)
    if kinds_missing(found.values()):
        for name in names_inside(names.parts(text)):
            _walk(searcher, hint_of(name), found)
    shown = arranged(found.values(), limit)
    room = limit - len(shown)
    return shown + varied(_titles(searcher, phrasing, text, room), room) if room else shown


def _walk(searcher: Searcher, prefix: str, found: dict[tuple[str, str], Suggestion], *, by: str = "") -> None:
    for term, count in searcher.terms_with_prefix("hints", prefix, limit=_WALKED):
        kind, text = hint(term)
        found.setdefault((kind, text), Suggestion(text, kind, count, by=by))  # type: ignore[arg-type]


def _titles(searcher: Searcher, phrasing: Phrasing, text: str, room: int) -> Iterator[tuple[int, Suggestion]]:
    """(product, title) of the goods that match; first those with words spelled so."""
    spelled = phrasing.spelled(text) if is_spelling(text) else None
    for query in (spelled, phrasing.query(text, 1)):
        if query is None:
            continue
        hits = searcher.search(query, room * TITLES_READ, count=False, weight_by_field="weight").hits
        addresses = [address for _, address in hits]
        ids = searcher.fast_field_values("id", addresses)
        products = searcher.fast_field_values("product", addresses)
        for address, number, product in zip(addresses, ids, products, strict=True):
            title = str(searcher.doc(address).get_first("title"))
            yield int(product or 0), Suggestion(title, "title", 1, int(number or 0))
