"""The mall before the cart: lists of goods, one listing, comparison, a supplier's shop, suggestions."""

import json
from dataclasses import replace
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from emall.catalogue import queries
from emall.catalogue.forms import (
    CompareQuery,
    ProductQuery,
    SuggestQuery,
    WhyQuery,
    browse_of,
    filters_cut,
    words_cut,
)
from emall.catalogue.handlers import shown, storefront_view
from emall.catalogue.handlers.cards import cards_html, item, look_at, may_buy
from emall.catalogue.handlers.comparison import comparison
from emall.catalogue.handlers.product_view import product_view
from emall.catalogue.handlers.suggesting import announced, suggested
from emall.catalogue.handlers.why_view import why
from emall.catalogue.queries.results import Results
from emall.catalogue.rules.browse import MOST_COMPARED, SORTS, Browse
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
    found, here = await _found(browse), arrival(request)
    facts = shown.context(found) | _cards(request, found)
    facts |= {"words_cut": words_cut(request), "filters_cut": filters_cut(request)}
    push = found.browse.url if here.htmx else None
    facts["facets_too"] = here.htmx and here.header(b"hx-target") == "results"
    response = reply.page(request, template, push=push, **facts, **more)
    if push:
        events = {"ui:live": str(facts["counted"])}
        if not here.header(b"hx-trigger"):
            events["ui:focus"] = "#results-title"
        response.headers["HX-Trigger-After-Settle"] = json.dumps(events)
    return response


async def _found(browse: Browse) -> Results:
    """The page; goods that merely come close stand by closeness, whatever order was asked for."""
    found = await queries.results(browse)
    if not found.total and browse.text and browse.sort != SORTS[0]:
        closest = await queries.results(replace(browse, sort=SORTS[0]))
        return closest if closest.total else found
    return found


def _cards(request: Request[Any, Any, Any], found: Results) -> dict[str, Any]:
    """The cards of a page, those that come close, and those chosen for comparison elsewhere."""
    pages, browse = reply.pages_of(request), found.browse
    placed = found.found.placed if found.found else frozenset[int]()
    marked = found.found.marked(browse.text) if found.found else browse.text
    look = look_at(browse, marked=marked, addable=may_buy(arrival(request).visitor), placed=placed)
    shown_ids = {card.id for card in (*found.cards, *found.close)}
    return {
        "cards": cards_html(pages, found.cards, look),
        "close": cards_html(pages, found.close, replace(look, eager=0)),
        "elsewhere": [item(pages, row) for row in found.compared if row.id not in shown_ids],
    }


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
        asked = query(request, SuggestQuery)
        lines = await suggested(asked.q, scope=asked.cat, visitor=arrival(request).visitor)
        response = reply.page(request, "catalogue/suggest.html", words=asked.q, lines=lines)
        if lines:
            response.headers["HX-Trigger-After-Settle"] = json.dumps({"ui:live": announced(len(lines))})
        return response

    @get("/why", name="catalogue.ranking.show")
    async def why(self, request: Request) -> Response[bytes]:
        """Why one of the goods found stands where it stands."""
        asked = query(request, WhyQuery)
        row = await queries.standing(asked.listing) if asked.listing and asked.q else None
        if row is None:
            raise Missing
        facts = why(row, await queries.tree(), queries.names(), asked)
        return reply.page(request, "catalogue/why.html", **facts)

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
