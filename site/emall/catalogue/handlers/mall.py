"""The mall before the cart: lists of goods, one listing, comparison, a supplier's shop, suggestions."""

import json
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from emall.catalogue import queries
from emall.catalogue.forms import CompareQuery, ProductQuery, SuggestQuery, browse_of
from emall.catalogue.handlers import shown, storefront_view
from emall.catalogue.handlers.cards import cards_html, item, may_buy
from emall.catalogue.handlers.comparison import comparison
from emall.catalogue.handlers.product_view import product_view
from emall.catalogue.rules.browse import MOST_COMPARED, Browse
from emall.kernel.refusal import Missing
from emall.web import reply
from emall.web.arrival import arrival
from emall.web.forms import query
from emall.web.guards import ANYONE


async def answer_list(
    request: Request[Any, Any, Any],
    browse: Browse,
    template: str = "catalogue/results.html",
    **more: Any,
) -> Response[bytes]:
    """A page of results, or the part of it htmx asked for with its canonical address."""
    found = await queries.results(browse)
    facts = shown.context(found)
    here = arrival(request)
    facts["cards"] = cards_html(
        reply.pages_of(request),
        found.cards,
        chosen=found.browse.compared,
        words=found.browse.text,
        addable=may_buy(here.visitor),
    )
    shown_ids = {card.id for card in found.cards}
    facts["elsewhere"] = [
        item(reply.pages_of(request), row) for row in found.compared if row.id not in shown_ids
    ]
    push = found.browse.url if here.htmx else None
    facts["facets_too"] = here.htmx and here.header(b"hx-target") == "results"
    response = reply.page(request, template, push=push, **facts, **more)
    if push:
        events = {"ui:live": str(facts["counted"])}
        if not here.header(b"hx-trigger"):
            events["ui:focus"] = "#results-title"
        response.headers["HX-Trigger-After-Settle"] = json.dumps(events)
    return response


class Mall(Controller):
    """Everything a visitor sees before the cart; open to all."""

    path = "/mall"
    opt = ANYONE

    @get("/c/{code:str}", name="catalogue.category.show")
    async def category(self, request: Request, code: FromPath[str]) -> Response[bytes]:
        """The goods of a category."""
        return await answer_list(request, browse_of(request, category=code))

    @get("/search", name="catalogue.search.show")
    async def search(self, request: Request) -> Response[bytes]:
        """The goods found for some words."""
        return await answer_list(request, browse_of(request))

    @get("/suggest", name="catalogue.suggestion.list")
    async def suggest(self, request: Request) -> Response[bytes]:
        """What the words typed so far may become."""
        words = query(request, SuggestQuery).q
        found = await queries.suggestions(words)
        return reply.page(request, "catalogue/suggest.html", words=words, suggestions=found)

    @get("/p/{listing:int}", name="catalogue.listing.show")
    async def product(self, request: Request, listing: FromPath[int]) -> Response[bytes]:
        """One listing with all that helps to decide."""
        row = await queries.listing_page(listing)
        if row is None:
            raise Missing
        asked = query(request, ProductQuery)
        facts = await product_view(request, row, quantity=asked.quantity, county=asked.county)
        return reply.page(request, "catalogue/product.html", **facts)

    @get("/compare", name="catalogue.comparison.show")
    async def compare(self, request: Request) -> Response[bytes]:
        """Two to four listings side by side."""
        asked = query(request, CompareQuery)
        ids = (asked.ids or asked.compare)[:MOST_COMPARED]
        rows = await queries.compared(ids) if ids else []
        facts = comparison(reply.pages_of(request), rows, different=asked.different)
        return reply.page(request, "catalogue/compare.html", **facts)


class Shop(Controller):
    """A supplier's shop (店铺)."""

    path = "/shop"
    opt = ANYONE

    @get("/{supplier:int}", name="catalogue.shop.show")
    async def show(self, request: Request, supplier: FromPath[int]) -> Response[bytes]:
        """Who the supplier is and what it sells."""
        row = await queries.shop(supplier)
        if row is None:
            raise Missing
        facts = storefront_view.facts(row, arrival(request).visitor)
        return await answer_list(
            request,
            browse_of(request, supplier=supplier),
            "catalogue/shop.html",
            **facts,
        )
