"""What stands under the search box while somebody types: own searches, goods, categories, brands, words."""

from dataclasses import dataclass

from markupsafe import Markup

from emall.catalogue import queries
from emall.catalogue.queries.tree import Shelf, Tree
from emall.catalogue.rules.browse import Browse
from emall.web.language import gettext, ngettext
from emall.web.visitor import Visitor
from search import Suggestion, highlight

ICONS = {"recent": "history", "title": "package", "category": "layout-grid", "brand": "tag", "word": "search"}
MOST_LINES = 10
MOST_SHELVES = 3
"""So many categories are offered by their English names."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line under the box: what it is, where it leads, its text with the typed part marked.

    `tail` follows it muted: the other name by which it was found. Both are Chinese unless `english` or `tail_english`.
    """

    kind: str
    url: str
    text: Markup
    note: str = ""
    tail: str = ""
    english: bool = False
    tail_english: bool = False

    @property
    def icon(self) -> str:
        """The picture beside it."""
        return ICONS[self.kind]


async def suggested(words: str, *, scope: str, visitor: Visitor | None) -> list[Line]:
    """Lines for the words typed so far; `scope` is the code of the category chosen beside the box."""
    kept = await queries.tree()
    scope = scope if scope in kept.by_code else ""
    recent = await queries.recent_words(visitor.person, words) if visitor else []
    lines = [
        Line("recent", Browse(text=one, category=scope).url, _marked(one, words), gettext("Recent"))
        for one in recent
    ]
    found = [one for one in await queries.suggestions(words) if one.text not in recent]
    named = {one.text for one in found if one.kind == "category"}
    shelves = [shelf for shelf in kept.called(words) if shelf.name not in named][:MOST_SHELVES]
    goods = next((at for at, one in enumerate(found) if one.kind == "title"), len(found))
    lines += (_line(one, words, scope, kept) for one in found[:goods])
    lines += (_shelf(shelf, words) for shelf in shelves)
    return [*lines, *(_line(one, words, scope, kept) for one in found[goods:])][:MOST_LINES]


def _line(one: Suggestion, words: str, scope: str, kept: Tree) -> Line:
    text = _marked(one.text, words)
    if one.kind == "title" and one.id:
        return Line("title", f"/mall/p/{one.id}", text)
    if one.kind == "category":
        shelf = next((shelf for shelf in kept.by_id.values() if shelf.name == one.text), None)
        return (
            _shelf(shelf, words) if shelf else Line("word", Browse(text=one.text, category=scope).url, text)
        )
    if one.kind == "brand":
        return Line("brand", Browse(brands=(one.text,), category=scope).url, text, gettext("Brand"))
    tail = _marked(one.by, words)
    return Line("word", Browse(text=one.text, category=scope).url, text, tail=tail, tail_english=True)


def _shelf(shelf: Shelf, words: str) -> Line:
    """A category under its name in the language in use; the other one behind it where only that holds what was typed."""
    english = shelf.shown != shelf.name
    other = shelf.name if english else shelf.name_en
    text, tail = _marked(shelf.shown, words), _marked(other, words)
    return Line(
        "category",
        Browse(category=shelf.code).url,
        text,
        gettext("Category"),
        tail=tail if _BOLD in tail and _BOLD not in text else "",
        english=english,
        tail_english=not english,
    )


_BOLD = Markup("<b>")


def _marked(text: str, words: str) -> Markup:
    parts = highlight(text, words, queries.names()) if words else [(text, False)]
    return Markup("").join(
        Markup("<b>{}</b>").format(part) if met else Markup("{}").format(part) for part, met in parts
    )


def announced(number: int) -> str:
    """What a screen reader says when lines appear."""
    return ngettext(
        "%(num)s suggestion; choose with the arrow keys",
        "%(num)s suggestions; choose with the arrow keys",
        number,
    )
