"""Turns the address of a saved list into words people read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from emall.catalogue.handlers.narrowing import chinese, plain
from emall.catalogue.handlers.shown import chips
from emall.catalogue.queries import Tree, tree
from emall.catalogue.rules.browse import SORTS, Browse
from emall.catalogue.words import SORT_NAMES
from emall.database import Row
from emall.kernel.text import joined
from emall.searches.forms import browse_at
from emall.searches.queries import shop_names
from emall.searches.words import LONGEST_TITLE
from emall.web.language import gettext as _


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A saved search as its page lists it; `asked` are short pieces of text, empty for what no longer reads."""

    id: int
    name: str
    asked: list[str]
    created_at: datetime
    opened_at: datetime | None


async def saved_lines(rows: Sequence[Row]) -> list[SavedLine]:
    """Saved searches with what each asks in words; the number of queries does not depend on the number of rows."""
    states = [browse_at(row.address) for row in rows]
    shops = await shop_names([state.supplier for state in states if state and state.supplier])
    shelves = await tree()
    return [
        SavedLine(
            row.id,
            row.name,
            asked_words(state, shelves, shops) if state else [],
            row.created_at,
            row.opened_at,
        )
        for row, state in zip(rows, states, strict=True)
    ]


def asked_words(browse: Browse, shelves: Tree, shops: Mapping[int, str]) -> list[str]:
    """Words, shop, category and filters of a list, and its order where that is not the usual one."""
    made = [chinese(browse.text)] if browse.text else []
    if browse.supplier:
        made.append(chinese(shops.get(browse.supplier, "")) or _("A shop that is gone"))
    if browse.category:
        shelf = shelves.by_code.get(browse.category)
        made.append(shelf.shown if shelf else browse.category)
    made += [label for label, _url in chips(browse)]
    made = made or [_("All goods")]
    return made if browse.sort == SORTS[0] else [*made, _(SORT_NAMES[browse.sort])]


async def usual_name(browse: Browse) -> str:
    """What a list is called unless somebody says otherwise."""
    shops = await shop_names([browse.supplier] if browse.supplier else [])
    words = asked_words(browse, await tree(), shops)
    return joined(map(plain, words), LONGEST_TITLE)
