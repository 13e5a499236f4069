"""The first page of the mall, the path of a purchase, and the kit of parts for those who build pages."""

from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from emall.cart.queries import lists_of
from emall.catalogue.handlers.cards import item, picture, tag_of
from emall.home import queries
from emall.home.flow import path_of_a_purchase
from emall.home.shown import figures, policies, todo_lines
from emall.notices.words import NOTICE_NAMES
from emall.orders.queries import todo
from emall.settlement.queries import to_review
from emall.web.guards import ANYONE
from emall.web.reply import page, pages_of
from emall.web.status_words import STATUS
from emall.web.templating import Pages
from emall.web.visitor import Visitor

LISTS = 2
TODO = 3


class Home(Controller):
    """Where everybody begins."""

    path = "/mall"
    opt = ANYONE

    @get(name="home.mall")
    async def mall(self, request: Request, guest: NamedDependency[Visitor | None]) -> Response[bytes]:
        """Start or resume."""
        public = await queries.public.get()
        own = await _own(guest) if guest else NOTHING
        return page(
            request,
            "home/mall.html",
            **own_facts(pages_of(request), own),
            **public_facts(request, public, own),
        )


NOTHING: dict[str, list[Any]] = {"todo": [], "to_review": [], "lists": [], "bought": []}


async def _own(visitor: Visitor) -> dict[str, list[Any]]:
    """What waits for the visitor, and what a buyer and the unit often buy."""
    if not visitor.organisation:
        return NOTHING
    lists: list[Any] = []
    if visitor.is_buyer:
        lists = await lists_of(person=visitor.person, organisation=visitor.organisation)
    return {
        "todo": await todo(visitor, most=TODO),
        "to_review": await to_review(visitor, most=TODO) if visitor.is_approver else [],
        "lists": lists,
        "bought": await queries.own_shelf(visitor.organisation) if visitor.is_unit else [],
    }


def own_facts(pages: Pages, own: dict[str, list[Any]]) -> dict[str, Any]:
    """What concerns the visitor alone, as the page wants it."""
    waiting = [rows for rows in (own["todo"], own["to_review"]) if rows]
    return {
        "todo": todo_lines(row for rows in waiting for row in rows)[:TODO],
        "todo_total": sum(rows[0].matching for rows in waiting),
        "lists": [(row, picture(pages, None, row.art or "")) for row in own["lists"][:LISTS]],
        "bought": own["bought"][0].kinds if own["bought"] else 0,
    }


def public_facts(request: Request, public: queries.Public, own: dict[str, list[Any]]) -> dict[str, Any]:
    """What everybody sees; the shelf holds what the unit buys, if it has bought anything."""
    pages, hall = pages_of(request), public.hall
    return {
        "shelf": [item(pages, row) for row in own["bought"] or public.shelf],
        "notices": public.notices,
        "notice_names": NOTICE_NAMES,
        "hall": item(pages, hall) if hall else None,
        "hall_goods": hall.kinds if hall else 0,
        "hall_tags": [tag_of("hall")],
        "policies": policies(public.policies),
        "hall_sellers": public.policies.hall_sellers,
        "figures": figures(public.figures),
        "since": public.since,
    }


@get("/help/flow/goods", name="home.flow", opt=ANYONE)
async def flow(request: Request) -> Response[bytes]:
    """Every step of a purchase, who acts, and the ways out."""
    return page(request, "home/flow.html", steps=path_of_a_purchase())


@get("/dev/kit", name="home.kit", opt=ANYONE)
async def kit(request: Request) -> Response[bytes]:
    """Every part of every page on one sheet; only on demonstration sites."""
    return page(request, "dev/kit.html", status_table=STATUS)


ROUTES = [Home, flow]
DEMO_ROUTES = [kit]
