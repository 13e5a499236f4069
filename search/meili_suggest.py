"""Completions from the search server: a walk of the hints, then the best titles."""

from __future__ import annotations

from typing import Any

from search import meili_wordings
from search.meili_documents import hint, typed_form
from search.meili_filters import combined
from search.meili_queries import Part, answers
from search.meili_reading import reading
from search.meili_server import Server
from search.meili_text import Names
from search.words import Suggestion


def suggestions(server: Server, uid: str, names: Names, text: str, limit: int) -> list[Suggestion]:
    """At most `limit` completions of a text as `analysis.asked` returns it, common ones first.

    One call where the hints are enough, one more for titles, and one more when blanks were typed.
    """
    if not text or limit < 1:
        return []
    found: dict[str, Suggestion] = {}
    for typed in dict.fromkeys((typed_form(text), typed_form(text.replace(" ", "")))):
        for value in _hints(server, uid, typed) if typed else ():
            form, kind, shown = hint(value["value"])
            if form.startswith(typed) and shown not in found:
                found[shown] = Suggestion(shown, kind, value["count"])  # type: ignore[arg-type]
    best = sorted(found.values(), key=lambda one: (-one.count, len(one.text), one.text))
    room = limit - len(best)
    return best[:limit] if room <= 0 else best + _titles(server, uid, names, text, room)


def _hints(server: Server, uid: str, typed: str) -> list[dict[str, Any]]:
    asked = {"facetName": "hints", "facetQuery": typed, "filter": combined({}), "locales": ["cmn"]}
    path = f"indexes/{uid}/facet-search"
    hits: list[dict[str, Any]] = server.read(lambda wire: wire.http.post(path, asked)["facetHits"])
    return hits


def _titles(server: Server, uid: str, names: Names, text: str, room: int) -> list[Suggestion]:
    asked = reading(names, text)
    if not asked.units:
        return []
    part = Part(only=combined({}), limit=room * 2, shown=("id", "title"))
    listed = answers(server, uid, meili_wordings.strict(asked), {"list": part})["list"].listed
    titles: dict[str, Suggestion] = {}
    for one in listed:
        titles.setdefault(one["title"], Suggestion(one["title"], "title", 1, int(one["id"])))
    return list(titles.values())[:room]
