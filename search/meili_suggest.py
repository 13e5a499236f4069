"""Completions from the search server: a walk of the hints, then the best titles."""

from __future__ import annotations

from collections.abc import Iterator

from search import meili_wordings
from search.completing import (
    TITLES_READ,
    arranged,
    english_beginning,
    is_spelling,
    kinds_missing,
    names_inside,
    varied,
)
from search.meili_documents import hint, typed_form
from search.meili_filters import combined
from search.meili_queries import Part, answers
from search.meili_reading import reading
from search.meili_server import Server
from search.meili_text import Names
from search.segment import spelled
from search.words import Suggestion


def suggestions(server: Server, uid: str, names: Names, text: str, limit: int) -> list[Suggestion]:
    """At most `limit` completions of a text as `analysis.asked` returns it, common ones first.

    One call for letters and two for Chinese where the hints are enough, one more for titles, one more when blanks were
    typed or a few letters that may be spelling, and one for each name asked for in English or inside a longer text.
    """
    if not text or limit < 1:
        return []
    found: dict[tuple[str, str], Suggestion] = {}
    for typed in dict.fromkeys((typed_form(text), typed_form(text.replace(" ", "")))):
        for kind, shown, count, form in _hints(server, uid, typed) if typed else ():
            if form.startswith(typed):
                found.setdefault((kind, shown), Suggestion(shown, kind, count))  # type: ignore[arg-type]
        if not typed.isascii():
            _named(server, uid, typed, found)
    for name, chinese in english_beginning(text):
        _named(server, uid, typed_form(chinese), found, by=name)
    if kinds_missing(found.values()):
        for name in names_inside(names.named(text)):
            _named(server, uid, typed_form(name), found)
    shown_first = arranged(found.values(), limit)
    room = limit - len(shown_first)
    return shown_first + varied(_titles(server, uid, names, text, room), room) if room else shown_first


def _named(
    server: Server,
    uid: str,
    name: str,
    found: dict[tuple[str, str], Suggestion],
    *,
    by: str = "",
) -> None:
    """Completions of a Chinese name, asked for by its pinyin: by its characters the server finds but one of several."""
    for kind, shown, count, _ in _hints(server, uid, spelled(name)[0]):
        plain = typed_form(shown)
        if plain.startswith(name):
            found.setdefault((kind, shown), Suggestion(shown, kind, count, by=by))  # type: ignore[arg-type]


def _hints(server: Server, uid: str, typed: str) -> Iterator[tuple[str, str, int, str]]:
    """(kind, text to show, how many goods, typed form) of completions."""
    asked = {"facetName": "hints", "facetQuery": typed, "filter": combined({}), "locales": ["cmn"]}
    path = f"indexes/{uid}/facet-search"
    for one in server.read(lambda wire: wire.http.post(path, asked)["facetHits"]):
        form, kind, shown = hint(one["value"])
        yield kind, shown, one["count"], form


def _titles(server: Server, uid: str, names: Names, text: str, room: int) -> Iterator[tuple[int, Suggestion]]:
    """(product, title) of the goods that match; first those with words spelled so."""
    asked = reading(names, text)
    if not asked.units:
        return
    for places in (("pinyin", "initials"), ()) if is_spelling(text) else ((),):
        part = Part(
            only=combined({}), limit=room * TITLES_READ, shown=("id", "spu_id", "title"), places=places
        )
        for one in answers(server, uid, meili_wordings.strict(asked), {"list": part})["list"].listed:
            yield int(one["spu_id"]), Suggestion(one["title"], "title", 1, int(one["id"]))
