"""Tabs, rows and pages of a list of contracts as its template draws them."""

from typing import Any
from urllib.parse import urlencode

from emall.contracts import queries
from emall.contracts.forms import Looking
from emall.contracts.words import OWN_TABS, TAB_NAMES, Tab
from emall.web.language import gettext
from emall.web.visitor import Visitor

KEPT = frozenset({Tab.ALL, Tab.LATE})
"""Tabs shown even when nothing is behind them."""


async def list_facts(
    visitor: Visitor, wanted: Looking, path: str, tabs: tuple[Tab, ...] = OWN_TABS
) -> dict[str, Any]:
    """The values of the list's template, for whoever reads it at `path`."""
    tab = wanted.tab if wanted.tab in tabs else Tab.ALL
    found = await queries.contracts_page(visitor=visitor, tab=tab, words=wanted.q, page=wanted.page)
    return {
        "wanted": wanted,
        "tab": tab,
        "path_here": path,
        "found": found,
        "page_base": f"{_address(path, tab, wanted.q)}page=",
        "tabs": [
            (
                gettext(TAB_NAMES[one]),
                _address(path, one, wanted.q).rstrip("?&"),
                found.counts[one],
                one == tab,
            )
            for one in tabs
            if one in KEPT or one == tab or found.counts[one]
        ],
        "staff": not (visitor.is_unit or visitor.is_supplier),
    }


def _address(path: str, tab: Tab, words: str) -> str:
    """The list's address, ready for one more pair."""
    pairs = [("tab", str(tab))] if tab is not Tab.ALL else []
    pairs += [("q", words)] if words else []
    return f"{path}?{urlencode(pairs)}&" if pairs else f"{path}?"
