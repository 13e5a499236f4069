"""The mall's categories as a tree, kept in the process for a short while."""

from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from emall.database import DB
from emall.web.language import ENGLISH, language

KEPT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Attribute:
    """A property goods of a category are compared by; `facet` ones can be filtered by."""

    key: str
    name: str
    name_en: str
    unit: str
    facet: bool

    @property
    def shown(self) -> str:
        """The name in the language in use."""
        return self.name_en if language() == ENGLISH and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category (商城类目) with its place in the tree."""

    id: int
    code: str
    name: str
    name_en: str
    hint: str
    hint_en: str
    parent: int | None
    icon: str
    art: str
    unit: str
    official_edition: str
    official_code: str
    attributes: tuple[Attribute, ...]

    @property
    def shown(self) -> str:
        """The name in the language in use."""
        return self.name_en if language() == ENGLISH and self.name_en else self.name

    @property
    def shown_hint(self) -> str:
        """What is in it, in the language in use."""
        return self.hint_en if language() == ENGLISH else self.hint


@dataclass(frozen=True, slots=True)
class Tree:
    """All categories: by code, by id, and the children of each in order; key None holds the top ones."""

    by_code: dict[str, Shelf] = field(default_factory=dict)
    by_id: dict[int, Shelf] = field(default_factory=dict)
    children: dict[int | None, list[Shelf]] = field(default_factory=dict)
    navs: dict[str, list["NavCategory"]] = field(default_factory=dict)

    @property
    def tops(self) -> list[Shelf]:
        """The categories of the first level."""
        return self.children.get(None, [])

    def path(self, shelf: Shelf) -> list[Shelf]:
        """From the top down to the category itself."""
        line = [shelf]
        while line[0].parent is not None:
            line.insert(0, self.by_id[line[0].parent])
        return line

    @property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """The codes of each category's path from the top, by its id as text."""
        return {str(key): tuple(one.code for one in self.path(shelf)) for key, shelf in self.by_id.items()}

    def called(self, words: str) -> list[Shelf]:
        """The categories with English names in which a word begins with what is typed, names that begin so first."""
        typed = words.strip().casefold()
        if len(typed) < 2 or not typed.isascii():
            return []
        names = ((f" {shelf.name_en}".casefold(), shelf) for shelf in self.by_id.values())
        found = [(name.index(f" {typed}"), shelf) for name, shelf in names if f" {typed}" in name]
        return [shelf for _, shelf in sorted(found, key=lambda one: one[0] > 0)]

    def is_leaf(self, shelf: Shelf) -> bool:
        """Whether nothing is under it."""
        return not self.children.get(shelf.id)

    def below(self, shelf: Shelf) -> list[int]:
        """Ids of the category and everything under it."""
        found = [shelf.id]
        for child in self.children.get(shelf.id, []):
            found += self.below(child)
        return found


_kept: tuple[float, Tree] = (0.0, Tree())
_in_transaction: ContextVar[tuple[object, Tree] | None] = ContextVar("tree", default=None)


async def tree(*, anew: bool = False) -> Tree:
    """The tree, read again after half a minute.

    Inside a transaction, which must see its own writes, it is read at the beginning of each request (`anew`).
    """
    global _kept
    transaction = DB.current_transaction.get()
    if transaction is not None:
        known = _in_transaction.get()
        if anew or known is None or known[0] is not transaction:
            known = (transaction, await _read())
            _in_transaction.set(known)
        return known[1]
    if monotonic() >= _kept[0]:
        _kept = (monotonic() + KEPT_SECONDS, await _read())
    return _kept[1]


async def tree_now() -> Tree:
    """The tree as the database has it at this moment, for what must not be half a minute behind."""
    return await _read()


async def _read() -> Tree:
    rows = await DB.fetch(
        "SELECT id, code, name, name_en, hint, hint_en, parent, icon, art, unit, official_edition,"
        " official_code, attributes FROM category ORDER BY position, id"
    )
    found = Tree()
    for row in rows:
        shelf = Shelf(
            **{
                **dict(row),
                "attributes": tuple(map(_attribute, row["attributes"] or ())),
            }
        )
        found.by_code[shelf.code] = found.by_id[shelf.id] = shelf
        found.children.setdefault(shelf.parent, []).append(shelf)
    return found


@dataclass(frozen=True, slots=True)
class NavCategory:
    """A top category as the header and the home page list it, in the language in use."""

    code: str
    name: str
    hint: str
    icon: str
    children: tuple["NavCategory", ...] = ()


async def nav_categories() -> list[NavCategory]:
    """The top categories with their children; asked at the beginning of each request."""
    kept = await tree(anew=True)
    if language() not in kept.navs:
        kept.navs[language()] = [_nav(kept, shelf) for shelf in kept.tops]
    return kept.navs[language()]


def _nav(kept: Tree, shelf: Shelf) -> NavCategory:
    children = tuple(_nav(kept, child) for child in kept.children.get(shelf.id, ()))
    return NavCategory(shelf.code, shelf.shown, shelf.shown_hint, shelf.icon, children)


def _attribute(raw: dict[str, Any]) -> Attribute:
    return Attribute(
        key=raw["key"],
        name=raw["name"],
        name_en=raw.get("name_en", ""),
        unit=raw.get("unit", ""),
        facet=bool(raw.get("facet")),
    )


def forget() -> None:
    """Read the tree again at the next request."""
    global _kept
    _kept = (0.0, Tree())
