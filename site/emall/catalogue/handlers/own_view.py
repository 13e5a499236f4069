"""What the desk prints of a supplier's own listings."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from emall.catalogue.handlers.cards import picture
from emall.catalogue.handlers.narrowing import chinese
from emall.catalogue.queries.own import SIZES, OwnList
from emall.catalogue.rules import against_reference, may_move, pages_of
from emall.catalogue.words import ListingStatus
from emall.database import Row
from emall.web.language import gettext
from emall.web.status_words import LISTING
from emall.web.templating import Pages

TIER_ROWS = 3
PATH = "/supplier/listings"


def address(wanted: OwnList, *, page: str | None = None) -> str:
    """The list's address; with `page` empty it ends where the page number goes."""
    pairs = [
        ("status", wanted.status),
        ("q", wanted.text),
        ("stock", wanted.stock),
        ("gap", wanted.gap),
    ]
    pairs += [("size", str(wanted.size))] if wanted.size != SIZES[0] else []
    kept = [(name, value) for name, value in pairs if value]
    if page is not None:
        kept.append(("page", page))
    return f"{PATH}?{urlencode(kept)}" if kept else PATH


def listing_table(pages: Pages, wanted: OwnList, counts: dict[str, int], rows: list[Row]) -> dict[str, Any]:
    """The values of the list's template."""
    total = counts.get(wanted.status, 0)
    return {
        "wanted": wanted,
        "tabs": _tabs(wanted, counts),
        "lines": [_line(pages, row) for row in rows],
        "total": total,
        "pages": pages_of(total, wanted.size),
        "page_base": address(wanted, page=""),
        "sizes": [(size, address(replace(wanted, size=size)), size == wanted.size) for size in SIZES],
        "first": (wanted.page - 1) * wanted.size + 1 if rows else 0,
        "last": (wanted.page - 1) * wanted.size + len(rows),
        "listing_count": counts[""],
    }


def _tabs(wanted: OwnList, counts: dict[str, int]) -> list[tuple[str, str, int, bool]]:
    made = [
        (
            gettext("All"),
            address(replace(wanted, status="")),
            counts[""],
            wanted.status == "",
        )
    ]
    for status in ListingStatus:
        if counts.get(status) or status in (
            ListingStatus.LIVE,
            ListingStatus.OFF_SHELF,
            wanted.status,
        ):
            word = gettext(LISTING[status].word)
            url = address(replace(wanted, status=str(status)))
            made.append((word, url, counts.get(status, 0), wanted.status == status))
    return made


def _line(pages: Pages, row: Row) -> dict[str, Any]:
    return {
        "row": row,
        "picture": picture(pages, row.image, row.art),
        "gap": against_reference(price_fen=row.price_fen, reference_fen=row.reference_fen),
        "short": row.free < row.min_order,
    }


def own_page(pages: Pages, row: Row, asked: Any) -> dict[str, Any]:
    """The values of one own listing's template."""
    tiers = [(quantity, fen) for quantity, fen in row.tiers]
    blank: list[tuple[int | None, int | None]] = [(None, None)] * max(0, TIER_ROWS - len(tiers))
    return {
        "row": row,
        "form": "",
        "title": chinese(row.title),
        "unit": chinese(row.unit),
        "brand": chinese(row.brand),
        "model": chinese(row.model),
        "smallest": Markup("{} {}").format(row.min_order, chinese(row.unit)),
        "picture": picture(pages, row.images[0]["digest"] if row.images else None, row.art),
        "tiers": [*tiers, *blank],
        "gap": against_reference(price_fen=row.price_fen, reference_fen=row.reference_fen),
        "may_take_off": may_move(status=row.status, to=ListingStatus.OFF_SHELF),
        "may_put_on": may_move(status=row.status, to=ListingStatus.LIVE),
        "public": row.status in (ListingStatus.LIVE, ListingStatus.PRICE_HOLD, ListingStatus.OFF_SHELF),
    }
