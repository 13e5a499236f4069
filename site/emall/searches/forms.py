"""What the pages about searches send, and the address of a list read back into what it asks."""

import re
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import unquote

from litestar import Request

from emall.catalogue.forms import browse_of
from emall.catalogue.rules.browse import SIZES, VIEWS, Browse
from emall.kernel.pages import LAST_PAGE
from emall.searches.words import (
    KINDS,
    LISTS,
    LONGEST_GROUP,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    SPANS,
)
from emall.web.arrival import Arrival, own_path, split_url
from emall.web.kinds import LARGEST_ID, Choice, Ident, Quantity, Text, Tick

_CATEGORY = re.compile(r"/mall/c/([^/]+)")
_SHOP = re.compile(r"/shop/([1-9][0-9]{0,18})")
LONGEST_CATEGORY = 32


@dataclass(frozen=True, slots=True)
class Words:
    """What of the tally is shown: the days, and one list by its pages instead of the overview of all three."""

    days: Annotated[str, Choice([str(days) for days in SPANS])] = "7"
    list: Annotated[str, Choice(LISTS)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1

    @property
    def asking(self) -> str:
        """The query string that shows the same again."""
        shown = f"&list={self.list}&page={self.page}" if self.list else ""
        return f"?days={self.days}{shown}"


@dataclass(frozen=True, slots=True)
class Naming:
    """Some words of the tally and what the goods are called here: typed, or picked from those offered."""

    words: Annotated[str, Text(most=LONGEST_WORDS)]
    name: Annotated[str, Text(most=LONGEST_WORDS)] = ""
    pick: Annotated[str, Text(most=LONGEST_WORDS)] = ""


@dataclass(frozen=True, slots=True)
class Looking:
    """Which groups are shown; without a kind those added here, or the kind that has the name looked for."""

    q: Annotated[str, Text(most=60)] = ""
    kind: Annotated[str, Choice(KINDS)] = ""
    page: Annotated[int, Quantity(most=LAST_PAGE)] = 1


@dataclass(frozen=True, slots=True)
class Beginning:
    """Names a form begins with."""

    names: Annotated[str, Text(most=LONGEST_GROUP, lines=True)] = ""


@dataclass(frozen=True, slots=True)
class GroupForm:
    """A group as typed; the version is that of the group the form was opened with."""

    names: Annotated[str, Text(most=LONGEST_GROUP, lines=True)]
    note: Annotated[str, Text(most=LONGEST_NOTE)] = ""
    version: Annotated[int, Ident()] = 0


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off, and the version the list showed."""

    active: Annotated[bool, Tick()] = False
    version: Annotated[int, Ident()] = 0
    names: Annotated[str, Text(most=LONGEST_GROUP)] = ""


@dataclass(frozen=True, slots=True)
class Saving:
    """The address of a list and what to call it; without a name it is called after what it asks."""

    address: Annotated[str, Text(most=4_000)]
    name: Annotated[str, Text(most=LONGEST_TITLE)] = ""


@dataclass(frozen=True, slots=True)
class Renaming:
    """A new name."""

    name: Annotated[str, Text(most=LONGEST_TITLE)]


def browse_at(address: str) -> Browse | None:
    """What the list at an address of this site asks, from its first page on; None for any other address.

    The caller goes to `.url` of the answer, which is put together anew from what is known: never to the address.
    """
    if not own_path(address):
        return None
    parts = split_url(address)
    category, shop = _CATEGORY.fullmatch(parts.path), _SHOP.fullmatch(parts.path)
    if parts.scheme or parts.netloc or not (category or shop or parts.path == "/mall/search"):
        return None
    code = unquote(category[1]) if category else ""
    supplier = int(shop[1]) if shop else 0
    if len(code) > LONGEST_CATEGORY or not code.isprintable() or "/" in code or supplier > LARGEST_ID:
        return None
    found = browse_of(_asking(parts.path, parts.query), category=code, supplier=supplier)
    if "/" in found.category:
        return None
    return replace(found, page=1, compared=(), view=VIEWS[0], size=SIZES[0])


def _asking(path: str, query: str) -> Request[Any, Any, Any]:
    """A request for that list, as far as the catalogue's own reading of addresses looks at it."""
    here = Arrival("GET", path, {}, {}, "", "", secure=False, query=query)
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": path, "headers": []}
    scope |= {"query_string": query.encode("latin-1", "replace"), "state": {"arrival": here}}
    return Request(scope)  # type: ignore[arg-type]
