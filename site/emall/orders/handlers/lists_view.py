"""The rows, tabs and pages of a list of orders as its template draws them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from emall.database import Row
from emall.orders.forms import OrderQuery
from emall.orders.handlers.deeds_view import Next, next_deed, page_of
from emall.orders.queries import Orders, tabs_for
from emall.orders.words import TAB_NAMES, OrderStatus
from emall.web.language import gettext
from emall.web.visitor import Visitor

ALWAYS = frozenset({"all", "mine"})


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One order of the list: its row, where it is read, the other side, and the one next deed."""

    row: Row
    href: str
    other: str
    deed: Next | None


def line_of(visitor: Visitor, row: Row) -> OrderLine:
    """A row as its template wants it; a draft is read where it is filled in."""
    draft = row.status == OrderStatus.DRAFT
    return OrderLine(
        row=row,
        href=f"/checkout/{row.purchase_number}" if draft else page_of(visitor, row.number),
        other=row.organisation_name if visitor.is_supplier else row.supplier_name,
        deed=next_deed(visitor, row, your_turn=row.your_turn),
    )


def list_facts(visitor: Visitor, wanted: OrderQuery, found: Orders, path: str) -> dict[str, Any]:
    """The values of the list's template."""
    return {
        "wanted": wanted,
        "path_here": path,
        "tabs": _tabs(visitor, wanted, found, path),
        "lines": [line_of(visitor, row) for row in found.rows],
        "found": found,
        "pages": found.page,
        "page_base": address(path, wanted, page=""),
        "export_query": address("", wanted),
        "staff": not (visitor.is_unit or visitor.is_supplier),
    }


def _tabs(visitor: Visitor, wanted: OrderQuery, found: Orders, path: str) -> list[tuple[str, str, int, bool]]:
    """Tabs with something behind them, and always the first, the visitor's turn, and the one being read."""
    return [
        (gettext(TAB_NAMES[tab]), address(path, wanted, tab=tab), found.counts[tab], tab == wanted.tab)
        for tab in tabs_for(visitor)
        if tab in ALWAYS or tab == wanted.tab or found.counts[tab]
    ]


def address(path: str, wanted: OrderQuery, *, tab: str | None = None, page: str | None = None) -> str:
    """The list's address with its words; with `page` empty it ends where the page number goes."""
    pairs = [("tab", wanted.tab if tab is None else tab), ("q", wanted.q)]
    kept = [(name, value) for name, value in pairs if value and value != "all"]
    if page is not None:
        kept.append(("page", page))
    return f"{path}?{urlencode(kept)}" if kept else path
