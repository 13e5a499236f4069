"""What the page of one listing prints: price ladder, references, price line, delivery, specification, substitutes."""

from datetime import date
from typing import Any

from litestar import Request

from emall.catalogue import queries
from emall.catalogue.handlers.cards import Look, cards_html, may_buy, picture, tag_of
from emall.catalogue.handlers.narrowing import chinese
from emall.catalogue.handlers.shown import delivery_options
from emall.catalogue.queries.product import HISTORY_DAYS
from emall.catalogue.queries.tree import Shelf, Tree
from emall.catalogue.rules import (
    against_reference,
    ladder,
    orderable,
    price_for,
    refusals_for_quantity,
)
from emall.catalogue.words import SECTOR_NAMES, SOURCE_NAMES, ListingStatus, PriceSource
from emall.database import Row
from emall.kernel import clock
from emall.kernel.regions import CITY, COUNTIES
from emall.kernel.workdays import add_workdays
from emall.suppliers.words import SIZE_NAMES
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.language import ENGLISH, gettext, language, ngettext
from emall.web.saying import say_all

ORIGIN = "产地"
SEAT = "331102"  # the city's offices stand in this county


async def product_view(
    request: Request[Any, Any, Any], row: Row, *, quantity: int = 0, county: str = ""
) -> dict[str, Any]:
    """The values of the product template for a quantity and a county to deliver to."""
    here, pages, kept = arrival(request), reply.pages_of(request), await queries.tree()
    visitor = here.visitor
    shelf = kept.by_id[row.category]
    live = row.status == ListingStatus.LIVE
    wanted = quantity or row.min_order
    return {
        "row": row,
        "live": live,
        "riding": here.htmx and here.header(b"hx-target") == "price-panel",
        "unit": chinese(row.unit),
        "crumbs": _crumbs(kept, shelf, row),
        "pictures": _pictures(pages, row),
        "tags": [(*tag_of(tag["kind"]), tag["expires_on"], tag["certificate"]) for tag in row.tags],
        "may_buy": may_buy(visitor),
        "orderable": orderable(status=row.status, free=row.free, min_order=row.min_order),
        "wanted": wanted,
        "too_much": _too_much(row, wanted) if live and quantity else [],
        **prices(row, wanted),
        **_delivery(row, county or _home(visitor)),
        "counties": delivery_options()[1:],
        "specification": specification(row, shelf),
        "official": _official(row, shelf),
        "supplier_words": _supplier_words(row),
        "deals": await queries.deals(row.product) if live else [],
        "sector_word": sector_word,
        "substitutes": [] if live else cards_html(pages, await _similar(row), Look()),
        "search_category": shelf.code,
    }


async def _similar(row: Row) -> list[Row]:
    return await queries.similar_cards(category=row.category, product=row.product, but=row.id)


def prices(row: Row, wanted: int) -> dict[str, Any]:
    """The ladder with the step in use, the price now, its references and the line of the past half year."""
    tiers = [(quantity, fen) for quantity, fen in row.tiers]
    steps = ladder(price_fen=row.price_fen, tiers=tiers, min_order=row.min_order)
    now_fen = price_for(wanted, row.price_fen, tiers)
    lowest = min([ref["fen"] for ref in row.refs], default=row.reference_fen)
    history = queries.price_steps(row.history, now=clock.now())
    return {
        "steps": [(step, step.price_fen == now_fen) for step in steps] if len(steps) > 1 else [],
        "price_now": now_fen,
        "subtotal": now_fen * wanted,
        "references": [(gettext(SOURCE_NAMES[PriceSource(ref["kind"])]), ref) for ref in row.refs],
        "checked_on": max(
            (date.fromisoformat(ref["on"]) for ref in row.refs),
            default=row.reference_on,
        ),
        "lowest": lowest,
        "gap": against_reference(price_fen=now_fen, reference_fen=lowest),
        "line": price_line([*history, (float(HISTORY_DAYS), row.price_fen)], lowest),
    }


