"""A supplier's own listings at its desk: the list, the page of one, and each change of it."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.accounts.words import SUPPLIER_DUTIES
from emall.catalogue import actions, queries
from emall.catalogue.actions.pictures import MOST_BYTES
from emall.catalogue.forms import (
    OwnQuery,
    PictureForm,
    PriceForm,
    ShelfForm,
    StockForm,
    own_list_of,
)
from emall.catalogue.handlers import own_view
from emall.journal import once
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.forms import parse, query, upload
from emall.web.guards import who
from emall.web.language import gettext
from emall.web.visitor import Visitor

UPLOAD_LIMIT = MOST_BYTES + 1_000_000  # the other fields of the form come on top of the picture
Deed = Callable[[], Awaitable[Any]]


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
        self,
        request: Request,
        visitor: NamedDependency[Visitor],
        listing: FromPath[int],
    ) -> Response[bytes]:
        """One own listing with its forms."""
        return reply.page(
            request,
            "catalogue/own/show.html",
            **await facts_of(request, visitor, listing),
        )

    @post("/{listing:int}/price", name="catalogue.own.price")
    async def price(
        self,
        request: Request,
        visitor: NamedDependency[Visitor],
        listing: FromPath[int],
    ) -> Response[bytes]:
        """A new price list."""

        async def deed() -> None:
            form = parse(request, PriceForm)
            await actions.change_price(
                actor=visitor.actor(),
                supplier=own(visitor),
                listing=listing,
                version=form.version,
                price_fen=form.price,
                tiers=form.tiers(),
                reason=form.reason,
            )

        return await answer(
            request,
            visitor,
            listing,
            "price",
            deed,
            gettext("The new price is on sale."),
        )

    @post("/{listing:int}/stock", name="catalogue.own.stock")
    async def stock(
        self,
        request: Request,
        visitor: NamedDependency[Visitor],
        listing: FromPath[int],
    ) -> Response[bytes]:
        """A corrected stock."""

        async def deed() -> None:
            form = parse(request, StockForm)
            await actions.change_stock(
                actor=visitor.actor(),
                supplier=own(visitor),
                listing=listing,
                version=form.version,
                on_hand=form.on_hand,
            )

        return await answer(request, visitor, listing, "stock", deed, gettext("The stock is saved."))

    @post("/{listing:int}/shelf", name="catalogue.own.shelf")
    async def shelf(
        self,
        request: Request,
        visitor: NamedDependency[Visitor],
        listing: FromPath[int],
    ) -> Response[bytes]:
        """On the shelf, or off it."""

        async def deed() -> None:
            form = parse(request, ShelfForm)
            await actions.move_shelf(
                actor=visitor.actor(),
                supplier=own(visitor),
                listing=listing,
                version=form.version,
                to=form.to,
                reason=form.reason,
            )

        return await answer(request, visitor, listing, "shelf", deed, gettext("The change is live."))

    @post(
        "/{listing:int}/pictures",
        name="catalogue.own.picture",
        request_max_body_size=UPLOAD_LIMIT,
    )
    async def picture(
        self,
        request: Request,
        visitor: NamedDependency[Visitor],
        listing: FromPath[int],
    ) -> Response[bytes]:
        """One more picture."""

        async def deed() -> None:
            file = upload(request, "picture")
            content = await file.read() if file else b""
            if not content:
                raise Refused("picture", "picture_missing")
            alt = parse(request, PictureForm).alt
            await actions.add_picture(
                actor=visitor.actor(),
                supplier=own(visitor),
                listing=listing,
                content=content,
                alt=alt,
            )

        return await answer(request, visitor, listing, "picture", deed, gettext("The picture is added."))

    @post(
        "/{listing:int}/pictures/{picture:int}/removal",
        name="catalogue.own.picture_removal",
    )
    async def remove_picture(
        self,
        request: Request,
        visitor: NamedDependency[Visitor],
        listing: FromPath[int],
        picture: FromPath[int],
    ) -> Response[bytes]:
        """One picture less."""

        async def deed() -> None:
            await actions.remove_picture(
                actor=visitor.actor(),
                supplier=own(visitor),
                listing=listing,
                picture=picture,
            )

        return await answer(
            request,
            visitor,
            listing,
            "picture_removal",
            deed,
            gettext("The picture is removed."),
        )


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


async def answer(
    request: Request[Any, Any, Any],
    visitor: Visitor,
    listing: int,
    form: str,
    deed: Deed,
    said: str,
) -> Response[bytes]:
    """Do it once, then back to the listing; refused or overtaken, the page again with what was typed."""
    typed, url = arrival(request).typed, f"/supplier/listings/{listing}"
    content = {name: texts for name, texts in typed.items() if not name.startswith("_")}

    async def done() -> str:
        await deed()
        return url

    try:
        await once(
            actor=visitor.actor(),
            form=f"listing.{form}",
            token=typed.value("submit_token"),
            content=[listing, content],
            deed=done,
        )
    except (Refused, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        facts = await facts_of(request, visitor, listing)
        return reply.rejected(
            request,
            "catalogue/own/show.html",
            error.refusals,
            status=status,
            **{**facts, "form": form},
        )
    return reply.redirect(request, url, said=said)
