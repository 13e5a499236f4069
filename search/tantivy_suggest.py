"""Completions from the embedded index: a walk of its dictionary, then the best titles."""

from __future__ import annotations

from tantivy import Searcher

from search.tantivy_schema import hint
from search.tantivy_text import Phrasing
from search.words import Suggestion

_WALKED = 60


def suggestions(searcher: Searcher, phrasing: Phrasing, text: str, limit: int) -> list[Suggestion]:
    """At most `limit` completions of a text as `analysis.asked` returns it, common ones first."""
    if not text or limit < 1:
        return []
    found: dict[str, Suggestion] = {}
    for typed in dict.fromkeys((text, text.replace(" ", ""))):
        for term, count in searcher.terms_with_prefix("hints", typed, limit=_WALKED):
            kind, shown = hint(term)
            if shown not in found:
                found[shown] = Suggestion(shown, kind, count)  # type: ignore[arg-type]
    best = sorted(found.values(), key=lambda one: (-one.count, len(one.text), one.text))
    room = limit - len(best)
    return best[:limit] if room <= 0 else best + _titles(searcher, phrasing, text, room)


def _titles(searcher: Searcher, phrasing: Phrasing, text: str, room: int) -> list[Suggestion]:
    query = phrasing.query(text, 1)
    if query is None:
        return []
    hits = searcher.search(query, room * 2, count=False, weight_by_field="weight").hits
    ids = searcher.fast_field_values("id", [address for _, address in hits])
    titles: dict[str, Suggestion] = {}
    for (_, address), number in zip(hits, ids, strict=True):
        title = str(searcher.doc(address).get_first("title"))
        titles.setdefault(title, Suggestion(title, "title", 1, int(number or 0)))
    return list(titles.values())[:room]