def price_line(steps: list[tuple[float, int]], reference_fen: int | None) -> dict[str, Any] | None:
    """A step line in a box of 220 by 44: the path, the end, the height of the reference; None without a history."""
    if len(steps) < 2:
        return None
    known = [fen for _, fen in steps] + ([reference_fen] if reference_fen else [])
    low, span = min(known), max(1, max(known) - min(known))

    def height(fen: int) -> int:
        return 40 - (fen - low) * 32 // span

    points = [(int(day * 212 // HISTORY_DAYS), height(fen)) for day, fen in steps]
    path = f"M{points[0][0]} {points[0][1]}" + "".join(f"H{x}V{y}" for x, y in points[1:])
    return {
        "path": path,
        "area": f"{path}V44H{points[0][0]}Z",
        "end": points[-1],
        "reference": height(reference_fen) if reference_fen else None,
        "lowest": min(fen for _, fen in steps),
        "highest": max(fen for _, fen in steps),
    }


def _too_much(row: Row, wanted: int) -> list[Any]:
    return say_all(
        refusals_for_quantity(quantity=wanted, min_order=row.min_order, step=row.step, free=row.free)
    )


def _home(visitor: Any) -> str:
    if visitor is None or visitor.region in ("", CITY):
        return SEAT
    return visitor.region if visitor.region in {one.code for one in COUNTIES} else SEAT


def _delivery(row: Row, county: str) -> dict[str, Any]:
    served = not row.regions or county in row.regions or CITY in row.regions
    return {
        "county_to": county,
        "served": served,
        "arrives": add_workdays(clock.today(), row.delivery_days) if served else None,
    }


def _pictures(pages: Any, row: Row) -> list[tuple[str, str]]:
    """Addresses and texts of the pictures; the drawing of the kind when the supplier sent none."""
    if row.images:
        return [(f"/media/{image['digest']}.webp", image["alt"] or row.title) for image in row.images]
    return [(picture(pages, None, row.art), row.title)]


def _crumbs(kept: Tree, shelf: Shelf, row: Row) -> list[tuple[str, str]]:
    way = [(one.shown, f"/mall/c/{one.code}") for one in kept.path(shelf)]
    return [(gettext("Mall"), "/mall"), *way, (chinese(row.title), "")]


def specification(row: Row, shelf: Shelf) -> list[tuple[str, str]]:
    """Name and value of each property, the deciding ones first; names in English where the category has them."""
    english = {at.name: at.name_en for at in shelf.attributes if at.name_en}
    rows: list[tuple[str, str]] = [
        (gettext("Brand"), chinese(row.brand)),
        (gettext("Model"), chinese(row.model)),
    ]
    for name, value in row.spec:
        word = english.get(name) if language() == ENGLISH else name
        rows.append((word or chinese(name), chinese(value)))
    rows.append((gettext("Maker"), chinese(row.maker)))
    if row.origin and ORIGIN not in dict(row.spec):
        rows.append((gettext("Made in"), chinese(row.origin)))
    rows += [(gettext("Barcode"), row.gtin)] if row.gtin else []
    return rows


def _official(row: Row, shelf: Shelf) -> tuple[str, str, str] | None:
    """Edition, code and name in the official catalogue."""
    if not shelf.official_code:
        return None
    name = row.official_name or ""
    if language() == ENGLISH:
        name = row.official_name_en or chinese(name)
    return shelf.official_edition, shelf.official_code, name


def _supplier_words(row: Row) -> dict[str, Any]:
    size = row.supplier_size
    known: list[tuple[str, str]] = []
    if row.admitted_batch:
        service = [
            ngettext(
                "returns within %(num)s day",
                "returns within %(num)s days",
                row.return_days,
            )
        ]
        service.append(ngettext("warranty %(num)s month", "warranty %(num)s months", row.warranty_months))
        known = [
            (gettext("Batch"), chinese(row.admitted_batch)),
            (gettext("Service"), " · ".join(service)),
        ]
    return {
        "size": gettext(SIZE_NAMES[size]) if size in SIZE_NAMES else "",
        "on_time": percent(row.on_time_permille),
        "facts": known,
    }


def sector_word(kind: str) -> str:
    """What kind of unit bought, for people to read; nothing for a kind nobody named."""
    return gettext(SECTOR_NAMES[kind]) if kind in SECTOR_NAMES else gettext("Public unit")


def percent(permille: int | None) -> str:
    """98.6% of 986; a dash where nothing is known yet."""
    return "–" if permille is None else f"{permille // 10}.{permille % 10}%"
