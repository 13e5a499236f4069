"""A supplier's own listings at its desk: the list, the page of one, and each change of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.catalogue import actions, queries
from emall.catalogue.actions.pictures import MOST_BYTES
from emall.catalogue.forms import Blank, OwnQuery, PictureForm, PriceForm, ShelfForm, StockForm, own_list_of
from emall.catalogue.handlers import own_view
from emall.journal import once
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.forms import parse, query, upload
from emall.web.guards import who
from emall.web.language import N_, gettext
from emall.web.visitor import Visitor

UPLOAD_LIMIT = MOST_BYTES + 1_000_000  # the other fields of the form come on top of the picture


@dataclass(frozen=True, slots=True)
class Edit:
    """One form of a listing's page: its name, its shape, the action it asks for, what is said afterwards."""

    name: str
    shape: type[Any]
    action: Callable[..., Awaitable[Any]]
    said: str


PRICE = Edit("price", PriceForm, actions.change_price, N_("The new price is on sale."))
STOCK = Edit("stock", StockForm, actions.change_stock, N_("The stock is saved."))
SHELF = Edit("shelf", ShelfForm, actions.move_shelf, N_("The change is live."))
PICTURE = Edit("picture", PictureForm, actions.add_picture, N_("The picture is added."))
REMOVAL = Edit("picture_removal", Blank, actions.remove_picture, N_("The picture is removed."))


class OwnListings(Controller):
    """The listings of the visitor's own firm; anyone else's answer like missing ones."""

    path = "/supplier/listings"
    opt = who(*SUPPLIER_DUTIES)

    @get(name="catalogue.own.list")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """All own listings by status."""
        wanted = own_list_of(request)
        counts = await queries.own_counts(own(visitor), wanted)
        rows = await queries.own_listings(own(visitor), wanted)
        facts = own_view.listing_table(reply.pages_of(request), wanted, counts, rows)
        return reply.page(request, "catalogue/own/list.html", **facts)

    @get("/{listing:int}", name="catalogue.own.show")
    async def show(
        self, request: Request, visitor: NamedDependency[Visitor], listing: FromPath[int]
    ) -> Response[bytes]:
        """One own listing with its forms."""
        return reply.page(request, "catalogue/own/show.html", **await facts_of(request, visitor, listing))

    @post("/{listing:int}/price", name="catalogue.own.price")
    async def price(
        self, request: Request, visitor: NamedDependency[Visitor], listing: FromPath[int]
    ) -> Response[bytes]:
        """A new price list."""
        return await answer(request, visitor, listing, PRICE)

    @post("/{listing:int}/stock", name="catalogue.own.stock")
    async def stock(
        self, request: Request, visitor: NamedDependency[Visitor], listing: FromPath[int]
    ) -> Response[bytes]:
        """A corrected stock."""
        return await answer(request, visitor, listing, STOCK)

    @post("/{listing:int}/shelf", name="catalogue.own.shelf")
    async def shelf(
        self, request: Request, visitor: NamedDependency[Visitor], listing: FromPath[int]
    ) -> Response[bytes]:
        """On the shelf, or off it."""
        return await answer(request, visitor, listing, SHELF)

    @post("/{listing:int}/pictures", name="catalogue.own.picture", request_max_body_size=UPLOAD_LIMIT)
    async def picture(
        self, request: Request, visitor: NamedDependency[Visitor], listing: FromPath[int]
    ) -> Response[bytes]:
        """One more picture."""
        return await answer(request, visitor, listing, PICTURE, first=kept_picture)

    @post("/{listing:int}/pictures/{picture:int}/removal", name="catalogue.own.picture_removal")
    async def remove_picture(
        self,
        request: Request,
        visitor: NamedDependency[Visitor],
        listing: FromPath[int],
        picture: FromPath[int],
    ) -> Response[bytes]:
        """One picture less."""
        return await answer(request, visitor, listing, REMOVAL, picture=picture)


def own(visitor: Visitor) -> int:
    """The visitor's firm; Missing for a post without one."""
    if visitor.organisation is None:
        raise Missing
    return visitor.organisation


async def facts_of(request: Request[Any, Any, Any], visitor: Visitor, listing: int) -> dict[str, Any]:
    """What the page of an own listing shows; Missing for someone else's."""
    row = await queries.own_listing(own(visitor), listing)
    if row is None:
        raise Missing
    return own_view.own_page(reply.pages_of(request), row, query(request, OwnQuery))


async def kept_picture(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """The picture that was sent, written to disk."""
    file = upload(request, "picture")
    return {"picture": await actions.keep_picture(await file.read() if file else b"")}


async def answer(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    listing: int,
    edit: Edit,
    *,
    first: Callable[[Request[Any, Any, Any]], Awaitable[dict[str, Any]]] | None = None,
    **more: Any,
) -> Response[bytes]:
    """Do it once, then back to the listing; refused or overtaken, the page again with what was typed.

    `first` prepares more for the action, before its transaction begins.
    """
    facts = await facts_of(request, visitor, listing)
    try:
        more |= await first(request) if first else {}
        await _once(request, visitor, listing, edit, more)
    except (Refused, Conflict) as error:
        facts = {**await facts_of(request, visitor, listing), "form": edit.name}
        return reply.rejected(request, "catalogue/own/show.html", error, **facts)
    return reply.redirect(request, f"{own_view.PATH}/{facts['row'].id}", said=gettext(edit.said))


async def _once(
    request: Request[Any, Any, Any], visitor: Visitor, listing: int, edit: Edit, more: dict[str, Any]
) -> None:
    typed = arrival(request).typed
    content = {name: texts for name, texts in typed.items() if not name.startswith("_")}

    async def deed() -> str:
        form = parse(request, edit.shape)
        await edit.action(
            actor=visitor.actor(), supplier=own(visitor), listing=listing, **form.changes(), **more
        )
        return f"{own_view.PATH}/{listing}"

    await once(
        actor=visitor.actor(),
        form=f"listing.{edit.name}",
        token=typed.value("submit_token"),
        content=[listing, content],
        deed=deed,
    )
