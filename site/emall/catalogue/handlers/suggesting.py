"""What stands under the search box while somebody types: own searches, goods, categories, brands, words."""

from dataclasses import dataclass

from markupsafe import Markup

from emall.catalogue import queries
from emall.catalogue.queries.tree import Tree
from emall.catalogue.rules.browse import Browse
from emall.web.language import gettext, ngettext
from emall.web.visitor import Visitor
from search import Suggestion, highlight

ICONS = {"recent": "history", "title": "package", "category": "layout-grid", "brand": "tag", "word": "search"}
MOST_LINES = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One line under the box: what it is, where it leads, its text with the typed part marked."""

    kind: str
    url: str
    text: Markup
    note: str = ""

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
    return [*lines, *(_line(one, words, scope, kept) for one in found)][:MOST_LINES]


def _line(one: Suggestion, words: str, scope: str, kept: Tree) -> Line:
    text = _marked(one.text, words)
    if one.kind == "title" and one.id:
        return Line("title", f"/mall/p/{one.id}", text)
    if one.kind == "category":
        code = next((code for code, shelf in kept.by_code.items() if shelf.name == one.text), "")
        return Line(
            "category", Browse(text="" if code else one.text, category=code).url, text, gettext("Category")
        )
    if one.kind == "brand":
        return Line("brand", Browse(brands=(one.text,), category=scope).url, text, gettext("Brand"))
    return Line("word", Browse(text=one.text, category=scope).url, text)


def _marked(text: str, words: str) -> Markup:
    parts = highlight(text, words) if words else [(text, False)]
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
